-- The six states of a cell of a grid (a district, actor, site and week or month). Null is not zero: a zero is said
-- only by a source that looked at the whole of the cell and could have said otherwise; `doubt` is why it could not
-- (macro zero_doubt), null where it could.
create or replace macro week_status(incidents, is_down, is_filling, is_cut, doubt) as
    case
        when is_down then 'source_down'
        when doubt in ('outside_spans', 'not_there_then') or incidents = 0 and doubt is not null then 'not_covered'
        when is_filling then 'provisional'
        when is_cut then 'cut_short'
        when incidents > 0 then 'reported'
        else 'reported_zero'
    end;
