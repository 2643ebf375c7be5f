-- A text that sets a name beside its abbreviation, taken apart: ABBR: NAME, NAME (ABBR) with words before or after,
-- NAME - ABBR, ABBR - NAME. Nulls where it is none of these. Where the bracket holds words in place of an
-- abbreviation, `short` is those words.
create or replace macro name_and_abbreviation(written) as
    case
        when regexp_matches(written, '^[^:\s]{2,14}:\s*\S')
            then {'long': regexp_extract(written, '^[^:\s]+:\s*(.+)$', 1),
                'short': regexp_extract(written, '^([^:\s]+):', 1)}
        when regexp_matches(written, '^[^()\[\]]+[(\[][^()\[\]]+[)\]][^()\[\]]*$')
            then {'long': trim(regexp_replace(written, '\s*[(\[][^()\[\]]+[)\]]\s*,?\s*', ' ')),
                'short': trim(regexp_extract(written, '[(\[]([^()\[\]]+)[)\]]', 1))}
        when regexp_matches(written, '^.+\s[-–—]\s*[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z-]*$')
            then {'long': regexp_extract(written, '^(.+?)\s[-–—]\s*\S+$', 1),
                'short': regexp_extract(written, '\s[-–—]\s*(\S+)$', 1)}
        when regexp_matches(written, '^[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z-]*\s[-–—]\s*\S+\s\S')
            then {'long': regexp_extract(written, '\s[-–—]\s*(.+)$', 1),
                'short': regexp_extract(written, '^(\S+)\s', 1)}
    end;
