-- description: a district's parent is a district, and existed before it
select child.district_id, child.parent_id, child.valid_from, parent.valid_from as parent_valid_from
from ref.districts as child
left join ref.districts as parent on parent.district_id = child.parent_id
where child.parent_id is not null
    and (parent.district_id is null or coalesce(parent.valid_from, date '1900-01-01') > coalesce(child.valid_from,
        date '1900-01-01'))
order by child.district_id
