-- description: The coarse outline of the province.
select latitude, longitude, stretch from ref.province_outline order by step
