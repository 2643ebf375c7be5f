-- description: One row per way of grouping events and age of knowledge: by what factor the figure known by then grew to the settled one (the settled one: to the latest), with its spread. Tolls of events settle on day 30; a publisher's weeks, drawn from its revisions, on day 180. No factor is drawn from fewer than three.
-- grain: source_id, grouping, claimant_side, victim_group, district_id, metric, age
-- columns:
--   source_id VARCHAR: the source
--   grouping VARCHAR: all, side_and_group or district
--   claimant_side VARCHAR: who speaks (a publisher: other); null but for side_and_group
--   victim_group VARCHAR: about whom; null but for side_and_group
--   district_id VARCHAR: the district of the incidents, or of a publisher's weeks; null but for district
--   metric VARCHAR: killed or injured
--   age INTEGER: days of knowledge, the event's first day, or the week's last, being day 1
--   tolls BIGINT: tolls, or weeks, that had a figure above zero by then and whose settling day has passed
--   grew BIGINT: of those, how many ended higher
--   fell BIGINT: of those, how many ended lower
--   median DOUBLE: median factor; null for fewer than three
--   lower_quartile DOUBLE: a quarter of them lie at or below; null for fewer than three
--   upper_quartile DOUBLE: a quarter of them lie at or above; null for fewer than three
--   lowest DOUBLE: smallest of them; null for fewer than three
--   highest DOUBLE: largest of them; null for fewer than three
with tolls as (
    select source_id, claimant_side, victim_group, district_id, metric, age, factor, true as is_whole, district_id is not null as is_of_district
    from marts.claim_development
    -- Tolls younger than a month have no settled figure yet.
    where factor is not null and first_day + 29 <= $as_of::date
    union all
    select source_id, 'other', 'total', district_id, 'killed', age, factor, district_id is null, district_id is not null
    from marts.week_development
    where factor is not null and week + 6 + 179 <= $as_of::date
),
grouped as (
    select source_id, 'all' as grouping, null as claimant_side, null as victim_group, null as district_id, metric, age, factor from tolls where is_whole
    union all
    select source_id, 'side_and_group', claimant_side, victim_group, null, metric, age, factor from tolls where is_whole
    union all
    select source_id, 'district', null, null, district_id, metric, age, factor from tolls where is_of_district
)
select source_id, grouping, claimant_side::varchar as claimant_side, victim_group::varchar as victim_group,
    district_id::varchar as district_id, metric, age,
    count(*) as tolls,
    count(*) filter (factor > 1) as grew,
    count(*) filter (factor < 1) as fell,
    case when count(*) >= 3 then round(median(factor), 3) end as median,
    case when count(*) >= 3 then round(quantile_cont(factor, 0.25), 3) end as lower_quartile,
    case when count(*) >= 3 then round(quantile_cont(factor, 0.75), 3) end as upper_quartile,
    case when count(*) >= 3 then round(min(factor), 3) end as lowest,
    case when count(*) >= 3 then round(max(factor), 3) end as highest
from grouped
group by all
order by source_id, grouping, claimant_side, victim_group, district_id, metric, age
