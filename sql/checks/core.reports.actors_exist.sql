-- description: a report's actor is in ref.actors
select report_id, actor_id
from core.reports
where actor_id not in (select actor_id from ref.actors)
order by report_id
