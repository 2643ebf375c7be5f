-- description: per source, month and class of event, the mart holds the incidents and deaths that core.incidents places in the province
with expected as (
    select source_id, date_trunc('month', date)::date as month, event_class, count(*) as incidents, coalesce(sum(killed_best), 0)::bigint as killed,
        string_agg(incident_id, ' ' order by incident_id) as incident_ids
    from core.incidents
    where district_method <> 'outside_balochistan'
        and incident_id not in (
            select record_id from core.exclusions where reason in ('outside_source_period', 'source_down') and record_counts
        )
    group by all
),
found as (
    select source_id, month, event_class, incidents, coalesce(killed_best, 0) as killed
    from marts.monthly_casualties
    where incidents > 0
)
select source_id, month, event_class, expected.incidents as incidents_in_core, found.incidents as incidents_in_mart,
    expected.killed as deaths_in_core, found.killed as deaths_in_mart, expected.incident_ids
from expected
full join found using (source_id, month, event_class)
where found.incidents is distinct from expected.incidents or found.killed is distinct from expected.killed
order by source_id, month, event_class
