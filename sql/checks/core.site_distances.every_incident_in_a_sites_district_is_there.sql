-- description: every incident in a district that a site lies in is related to the site, and what is surely near is not also possibly near
select incident.incident_id, site.site_id, distance.km, distance.km_uncertainty
from core.incidents as incident
join ref.cpec_sites as site on site.in_balochistan and list_contains(site.district_ids, incident.district_id)
left join core.site_distances as distance
    on distance.source_id = incident.source_id and distance.incident_id = incident.incident_id and distance.site_id = site.site_id
where incident.district_method <> 'outside_balochistan'
    and (not coalesce(distance.in_district, false) or (distance.is_within_50km and distance.is_possibly_within_50km))
order by incident.incident_id, site.site_id
