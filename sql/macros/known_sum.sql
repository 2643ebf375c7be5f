-- The sum of the counts that are known. A zero is said only where every row says one: a zero beside unknowns is
-- unknown.
create or replace macro known_sum(counts) as
    case when sum(counts) = 0 and count(counts) < count(*) then null else cast(sum(counts) as bigint) end;
