-- description: One row per source, dimension, member and ISO week of the source's period: the complete grid that the
--   weekly marts are cut from.
-- grain: source_id, dimension, member_id, week
-- columns:
--   source_id
--   dimension VARCHAR: district, actor or family
--   member_id VARCHAR: the district (or the bucket 'balochistan'), actor or family
--   week, status
--   status_reason VARCHAR: why a cell is not_covered: outside_spans, not_there_then, sample, placed_nothing,
--     placed_too_few, cannot_name or may_lie_here; rows_left_out where its figures are a minimum, because a row of
--     these days was refused or left out; else null
--   incidents, incidents_without_toll
--   killed_best BIGINT: deaths; null where no event carries a toll, or where those that carry one say 0 and another
--     carries none
--   killed_low, killed_high, killed_security, killed_civilian, killed_militant, killed_unknown, injured_best
--   deaths_precise BIGINT: of killed_best, deaths placed in a district
--   incidents_cpec_target BIGINT: events aimed at CPEC
--   incidents_chinese_target, incidents_across_weeks, killed_across_weeks
--   campaign_ids VARCHAR[]: campaigns these events belong to
with placed as (
    select * from core.incidents
    where district_method <> 'outside_balochistan' and date_precision in ('day', 'week') and not is_landmark
),
-- One incident counts once in each dimension.
membership as (
    select source_id, incident_id, unnest([
        {'dimension': 'district', 'member_id': district_id},
        {'dimension': 'actor', 'member_id': actor_id},
        {'dimension': 'family', 'member_id': family}
    ], recursive := true)
    from placed
),
counts as (
    select membership.source_id, membership.dimension, membership.member_id, placed.week,
        count(*) as incidents,
        count(*) filter (placed.killed_best is null) as incidents_without_toll,
        known_sum(placed.killed_best) as killed_best,
        bound_sum(placed.killed_low, placed.killed_best) as killed_low,
        bound_sum(placed.killed_high, placed.killed_best) as killed_high,
        known_sum(placed.killed_security) as killed_security,
        known_sum(placed.killed_civilian) as killed_civilian,
        known_sum(placed.killed_militant) as killed_militant,
        known_sum(placed.killed_unknown) as killed_unknown,
        known_sum(placed.injured_best) as injured_best,
        sum(placed.killed_best) filter (placed.district_id <> 'balochistan')::bigint as deaths_precise,
        count(*) filter (placed.targets_cpec) as incidents_cpec_target,
        count(*) filter (placed.targets_chinese) as incidents_chinese_target,
        count(*) filter (placed.crosses_week) as incidents_across_weeks,
        sum(placed.killed_best) filter (placed.crosses_week)::bigint as killed_across_weeks,
        list_sort(list(distinct placed.campaign_id) filter (placed.campaign_id is not null)) as campaign_ids
    from membership
    join placed on placed.source_id = membership.source_id and placed.incident_id = membership.incident_id
    group by all
),
-- Every district of the period is a member, and the bucket; a member of another dimension is one once it has an event.
members as (
    select source.source_id, 'district' as dimension, district.district_id as member_id, district.valid_from,
        district.valid_to
    from ref.sources as source
    join ref.districts as district
        on exists (
            select 1 from ref.source_spans as span
            where span.source_id = source.source_id
                and coalesce(district.valid_from <= span.last_day, true)
                    and coalesce(district.valid_to > span.first_day, true)
        )
    union all
    select source_id, 'district', 'balochistan', null, null from ref.sources
    union
    select source_id, dimension, member_id, null, null from membership where dimension <> 'district'
),
-- Cells in which an event that is not counted there may lie.
possible as materialized (
    select distinct source_id, dimension, member_id,
        unnest(generate_series(week_of(first_day), week_of(last_day), interval 7 day))::date as week
    from core.possible_members
    where dimension in ('district', 'actor', 'family')
),
doubted as (
    select source_id, dimension, member_id, week from possible where member_id <> 'any'
    union
    select members.source_id, members.dimension, members.member_id, possible.week
    from possible join members on members.source_id = possible.source_id and members.dimension = possible.dimension
    where possible.member_id = 'any'
),
-- Weeks of rows that the source holds and no table counts: they may lie in any cell.
left_out as (
    select distinct source_id, unnest(generate_series(week_of(first_day), week_of(last_day),
        interval 7 day))::date as week
    from core.possible_members
    where dimension = 'province'
),
told as (
    select * from counts full join (select *, true as is_doubted from doubted) as doubted using (source_id, dimension,
        member_id, week)
),
grid as (
    select members.source_id, members.dimension, members.member_id, weeks.week, weeks.is_down, weeks.is_filling,
        weeks.is_cut, coalesce(told.incidents, 0) as found,
        zero_doubt(
            weeks.kind, weeks.in_period,
            coalesce(members.valid_from <= weeks.week + 6, true) and coalesce(members.valid_to > weeks.week, true),
            held.doubt, named.member_id is not null, told.is_doubted
        ) as doubt,
        left_out.week is not null as is_left_out,
        told.* exclude (source_id, dimension, member_id, week, is_doubted)
    from members
    join ref.source_weeks as weeks on weeks.source_id = members.source_id
    join core.source_placing as held on held.source_id = members.source_id
    left join core.nameable_members as named
        on named.source_id = members.source_id and named.dimension = members.dimension
            and named.member_id = members.member_id
        and named.first_day <= weeks.week and named.last_day >= weeks.week + 6
    left join told
        on told.source_id = members.source_id and told.dimension = members.dimension
            and told.member_id = members.member_id
        and told.week = weeks.week
    left join left_out on left_out.source_id = weeks.source_id and left_out.week = weeks.week
),
cells as (
    select *, week_status(found, is_down, is_filling, is_cut, doubt) as status from grid
)
select
    source_id, dimension, member_id, week, status, told_reason(status, doubt, is_left_out) as status_reason,
    counted(status, found, incidents) as incidents,
    counted(status, found, incidents_without_toll) as incidents_without_toll,
    counted(status, found, killed_best) as killed_best,
    counted(status, found, killed_low) as killed_low,
    counted(status, found, killed_high) as killed_high,
    counted(status, found, killed_security) as killed_security,
    counted(status, found, killed_civilian) as killed_civilian,
    counted(status, found, killed_militant) as killed_militant,
    counted(status, found, killed_unknown) as killed_unknown,
    counted(status, found, injured_best) as injured_best,
    counted(status, found, deaths_precise) as deaths_precise,
    counted(status, found, incidents_cpec_target) as incidents_cpec_target,
    counted(status, found, incidents_chinese_target) as incidents_chinese_target,
    counted(status, found, incidents_across_weeks) as incidents_across_weeks,
    counted(status, found, if(incidents_across_weeks = 0, 0, killed_across_weeks)) as killed_across_weeks,
    coalesce(campaign_ids, []) as campaign_ids
from cells
