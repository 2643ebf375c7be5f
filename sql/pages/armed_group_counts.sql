-- description: Of whom the highest of the armed groups' own counts of the dead of each incident is: all of them
--   (total), one group of victims, or a part of them as the claim names it; and whether it says at least.
with counts as (
    select source_id, event_id as incident_id, victim_group, null::varchar as victim_part, high, is_open_above
    from core.interval_claims
    where source_id = $source_id and event_kind = 'incident' and metric = 'killed' and account = 'armed_group'
    union all
    select source_id, event_id, victim_group, coalesce(victim_part, 'part'), high, is_open_above
    from core.claim_standing
    where source_id = $source_id and event_kind = 'incident' and metric = 'killed' and claimant_side = 'militant'
        and series_kind = 'part' and scope = 'incident' and standing in ('current', 'repeat')
)
select counts.incident_id, counts.victim_group, counts.victim_part, counts.is_open_above
from counts
join core.incidents as incident
    on incident.source_id = counts.source_id and incident.incident_id = counts.incident_id
    and incident.killed_high_armed_group = counts.high
qualify row_number() over (
    partition by counts.incident_id
    order by counts.victim_group <> 'total' or counts.victim_part is not null, counts.victim_part nulls first,
        counts.victim_group
) = 1
order by counts.incident_id
