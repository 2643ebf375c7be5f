-- description: on any day, the ground of a district belonged to one district
select one.district_id, one.then_id, one.valid_from, one.valid_to, other.then_id as other_then_id,
    other.valid_from as other_valid_from
from ref.district_lineage as one
join ref.district_lineage as other
    on other.district_id = one.district_id and other.valid_from > one.valid_from and other.valid_from < one.valid_to
order by one.district_id, one.valid_from
