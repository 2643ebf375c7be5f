-- description: Names that no reviewed alias resolves, with the deaths that wait on them.
select kind, name_as_written, reports::bigint as reports, deaths::bigint as deaths, reason
from core.unresolved_names
where name_as_written not in (
    select written from core.written_names where source_id in (select source_id from ref.sources where not (rows_may_leave or $everything))
)
order by kind, deaths desc nulls last, reports desc, name_as_written
