-- description: a week where nobody looked has no counts and a reason, and a zero stands only where a complete census
--   found none
select source_id, dimension, member_id, week, status, status_reason, incidents, killed_best
from core.weekly_counts
where (status in ('not_covered', 'source_down') and coalesce(incidents, killed_best, injured_best) is not null)
    or (status = 'reported_zero' and (incidents is distinct from 0 or killed_best is distinct from 0))
    or (status = 'reported' and coalesce(incidents, 0) = 0)
    or status not in ('reported', 'reported_zero', 'not_covered', 'source_down', 'provisional', 'cut_short')
    or status = 'not_covered' and status_reason is null
    or status <> 'not_covered' and status_reason is not null
        and not (status in ('reported', 'provisional', 'cut_short') and status_reason = 'rows_left_out')
    or status_reason not in ('rows_left_out', 'outside_spans', 'not_there_then', 'sample', 'placed_nothing',
        'placed_too_few', 'cannot_name', 'may_lie_here')
order by source_id, dimension, member_id, week
