-- description: One row per provisional week of a source: the deaths known, and the range in which 8 of 10 such are
--   expected to settle, by how tolls of events (no armed group's), or of a publisher that revises its rows its weeks,
--   of the same age of knowledge grew before. None where such a range did not foretell better than "no change"
--   (marts.development_scores).
-- grain: source_id, week
-- columns:
--   source_id, week
--   age INTEGER: days since the week's last day, that day being 1
--   factor_age INTEGER: the age whose factors are used: 1, 3, 7 or 30, none for a week older than a month; of a
--     publisher that revises its rows 7, 30, 90 or 180
--   tolls BIGINT: earlier tolls or weeks of that age
--   verdict VARCHAR: that of marts.development_scores; null where no toll of that age was counted again
--   known_best BIGINT: deaths by the leading reports, all districts and the province bucket together; null where no
--     report gives any, or one gives a zero and another none
--   expected_low BIGINT: known_best times the lower end of the band of marts.development_factors; null unless the
--     verdict is better
--   expected_high BIGINT: known_best times its upper end; null unless the verdict is better
with weeks as (
    select source_id, week, known_sum_where(if(incidents > 0, killed_best, null), incidents > 0) as known_best,
        $as_of::date - (week + 6) + 1 as age
    from marts.weekly_casualties_by_district
    where status = 'provisional'
    group by source_id, week
),
aged as (
    select *,
        case
            when source_id in (select source_id from marts.week_development) then case
                when age <= 180 then list_max(list_filter([7, 30, 90, 180], lambda each: each <= age)) end
            when age <= 30 then list_max(list_filter([1, 3, 7, 30], lambda each: each <= age))
        end as factor_age
    from weeks
)
select aged.source_id, aged.week, aged.age::integer as age, aged.factor_age::integer as factor_age,
    coalesce(factor.tolls, 0) as tolls, score.verdict, aged.known_best,
    case when score.verdict = 'better' then floor(round(aged.known_best * factor.band_low,
        6))::bigint end as expected_low,
    case when score.verdict = 'better' then ceil(round(aged.known_best * factor.band_high,
        6))::bigint end as expected_high
from aged
left join marts.development_factors as factor
    on factor.source_id = aged.source_id and factor.grouping in ('event', 'week') and factor.metric = 'killed'
        and factor.age = aged.factor_age
left join marts.development_scores as score
    on score.source_id = aged.source_id and score.grouping = factor.grouping and score.metric = 'killed'
        and score.age = aged.factor_age
order by aged.source_id, aged.week
