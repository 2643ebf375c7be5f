-- description: Documented incidents that may lie within 50 km of each CPEC site, the likeliest first, with how far and
--   how likely: up to 200 that have a place, and up to 200 known to their district only. Those known only to the
--   province are left out of the list, not of the counts.
-- trace: core.incident_locations.location_id where source_id = 'ledger' and location_id in (select location_id from
--   core.location_reach where site_id = 'gwadar-port' and radius_km = 50)
with far as (
    select site_id, location_id, max(probability) filter (radius_km = 10) as within_10,
        max(probability) filter (radius_km = 25) as within_25,
        max(probability) filter (radius_km = 50) as within_50
    from core.location_reach
    where radius_km <= 50
    group by site_id, location_id
),
near as (
    select far.*, place.source_id, place.incident_id, place.model, place.model <> 'district' as is_placed,
        incident.date,
        distance.nearest_km, distance.expected_km, distance.farthest_km,
        count(*) over (partition by far.site_id, place.model <> 'district') as in_all
    from far
    join core.incident_locations as place on place.location_id = far.location_id and place.model <> 'province'
    join core.location_distances as distance on distance.location_id = far.location_id
        and distance.site_id = far.site_id
    join core.incidents as incident
        on incident.source_id = place.source_id and incident.incident_id = place.incident_id
    where incident.source_id = $source_id and incident.date <= $as_of::date
    qualify row_number() over (
        partition by far.site_id, place.model <> 'district'
        order by far.within_25 desc nulls last, far.within_50 desc, distance.expected_km, incident.date desc,
            incident.incident_id
    ) <= 200
)
select
    near.site_id, incident.incident_id, incident.date, incident.date_precision, incident.place_as_written,
    incident.district_id,
    district.name as district, near.model, near.nearest_km, near.expected_km, near.farthest_km,
    near.within_10, near.within_25, near.within_50, incident.target_as_written, report.tactic_as_written,
    incident.killed_best, incident.killed_low, incident.killed_high, incident.killed_high_armed_group,
    incident.crosses_week,
    report.figures_claimant_side, incident.targets_cpec, incident.targets_chinese, incident.target_evidence,
    report.cpec_site_as_written, incident.audit_mark, incident.is_landmark, incident.source_url, incident.source_name,
    near.is_placed, near.in_all
from near
join core.incidents as incident
    on incident.source_id = near.source_id and incident.incident_id = near.incident_id
left join core.reports as report
    on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
left join ref.districts as district on district.district_id = incident.district_id
order by near.site_id, near.is_placed desc, near.within_25 desc nulls last, near.within_50 desc, near.expected_km,
    near.date desc,
    near.incident_id
