-- description: the deaths by side, the unknown side included, add up to the report's total
select report_id, killed_total, killed_security, killed_civilian, killed_militant, killed_unknown
from core.reports
where killed_total is distinct from stated_sum(killed_security, killed_civilian, killed_militant, killed_unknown)
order by report_id
