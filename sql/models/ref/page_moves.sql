-- description: One row per page that had moved by the as-of date: the address it was read at, and where it is now,
--   over as many moves as there were.
-- grain: url
-- columns:
--   url
--   address VARCHAR: its address now
--   moved_on DATE: day of its last move
with recursive written as (
    from raw.ledger_page_moves
    union all by name
    select * exclude (entered_by, entered_at) from raw.entered_page_moves
    anti join raw.ledger_page_moves using (url, moved_on)
),
known as (
    select url, moved_to, moved_on::date as moved_on from written
        where moved_on::date <= (select known_by from ref.known_by)
),
followed as (
    select url, moved_to as address, moved_on, 1 as moves from known
    union all
    select followed.url, known.moved_to, known.moved_on, followed.moves + 1
    from followed
    join known on known.url = followed.address and known.moved_on >= followed.moved_on
    -- A page that moved back and forth within a day would be followed for ever.
    where followed.moves < 20
)
select url, arg_max(address, (moved_on, moves)) as address, max(moved_on) as moved_on
from followed
group by url
order by url
