-- description: One row per form that is known to name an actor: what reviewers listed, every actor's own name and
--   abbreviation, and what each of these says in part.
-- grain: name, actor_id, valid_from, valid_to
-- columns:
--   name VARCHAR: the form
--   actor_id VARCHAR: actor it means
--   kind VARCHAR: the actor's kind
--   family
--   origin VARCHAR: alias (a reviewer listed it), canonical (the actor's name), abbreviation, or part (NAME or ABBR
--     of one of these)
--   words
--   key VARCHAR: those words in one
--   key_plain VARCHAR: those but for "Pakistan" at either end, which many names carry or leave out
--   key_loose VARCHAR: as key_plain, and Balochistan as Baloch
--   valid_from DATE: first day it means this actor; null means always
--   valid_to DATE: first day it no longer does
--   is_ambiguous
--   could_be VARCHAR[]: the actor and those that a reviewer named beside it
-- A faction's name is one with its group's beside it, too. NAME and ABBR of one listed form (NAME (ABBR), ABBR: NAME,
-- NAME - ABBR, NAME / OTHER NAME) are forms themselves. What a reviewer listed outright decides over
-- what follows from another form: BNA is ambiguous though an actor has it for abbreviation.
with spellings as (
    select map(list(word order by word), list(means order by word)) as of_words from ref.actor_words
        where role = 'spelling'
),
given as (
    select alias as text, actor_id, 'alias' as origin, valid_from, valid_to, is_ambiguous, ambiguous_with
        from ref.actor_aliases
    union all
    select name, actor_id, 'canonical', null, null, false, null from ref.actors
    union all
    select abbreviation, actor_id, 'abbreviation', null, null, false, null from ref.actors
        where abbreviation is not null
),
parts as (
    select * from given
    union all
    select unnest([pair.short, pair.long]), actor_id, 'part', valid_from, valid_to, is_ambiguous, ambiguous_with
    from (select *, name_and_abbreviation(text) as pair from given)
    where is_abbreviation(pair.short) and not is_abbreviation(pair.long)
    union all
    select unnest(string_split(text, ' / ')), actor_id, 'part', valid_from, valid_to, is_ambiguous, ambiguous_with
    from given where contains(text, ' / ') and origin = 'canonical'
    union all
    -- A faction or unit with its group's name before or after it.
    select unnest([above.text || ' ' || below.text, below.text || ' ' || above.text]), below.actor_id, 'part',
        below.valid_from, below.valid_to, below.is_ambiguous, below.ambiguous_with
    from given as below
    join ref.actors as actors on actors.actor_id = below.actor_id
        and actors.kind in ('separatist', 'islamist', 'sectarian')
    join given as above on above.actor_id = actors.parent_id and above.origin <> 'alias' and not above.is_ambiguous
),
worded as (
    select parts.*, words_of_actor(text, spellings.of_words) as words from parts cross join spellings
),
keyed as (
    select *, array_to_string(words, '') as key,
        -- One word that is left of a name says too little: "government", "forces".
        case when len(words) > 2 and words[1] = fold_word('pakistan') then words[2:]
            when len(words) > 2 and words[-1] = fold_word('pakistan') then words[:-2]
            else words end as plain
    from worded where len(words) > 0
),
-- A form that a reviewer listed, in any spelling, is not overruled by construction.
kept as (
    select * from keyed
    where origin = 'alias' or key not in (select key from keyed where origin = 'alias')
    qualify row_number() over (partition by text, actor_id, valid_from, valid_to order by origin = 'part', origin,
        is_ambiguous desc, ambiguous_with) = 1
)
select kept.text as name, kept.actor_id, actors.kind, actors.family, kept.origin, kept.words, kept.key,
    array_to_string(kept.plain, '') as key_plain,
    array_to_string(list_transform(kept.plain, lambda word: case
        when word = fold_word('balochistan') then fold_word('baloch') else word end), '') as key_loose,
    kept.valid_from, kept.valid_to, kept.is_ambiguous,
    list_sort(list_distinct(list_prepend(kept.actor_id, list_filter(string_split(coalesce(kept.ambiguous_with, ''),
        ';'), lambda id: id <> '')))) as could_be
from kept join ref.actors as actors using (actor_id)
order by name, actor_id, valid_from, valid_to
