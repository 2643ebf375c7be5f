-- The ends of a range in which 8 of 10 more values alike are expected, from n values before them: the k-th smallest
-- and the k-th largest, k a tenth of n + 1, rounded down (split conformal prediction: Vovk, Gammerman and Shafer
-- 2005). Null for fewer than nine.
create or replace macro band_low(factors) as
    case when count(factors) >= 9 then list_sort(list(factors
        order by factors))[cast(floor((count(factors) + 1) / 10) as bigint)] end;
create or replace macro band_high(factors) as
    case when count(factors) >= 9 then list_reverse_sort(list(factors
        order by factors))[cast(floor((count(factors) + 1) / 10) as bigint)] end;
