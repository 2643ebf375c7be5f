-- known_sum over the rows of which something was told: those of a week that nobody covered are no unknowns of the
-- others.
create or replace macro known_sum_where(counts, is_told) as
    case when sum(counts) = 0 and count(counts) < count_if(is_told) then null else cast(sum(counts) as bigint) end;
