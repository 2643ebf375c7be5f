-- bound_sum over the rows of which something was told, as known_sum_where is known_sum.
create or replace macro bound_sum_where(bounds, bests, is_told) as
    case
        when sum(bests) = 0 and count(bests) < count_if(is_told) then null
        else cast(sum(case when bests is not null then bounds end) as bigint)
    end;
