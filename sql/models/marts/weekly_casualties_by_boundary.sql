-- description: One row per source, set of boundaries, area and ISO week: the same events on boundaries that do not
--   move. The totals of the sets are equal.
-- grain: source_id, basis, area_id, week
-- csv: no, a complete grid of four sets of districts; Parquet holds it in a hundredth
-- columns:
--   source_id
--   basis VARCHAR: as_reported (districts of the day), set_36 (the 36 districts of September 2022 to January 2026),
--     constant_1989 or constant_2018 (groups whose outer border has not changed since)
--   area_id VARCHAR: district or group, a group being named after a member; 'balochistan' is the bucket of what is
--     known only to the province
--   week, status, status_reason, incidents, killed_best
with placed as (
    select incident.source_id, incident.incident_id, incident.week, incident.killed_best, incident.district_id,
        resolution.ground_district_id
    from core.incidents as incident
    left join core.place_resolutions as resolution
        on resolution.source_id = incident.source_id and resolution.record_id = incident.leading_report_id
            and resolution.record_kind in ('incident', 'second_report')
    where incident.district_method <> 'outside_balochistan' and incident.date_precision in ('day', 'week')
        and not incident.is_landmark
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
    -- A place is where it is, whatever the district of the day was called; a record that tells no place is where its
    -- district's name is.
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
in_basis as (
    select district_id, 'as_reported' as basis, district_id as area_id, true as is_root from ref.districts
    union all
    select district_id, 'set_36', area_id, district_id = area_id from in_36 where area_id is not null
    union all
    select district.district_id, 'constant_1989', district.constant_group_id,
        coalesce(parent.constant_group_id <> district.constant_group_id, true)
    from ref.districts as district left join ref.districts as parent on parent.district_id = district.parent_id
    union all
    select district.district_id, 'constant_2018', district.constant_group_2018_id,
        coalesce(parent.constant_group_2018_id <> district.constant_group_2018_id, true)
    from ref.districts as district left join ref.districts as parent on parent.district_id = district.parent_id
    union all
    select 'balochistan', unnest(['as_reported', 'set_36', 'constant_1989', 'constant_2018']), 'balochistan', true
),
-- An area can be named where every district that it began as can be: a younger one's ground lies in the word for the
-- older.
roots as (
    select basis, area_id, count(*) as roots from in_basis where is_root group by all
),
nameable as (
    select named.source_id, in_basis.basis, in_basis.area_id, max(named.first_day) as first_day,
        min(named.last_day) as last_day
    from core.nameable_members as named
    join in_basis on in_basis.district_id = named.member_id and in_basis.is_root
    join roots on roots.basis = in_basis.basis and roots.area_id = in_basis.area_id
    where named.dimension = 'district'
    group by named.source_id, in_basis.basis, in_basis.area_id
    having count(distinct named.member_id) = min(roots.roots)
),
possible as materialized (
    select distinct source_id, member_id, unnest(generate_series(week_of(first_day), week_of(last_day),
        interval 7 day))::date as week
    from core.possible_members
    where dimension = 'district'
),
doubted as (
    select possible.source_id, in_basis.basis, in_basis.area_id, possible.week
    from possible join in_basis on in_basis.district_id = possible.member_id
    union
    select possible.source_id, in_basis.basis, in_basis.area_id, possible.week
    from possible cross join in_basis
    where possible.member_id = 'any'
),
-- Weeks of rows that the source holds and no table counts.
left_out as (
    select distinct source_id, unnest(generate_series(week_of(first_day), week_of(last_day),
        interval 7 day))::date as week
    from core.possible_members
    where dimension = 'province'
),
told as (
    select * from counts full join (select *, true as is_doubted from doubted) as doubted using (source_id, basis,
        area_id, week)
),
grid as (
    select weeks.source_id, areas.basis, areas.area_id, weeks.week, weeks.is_down, weeks.is_filling, weeks.is_cut,
        coalesce(told.incidents, 0) as found, told.incidents, told.killed_best,
        zero_doubt(
            weeks.kind, weeks.in_period,
            coalesce(areas.valid_from <= weeks.week + 6, true) and coalesce(areas.valid_to > weeks.week, true),
            held.doubt, coalesce(nameable.first_day <= weeks.week and nameable.last_day >= weeks.week + 6, false),
            told.is_doubted
        ) as doubt,
        left_out.week is not null as is_left_out
    from areas
    cross join ref.source_weeks as weeks
    join core.source_placing as held on held.source_id = weeks.source_id
    left join nameable on nameable.source_id = weeks.source_id and nameable.basis = areas.basis
        and nameable.area_id = areas.area_id
    left join told on told.source_id = weeks.source_id and told.basis = areas.basis and told.area_id = areas.area_id
        and told.week = weeks.week
    left join left_out on left_out.source_id = weeks.source_id and left_out.week = weeks.week
),
cells as (
    select *, week_status(found, is_down, is_filling, is_cut, doubt) as status from grid
)
select source_id, basis, area_id, week, status,
    told_reason(status, doubt, is_left_out) as status_reason,
    counted(status, found, incidents) as incidents,
    counted(status, found, killed_best) as killed_best
from cells
