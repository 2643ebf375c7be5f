-- description: One row per name in a field of a record that is read, once what is known as a whole is left whole and
--   the rest is taken apart: what it means there. A step towards core.place_resolutions.
-- grain: source_id, record_kind, record_id, field, part, district_id
-- released: no
-- columns:
--   source_id, record_kind, record_id, on_date
--   field VARCHAR: district or place
--   part
--   written VARCHAR: the name
--   is_joined BOOLEAN: the text puts it beside another name, so that neither stands for both
--   piece_of BIGINT: part that a hyphen makes of this one and its neighbours; null where no hyphen parts it
--   folded VARCHAR: the name as it is compared
--   district_id VARCHAR: the district it means on the day; null where it decides nothing
--   alias VARCHAR: the reviewed form that matched
--   method VARCHAR: how, or why it stays open: see core.name_readings
--   could_be VARCHAR[]: every district that the matched form is known to mean
--   is_known BOOLEAN: the form is known, not read by its letters
with read_mentions as materialized (
    select mention.*
    from core.place_mentions as mention
    join core.mention_representatives as representative
        on representative.source_id = mention.source_id and representative.record_kind = mention.record_kind
        and representative.record_id = mention.record_id
    where representative.is_read
),
-- A record that names the province, in its column or beside the place, says more than a name alone. The ledger's
-- claims and campaigns are the province's all.
provinces as materialized (
    select source_id, record_kind, record_id,
        said_province(province_as_written) = 'balochistan' or province_as_written is null
            and record_kind in ('claim', 'campaign_place')
        or regexp_matches(lower(concat_ws(' ', district_as_written, place_as_written)),
            'bal[ou]chistan|بلوچستان') as is_named
    from read_mentions
),
parts as (
    select name.source_id, name.record_kind, name.record_id, name.on_date, name.field, name.part, name.written,
        name.is_joined, name.piece_of, reading.folded,
        case when reading.needs_province and not province.is_named then null else reading.id end as district_id,
        reading.alias, reading.method, reading.could_be,
        -- Not read by its letters: the form is known, with or without words that only say what kind of place it is.
        reading.id is not null and reading.method in ('canonical', 'alias', 'folded_alias', 'dated_alias',
            'extra_words') as is_known
    from core.written_names as name
    semi join read_mentions as mention
        on mention.source_id = name.source_id and mention.record_kind = name.record_kind
            and mention.record_id = name.record_id
    join core.name_readings as reading
        on reading.kind = name.kind and reading.written = name.written
        and (reading.valid_from is null or name.on_date is null or name.on_date >= reading.valid_from)
        and (reading.valid_to is null or name.on_date is null or name.on_date < reading.valid_to)
    join provinces as province
        on province.source_id = name.source_id and province.record_kind = name.record_kind
            and province.record_id = name.record_id
    where name.kind in ('district', 'place')
),
-- A text that is known as a whole is not taken apart.
taken as (
    select * from parts
    qualify case when bool_or(part = 0 and district_id is not null and is_known)
        over (partition by source_id, record_kind, record_id, field)
        then part = 0 else part > 0 end
)
-- Nor is a name with a hyphen, unless each of its pieces is a known name.
select * exclude (is_apart)
from (
    select *, bool_or(piece_of is null and district_id is not null and is_known) over one_name is false
        and bool_and(piece_of is null or district_id is not null and is_known) over one_name
        and count(piece_of) over one_name > 1 as is_apart
    from taken
    window one_name as (partition by source_id, record_kind, record_id, field, coalesce(piece_of, part))
)
where (piece_of is not null) = is_apart
order by source_id, record_kind, record_id, field, part, district_id
