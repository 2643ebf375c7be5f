-- description: One row per source, dimension, member and ISO week of the source's period: the complete grid that the weekly marts are cut from.
-- grain: source_id, dimension, member_id, week
-- columns:
--   source_id VARCHAR: the source
--   dimension VARCHAR: district, actor or family
--   member_id VARCHAR: the district (or the bucket 'balochistan'), actor or family
--   week DATE: Monday of the ISO week
--   status VARCHAR: reported, reported_zero, not_covered, source_down or provisional
--   incidents BIGINT: events; null where nobody looked
--   incidents_without_toll BIGINT: events whose leading report gives no death toll of its own
--   killed_best BIGINT: deaths; null where no event carries a toll
--   killed_low BIGINT: deaths by the lowest current accounts
--   killed_high BIGINT: deaths by the highest current accounts
--   killed_security BIGINT: deaths of security forces
--   killed_civilian BIGINT: deaths of civilians
--   killed_militant BIGINT: deaths of militants
--   killed_unknown BIGINT: deaths whose side is not said
--   injured_best BIGINT: people injured
--   deaths_precise BIGINT: of killed_best, deaths placed in a district
--   incidents_cpec_target BIGINT: events aimed at CPEC
--   incidents_chinese_target BIGINT: events aimed at Chinese nationals or interests
--   campaign_ids VARCHAR[]: campaigns these events belong to
with placed as (
    select * from core.incidents
    where district_method <> 'outside_balochistan' and date_precision in ('day', 'week')
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
        known_sum(placed.killed_low) as killed_low,
        known_sum(placed.killed_high) as killed_high,
        known_sum(placed.killed_security) as killed_security,
        known_sum(placed.killed_civilian) as killed_civilian,
        known_sum(placed.killed_militant) as killed_militant,
        known_sum(placed.killed_unknown) as killed_unknown,
        known_sum(placed.injured_best) as injured_best,
        sum(placed.killed_best) filter (placed.district_id <> 'balochistan')::bigint as deaths_precise,
        count(*) filter (placed.targets_cpec) as incidents_cpec_target,
        count(*) filter (placed.targets_chinese) as incidents_chinese_target,
        list_sort(list(distinct placed.campaign_id) filter (placed.campaign_id is not null)) as campaign_ids
    from membership
    join placed on placed.source_id = membership.source_id and placed.incident_id = membership.incident_id
    group by all
),
-- Every district of the period is a member, and the bucket; a member of another dimension is one once it has an event.
members as (
    select source.source_id, 'district' as dimension, district.district_id as member_id, district.valid_from, district.valid_to
    from ref.sources as source
    join ref.districts as district
        on exists (
            select 1 from ref.source_spans as span
            where span.source_id = source.source_id
                and coalesce(district.valid_from <= span.last_day, true) and coalesce(district.valid_to > span.first_day, true)
        )
    union all
    select source_id, 'district', 'balochistan', null, null from ref.sources
    union
    select source_id, dimension, member_id, null, null from membership where dimension <> 'district'
),
grid as (
    select members.source_id, members.dimension, members.member_id, weeks.week, weeks.kind, weeks.is_down,
        weeks.is_filling or weeks.is_cut as is_provisional,
        weeks.in_period
            and (members.valid_from is null or members.valid_from <= weeks.week + 6)
            and (members.valid_to is null or members.valid_to > weeks.week) as in_period
    from members
    join ref.source_weeks as weeks on weeks.source_id = members.source_id
),
cells as (
    select grid.source_id, grid.dimension, grid.member_id, grid.week,
        week_status(grid.kind, coalesce(counts.incidents, 0), grid.in_period, grid.is_down, grid.is_provisional) as status,
        coalesce(counts.incidents, 0) as found,
        counts.* exclude (source_id, dimension, member_id, week)
    from grid
    left join counts
        on counts.source_id = grid.source_id and counts.dimension = grid.dimension
        and counts.member_id = grid.member_id and counts.week = grid.week
)
select
    source_id, dimension, member_id, week, status,
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
    coalesce(campaign_ids, []) as campaign_ids
from cells
order by source_id, dimension, member_id, week
