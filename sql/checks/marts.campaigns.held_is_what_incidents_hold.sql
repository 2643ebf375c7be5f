-- description: what a campaign's incidents hold of a group is their own sum, and never more than all their dead
select mart.campaign_id, mart.victim_group, mart.held_by_incidents, known_sum(incident.killed_best) as dead_in_incidents
from marts.campaigns as mart
join core.incidents as incident on incident.source_id = mart.source_id and incident.campaign_id = mart.campaign_id
where mart.metric = 'killed' and mart.victim_group in ('security', 'civilian', 'militant', 'total')
group by mart.campaign_id, mart.claimant_side, mart.victim_group, mart.held_by_incidents
having mart.held_by_incidents is distinct from case mart.victim_group
    when 'security' then sum(incident.killed_security)::bigint
    when 'civilian' then sum(incident.killed_civilian)::bigint
    when 'militant' then sum(incident.killed_militant)::bigint
    else sum(incident.killed_best)::bigint
end
order by mart.campaign_id, mart.victim_group
