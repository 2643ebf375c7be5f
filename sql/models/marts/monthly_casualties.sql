-- description: One row per source, calendar month from its first to its last span and class of event: attacks apart
--   from security operations.
-- grain: source_id, month, event_class
-- columns:
--   source_id, month, event_class, status
--   status_reason VARCHAR: why it is not_covered: sample, placed_nothing, placed_too_few, cannot_name (a class the
--     source has no code for) or may_lie_here (a clash of the month may be one, or an event not dated to one month);
--     rows_left_out where its figures are a minimum, because a row of its days was refused or left out; else null
--   incidents, incidents_without_toll, killed_best, killed_low, killed_high, killed_security, killed_civilian
--   killed_militant, killed_unknown, injured_best
with grid as (
    select months.*, class.code as event_class,
        zero_doubt(
            months.kind, months.in_period, true, held.doubt,
            exists (
                select 1 from core.nameable_members as named
                where named.source_id = months.source_id and named.dimension = 'event_class'
                    and named.member_id = class.code
                    and named.first_day <= months.month and named.last_day >= last_day(months.month)
            ),
            exists (
                select 1 from core.possible_members as possible
                where possible.source_id = months.source_id and possible.dimension = 'event_class'
                    and possible.member_id in (class.code, 'any')
                    and possible.first_day <= last_day(months.month) and possible.last_day >= months.month
            )
        ) as doubt,
        exists (
            select 1 from core.possible_members as possible
            where possible.source_id = months.source_id and possible.dimension = 'province'
                and possible.first_day <= last_day(months.month) and possible.last_day >= months.month
        ) as is_left_out
    from ref.source_months as months
    join core.source_placing as held on held.source_id = months.source_id
    cross join (select code from ref.vocabularies where vocabulary = 'event_class') as class
),
counts as (
    select source_id, date_trunc('month', date)::date as month, event_class,
        count(*) as incidents,
        count(*) filter (killed_best is null) as incidents_without_toll,
        known_sum(killed_best) as killed_best, bound_sum(killed_low, killed_best) as killed_low,
        bound_sum(killed_high, killed_best) as killed_high,
        known_sum(killed_security) as killed_security, known_sum(killed_civilian) as killed_civilian,
        known_sum(killed_militant) as killed_militant, known_sum(killed_unknown) as killed_unknown,
        known_sum(injured_best) as injured_best
    from core.incidents
    where district_method <> 'outside_balochistan'
    group by all
),
cells as (
    select grid.source_id, grid.month, grid.event_class,
        week_status(coalesce(counts.incidents, 0), grid.is_down, grid.is_filling, grid.is_cut, grid.doubt) as status,
        grid.doubt, grid.is_left_out, coalesce(counts.incidents, 0) as found,
        counts.* exclude (source_id, month, event_class)
    from grid
    left join counts
        on counts.source_id = grid.source_id and counts.month = grid.month and counts.event_class = grid.event_class
)
select
    source_id, month, event_class, status, told_reason(status, doubt, is_left_out) as status_reason,
    counted(status, found, incidents) as incidents,
    counted(status, found, incidents_without_toll) as incidents_without_toll,
    counted(status, found, killed_best) as killed_best,
    counted(status, found, killed_low) as killed_low,
    counted(status, found, killed_high) as killed_high,
    counted(status, found, killed_security) as killed_security,
    counted(status, found, killed_civilian) as killed_civilian,
    counted(status, found, killed_militant) as killed_militant,
    counted(status, found, killed_unknown) as killed_unknown,
    counted(status, found, injured_best) as injured_best
from cells
union all by name
-- The source's last week may end in a month of which it speaks for no other day: what happened then is told, and no
-- zero is.
select source_id, month, event_class, 'reported' as status, counts.* exclude (source_id, month, event_class)
from counts
where (source_id, month) not in (select (source_id, month) from grid)
    and (source_id, month, event_class) in (
        select (incident.source_id, date_trunc('month', incident.date)::date, incident.event_class)
        from core.incidents as incident
        anti join core.exclusions as excluded
            on excluded.source_id = incident.source_id and excluded.record_id = incident.incident_id
            and excluded.stage in ('districts', 'weeks') and excluded.record_counts
    )
order by source_id, month, event_class
