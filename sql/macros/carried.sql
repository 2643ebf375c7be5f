-- What a fraction of a toll adds to a whole number when fractions are added up one after the other: `before` and
-- `after` are their sums without and with it. Parts of one whole add up to it again, whatever the order.
create or replace macro carried(before, after) as (round(after, 4) + 0.5 - 1e-6).floor()::integer
    - (round(before, 4) + 0.5 - 1e-6).floor()::integer;
