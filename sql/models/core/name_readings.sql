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
with decided as materialized (
    select kind, written, how, known_folded, is_open, could_be, is_district_name, false as is_unsure
    from core.names_found
    where how is not null
    union all
    select name.kind, name.written, min(by_letters.method), min(by_letters.known_folded), false,
        min(meanings.could_be), name.is_district_name,
        bool_or(by_letters.is_unsure or regexp_matches(lower(name.written),
            '\b(?:town|village|area|city|region|baza+r)\b'))
    from core.names_found as name
    join core.names_by_letters as by_letters
        on by_letters.folded = name.folded and by_letters.is_district_name = name.is_district_name
    join ref.place_meanings as meanings on meanings.folded = by_letters.known_folded
    where name.how is null
    group by name.kind, name.written, name.is_district_name
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
    join ref.place_forms as forms on forms.folded = decided.known_folded
        and not forms.is_ambiguous and (decided.is_district_name or not forms.only_as_district)
    join core.names_found as asked on asked.kind = decided.kind and asked.written = decided.written
    where not decided.is_open and not asked.is_division
)
select asked.kind, asked.written, asked.folded, read.id,
    coalesce(min(read.method), min(case
        when asked.is_division then 'division'
        when decided.is_open then 'ambiguous_alias'
        when asked.is_elsewhere then 'elsewhere'
        else 'no_alias'
    end)) as method,
    min(read.alias) as alias, read.valid_from, read.valid_to,
    coalesce(bool_and(
        read.is_unsure or read.is_shared or read.is_minor
        -- Gazetteers of all these countries write with signs for long vowels, and Qalāt is a town of two of them.
        or read.method = 'folded_alias' and regexp_matches(lower(read.written), '[āēīōūʻʼ]')
    ), false) as needs_province,
    coalesce(min(decided.could_be), []) as could_be
from core.names_found as asked
left join read on read.kind = asked.kind and read.written = asked.written
left join decided on decided.kind = asked.kind and decided.written = asked.written
group by asked.kind, asked.written, asked.folded, read.id, read.valid_from, read.valid_to
union all by name
select 'actor' as kind, * from core.actor_readings
order by kind, written, id, valid_from
