-- description: One row per folded name, in Latin script, that no reviewed form folds like, and form that it is read as
--   by its letters, if it can be read in one way only. A step towards core.name_readings.
-- grain: folded, is_district_name, known_folded, method
-- released: no
-- columns:
--   folded VARCHAR: the name as it is compared (macro fold_name)
--   is_district_name BOOLEAN: read as a district's name
--   known_folded VARCHAR: the reviewed form
--   method VARCHAR: word_order, same_sound, one_vowel, same_consonants, one_letter or letters_swapped
--   is_unsure BOOLEAN: little to know a small place by: it means this only where the record names the province
with left_over as materialized (
    select * from core.names_found where how is null
),
readable as materialized (
    select distinct folded, consonants, sound, is_district_name from left_over
    where consonants is not null and not is_elsewhere and length(folded) between 4 and 40
        and not regexp_matches(folded, '[^a-z]')
),
known as materialized (
    select folded, consonants, sound, is_minor, is_small,
        case when is_open_as_place or has_district_reading or has_kind_in_name then '?'
            else array_to_string(could_be, ' ') end as meaning,
        case when is_open_as_district or has_kind_in_name then '?'
            else array_to_string(could_be, ' ') end as district_meaning
    from ref.place_meanings where consonants is not null
    union all
    select folded, consonants, sound, false, false, 'elsewhere', 'elsewhere' from ref.places_elsewhere
    where consonants is not null and folded not in (select folded from ref.place_meanings)
),
alike as (
    select readable.folded, readable.is_district_name, known.folded as known_folded, known.is_minor, known.is_small,
        case when readable.is_district_name then known.district_meaning else known.meaning end as meaning,
        length(readable.consonants) as consonants,
        levenshtein(readable.sound, known.sound) as sounds_apart,
        damerau_levenshtein(readable.folded, known.folded) as letters_apart,
        -- A vowel more or less at the end is often another name: Dandar and Dandaro.
        (readable.sound[:-2] = known.sound and readable.sound[-1] in ('a', 'i', 'u'))
        or (known.sound[:-2] = readable.sound and known.sound[-1] in ('a', 'i', 'u'))
        -- So is an e or i for an o or u: Degan and Dogan.
        or (readable.sound <> known.sound and translate(readable.sound, 'u', 'i') = translate(known.sound, 'u',
            'i')) as is_another_name
    from readable join known on known.consonants = readable.consonants
),
alike_best as (
    select folded, is_district_name, meaning,
        min_by(struct_pack(known_folded, is_minor, is_small, consonants, sounds_apart, letters_apart, is_another_name),
            (sounds_apart * 100 + letters_apart, is_another_name, known_folded)) as best
    from alike group by folded, is_district_name, meaning
),
alike_ranked as (
    select folded, is_district_name, meaning, best,
        min(best.sounds_apart) filter (meaning <> 'elsewhere') over farther as next_apart,
        min(best.sounds_apart * 100 + best.letters_apart) filter (meaning = 'elsewhere') over farther as next_elsewhere,
        row_number() over nearest_first as place
    from alike_best
    window nearest_first as (partition by folded, is_district_name order by best.sounds_apart, best.letters_apart,
        meaning),
        farther as (partition by folded, is_district_name order by best.sounds_apart, best.letters_apart, meaning
            rows between 1 following and unbounded following)
),
by_consonants as (
    select folded, is_district_name, best.known_folded, best.is_minor, best.is_small, best.consonants, meaning,
        case
            when best.letters_apart = 1 and length(folded) >= 6 and length(folded) = length(best.known_folded)
                and list_sort(string_split(folded, '')) = list_sort(string_split(best.known_folded, ''))
                    then 'letters_swapped'
            when best.sounds_apart = 0
                and (best.consonants >= 4 and best.letters_apart <= 2 or best.consonants between 2 and 3
                    and best.letters_apart = 1) then 'same_sound'
            when best.sounds_apart = 1 and best.letters_apart = 1 and best.consonants >= 3
                and not best.is_another_name then 'one_vowel'
            when best.consonants >= 5 and best.sounds_apart <= 2 and best.letters_apart <= 3 then 'same_consonants'
        end as method
    from alike_ranked
    where place = 1 and meaning not in ('?', 'elsewhere') and coalesce(next_apart - best.sounds_apart >= 2, true)
        and coalesce(next_elsewhere > best.sounds_apart * 100 + best.letters_apart, true)
),
-- One letter dropped from each of two names makes them equal when one edit lies between them, and for some pairs two
-- edits.
shortened_readable as (
    select folded, is_district_name,
        unnest(list_distinct(list_prepend(folded, list_transform(range(1, length(folded) + 1),
            lambda i: folded[:i - 1] || folded[i + 1:])))) as shorter
    from readable
    where length(folded) >= 6
),
shortened_known as (
    select folded, meaning, district_meaning, is_minor, is_small,
        unnest(list_distinct(list_prepend(folded, list_transform(range(1, length(folded) + 1),
            lambda i: folded[:i - 1] || folded[i + 1:])))) as shorter
    from known where length(folded) >= 6
),
one_edit as (
    select distinct shortened_readable.folded, shortened_readable.is_district_name,
        shortened_known.folded as known_folded,
        shortened_known.is_minor, shortened_known.is_small,
        case when shortened_readable.is_district_name then shortened_known.district_meaning
            else shortened_known.meaning end as meaning,
        damerau_levenshtein(shortened_readable.folded, shortened_known.folded) as letters_apart
    from shortened_readable join shortened_known on shortened_known.shorter = shortened_readable.shorter
),
nearest_edit as (
    select folded, is_district_name, min_by(known_folded, (letters_apart, known_folded)) as known_folded,
        min_by(is_minor, (letters_apart, known_folded)) as is_minor,
        min_by(is_small, (letters_apart, known_folded)) as is_small, min(meaning) as meaning
    from one_edit
    group by folded, is_district_name
    having count(distinct meaning) = 1 and min(letters_apart) = 1 and min(meaning) not in ('?', 'elsewhere')
),
by_one_letter as (
    select folded, is_district_name, known_folded, is_minor, is_small, meaning,
        case
            when folded[1] <> known_folded[1] then null
            when length(folded) = length(known_folded) and list_sort(string_split(folded,
                '')) = list_sort(string_split(known_folded, ''))
                then 'letters_swapped'
            when length(folded) <> length(known_folded) and least(length(folded), length(known_folded)) >= 7
                then 'one_letter'
            when length(folded) >= 10 then 'one_letter'
        end as method
    from nearest_edit
),
-- The same words in another order, two of them or more.
ordered_known as (
    select aliases.ordered, min(known.folded) as known_folded, min(known.meaning) as meaning
    from known join ref.district_aliases as aliases on aliases.folded = known.folded
    where length(aliases.ordered) >= 8
    group by ordered
    having count(distinct known.meaning) = 1 and min(known.meaning) <> '?'
),
by_order as (
    select distinct left_over.folded, ordered_known.known_folded, 'word_order' as method
    from left_over
    join core.name_forms as form on form.kind = left_over.kind and form.written = left_over.written
        and form.how = 'word_order'
    join ordered_known on ordered_known.ordered = form.folded
)
select folded, is_district_name, known_folded, method, false as is_unsure from readable join by_order using (folded)
union all
-- Three consonants and a vowel are little to know a small place by: Khajak of Sibi is not the Khojak pass.
select folded, is_district_name, known_folded, method,
    is_minor or is_small and consonants <= 3 and method = 'one_vowel'
from by_consonants where method is not null and folded not in (select folded from by_order)
union all
select folded, is_district_name, known_folded, method,
    is_minor or is_small and method = 'one_letter' and length(folded) < 10
from by_one_letter where method is not null and folded not in (select folded from by_order)
    and (folded, is_district_name) not in (select (folded, is_district_name) from by_consonants
        where method is not null)
order by all
