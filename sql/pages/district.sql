-- description: Each district: name, dates, parent, people.
select district.district_id, district.name, district.name_ur, district.status, district.headquarters, district.division,
    district.population_2023, district.valid_from, district.valid_to, district.parent_id, parent.name as parent_name,
    district.change_note
from ref.districts as district
left join ref.districts as parent on parent.district_id = district.parent_id
order by district.district_id
