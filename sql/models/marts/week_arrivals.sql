-- description: One row per source and age of knowledge: how far its weeks had filled with incidents by then, by the
--   first day on which each could be read of. Incidents of the province only. Apart from how the tolls of those
--   incidents grew: deaths are by the figures of the as-of date. Weeks of which all those days have passed, that were
--   watched while young; no landmark attacks.
-- grain: source_id, age
-- columns:
--   source_id
--   basis VARCHAR: page_date (the earliest dated page on each incident, of its reports and of every claim about it)
--     or snapshot (the first file of a publisher that held it)
--   age INTEGER: days since the week's last day, that day being 1: 1, 3, 7, 30, 90 or 180
--   weeks BIGINT: weeks with incidents
--   incidents BIGINT: incidents of those weeks, as of the as-of date
--   known_by_then BIGINT: of them, those known by the end of that day
--   killed BIGINT: deaths in them, by the leading reports
--   killed_known_by_then BIGINT: of them, those in incidents known by then
--   left_out BIGINT: incidents of those weeks without a dated page: nobody can say when they became known
--   first_entered DATE: day on which the first of the source's rows was entered; null for a publisher
--   last_entered DATE: the last such day
with pages as (
    select source_id, incident_id, known_at as read_on from core.reports
        where known_at_basis in ('page_date', 'taken_on')
    union all
    -- A page that quotes a figure tells of the incident too, on its own date, whenever the figure was said.
    select source_id, event_id, published_date from core.claims
    where event_kind = 'incident' and published_date <= $as_of::date
),
told as (
    select source_id, incident_id, min(read_on) as known_from
    from pages
    where source_id not in (select source_id from core.record_versions)
    group by source_id, incident_id
    union all
    select source_id, report_id, min(known_at) from core.record_versions group by source_id, report_id
),
watched as (
    select source_id, week from marts.week_development where district_id is null group by source_id, week
),
members as (
    select incident.source_id, incident.week, incident.incident_id, incident.killed_best, told.known_from,
        if(watched.week is null, 'page_date', 'snapshot') as basis
    from core.incidents as incident
    left join told on told.source_id = incident.source_id and told.incident_id = incident.incident_id
    left join watched on watched.source_id = incident.source_id and watched.week = incident.week
    where incident.district_id is not null and incident.date_precision in ('day', 'week') and not incident.is_landmark
        and incident.week + 6 + 179 <= $as_of::date
        -- A file of thirty years taken today says nothing about how its weeks filled.
        and (watched.week is not null or incident.source_id not in (select source_id from core.record_versions))
),
ages as (select unnest([1, 3, 7, 30, 90, 180])::integer as age),
entered as (
    select source_id, min(recorded_at) as first_entered, max(recorded_at) as last_entered
    from core.claims
    where source_id not in (select source_id from core.record_versions)
    group by source_id
)
select members.source_id, members.basis, ages.age,
    count(distinct members.week) as weeks,
    count(members.known_from) as incidents,
    count(*) filter (members.known_from <= members.week + 6 + ages.age - 1) as known_by_then,
    coalesce(sum(members.killed_best) filter (members.known_from is not null), 0)::bigint as killed,
    coalesce(sum(members.killed_best) filter (members.known_from <= members.week + 6 + ages.age - 1),
        0)::bigint as killed_known_by_then,
    count(*) filter (members.known_from is null) as left_out,
    min(entered.first_entered) as first_entered, min(entered.last_entered) as last_entered
from members
cross join ages
left join entered on entered.source_id = members.source_id
group by members.source_id, members.basis, ages.age
order by members.source_id, ages.age
