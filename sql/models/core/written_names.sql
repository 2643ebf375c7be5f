-- description: One row per name a record writes: the whole text of a column, and each part of it where it may be a list or a phrase.
-- grain: source_id, record_kind, record_id, field, part
-- columns:
--   source_id VARCHAR: the source
--   record_kind VARCHAR: incident, second_report, claim or campaign_place
--   record_id VARCHAR: the record's id in its source and kind
--   on_date DATE: day on which the name is read
--   field VARCHAR: district, place, claimed_by or perpetrator
--   kind VARCHAR: how the name is read: district (a district column), place or actor
--   part BIGINT: 0 for the whole text, else the part's number
--   written VARCHAR: the name
with texts as (
    select source_id, record_kind, record_id, on_date, 'district' as field, 'district' as kind, district_as_written as written,
        string_split(district_as_written, ';') as parts
    from core.place_mentions
    union all
    select source_id, record_kind, record_id, on_date, 'place', 'place', place_as_written,
        regexp_split_to_array(place_as_written, '[,;()]|(?:^| )(?:near|between) | and | & |، ')
    from core.place_mentions
    union all
    select source_id, record_kind, record_id, on_date, field, 'actor', written, regexp_split_to_array(written, '\s*[;/,،&]\s*|\s+(?i:and|or|vs?\.?|versus|اور)\s+')
    from core.actor_mentions
),
numbered as (
    select source_id, record_kind, record_id, on_date, field, kind, 0 as part, written from texts where written is not null
    union all
    select source_id, record_kind, record_id, on_date, field, kind, unnest(generate_series(1, len(parts))), unnest(parts)
    from texts where written is not null
)
select source_id, record_kind, record_id, on_date, field, kind, part::bigint as part, trim(written) as written
from numbered
where trim(written) <> ''
order by source_id, record_kind, record_id, field, part
