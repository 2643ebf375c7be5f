-- description: following a district to its parent, and on, ends at a district without one
with recursive lines as (
    select district_id as start_id, parent_id, 1 as steps from ref.districts where parent_id is not null
    union all
    select lines.start_id, district.parent_id, lines.steps + 1
    from lines join ref.districts as district on district.district_id = lines.parent_id
    where district.parent_id is not null and lines.parent_id <> lines.start_id and lines.steps < 100
)
select start_id as district_id, steps from lines where parent_id = start_id
