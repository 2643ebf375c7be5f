-- description: the deaths that wait on unresolved names do not rise above the recorded ceiling; review them (corridorwatch names review), or raise it here with a reason
-- 2026-11-25: 4 deaths, on one road between Mastung and Quetta (2021-06-14-marget-quetta-road) that no one district holds.
-- 2026-11-25: 4 more where UCDP GED is taken: on the Quetta-Mastung highway.
select sum(deaths)::bigint as deaths_unresolved, 8 as ceiling, string_agg(name_as_written, '; ' order by deaths desc nulls last) as names
from core.unresolved_names
having coalesce(sum(deaths), 0) > 8
