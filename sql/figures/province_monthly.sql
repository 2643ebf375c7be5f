-- description: Documented deaths in the province per month of one source, attacks apart from security operations.
-- title: Documented deaths by month: attacks apart from security operations
-- counts: Best figure for people killed in incidents of the calendar month, by the side the dead belonged to; raids and
--   clashes opened by security forces are the lower panel. Events of neither class are in the table only.
select
    month,
    event_class,
    status,
    incidents::bigint as incidents,
    incidents_without_toll::bigint as incidents_without_toll,
    killed_best::bigint as killed_best,
    killed_low::bigint as killed_low,
    killed_high::bigint as killed_high,
    killed_security::bigint as killed_security,
    killed_civilian::bigint as killed_civilian,
    killed_militant::bigint as killed_militant,
    killed_unknown::bigint as killed_unknown
from marts.monthly_casualties
where source_id = $source_id and month <= $as_of::date and status not in ('not_covered', 'source_down')
order by month, event_class
