-- description: One row per source, set of boundaries, area and ISO week: the same events on boundaries that do not move. The totals of the sets are equal.
-- grain: source_id, basis, area_id, week
-- columns:
--   source_id VARCHAR: the source
--   basis VARCHAR: as_reported (districts of the day), set_36 (the 36 districts of September 2022 to January 2026), constant_1989 or
--     constant_2018 (groups whose outer border has not changed since)
--   area_id VARCHAR: district or group, a group being named after a member; 'balochistan' is the bucket of what is known only to the province
--   week DATE: Monday of the ISO week
--   status VARCHAR: reported, reported_zero, not_covered, source_down or provisional
--   incidents BIGINT: events; null where nobody looked
--   killed_best BIGINT: deaths by the leading reports; null where no event carries a toll
with placed as (
    select incident.source_id, incident.incident_id, incident.week, incident.killed_best, incident.district_id,
        resolution.ground_district_id
    from core.incidents as incident
    left join core.place_resolutions as resolution
        on resolution.source_id = incident.source_id and resolution.record_id = incident.leading_report_id and resolution.record_kind in ('incident', 'second_report')
    where incident.district_method <> 'outside_balochistan' and incident.date_precision in ('day', 'week')
),
-- A district outside the 36-set is its parent there, or its parent's parent.
in_36 as (
    select district.district_id,
        case
            when district.is_in_36 then district.district_id
            when parent.is_in_36 then parent.district_id
            when grandparent.is_in_36 then grandparent.district_id
        end as area_id
    from ref.districts as district
    left join ref.districts as parent on parent.district_id = district.parent_id
    left join ref.districts as grandparent on grandparent.district_id = parent.parent_id
),
membership as (
    select placed.source_id, placed.incident_id, placed.week, placed.killed_best, unnest([
        {'basis': 'as_reported', 'area_id': placed.district_id},
        {'basis': 'set_36', 'area_id': coalesce(in_36.area_id, 'balochistan')},
        {'basis': 'constant_1989', 'area_id': coalesce(district.constant_group_id, 'balochistan')},
        {'basis': 'constant_2018', 'area_id': coalesce(district.constant_group_2018_id, 'balochistan')}
    ], recursive := true)
    from placed
    -- A place is where it is, whatever the district of the day was called; a record that tells no place is where its district's name is.
    left join in_36 on in_36.district_id = coalesce(placed.ground_district_id, placed.district_id)
    left join ref.districts as district on district.district_id = placed.district_id
),
counts as (
    select source_id, basis, area_id, week, count(*) as incidents, known_sum(killed_best) as killed_best
    from membership group by all
),
areas as (
    select 'as_reported' as basis, district_id as area_id, valid_from, valid_to from ref.districts
    union all
    select distinct 'set_36', area_id, null::date, null::date from in_36 where area_id is not null
    union all
    select distinct 'constant_1989', constant_group_id, null, null from ref.districts
    union all
    select distinct 'constant_2018', constant_group_2018_id, null, null from ref.districts
    union all
    select unnest(['as_reported', 'set_36', 'constant_1989', 'constant_2018']), 'balochistan', null, null
),
grid as (
    select weeks.source_id, areas.basis, areas.area_id, weeks.week, weeks.kind, weeks.is_down,
        weeks.is_filling or weeks.is_cut as is_provisional,
        weeks.in_period
            and (areas.valid_from is null or areas.valid_from <= weeks.week + 6)
            and (areas.valid_to is null or areas.valid_to > weeks.week) as in_period
    from areas cross join ref.source_weeks as weeks
),
cells as (
    select grid.source_id, grid.basis, grid.area_id, grid.week,
        week_status(grid.kind, coalesce(counts.incidents, 0), grid.in_period, grid.is_down, grid.is_provisional) as status,
        coalesce(counts.incidents, 0) as found, counts.incidents, counts.killed_best
    from grid
    left join counts on counts.source_id = grid.source_id and counts.basis = grid.basis and counts.area_id = grid.area_id and counts.week = grid.week
)
select source_id, basis, area_id, week, status,
    counted(status, found, incidents) as incidents,
    counted(status, found, killed_best) as killed_best
from cells
order by source_id, basis, area_id, week
