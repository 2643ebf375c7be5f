-- description: One row per placed incident and CPEC site in Balochistan that it lies in the district of, or possibly within 50 km of.
-- grain: source_id, incident_id, site_id
-- columns:
--   source_id VARCHAR: the source
--   incident_id VARCHAR: the incident
--   site_id VARCHAR: the site
--   in_district BOOLEAN: the incident's district is one the site lies in
--   km DOUBLE: kilometres from the incident's reviewed point to the site, or to the nearest point of its line; null without a point
--   km_uncertainty DOUBLE: how far the true distance may differ, kilometres: 25 for a point near a known place, plus the site's own uncertainty
--   is_within_50km BOOLEAN: within 50 km whatever the uncertainty
--   is_possibly_within_50km BOOLEAN: not surely, but possibly within 50 km; a record known only to the site's district is one
with site_segments as (
    select site_id, coalesce(coord_uncertainty_km, 0) as site_km,
        latitude as lat_a, longitude as lon_a, latitude as lat_b, longitude as lon_b
    from ref.cpec_sites
    where in_balochistan and geometry = 'point'
    union all
    select site.site_id, coalesce(site.coord_uncertainty_km, 0),
        (site.waypoints -> step ->> 0)::double, (site.waypoints -> step ->> 1)::double,
        (site.waypoints -> (step + 1) ->> 0)::double, (site.waypoints -> (step + 1) ->> 1)::double
    from ref.cpec_sites as site, unnest(range(0, json_array_length(site.waypoints)::bigint - 1)) as steps(step)
    where site.in_balochistan and site.geometry = 'line'
),
distances as (
    select incident.source_id, incident.incident_id, segment.site_id, any_value(incident.where_prec) as where_prec,
        min(km_to_segment(incident.latitude, incident.longitude, segment.lat_a, segment.lon_a, segment.lat_b, segment.lon_b)) as km,
        any_value(segment.site_km) + case any_value(incident.where_prec) when 1 then 0 else 25 end as km_uncertainty
    from core.incidents as incident
    cross join site_segments as segment
    where incident.latitude is not null and incident.district_method <> 'outside_balochistan'
    group by incident.source_id, incident.incident_id, segment.site_id
),
in_district as (
    select incident.source_id, incident.incident_id, site.site_id
    from core.incidents as incident
    join ref.cpec_sites as site on site.in_balochistan and list_contains(site.district_ids, incident.district_id)
),
paired as (
    select source_id, incident_id, site_id from in_district
    union
    select source_id, incident_id, site_id from distances where km - km_uncertainty <= 50
)
select
    paired.source_id, paired.incident_id, paired.site_id,
    in_district.site_id is not null as in_district,
    distances.km,
    distances.km_uncertainty,
    coalesce(distances.km + distances.km_uncertainty <= 50, false) as is_within_50km,
    case
        when distances.km is null then true
        else distances.km + distances.km_uncertainty > 50 and distances.km - distances.km_uncertainty <= 50
    end as is_possibly_within_50km
from paired
left join in_district
    on in_district.source_id = paired.source_id and in_district.incident_id = paired.incident_id and in_district.site_id = paired.site_id
left join distances
    on distances.source_id = paired.source_id and distances.incident_id = paired.incident_id and distances.site_id = paired.site_id
order by paired.source_id, paired.incident_id, paired.site_id
