-- description: The sources, their licences, credit lines and the last day each speaks for as of the date.
select source_id, title, kind, licence, licence_url, credit, url, period_start, period_end, compiled_on,
    least(period_end, $as_of::date) as data_through,
    (select min(week) from ref.source_weeks as weeks where weeks.source_id = source.source_id and weeks.is_filling) as filling_from
from ref.sources as source
where (rows_may_leave or $everything) and period_start <= $as_of::date
order by is_preliminary, period_end desc, kind, source_id
