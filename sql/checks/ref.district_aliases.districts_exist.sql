-- description: an alias points to a district that exists in ref.districts
select alias, district_id
from ref.district_aliases
where district_id not in (select district_id from ref.districts)
order by alias
