-- description: Names that no reviewed alias resolves, with the deaths that wait on them.
select kind, name_as_written, reports::bigint as reports, deaths::bigint as deaths, reason
from core.unresolved_names
order by kind, deaths desc nulls last, reports desc, name_as_written
