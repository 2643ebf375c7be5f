-- description: every district a site lies in exists in ref.districts
select site_id, district_id
from (select site_id, unnest(district_ids) as district_id from ref.cpec_sites) as placed
where district_id not in (select district_id from ref.districts)
order by site_id, district_id
