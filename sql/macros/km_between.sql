-- Great-circle distance in kilometres (haversine, mean earth radius 6371.0088 km); within 0.4 % of the ellipsoid here.
create or replace macro km_between(lat_a, lon_a, lat_b, lon_b) as
    2 * 6371.0088 * asin(sqrt(least(1.0,
        pow(sin(radians(lat_b - lat_a) / 2), 2)
        + cos(radians(lat_a)) * cos(radians(lat_b)) * pow(sin(radians(lon_b - lon_a) / 2), 2)
    )));
