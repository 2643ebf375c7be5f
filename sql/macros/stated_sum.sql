-- The sum of the parts that are stated; null when none is.
create or replace macro stated_sum(a, b, c, d) as
    case when coalesce(a, b, c, d) is null then null
        else coalesce(a, 0) + coalesce(b, 0) + coalesce(c, 0) + coalesce(d, 0) end;
