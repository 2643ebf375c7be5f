-- A count for a cell of a grid: unknown where nobody looked, zero only where a census found none, else the sum of what
-- is known (which is itself unknown when no incident of the cell carries a figure).
create or replace macro counted(status, incidents, total) as
    case
        when status in ('not_covered', 'source_down') then null
        when incidents = 0 then 0
        else total
    end;
