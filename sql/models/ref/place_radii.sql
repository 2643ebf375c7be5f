-- description: One row per rule that says how far from a record's point the event may be. The rule that asks most
--   applies.
-- grain: where_prec, point_kind, district_id
-- columns:
--   where_prec INTEGER: UCDP's scale: 1 exact, 2 near a known place
--   point_kind VARCHAR: what the point is (town, airport, ...); empty for any
--   district_id VARCHAR: district it lies in; empty for any
--   radius_km DOUBLE: radius of the disc in which the event lies, kilometres
--   reason
select where_prec::integer as where_prec, coalesce(point_kind, '') as point_kind,
    coalesce(district_id, '') as district_id,
    radius_km::double as radius_km, reason
from raw.place_radii
order by where_prec, point_kind, district_id
