-- description: per source and actor, the weeks hold the incidents that core.incidents attributes to that actor, and
--   not another's
with expected as (
    select incident.source_id, incident.actor_id, count(*) as incidents
    from core.incidents as incident
    anti join core.exclusions as excluded
        on excluded.source_id = incident.source_id and excluded.record_id = incident.incident_id
        and excluded.stage in ('districts', 'weeks') and excluded.record_counts
    group by all
),
found as (
    select source_id, actor_id, sum(incidents)::bigint as incidents
    from marts.weekly_casualties_by_actor
    group by all
)
select coalesce(expected.source_id, found.source_id) as source_id,
    coalesce(expected.actor_id, found.actor_id) as actor_id,
    expected.incidents as in_core, found.incidents as in_mart
from expected
full join found on found.source_id = expected.source_id and found.actor_id = expected.actor_id
where coalesce(expected.incidents, 0) <> coalesce(found.incidents, 0)
order by all
