-- The number of people that a cell states: a whole number, with or without `.0`, separators of thousands or blanks; a
-- share of a toll is rounded. Null where it is below zero, no number, or more than any event has.
create or replace macro stated_figure(cell) as
    case
        when regexp_full_match(trim(cell), '[+]?[0-9]{1,6}([.][0-9]+)?') then round(trim(cell)::double)::bigint
        when regexp_full_match(trim(cell), '[+]?[0-9]{1,3}([, \x{00A0}][0-9]{3})+([.]0+)?')
            then try_cast(regexp_replace(regexp_replace(trim(cell), '[.]0+$', ''), '[^0-9]', '', 'g') as bigint)
    end;
