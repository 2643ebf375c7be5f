-- A sum of fractions, the same to the last bit in whatever order threads add them: twelve decimals, which add exactly.
create or replace macro exact_sum(fractions) as
    cast(sum(cast(fractions as decimal(30, 12))) as double);
