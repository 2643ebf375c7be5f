-- The five states of a district-week (or actor-week, site-week). Null is not zero: only a census source that was up,
-- and whose week is complete, can say that nothing happened.
create or replace macro week_status(kind, incidents, in_period, is_down, is_provisional) as
    case
        when is_down then 'source_down'
        when not in_period then 'not_covered'
        when kind = 'sample' and incidents = 0 then 'not_covered'
        when is_provisional then 'provisional'
        when incidents > 0 then 'reported'
        else 'reported_zero'
    end;
