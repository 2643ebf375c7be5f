-- description: the deaths by side, the unknown side included, add up to the report's total, where not only some sides
--   are stated
select report_id, killed_total, killed_security, killed_civilian, killed_militant, killed_unknown
from core.reports
where killed_basis is distinct from 'stated_parts_only'
    and killed_total is distinct from stated_sum(killed_security, killed_civilian, killed_militant, killed_unknown)
order by report_id
