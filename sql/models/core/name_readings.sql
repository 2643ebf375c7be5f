-- description: One row per distinct name that records write and per meaning it has: resolved once, joined back by
--   whoever needs it. A name nobody
--   may decide has one row with no id and the reason. The rules and how they were measured:
--   docs/decisions/0002-names.md.
-- grain: kind, written, id, valid_from
-- columns:
--   kind, written
--   folded VARCHAR: the name as it is compared (macro fold_name; words_of_actor for actors)
--   id VARCHAR: district or actor it means; null where the name decides nothing
--   method VARCHAR: canonical, alias, folded_alias, dated_alias, word_order, extra_words, same_sound, one_vowel,
--     same_consonants, one_letter, letters_swapped; of actors also publisher_pattern, name_and_abbreviation,
--     category; ambiguous_alias, contradicted, elsewhere, division or no_alias where it stays open
--   alias VARCHAR: the reviewed form that matched
--   valid_from, valid_to
--   needs_province BOOLEAN: it means this only where the record names the province: read by its letters from few of
--     them, a village's or union council's name, a small place's name that is known elsewhere too, or spelled with
--     the signs of a gazetteer of any country
--   could_be VARCHAR[]: every district or actor that the matched form is known to mean
with asked as (
    select kind, written, folded, consonants, sound, is_district_name, is_division from core.name_forms where way = 1
),
forms as materialized (
    select 'place' as kind, folded, min(consonants) as consonants, min(sound) as sound, district_id as id, valid_from,
        valid_to,
        is_ambiguous, match_scope = 'district_field' as only_as_district,
        list(distinct alias order by alias) as aliases,
        list(distinct lower(alias) order by lower(alias)) filter (kind = 'canonical') as canonical,
        -- Villages and union councils of the census: their names are common, so that they say a place only beside the
        -- province.
        bool_and(match_scope = 'field_only' and kind in ('locality', 'union_council', 'post_office')) as is_minor,
        bool_and(kind not in ('canonical', 'spelling_variant', 'headquarters_town', 'former_name', 'later_district',
            'tehsil')) as is_small,
        bool_and(kind not in ('canonical', 'spelling_variant', 'headquarters_town', 'former_name',
            'later_district')) as is_below_district,
        -- "Hazara Town" is not Hazara.
        bool_and(regexp_matches(lower(alias), '\s(?:town|village|city|area)$')) as has_kind_in_name
    from ref.district_aliases
    group by folded, district_id, valid_from, valid_to, is_ambiguous, match_scope
),
-- What a folded form means: one set of districts or actors over time, or nothing certain.
meanings as materialized (
    select kind, folded, list_sort(list(distinct id)) as could_be,
        bool_or(is_ambiguous) and not bool_or(not is_ambiguous and not only_as_district) as is_open_as_place,
        not bool_or(not is_ambiguous) as is_open_as_district,
        bool_or(only_as_district) as has_district_reading, min(consonants) as consonants, min(sound) as sound,
        bool_and(is_minor) as is_minor, bool_and(is_small) as is_small, bool_and(has_kind_in_name) as has_kind_in_name
    from forms group by kind, folded
),
-- A name with its words for a kind of place may be known elsewhere: "Wah Cantt", "Karachi airport".
known_elsewhere as (
    select form.kind, form.written, min(form.way) as way
    from core.name_forms as form
    join ref.places_elsewhere as elsewhere on elsewhere.folded = form.folded
    where form.how <> 'word_order'
    group by form.kind, form.written
),
found as (
    select form.kind, form.written, form.how, form.folded, form.is_district_name, meanings.could_be,
        case when form.is_district_name then meanings.is_open_as_district
            else meanings.is_open_as_place or meanings.has_district_reading end as is_open
    from core.name_forms as form
    join meanings on meanings.folded = form.folded and meanings.kind = case when form.kind = 'actor' then 'actor'
        else 'place' end
    left join known_elsewhere on known_elsewhere.kind = form.kind and known_elsewhere.written = form.written
        and known_elsewhere.way < form.way
    where form.how <> 'word_order' and known_elsewhere.written is null
        and (not meanings.has_kind_in_name or regexp_matches(lower(form.written), '\b(?:town|village|city|area)\b'))
    qualify row_number() over (partition by form.kind, form.written order by form.way, form.folded) = 1
),
-- What no known form folds like, in Latin script: read by its letters, if it can be read in one way only.
left_over as materialized (
    select asked.kind, asked.written, asked.folded, asked.consonants, asked.sound, asked.is_district_name,
        known_elsewhere.written is not null as is_elsewhere
    from asked
    left join found on found.kind = asked.kind and found.written = asked.written
    left join known_elsewhere on known_elsewhere.kind = asked.kind and known_elsewhere.written = asked.written
    where found.written is null and asked.kind <> 'actor'
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
    from meanings where kind = 'place' and consonants is not null
    union all
    select folded, consonants, sound, false, false, 'elsewhere', 'elsewhere' from ref.places_elsewhere
    where consonants is not null and folded not in (select folded from meanings where kind = 'place')
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
),
by_letters as (
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
),
decided as (
    select found.kind, found.written, found.how, found.folded as known_folded, found.is_open, found.could_be,
        found.is_district_name, false as is_unsure
    from found
    union all
    select left_over.kind, left_over.written, min(by_letters.method), min(by_letters.known_folded), false,
        min(meanings.could_be), left_over.is_district_name,
        bool_or(by_letters.is_unsure or regexp_matches(lower(left_over.written),
            '\b(?:town|village|area|city|region|baza+r)\b'))
    from left_over
    join by_letters on by_letters.folded = left_over.folded and by_letters.is_district_name = left_over.is_district_name
    join meanings on meanings.kind = 'place' and meanings.folded = by_letters.known_folded
    group by left_over.kind, left_over.written, left_over.is_district_name
),
read as (
    select decided.kind, decided.written, forms.id, forms.valid_from, forms.valid_to, decided.could_be,
        decided.is_unsure, forms.is_minor,
        forms.is_below_district and decided.known_folded in (select folded from ref.places_elsewhere) as is_shared,
        coalesce(list_filter(forms.aliases, lambda form: lower(form) = lower(decided.written))[1],
            forms.aliases[1]) as alias,
        case
            when decided.how <> 'written' then decided.how
            when forms.valid_from is not null or forms.valid_to is not null then 'dated_alias'
            when not list_contains(list_transform(forms.aliases, lambda form: lower(form)), lower(decided.written))
                then 'folded_alias'
            when list_contains(forms.canonical, lower(decided.written)) then 'canonical'
            else 'alias'
        end as method
    from decided
    join forms on forms.folded = decided.known_folded and forms.kind = case when decided.kind = 'actor' then 'actor'
        else 'place' end
        and not forms.is_ambiguous and (decided.is_district_name or not forms.only_as_district)
    join asked on asked.kind = decided.kind and asked.written = decided.written
    where not decided.is_open and not asked.is_division
)
select asked.kind, asked.written, asked.folded, read.id,
    coalesce(min(read.method), min(case
        when asked.is_division then 'division'
        when decided.is_open then 'ambiguous_alias'
        when left_over.is_elsewhere then 'elsewhere'
        else 'no_alias'
    end)) as method,
    min(read.alias) as alias, read.valid_from, read.valid_to,
    coalesce(bool_and(
        read.is_unsure or read.is_shared or read.is_minor
        -- Gazetteers of all these countries write with signs for long vowels, and Qalāt is a town of two of them.
        or read.method = 'folded_alias' and regexp_matches(lower(read.written), '[āēīōūʻʼ]')
    ), false) as needs_province,
    coalesce(min(decided.could_be), []) as could_be
from asked
left join read on read.kind = asked.kind and read.written = asked.written
left join decided on decided.kind = asked.kind and decided.written = asked.written
left join left_over on left_over.kind = asked.kind and left_over.written = asked.written
group by asked.kind, asked.written, asked.folded, read.id, read.valid_from, read.valid_to
union all by name
select 'actor' as kind, * from core.actor_readings
order by kind, written, id, valid_from
