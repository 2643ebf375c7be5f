-- description: The places one campaign hit, as each list names them, with the district each resolved to.
select place.place_as_written, place.place_kind, place.role, place.listed_by, place.listed_by_side, place.district_id,
    district.name as district, place.district_method, place.source_url, place.source_name, place.published_date
from core.campaign_places as place
left join ref.districts as district on district.district_id = place.district_id
where place.campaign_id = $campaign_id
order by place.published_date nulls last, place.listed_by, place.place_as_written, place.district_id, place.role,
    place.source_url
