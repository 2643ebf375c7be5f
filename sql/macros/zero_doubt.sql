-- Why finding nothing in a cell would be no zero, in a closed word; null where it would be one.
create or replace macro zero_doubt(kind, in_period, is_there, held_doubt, can_name, may_lie_here) as
    case
        when not in_period then 'outside_spans'
        when not is_there then 'not_there_then'
        when kind = 'sample' then 'sample'
        when held_doubt is not null then held_doubt
        when not can_name then 'cannot_name'
        when may_lie_here then 'may_lie_here'
    end;
