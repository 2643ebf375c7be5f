-- description: One row per provisional week of a source: the deaths known, and the range they are expected to reach, by how tolls, or of a publisher that revises its rows weeks, of the same age of knowledge grew before. None where fewer than three speak.
-- grain: source_id, week
-- columns:
--   source_id VARCHAR: the source
--   week DATE: Monday of the ISO week
--   age INTEGER: days since the week's last day, that day being 1
--   factor_age INTEGER: the age whose factors are used: 1, 3, 7 or 30, none for a week older than a month; of a publisher that revises its rows 7, 30, 90 or 180
--   tolls BIGINT: earlier tolls or weeks that the range rests on
--   known_best BIGINT: deaths by the leading reports, all districts and the province bucket together; null where no report gives any, or one gives a zero and another none
--   expected_low BIGINT: known_best times the lower quartile of the factors; null where there is none
--   expected_high BIGINT: known_best times the upper quartile of the factors; null where there is none
with weeks as (
    select source_id, week, known_sum_where(if(incidents > 0, killed_best, null), incidents > 0) as known_best, $as_of::date - (week + 6) + 1 as age
    from marts.weekly_casualties_by_district
    where status = 'provisional'
    group by source_id, week
),
aged as (
    select *,
        case
            when source_id in (select source_id from marts.week_development) then case when age <= 180 then list_max(list_filter([7, 30, 90, 180], lambda each: each <= age)) end
            when age <= 30 then list_max(list_filter([1, 3, 7, 30], lambda each: each <= age))
        end as factor_age
    from weeks
)
select aged.source_id, aged.week, aged.age::integer as age, aged.factor_age::integer as factor_age,
    coalesce(factor.tolls, 0) as tolls, aged.known_best,
    floor(aged.known_best * factor.lower_quartile)::bigint as expected_low,
    ceil(aged.known_best * factor.upper_quartile)::bigint as expected_high
from aged
left join marts.development_factors as factor
    on factor.source_id = aged.source_id and factor.grouping = 'all' and factor.metric = 'killed' and factor.age = aged.factor_age
order by aged.source_id, aged.week
