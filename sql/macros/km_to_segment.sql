-- Kilometres from a point to the segment a-b, in a local flat projection around the point (errors below 1 % within 100 km).
create or replace macro km_to_segment(lat, lon, lat_a, lon_a, lat_b, lon_b) as (
    with flat as (
        select
            (lon_a - lon) * 111.320 * cos(radians(lat)) as ax, (lat_a - lat) * 110.574 as ay,
            (lon_b - lon) * 111.320 * cos(radians(lat)) as b_x, (lat_b - lat) * 110.574 as b_y
    ),
    nearest as (
        select *, greatest(0.0, least(1.0,
            coalesce(-(ax * (b_x - ax) + ay * (b_y - ay)) / nullif(pow(b_x - ax, 2) + pow(b_y - ay, 2), 0), 0)
        )) as along from flat
    )
    select sqrt(pow(ax + along * (b_x - ax), 2) + pow(ay + along * (b_y - ay), 2)) from nearest
);
