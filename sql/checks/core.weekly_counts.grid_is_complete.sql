-- description: every member has every week of its source's period, once
select counts.source_id, counts.dimension, counts.member_id, count(*) as weeks, min(expected.weeks) as expected_weeks
from core.weekly_counts as counts
join (select source_id, count(*) as weeks from ref.source_weeks group by all) as expected using (source_id)
group by counts.source_id, counts.dimension, counts.member_id
having count(*) <> min(expected.weeks)
order by counts.source_id, counts.dimension, counts.member_id
