-- Why a cell of a grid is not what it seems, in a closed word: of one that is not covered, why finding nothing would
-- be no zero; of one that tells figures, `rows_left_out` where the source holds a row of its days that no table counts
-- (refused at ingest, or of a province spelled nearly like this one): what is told is a minimum. Null where neither
-- is so.
create or replace macro told_reason(status, doubt, is_left_out) as
    case
        when status = 'not_covered' then doubt
        when status in ('reported', 'provisional', 'cut_short') and is_left_out then 'rows_left_out'
    end;
