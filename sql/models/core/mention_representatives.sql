-- description: One row per record that names a place: the one record that is read for all that write the same, of the
--   same day, and so mean the same. A step towards core.place_resolutions.
-- grain: source_id, record_kind, record_id
-- released: no
-- columns:
--   source_id, record_kind, record_id
--   representative STRUCT(source_id VARCHAR, record_kind VARCHAR, record_id VARCHAR): the key of that one record
--   is_read BOOLEAN: it is that one
with mentions as (
    select source_id, record_kind, record_id,
        min({'source_id': source_id, 'record_kind': record_kind, 'record_id': record_id}) over (
            partition by on_date, country_as_written, province_as_written, district_as_written, place_as_written,
                located_at, is_province_wide, where_prec, point_latitude, point_longitude
        ) as representative
    from core.place_mentions
)
select *,
    representative = {'source_id': source_id, 'record_kind': record_kind, 'record_id': record_id} as is_read
from mentions
order by source_id, record_kind, record_id
