-- The sum of the lower or upper ends of those rows that have a best estimate; null where best has no sum. What has no
-- best estimate is in none of the three, so that low <= best <= high holds of sums as it does of rows.
create or replace macro bound_sum(bounds, bests) as
    case
        when sum(bests) = 0 and count(bests) < count(*) then null
        else cast(sum(case when bests is not null then bounds end) as bigint)
    end;
