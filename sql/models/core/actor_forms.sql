-- description: One row per distinct text that records write as an actor and per way it may be taken: the whole, or a
--   part that a publisher's way of writing sets apart.
-- grain: written, piece
-- columns:
--   written VARCHAR: the text as written
--   piece VARCHAR: whole; undated (without the years that ACLED adds); long, short (a name and what stands beside it
--     as its abbreviation); unit (behind "Police Forces of Pakistan"), head (before the country in brackets,
--     Pakistan's), head_abroad (another country's)
--   text VARCHAR: that text
--   words
--   core_words VARCHAR[]: those without the words around a name that do not change who it is; none only where the
--     text has no word
--   fits VARCHAR[]: what an actor may be for the left-out words to be said of it (armed, civilian, party, state): no
--     "militants" of a party
--   key VARCHAR: words in one
--   core_key VARCHAR: core_words in one
--   core_key_plain VARCHAR: core_words but for Pakistan at either end, in one
--   core_key_loose VARCHAR: as core_key_plain, with Balochistan as Baloch
with spellings as (
    select map(list(word order by word), list(means order by word)) as of_words from ref.actor_words
        where role = 'spelling'
),
around as (
    select
        list(distinct word order by word) filter (starts_with(role, 'before')) as befores,
        list(distinct word order by word) filter (starts_with(role, 'after')) as afters,
        list(distinct word order by word) filter (role = 'before') as free_befores,
        list(distinct word order by word) filter (role = 'after') as free_afters,
        list(distinct word order by word) filter (role in ('before_armed', 'after_armed')) as armed,
        list(distinct word order by word) filter (role in ('before_state', 'after_state')) as state,
        list(distinct word order by word) filter (role in ('before_party', 'after_party')) as party,
        list(distinct word order by word) filter (role = 'after_civilian') as civilian
    from ref.actor_words
),
asked as (
    select distinct written, trim(regexp_replace(written, '\s*\(\d{4}\s*[-–]\s*(?:\d{4}|present)?\)', ' ')) as undated
    from core.written_names where kind = 'actor'
),
taken_apart as (
    select written, undated, name_and_abbreviation(undated) as pair,
        regexp_extract(undated, '^(?:Military|Police) Forces of Pakistan\s*[-:]?\s*(\S.*)$', 1) as unit,
        regexp_extract(undated, '^(.+?)\s*\(([^()]+)\)$', ['head', 'country']) as headed
    from asked
),
pieces as (
    select written, unnest([
        {'piece': 'whole', 'text': written},
        {'piece': 'undated', 'text': case when undated <> written then undated end},
        {'piece': 'long', 'text': pair.long},
        {'piece': 'short', 'text': pair.short},
        {'piece': 'unit', 'text': unit},
        {'piece': case when headed.country in ('Pakistan', 'Balochistan') then 'head' else 'head_abroad' end,
            'text': case when regexp_matches(headed.country, '^[A-Z][a-z]+(?: (?:of|the|and|[A-Z][a-z]+))*$')
                then headed.head end}
    ], recursive := true)
    from taken_apart
),
worded as (
    select pieces.written, pieces.piece, pieces.text, words_of_actor(pieces.text, spellings.of_words) as words
    from pieces cross join spellings
    where pieces.text <> ''
),
bounded as (
    select worded.*, around.*,
        coalesce(list_position(list_transform(words, lambda word: not list_contains(befores, word)), true),
            0) as first_kept,
        len(words) + 1 - coalesce(list_position(list_transform(list_reverse(words),
            lambda word: not list_contains(afters, word)), true), 0) as last_kept
    from worded cross join around
),
stripped as (
    select *,
        -- Nothing but such words: the name is the last before those that follow, or nothing is taken off.
        case when first_kept = 0 or last_kept > len(words) or first_kept > last_kept then words
            else words[first_kept:last_kept] end as core_words,
        case when first_kept = 0 or last_kept > len(words) or first_kept > last_kept then []
            else list_concat(list_filter(words[:first_kept - 1], lambda word: not list_contains(free_befores, word)),
                list_filter(words[last_kept + 1:], lambda word: not list_contains(free_afters, word))) end as taken
    from bounded
),
plain as (
    select *, case when len(core_words) > 1 and core_words[1] = fold_word('pakistan') then core_words[2:]
        when len(core_words) > 1 and core_words[-1] = fold_word('pakistan') then core_words[:-2]
            else core_words end as plain_words
    from stripped
)
select written, piece, text, words, core_words,
    list_filter(['armed', 'civilian', 'party', 'state'],
        lambda class: len(list_filter(taken, lambda word: not list_contains(
        case class when 'armed' then armed when 'civilian' then civilian when 'party' then party else state end,
            word))) = 0) as fits,
    array_to_string(words, '') as key,
    array_to_string(core_words, '') as core_key,
    array_to_string(plain_words, '') as core_key_plain,
    array_to_string(list_transform(plain_words, lambda word: case
        when word = fold_word('balochistan') then fold_word('baloch') else word end), '') as core_key_loose
from plain
order by written, piece
