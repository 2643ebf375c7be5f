-- description: One row per way of grouping tolls and age of knowledge: whether the range drawn from earlier ones
--   would have foretold the settled figure better than "no change", movers and stayers told apart. Where it did not,
--   none is drawn.
-- grain: source_id, grouping, claimant_side, victim_group, metric, age
-- columns:
--   source_id, grouping
--   claimant_side VARCHAR: who speaks, or any
--   victim_group VARCHAR: about whom, or any
--   metric VARCHAR: killed or injured
--   age
--   level DOUBLE: share of tolls that the range is meant to hold: 0.8
--   tolls BIGINT: tolls, or weeks, counted again after that age
--   moved BIGINT: of them, those that settled on another figure
--   scored BIGINT: tolls for which nine others had settled by then, so that a range could be made
--   held BIGINT: of the scored, those that settled within their range
--   moved_scored BIGINT: of the scored, those that settled on another figure
--   moved_held BIGINT: of those, the ones that settled within their range
--   mean_width DOUBLE: mean width of the ranges, deaths
--   band_score DOUBLE: mean over the scored tolls of (interval score of the range / deaths known on the day); less is
--     better
--   stays_put_score DOUBLE: that of "no change", over the same tolls
--   verdict VARCHAR: better (it is drawn), too_few (fewer than ten scored), holds_too_few (less than 0.8 of them, or
--     none that moved) or no_better (than "no change")
with summed as (
    select source_id, grouping, claimant_side, victim_group, metric, age, 0.8::double as level,
        count(*) as tolls, count(*) filter (has_moved) as moved,
        count(is_within) as scored, count(*) filter (is_within) as held,
        count(is_within) filter (has_moved) as moved_scored, count(*) filter (is_within and has_moved) as moved_held,
        round(avg(expected_high - expected_low), 2) as mean_width,
        round(exact_sum(band_score) / nullif(count(band_score), 0), 4) as band_score,
        round(exact_sum(case when band_score is not null then stays_put_score end) / nullif(count(band_score), 0),
            4) as stays_put_score
    from marts.development_backtest
    group by source_id, grouping, claimant_side, victim_group, metric, age
)
select *,
    case
        when scored < 10 then 'too_few'
        when held < 0.8 * scored or moved_scored > 0 and moved_held = 0 then 'holds_too_few'
        when band_score >= stays_put_score then 'no_better'
        else 'better'
    end as verdict
from summed
order by source_id, grouping, claimant_side, victim_group, metric, age
