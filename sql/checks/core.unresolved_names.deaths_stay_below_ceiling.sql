-- description: the deaths that wait on unresolved names do not rise above the ceiling set in corridorwatch.toml; review them (corridorwatch names review), or raise it there with a reason
select sum(deaths)::bigint as deaths_unresolved, $unresolved_deaths_ceiling::bigint as ceiling, string_agg(name_as_written, '; ' order by deaths desc nulls last) as names
from core.unresolved_names
having coalesce(sum(deaths), 0) > $unresolved_deaths_ceiling::bigint
