-- description: How far from a record's point its incident may be, by how the point is known.
select where_prec, point_kind, district_id, radius_km from ref.place_radii order by where_prec, radius_km
