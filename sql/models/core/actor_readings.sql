-- description: One row per distinct text that records write as an actor and per meaning it has. A text nobody may
--   decide has one row with no id and the reason.
--   The rules and how they were measured: docs/decisions/0002-names.md.
-- grain: written, id, valid_from
-- columns:
--   written VARCHAR: the text as written
--   folded VARCHAR: the text as it is compared
--   id VARCHAR: actor it means; null where it decides nothing
--   method VARCHAR: canonical, alias, folded_alias, dated_alias, extra_words, publisher_pattern,
--     name_and_abbreviation, category, one_letter; ambiguous_alias, contradicted or no_alias where it stays open
--   alias VARCHAR: the known form that matched
--   valid_from, valid_to
--   could_be VARCHAR[]: every actor that the matched form is known to mean
with classed as (
    select *, case
        when kind in ('separatist', 'islamist', 'sectarian', 'sindhi_separatist', 'pro_state_militia', 'tribal_group')
            or kind = 'placeholder' and family in ('baloch_separatist', 'islamist') then 'armed'
        when kind = 'political_group' then 'party'
        when family = 'state' or kind = 'foreign_force' then 'state'
        when kind = 'civilian' then 'civilian' else 'other' end as class
    from ref.actor_names
),
-- What a form means at each looseness: its letters, its words, those without Pakistan, those with Balochistan as
-- Baloch.
levels as (
    select 0 as level, lower(name) as key, * exclude (key) from classed where origin = 'alias'
    union all
    select 1, key, * exclude (key) from classed
    union all
    select 2, key_plain, * exclude (key) from classed
    union all
    select 3, key_loose, * exclude (key) from classed
),
meanings as materialized (
    select level, key, list_sort(list_distinct(flatten(list(could_be)))) as could_be,
        bool_or(is_ambiguous) or count(distinct actor_id) > 1 and count(*)
            filter (valid_from is null and valid_to is null) > 0 as is_open,
        list_sort(list(distinct class)) as classes
    from levels
    group by level, key
),
tries as (
    select written, piece, fits, unnest([
        {'step': 0, 'level': 0, 'key': lower(text), 'is_stripped': false},
        {'step': 1, 'level': 1, 'key': key, 'is_stripped': false},
        {'step': 2, 'level': 1, 'key': core_key, 'is_stripped': true},
        {'step': 3, 'level': 2, 'key': core_key_plain, 'is_stripped': true},
        {'step': 4, 'level': 3, 'key': core_key_loose, 'is_stripped': true}
    ], recursive := true)
    from core.actor_forms
),
-- The plainest known form of each piece.
known_pieces as materialized (
    select tries.written, tries.piece, tries.step, tries.level, tries.key, meanings.could_be, meanings.is_open,
        meanings.classes
    from tries
    join meanings on meanings.level = tries.level and meanings.key = tries.key
    where not tries.is_stripped or len(tries.fits) = 4 or list_has_any(tries.fits, meanings.classes)
    qualify row_number() over (partition by tries.written, tries.piece order by tries.step) = 1
),
countries as (select word as key, means as actor_id from ref.actor_words where role = 'country'),
-- What a text says that holds no name: nobody, a family, people of an identity, a militia of a tribe, a country's
-- forces.
word_lists as (
    select
        list(word order by word) filter (role in ('nobody', 'nobody_marked', 'nobody_noun')) as nobody,
        list(word order by word) filter (role in ('nobody_marked', 'nobody_noun')) as nobody_said,
        list(word order by word) filter (role = 'separatist') as separatist,
        list(word order by word) filter (role in ('separatist', 'separatist_more')) as separatist_any,
        list(word order by word) filter (role in ('faith', 'jihadist', 'separatist_more')) as jihadist_any,
        list(word order by word) filter (role = 'faith') as faith,
        list(word order by word) filter (role = 'jihadist') as jihadist,
        list(word order by word) filter (role = 'identity') as identity,
        list(word order by word) filter (role in ('identity', 'identity_more')) as identity_any,
        list(word order by word) filter (role = 'identity_more') as identity_more,
        list(word order by word) filter (role = 'militia') as militia,
        list(word order by word) filter (role in ('tribesmen', 'tribe')) as tribesmen,
        list(word order by word) filter (role = 'forces') as forces,
        list(word order by word) filter (role = 'chinese') as chinese,
        list(word order by word) filter (role = 'labour') as labour,
        list(word order by word) filter (role in ('before', 'before_armed')) as befores
    from ref.actor_words
),
said as (
    select form.written, form.piece, list_filter(form.words, lambda word: word <> fold_word('pakistan')) as words,
        form.text
    from core.actor_forms as form where form.piece in ('whole', 'undated', 'head', 'head_abroad')
),
categories as (
    select written, piece, case
        when regexp_matches(text, '^X{3}\d+$') then 'unknown'
        when list_has_all(nobody, words) and list_has_any(nobody_said, words) then 'unknown'
        when words[-1] = fold_word('militia') and len(words) > 1
            and list_contains(militia, words[-2]) then 'tribal-militia'
        when words[-1] = 'group' and len(words) > 2 and words[-2] in (fold_word('tribal'), 'clan') then 'tribal-militia'
        when len(words) = 2 and list_contains(tribesmen, words[2])
            and not list_contains(befores, words[1]) then 'tribal-militia'
        when words[1] = fold_word('supporter') and len(words) > 1
            and starts_with(text, 'Supporters of ') then 'tribal-militia'
        when list_has_any(words, [fold_word('baloch'), fold_word('balochistan')])
            and list_has_all(separatist_any, list_filter(words,
                lambda word: word not in (fold_word('baloch'), fold_word('balochistan'))))
            and (list_has_any(words, separatist) or list_contains(words, 'armed')) then 'baloch-separatists'
        when list_has_all(jihadist_any, words) and list_has_any(words, faith)
            and list_has_any(words, jihadist) then 'islamist-unknown'
        when list_has_all(identity_any, words) and list_has_any(words, identity) and list_has_any(words, identity_more)
            then case when list_has_any(words, [fold_word('hazara'), fold_word('shia')]) then 'hazara-shia'
                when list_has_any(words, labour) then 'labour' else 'civilians' end
        when words[1] = fold_word('china') and len(words) > 1
            and list_has_all(chinese, list_filter(words[2:], lambda word: word <> 'and')) then 'chinese-nationals'
        when len(words) > 1 and list_has_all(forces, words[2:]) then one_word.actor_id
        when len(words) > 2 and list_has_all(forces, words[3:]) then two_words.actor_id
        end as actor_id
    from said
    cross join word_lists
    left join countries as one_word on one_word.key = said.words[1]
    left join countries as two_words on two_words.key = said.words[1] || said.words[2]
),
-- The forces and the government of a country; the government, the police and the Levies of a place in Balochistan.
bodies as (
    select asked.written,
        regexp_extract(asked.written,
            '^(?:Military|Police) Forces of (?:the )?(.+?)\s*(?:\(\d{4}\s*-\s*(?:\d{4}|present)?\).*)?$',
        1) as forces_of,
        regexp_extract(undated.text, '^(?i:(?:the |provincial |district )*government of (?:the )?)(.+)$',
            1) as government_of,
        regexp_extract(undated.text,
            '^(?i:the |an? )?(.+?)\s+(?i:(police|levies|customs|coast guards?|frontier corps|ctd|counter[ -]terrorism department|bomb disposal squad|پولیس|لیویز)(?:\s+(?:officials?|officers?|personnel|force|department|اہلکار|اہلکاروں|حکام|فورس))*)$', ['place', 'body']) as of_place
    from core.actor_forms as asked
    join core.actor_forms as undated on undated.written = asked.written
        and undated.piece = case when asked.written in (select written from core.actor_forms where piece = 'undated')
            then 'undated' else 'whole' end
    where asked.piece = 'whole'
),
bodies_worded as (
    select bodies.written, bodies.of_place.body as body,
        array_to_string(words_of_actor(coalesce(nullif(forces_of, ''), government_of), spellings.of_words),
            '') as country,
        forces_of <> '' as is_force, fold_name(case when forces_of = ''
            then coalesce(nullif(government_of, ''), bodies.of_place.place) end) as place
    from bodies
    cross join (select map(list(word order by word), list(means order by word)) as of_words from ref.actor_words
        where role = 'spelling') as spellings
    where forces_of <> '' or government_of <> '' or bodies.of_place.place <> ''
),
of_bodies as (
    select written, coalesce(countries.actor_id, case
        when is_force or place is null
            or place not in (select folded from ref.district_aliases where not is_ambiguous
                union all select fold_name(name) from (values ('Balochistan'), ('بلوچستان')) as province (name))
            or place in (select folded from ref.places_elsewhere)
                or place in (select word from ref.actor_words where role = 'identity') then null
        when lower(body) in ('police', 'پولیس') then 'police'
        when lower(body) in ('levies', 'لیویز') then 'levies'
        when lower(body) = 'customs' then 'customs'
        when lower(body) = 'frontier corps' then 'frontier-corps'
        when lower(body) = 'bomb disposal squad' then 'bomb-disposal'
        when lower(body) in ('coast guard', 'coast guards') then 'coast-guards'
        when lower(body) = 'ctd' or starts_with(lower(body), 'counter') then 'ctd'
        when body = '' then 'government-balochistan' end) as actor_id
    from bodies_worded left join countries on countries.key = bodies_worded.country
),
-- A name and its abbreviation say the same, or one is a part of the other, or nothing is decided. A name nobody knows
-- is its abbreviation's only if it has those initials and is spelled nearly as a name of that actor; an abbreviation
-- nobody knows must be the name's.
pairs as (
    select long.written, long.words, known_long.could_be as long_could_be, known_long.is_open as long_is_open,
        known_long.level as long_level, known_long.key as long_key,
        known_short.could_be as short_could_be, known_short.is_open as short_is_open, known_short.level as short_level,
        known_short.key as short_key,
        long.core_key, is_abbreviation(short.text) as is_abbreviation,
        coalesce(nullif(lower(regexp_replace(short.text, '[^A-Za-z]', '', 'g')), ''), short.key) as letters,
        array_to_string(list_transform(long.core_words, lambda word: word[1]), '') as initials
    from core.actor_forms as long
    join core.actor_forms as short on short.written = long.written and short.piece = 'short'
    left join known_pieces as known_long on known_long.written = long.written and known_long.piece = 'long'
    left join known_pieces as known_short on known_short.written = long.written and known_short.piece = 'short'
    where long.piece = 'long'
),
pair_ids as (
    select written, unnest(list_distinct(list_concat(coalesce(long_could_be, []), coalesce(short_could_be, [])))) as id
        from pairs
),
finer as (
    select pairs.written, list_sort(list(distinct actors.actor_id)) as ids
    from pairs
    join pair_ids on pair_ids.written = pairs.written
    join ref.actors as actors on actors.actor_id = pair_ids.id
    where not long_is_open and not short_is_open
        and (list_contains(long_could_be, actors.actor_id) and list_contains(short_could_be, actors.parent_id)
            or list_contains(short_could_be, actors.actor_id) and list_contains(long_could_be, actors.parent_id))
    group by pairs.written
),
nearly as (
    select distinct pairs.written
    from pairs join ref.actor_names as names on list_contains(pairs.short_could_be, names.actor_id)
    where pairs.long_could_be is null and not pairs.short_is_open and pairs.is_abbreviation
        and len(pairs.words) = len(names.words) and levenshtein(pairs.core_key, names.key) <= length(names.key) // 5
        and pairs.letters = pairs.initials
),
paired as (
    select pairs.written,
        case
            when finer.ids is not null then finer.ids
            when long_could_be is not null and short_could_be is not null
                then list_intersect(long_could_be, short_could_be)
            -- An abbreviation nobody knows that is no abbreviation of the name: another group's.
            when long_could_be is not null and is_abbreviation
                and (levenshtein(letters, initials) <= 1 and length(letters) >= 3 or letters = initials)
                then long_could_be
            when nearly.written is not null then short_could_be
        end as ids,
        long_could_be is not null and short_could_be is not null as is_both_known
    from pairs left join finer on finer.written = pairs.written left join nearly on nearly.written = pairs.written
),
-- One slip in one long word of a group's name of two words or more, the others alike; and no other actor's name is as
-- near.
gaps as (
    select form.written, form.core_words as words, unnest(generate_series(1, len(form.core_words))) as gap
    from core.actor_forms as form
    where form.piece = 'whole' and len(form.core_words) between 2 and 8
        and form.written not in (select written from known_pieces where piece = 'whole')
),
known_gaps as (
    select actor_id, is_ambiguous, name, words, unnest(generate_series(1, len(words))) as gap
    from classed where len(words) between 2 and 8 and class in ('armed', 'party')
),
slips as (
    select gaps.written, list_sort(list(distinct known_gaps.actor_id)) as ids, min(known_gaps.name) as name,
        bool_or(known_gaps.is_ambiguous) as is_open
    from gaps
    join known_gaps on known_gaps.gap = gaps.gap and len(known_gaps.words) = len(gaps.words)
        and list_concat(known_gaps.words[:known_gaps.gap - 1],
            known_gaps.words[known_gaps.gap + 1:]) = list_concat(gaps.words[:gaps.gap - 1], gaps.words[gaps.gap + 1:])
        and length(known_gaps.words[known_gaps.gap]) >= 7
            and damerau_levenshtein(known_gaps.words[known_gaps.gap], gaps.words[gaps.gap]) = 1
    group by gaps.written
),
-- The order of the rules: the first that speaks, decides or leaves open.
answers as (
    select written, 1 as rule, level, key, could_be as ids, is_open, step from known_pieces
        where piece in ('whole', 'undated')
    union all
    select written, 2, null, null, [actor_id], false, null from of_bodies where actor_id is not null
    union all
    select known_pieces.written, 3, known_pieces.level, known_pieces.key, known_pieces.could_be, known_pieces.is_open,
        null
    from known_pieces where piece = 'unit' and classes = ['state']
    union all
    select written, 4, level, key, could_be, is_open, null from known_pieces where piece = 'head'
    union all
    select written, 5, level, key, could_be, is_open, null from known_pieces
    where piece = 'head_abroad' and len(could_be) = 1 and could_be[1]
        in ('unknown', 'civilians', 'protesters', 'labour', 'private-security')
    union all
    select written, 6, null, null, ids, len(ids) <> 1, null from paired where ids is not null
    union all
    select written, 7, null, null, [actor_id], false, null from categories where actor_id is not null
    union all
    select written, 8, null, null, ids, is_open or len(ids) > 1, null from slips
),
decided as (
    select * from answers qualify row_number() over (partition by written order by rule, step, level, key) = 1
),
rows_of_forms as (
    -- What a reviewed form means may have days; what a rule says has none.
    select decided.written, decided.rule, decided.step, decided.is_open, decided.ids, levels.actor_id as id,
        levels.valid_from, levels.valid_to,
        min(levels.name order by lower(levels.name) <> lower(decided.written), levels.name) as alias,
        bool_or(levels.origin = 'canonical' and lower(levels.name) = lower(decided.written)) as is_canonical,
        bool_or(lower(levels.name) = lower(decided.written)) as is_literal
    from decided join levels on levels.level = decided.level and levels.key = decided.key
    group by all
),
read as (
    select written, rule, step, is_open, ids, id, valid_from, valid_to, alias, is_canonical, is_literal
        from rows_of_forms where not is_open
    union all
    select written, rule, step, is_open, ids, ids[1], null, null, null, false, false from decided
        where level is null and not is_open
)
select form.written, nullif(form.key, '') as folded, read.id,
    case
        when decided.written is null then 'no_alias'
        when decided.is_open and decided.rule = 6 and len(decided.ids) = 0 then 'contradicted'
        when decided.is_open then 'ambiguous_alias'
        when decided.rule = 7 then 'category'
        when decided.rule = 8 then 'one_letter'
        when decided.rule = 6 then 'name_and_abbreviation'
        when decided.rule > 1 then 'publisher_pattern'
        when read.valid_from is not null or read.valid_to is not null then 'dated_alias'
        when read.is_canonical then 'canonical'
        when read.is_literal then 'alias'
        when decided.step <= 1 then 'folded_alias'
        else 'extra_words'
    end as method,
    read.alias, read.valid_from::date as valid_from, read.valid_to::date as valid_to,
    coalesce(decided.ids, []) as could_be
from (select written, key from core.actor_forms where piece = 'whole'
    union all select distinct written, null from core.written_names
        where kind = 'actor' and written not in (select written from core.actor_forms where piece = 'whole')) as form
left join decided on decided.written = form.written
left join read on read.written = form.written
order by form.written, read.id, read.valid_from
