-- description: One row per change of a published row that was entered as a correction or accepted as meant, by the
--   as-of date: what it said and what it says. Who entered it stays in reference/.
-- grain: table_name, record_key, column_name, was, became
-- columns:
--   table_name VARCHAR: reviewed table: claims, incidents, second_reports, ...
--   record_key VARCHAR: key of the row there
--   column_name VARCHAR: what changed; 'row' where the row itself is gone
--   was VARCHAR: what it said before; empty where it said nothing, 'there' for a row that is gone
--   became VARCHAR: what it says since; empty where it says nothing, 'gone' for a row that is gone
--   kind VARCHAR: correction (a page says so) or accepted (somebody meant the change)
--   source_url VARCHAR: the page it was read on; null for an accepted one
--   entered_on DATE: day on which it was read, or accepted
--   note VARCHAR: remark, or why
select "table" as table_name, key as record_key, "column" as column_name, coalesce(was, '') as was,
    coalesce("is", '') as became,
    'correction' as kind, source_url, read_on::date as entered_on, note
from raw.ledger_corrections
where read_on::date <= (select known_by from ref.known_by)
union all
select "table", key, "column", coalesce(was, ''), coalesce("is", ''), 'accepted', null, accepted_on::date, why
from (
    from raw.accepted_changes
    union all by name
    select * exclude (entered_by, entered_at) from raw.entered_accepted as given
    anti join raw.accepted_changes as shipped
        on given."table" = shipped."table" and given.key = shipped.key and given."column" = shipped."column"
            and given.was is not distinct from shipped.was and given."is" is not distinct from shipped."is"
)
where accepted_on::date <= (select known_by from ref.known_by)
    and ("table", key, "column", coalesce(was, ''), coalesce("is", '')) not in (
        select ("table", key, "column", coalesce(was, ''), coalesce("is", '')) from raw.ledger_corrections
    )
order by table_name, record_key, column_name, was, became
