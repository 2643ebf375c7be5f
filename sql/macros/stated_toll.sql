-- All deaths that a record states: its total, or the sum of its parts; null where it states some parts only, or
-- nothing.
create or replace macro stated_toll(basis, total, a, b, c, d) as
    case when total is null and basis = 'stated_parts_only' then null
        else coalesce(total, stated_sum(a, b, c, d)) end;
