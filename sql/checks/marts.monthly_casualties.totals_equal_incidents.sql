-- description: per source, month and class of event, the mart holds the incidents, deaths by side and injured of
--   core.incidents
with expected as (
    select source_id, date_trunc('month', date)::date as month, event_class, count(*) as incidents,
        known_sum(killed_best) as killed_best,
        bound_sum(killed_low, killed_best) as killed_low,
        bound_sum(killed_high, killed_best) as killed_high,
        known_sum(killed_security) as killed_security,
        known_sum(killed_civilian) as killed_civilian,
        known_sum(killed_militant) as killed_militant,
        known_sum(killed_unknown) as killed_unknown,
        known_sum(injured_best) as injured_best,
        string_agg(incident_id, ' ' order by incident_id) as incident_ids
    from core.incidents
    where district_method <> 'outside_balochistan'
        and (
            (source_id, date_trunc('month', date)::date)
                in (select (source_id, month) from ref.source_months where in_period and not is_down)
            -- The source's last week may end in a month of which it speaks for no other day.
            or (source_id, date_trunc('month', date)::date) not in (select (source_id, month) from ref.source_months)
                and date_precision in ('day', 'week') and (source_id, week)
                    in (select (source_id, week) from ref.source_weeks where in_period)
        )
    group by source_id, month, event_class
),
found as (
    select source_id, month, event_class, incidents, killed_best, killed_low, killed_high, killed_security,
        killed_civilian, killed_militant, killed_unknown, injured_best
    from marts.monthly_casualties
    where incidents > 0
)
select source_id, month, event_class, expected.incidents as incidents_in_core, found.incidents as incidents_in_mart,
    counts_of(expected) as counts_in_core, counts_of(found) as counts_in_mart,
    expected.incident_ids
from expected
full join found using (source_id, month, event_class)
where found.incidents is distinct from expected.incidents
    or counts_of(found) is distinct from counts_of(expected)
order by source_id, month, event_class
