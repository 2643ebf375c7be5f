-- description: The totals killed that stand of each incident, by whose account, where any but its own row's figure does: what its interval is made of.
select standing.event_id as incident_id, standing.claimant_side, coalesce(claimant.name, claim.claimant_as_written) as claimant,
    standing.low::bigint as low, standing.high::bigint as high, standing.is_open_above, claim.source_url, claim.source_name
from core.claim_standing as standing
join core.claims as claim on claim.source_id = standing.source_id and claim.claim_id = standing.claim_id
join core.incidents as incident on incident.source_id = standing.source_id and incident.incident_id = standing.event_id
left join ref.claimants as claimant on claimant.claimant_id = claim.claimant_id
where standing.source_id = $source_id and standing.event_kind = 'incident' and standing.series_kind = 'whole'
    and standing.victim_group = 'total' and standing.metric = 'killed' and standing.standing in ('current', 'repeat', 'undated')
qualify bool_or(standing.claim_id <> incident.leading_report_id || ':killed_total') over (partition by standing.event_id)
order by standing.event_id, standing.low, standing.high, standing.claimant_side, standing.claim_id
