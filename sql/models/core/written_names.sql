-- description: One row per name a record writes: the whole text of a column, and each part of it where it may be a
--   list or a phrase.
-- grain: source_id, record_kind, record_id, field, part
-- columns:
--   source_id, record_kind, record_id, on_date
--   field VARCHAR: district, place, claimed_by or perpetrator
--   kind VARCHAR: how the name is read: district (a district column), place or actor
--   part
--   written VARCHAR: the name
--   is_joined BOOLEAN: the text puts it beside another name (and, or, &, a slash), so that neither stands for both
--   piece_of BIGINT: part that a hyphen makes of this one and its neighbours: "Kech-Panjgur"; null where no hyphen
--     parts it from another
with place_texts as materialized (
    select distinct trim(text) as text
    from (select unnest([district_as_written, place_as_written]) as text from core.place_mentions)
    where trim(text) <> ''
),
-- What one place says of another: "Kahan area of Kohlu district", "Kahan (Kohlu)", "ضلع پنجگور کے علاقے پروم".
phrases as materialized (
    select text, phrase.place as phrase, phrase.written
    from (
        -- Each pattern stands by itself: one that a case chooses is compiled anew for every text.
        select text, unnest(numbered_list(case
            -- So far from a place is not in it.
            when regexp_matches(lower(text),
                '\b(?:k\.?m\.?s?|kilomet\w+|miles?)\b|(?:north|south|east|west)\w* (?:of|from)\b')
                then regexp_split_to_array(text, '[,;()،؛]')
            else regexp_split_to_array(text,
                '(?i)[,;:()،؛\[\]]|[''’]s\s|(?:^|\s)(?:(?:near|between|in|of|from|at|on|around|within|inside|along|both|the)\s+)+|\s(?:کے|کی|کا|میں|سے|نزد)(?:\s|$)')
        end)) as phrase
        from place_texts
    )
),
-- Places named one beside the other: "Kech and Panjgur", "Kech/Panjgur".
beside as materialized (
    select text, phrase, name.place as name, name.written, count(*) over (partition by text, phrase) > 1 as is_joined
    from (
        select text, phrase, unnest(numbered_list(regexp_split_to_array(
            written, '(?i)\s+(?:and|or|to|plus|as well as|اور|و|یا|تا)\s+|\s*[&/+|\r\n]+\s*|^(?:and|or|اور)\s+|\s+(?:and|or|اور)$'
        ))) as name
        from phrases
    )
    -- The province and the country that a place lies in are no second place.
    where trim(name.written) <> '' and said_province(name.written) <> 'balochistan'
        and lower(trim(name.written)) not in ('pakistan', 'پاکستان')
),
numbered_places as materialized (
    select text, row_number() over (partition by text order by phrase, name) as part, trim(written) as written,
        is_joined from beside
),
-- A hyphen joins two names or is part of one: the pieces stand beside the name they were taken from.
pieces as (
    select text, part as piece_of, unnest(numbered_list(regexp_split_to_array(written, '\s*[-‐‑–—]\s*'))) as piece
    from numbered_places
    where regexp_matches(written, '[^-‐‑–—\s]\s*[-‐‑–—]\s*[^-‐‑–—\s]')
),
parts_of_places as (
    select text, part, written, is_joined, null::bigint as piece_of from numbered_places
    union all
    select text, 1000 + row_number() over (partition by text order by piece_of, piece.place), trim(piece.written),
        true, piece_of
    from pieces where trim(piece.written) <> ''
    union all
    select text, 0, text, false, null from place_texts
),
texts as (
    select source_id, record_kind, record_id, on_date, 'district' as field, 'district' as kind,
        trim(district_as_written) as text from core.place_mentions
    union all
    select source_id, record_kind, record_id, on_date, 'place', 'place', trim(place_as_written) from core.place_mentions
),
actor_texts as (
    select source_id, record_kind, record_id, on_date, field, 'actor' as kind, written,
        regexp_split_to_array(written, '\s*[;/,،&]\s*|\s+(?i:and|or|vs?\.?|versus|اور)\s+') as parts
    from core.actor_mentions
    where written is not null
),
numbered as (
    select source_id, record_kind, record_id, on_date, field, kind, part, written, is_joined, piece_of
    from texts join parts_of_places using (text)
    union all
    select source_id, record_kind, record_id, on_date, field, kind, 0, written, false, null from actor_texts
    union all
    select source_id, record_kind, record_id, on_date, field, kind, unnest(generate_series(1, len(parts))),
        unnest(parts), false, null
    from actor_texts
)
select source_id, record_kind, record_id, on_date, field, kind, part::bigint as part, trim(written) as written,
    is_joined, piece_of::bigint as piece_of
from numbered
where trim(written) <> ''
order by source_id, record_kind, record_id, field, part
