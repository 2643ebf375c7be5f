-- description: How the ranges that could be drawn on weeks still filling would have foretold, by age: of tolls that
--   moved and of those that stayed, against "no change".
select grouping, age::bigint as age, (100 * level)::bigint as level, tolls, moved, scored, held, moved_scored,
    moved_held,
    scored - moved_scored as stayed_scored, held - moved_held as stayed_held,
    mean_width::double as mean_width, band_score, stays_put_score, verdict
from marts.development_scores
where source_id = $source_id and metric = 'killed' and grouping in ('event', 'week')
order by age
