-- description: One row per area and calendar month for which a census speaks: the headline series, drawn from one
--   source a month, never a sum of sources. The rule: docs/decisions/0005-sources.md.
-- grain: area_id, month
-- columns:
--   area_id VARCHAR: 'province' for all of it, else a district; 'balochistan' is the bucket of what is known only to
--     the province
--   month
--   source_id VARCHAR: the source chosen for the month
--   status VARCHAR: reported, reported_zero, not_covered (see status_reason), source_down or provisional
--   status_reason VARCHAR: why it is not_covered: not_there_then, placed_nothing, placed_too_few, cannot_name or
--     may_lie_here; rows_left_out where its figures are a minimum; else null
--   incidents, incidents_without_toll
--   killed_best BIGINT: deaths; null where no event carries a toll, or where those that carry one say 0 and another
--     carries none
--   killed_low BIGINT: deaths by the lowest accounts, of the events that killed_best sums; null where killed_best is
--   killed_high, killed_security, killed_civilian, killed_militant, killed_unknown
-- A month is drawn from the first source, by rank, that speaks for all of it.
with chosen as (
    select months.source_id, months.month, months.is_down, months.is_filling
    from ref.source_months as months
    join ref.sources as source using (source_id)
    where source.kind = 'census' and source.headline_rank is not null and source.rows_may_leave
        and months.in_period and not months.is_cut and (months.month + interval 1 month)::date - 1 <= $as_of::date
    qualify row_number() over (partition by months.month order by source.headline_rank) = 1
),
areas as (
    select district_id as area_id, valid_from, valid_to from ref.districts
    union all
    select unnest(['province', 'balochistan']), null, null
),
membership as (
    select source_id, date_trunc('month', date)::date as month, unnest(['province', district_id]) as area_id,
        killed_best, killed_low, killed_high, killed_security, killed_civilian, killed_militant, killed_unknown
    from core.incidents
    where district_method <> 'outside_balochistan' and date_precision <> 'year'
),
counts as (
    select source_id, month, area_id,
        count(*) as incidents,
        count(*) filter (killed_best is null) as incidents_without_toll,
        known_sum(killed_best) as killed_best, bound_sum(killed_low, killed_best) as killed_low,
        bound_sum(killed_high, killed_best) as killed_high,
        known_sum(killed_security) as killed_security, known_sum(killed_civilian) as killed_civilian,
        known_sum(killed_militant) as killed_militant, known_sum(killed_unknown) as killed_unknown
    from membership
    group by all
),
-- Months in which an event of the source may lie in an area that does not count it there; one not dated to a month, in
-- the province.
doubted as (
    select source_id, member_id as area_id, first_day, last_day from core.possible_members where dimension = 'district'
    union
    select source_id, 'province', first_day, last_day from core.incident_spans where first_day < last_day
    union
    select source_id, 'province', first_day, last_day from core.possible_members where dimension = 'province'
),
judged as (
    select chosen.*, areas.area_id,
        zero_doubt(
            'census', true,
            coalesce(areas.valid_from < chosen.month + interval 1 month, true)
                and coalesce(areas.valid_to > chosen.month, true),
            held.doubt, areas.area_id = 'province' or exists (
                select 1 from core.nameable_members as named
                where named.source_id = chosen.source_id and named.dimension = 'district'
                    and named.member_id = areas.area_id
                    and named.first_day <= chosen.month and named.last_day >= last_day(chosen.month)
            ),
            doubts.area_id is not null
        ) as doubt,
        exists (
            select 1 from core.possible_members as possible
            where possible.source_id = chosen.source_id and possible.dimension = 'province'
                and possible.first_day <= last_day(chosen.month) and possible.last_day >= chosen.month
        ) as is_left_out
    from chosen
    cross join areas
    join core.source_placing as held on held.source_id = chosen.source_id
    left join (
        select chosen.source_id, chosen.month, doubted.area_id
        from chosen
        join doubted on doubted.source_id = chosen.source_id and doubted.first_day <= last_day(chosen.month)
            and doubted.last_day >= chosen.month
        union
        select chosen.source_id, chosen.month, areas.area_id
        from chosen
        join doubted on doubted.source_id = chosen.source_id and doubted.first_day <= last_day(chosen.month)
            and doubted.last_day >= chosen.month
        cross join areas
        where doubted.area_id = 'any' and areas.area_id <> 'province'
    ) as doubts on doubts.source_id = chosen.source_id and doubts.month = chosen.month
        and doubts.area_id = areas.area_id
),
cells as (
    select judged.area_id, judged.month, judged.source_id, judged.doubt, judged.is_left_out,
        week_status(coalesce(counts.incidents, 0), judged.is_down, judged.is_filling, false, judged.doubt) as status,
        coalesce(counts.incidents, 0) as found,
        counts.* exclude (source_id, month, area_id)
    from judged
    left join counts on counts.source_id = judged.source_id and counts.month = judged.month
        and counts.area_id = judged.area_id
)
select
    area_id, month, source_id, status, told_reason(status, doubt, is_left_out) as status_reason,
    counted(status, found, incidents) as incidents,
    counted(status, found, incidents_without_toll) as incidents_without_toll,
    counted(status, found, killed_best) as killed_best,
    counted(status, found, killed_low) as killed_low,
    counted(status, found, killed_high) as killed_high,
    counted(status, found, killed_security) as killed_security,
    counted(status, found, killed_civilian) as killed_civilian,
    counted(status, found, killed_militant) as killed_militant,
    counted(status, found, killed_unknown) as killed_unknown
from cells
order by area_id, month
