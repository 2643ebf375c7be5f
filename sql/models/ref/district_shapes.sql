-- description: One row per district of the 36-set and basis: its shape, schematic, or a publisher's where a boundary
--   file was added.
-- grain: district_id, basis
-- prepared_by: corridorwatch.geography.shapes:prepare
-- prepared_from: ref.district_aliases, ref.district_landmarks, ref.province_outline, raw.district_boundaries
-- prepares: prepared.district_shapes
-- columns:
--   district_id VARCHAR: district
--   basis VARCHAR: schematic (nearest known places; drawn with that label) or publisher
--   is_used BOOLEAN: the shape that distances and maps use: the publisher's where there is one
--   vintage VARCHAR: year and month, or day, of the borders
--   licence VARCHAR: licence of the shape
--   source VARCHAR: who drew it
--   note VARCHAR: what to know about it
--   area_km2 DOUBLE: square kilometres of the shape
--   area_published_km2 DOUBLE: square kilometres by the census office; the two differ where their borders do
--   geometry VARCHAR: GeoJSON Polygon or MultiPolygon, degrees, to 100 m
select
    shape.district_id, shape.basis,
    row_number() over (partition by shape.district_id order by shape.basis) = 1 as is_used,
    shape.vintage, shape.licence, shape.source, shape.note, shape.area_km2,
    district.area_km2 as area_published_km2, shape.geometry
from prepared.district_shapes as shape
join ref.districts as district on district.district_id = shape.district_id
order by shape.district_id, shape.basis
