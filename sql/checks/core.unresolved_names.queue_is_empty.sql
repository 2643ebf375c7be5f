-- description: every district and actor name is decided by a reviewed alias; a name left open keeps its deaths in the
--   province bucket or with the unknown actor
-- severity: soft
select kind, name_as_written, reports, deaths, reason
from core.unresolved_names
order by deaths desc nulls last, kind, name_as_written
