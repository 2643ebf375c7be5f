-- description: One row per distinct name that records write and per meaning it has: resolved once, joined back by whoever needs it. A name nobody
--   may decide has one row with no id and the reason. The rules and how they were measured: docs/decisions/0002-names.md.
-- grain: kind, written, id, valid_from
-- columns:
--   kind VARCHAR: district (read in a district column), place or actor
--   written VARCHAR: the name as written
--   folded VARCHAR: the name as it is compared (macro fold_name; words_of_actor for actors)
--   id VARCHAR: district or actor it means; null where the name decides nothing
--   method VARCHAR: canonical, alias, folded_alias, dated_alias, word_order, extra_words, same_sound, one_vowel, same_consonants,
--     one_letter; of actors also publisher_pattern, name_and_abbreviation, category; ambiguous_alias, contradicted, elsewhere, division or no_alias where
--     it stays open
--   alias VARCHAR: the reviewed form that matched
--   valid_from DATE: first day on which it means this; null means always
--   valid_to DATE: first day on which it no longer does
--   could_be VARCHAR[]: every district or actor that the matched form is known to mean
with asked as (
    select kind, written, folded, consonants, sound, is_district_name, is_division from core.name_forms where way = 1
),
forms as materialized (
    select 'place' as kind, folded, any_value(consonants) as consonants, any_value(sound) as sound, district_id as id, valid_from, valid_to,
        is_ambiguous, match_scope = 'district_field' as only_as_district, list(distinct alias order by alias) as aliases,
        list(distinct lower(alias)) filter (kind = 'canonical') as canonical
    from ref.district_aliases
    group by folded, district_id, valid_from, valid_to, is_ambiguous, match_scope
),
-- What a folded form means: one set of districts or actors over time, or nothing certain.
meanings as materialized (
    select kind, folded, list_sort(list(distinct id)) as could_be,
        bool_or(is_ambiguous) and not bool_or(not is_ambiguous and not only_as_district) as is_open_as_place,
        not bool_or(not is_ambiguous) as is_open_as_district,
        bool_or(only_as_district) as has_district_reading, any_value(consonants) as consonants, any_value(sound) as sound
    from forms group by kind, folded
),
found as (
    select form.kind, form.written, form.how, form.folded, form.is_district_name, meanings.could_be,
        case when form.is_district_name then meanings.is_open_as_district
            else meanings.is_open_as_place or meanings.has_district_reading end as is_open
    from core.name_forms as form
    join meanings on meanings.folded = form.folded and meanings.kind = case when form.kind = 'actor' then 'actor' else 'place' end
    where form.how <> 'word_order'
    qualify row_number() over (partition by form.kind, form.written order by form.way) = 1
),
-- What no known form folds like, in Latin script: read by its letters, if it can be read in one way only.
left_over as materialized (
    select asked.kind, asked.written, asked.folded, asked.consonants, asked.sound,
        elsewhere.folded is not null as is_elsewhere
    from asked
    left join found on found.kind = asked.kind and found.written = asked.written
    left join ref.places_elsewhere as elsewhere on elsewhere.folded = asked.folded
    where found.written is null and asked.kind <> 'actor'
),
readable as materialized (
    select distinct folded, consonants, sound from left_over
    where consonants is not null and not is_elsewhere and length(folded) between 4 and 40 and not regexp_matches(folded, '[^a-z]')
),
known as materialized (
    select folded, consonants, sound,
        case when is_open_as_place or has_district_reading then '?' else array_to_string(could_be, ' ') end as meaning
    from meanings where kind = 'place' and consonants is not null
    union all
    select folded, consonants, sound, 'elsewhere' from ref.places_elsewhere
    where consonants is not null and folded not in (select folded from meanings where kind = 'place')
),
alike as (
    select readable.folded, known.folded as known_folded, known.meaning, length(readable.consonants) as consonants,
        levenshtein(readable.sound, known.sound) as sounds_apart, levenshtein(readable.folded, known.folded) as letters_apart,
        -- A vowel more or less at the end is often another name: Dandar and Dandaro.
        (readable.sound[:-2] = known.sound and readable.sound[-1] in ('a', 'i', 'u'))
        or (known.sound[:-2] = readable.sound and known.sound[-1] in ('a', 'i', 'u'))
        -- So is an e or i for an o or u: Degan and Dogan.
        or (readable.sound <> known.sound and translate(readable.sound, 'u', 'i') = translate(known.sound, 'u', 'i')) as is_another_name
    from readable join known on known.consonants = readable.consonants
),
alike_best as (
    select folded, meaning, min_by(struct_pack(known_folded, consonants, sounds_apart, letters_apart, is_another_name), sounds_apart * 100 + letters_apart) as best
    from alike group by folded, meaning
),
alike_ranked as (
    select folded, meaning, best,
        lead(best.sounds_apart) over nearest_first as next_apart,
        row_number() over nearest_first as place
    from alike_best
    window nearest_first as (partition by folded order by best.sounds_apart, best.letters_apart, meaning)
),
by_consonants as (
    select folded, best.known_folded, meaning,
        case
            when best.sounds_apart = 0
                and (best.consonants >= 4 and best.letters_apart <= 2 or best.consonants between 2 and 3 and best.letters_apart = 1) then 'same_sound'
            when best.sounds_apart = 1 and best.letters_apart = 1 and best.consonants >= 3 and not best.is_another_name then 'one_vowel'
            when best.consonants >= 5 and best.sounds_apart <= 2 and best.letters_apart <= 3 then 'same_consonants'
        end as method
    from alike_ranked
    where place = 1 and meaning not in ('?', 'elsewhere') and coalesce(next_apart - best.sounds_apart >= 2, true)
),
-- One letter dropped from each of two names makes them equal when one edit lies between them, and for some pairs two edits.
shortened_readable as (
    select folded, unnest(list_distinct(list_prepend(folded, list_transform(range(1, length(folded) + 1), lambda i: folded[:i - 1] || folded[i + 1:])))) as shorter
    from readable
    where length(consonants) >= 5 and folded not in (select folded from alike)
),
shortened_known as (
    select folded, meaning, unnest(list_distinct(list_prepend(folded, list_transform(range(1, length(folded) + 1), lambda i: folded[:i - 1] || folded[i + 1:])))) as shorter
    from known where length(folded) >= 6
),
one_edit as (
    select distinct shortened_readable.folded, shortened_known.folded as known_folded, shortened_known.meaning,
        damerau_levenshtein(shortened_readable.folded, shortened_known.folded) as letters_apart
    from shortened_readable join shortened_known on shortened_known.shorter = shortened_readable.shorter
),
by_one_letter as (
    select folded, min_by(known_folded, (letters_apart, known_folded)) as known_folded, min(meaning) as meaning, 'one_letter' as method
    from one_edit
    group by folded
    having count(distinct meaning) = 1 and min(letters_apart) = 1 and min(meaning) not in ('?', 'elsewhere')
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
    join core.name_forms as form on form.kind = left_over.kind and form.written = left_over.written and form.how = 'word_order'
    join ordered_known on ordered_known.ordered = form.folded
),
by_letters as (
    select folded, known_folded, method from by_order
    union all
    select folded, known_folded, method from by_consonants where method is not null and folded not in (select folded from by_order)
    union all
    select folded, known_folded, method from by_one_letter where folded not in (select folded from by_order)
),
decided as (
    select found.kind, found.written, found.how, found.folded as known_folded, found.is_open, found.could_be, found.is_district_name
    from found
    union all
    select left_over.kind, left_over.written, min(by_letters.method), min(by_letters.known_folded), false, any_value(meanings.could_be), false
    from left_over
    join by_letters on by_letters.folded = left_over.folded
    join meanings on meanings.kind = 'place' and meanings.folded = by_letters.known_folded
    group by left_over.kind, left_over.written
),
read as (
    select decided.kind, decided.written, forms.id, forms.valid_from, forms.valid_to, decided.could_be,
        coalesce(list_filter(forms.aliases, lambda form: lower(form) = lower(decided.written))[1], forms.aliases[1]) as alias,
        case
            when decided.how <> 'written' then decided.how
            when forms.valid_from is not null or forms.valid_to is not null then 'dated_alias'
            when not list_contains(list_transform(forms.aliases, lambda form: lower(form)), lower(decided.written)) then 'folded_alias'
            when list_contains(forms.canonical, lower(decided.written)) then 'canonical'
            else 'alias'
        end as method
    from decided
    join forms on forms.folded = decided.known_folded and forms.kind = case when decided.kind = 'actor' then 'actor' else 'place' end
        and not forms.is_ambiguous and (decided.is_district_name or not forms.only_as_district)
    join asked on asked.kind = decided.kind and asked.written = decided.written
    where not decided.is_open and not asked.is_division
)
select asked.kind, asked.written, asked.folded, read.id,
    coalesce(min(read.method), any_value(case
        when asked.is_division then 'division'
        when decided.is_open then 'ambiguous_alias'
        when left_over.is_elsewhere then 'elsewhere'
        else 'no_alias'
    end)) as method,
    min(read.alias) as alias, read.valid_from, read.valid_to,
    coalesce(any_value(decided.could_be), []) as could_be
from asked
left join read on read.kind = asked.kind and read.written = asked.written
left join decided on decided.kind = asked.kind and decided.written = asked.written
left join left_over on left_over.kind = asked.kind and left_over.written = asked.written
group by asked.kind, asked.written, asked.folded, read.id, read.valid_from, read.valid_to
union all by name
select 'actor' as kind, * from core.actor_readings
order by kind, written, id, valid_from
