-- description: How many district-weeks of each year are known, known to be zero, or not covered by anybody. A sample
--   knows no zeros.
select source_id, year(week) as year, status, count(*) as district_weeks
from marts.weekly_casualties_by_district
group by all
order by source_id, year, status
