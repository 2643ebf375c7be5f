-- description: One row per way of grouping tolls and age of knowledge: by what factor the figure known by then grew
--   to the settled one (the settled one: to the latest), with its spread. Tolls of events settle on day 30; a
--   publisher's weeks, drawn from its revisions, on day 180. Only what was counted again after that age. No factor is
--   drawn from fewer than three.
-- grain: source_id, grouping, claimant_side, victim_group, district_id, metric, age
-- columns:
--   source_id
--   grouping VARCHAR: event, side, side_and_group, week or district: see marts.development_tolls
--   claimant_side VARCHAR: who speaks; null but for side and side_and_group
--   victim_group VARCHAR: about whom; null but for side_and_group
--   district_id VARCHAR: the district of the incidents, or of a publisher's weeks; null but for district
--   metric VARCHAR: killed or injured
--   age INTEGER: days of knowledge, the event's first day, or the week's last, being day 1
--   tolls BIGINT: tolls, or weeks, that had a figure above zero by then, were counted again later, and whose settling
--     day has passed
--   grew BIGINT: of those, how many ended higher
--   fell BIGINT: of those, how many ended lower
--   median DOUBLE: median factor; null for fewer than three
--   lower_quartile DOUBLE: a quarter of them lie at or below; null for fewer than three
--   upper_quartile DOUBLE: a quarter of them lie at or above; null for fewer than three
--   lowest DOUBLE: smallest of them; null for fewer than three
--   highest DOUBLE: largest of them; null for fewer than three
--   band_low DOUBLE: lower end of the range in which 8 of 10 more are expected; null for fewer than nine
--   band_high DOUBLE: upper end of it
select source_id, grouping, nullif(claimant_side, 'any') as claimant_side, nullif(victim_group, 'any') as victim_group,
    case when grouping = 'district' then district_id end as district_id, metric, age,
    count(*) as tolls,
    count(*) filter (factor > 1) as grew,
    count(*) filter (factor < 1) as fell,
    case when count(*) >= 3 then round(median(factor), 3) end as median,
    case when count(*) >= 3 then round(quantile_cont(factor, 0.25), 3) end as lower_quartile,
    case when count(*) >= 3 then round(quantile_cont(factor, 0.75), 3) end as upper_quartile,
    case when count(*) >= 3 then round(min(factor), 3) end as lowest,
    case when count(*) >= 3 then round(max(factor), 3) end as highest,
    round(band_low(factor), 6) as band_low,
    round(band_high(factor), 6) as band_high
from marts.development_tolls
group by 1, 2, 3, 4, 5, 6, 7
order by source_id, grouping, claimant_side, victim_group, district_id, metric, age
