-- description: One row per toll of marts.development_tolls, but for those by district, and age of knowledge before it
--   settles: the range that marts.weeks_still_filling would have drawn then, from those of the same kind that had
--   settled by that day, scored against the settled figure.
-- grain: source_id, grouping, claimant_side, victim_group, event_id, metric, age
-- columns:
--   source_id, grouping
--   claimant_side VARCHAR: who speaks, or any
--   victim_group VARCHAR: about whom, or any
--   event_id VARCHAR: the incident; of a publisher's week its Monday
--   metric VARCHAR: killed or injured
--   age INTEGER: days of knowledge on which the range is made
--   known_on DATE: that day
--   known_value INTEGER: figure known then
--   tolls_before BIGINT: tolls of other events that the range rests on
--   expected_low INTEGER: known value times the lower end of the range in which 8 of 10 are expected; null for fewer
--     than nine
--   expected_high INTEGER: known value times its upper end; null for fewer than nine
--   settled_value INTEGER: what it was on its settling day
--   has_moved BOOLEAN: the settled value is another than the known one
--   is_within BOOLEAN: the settled value lies in the expected range; null where there is none
--   stays_put_error INTEGER: settled_value less known_value: the error of expecting no change
--   band_score DOUBLE: interval score of the range at 80 % (Gneiting and Raftery 2007, eq. 43), per death known: its
--     width, and ten times the distance of what it missed; null where there is none
--   stays_put_score DOUBLE: the same of the range that holds nothing but the known value
with scored as (
    select toll.source_id, toll.grouping, toll.claimant_side, toll.victim_group, toll.event_id, toll.metric, toll.age,
        min(toll.known_on) as known_on, min(toll.known_value) as known_value, min(toll.settled_value) as settled_value,
        count(earlier.event_id) as tolls_before, round(band_low(earlier.factor), 6) as low,
        round(band_high(earlier.factor), 6) as high
    from marts.development_tolls as toll
    left join marts.development_tolls as earlier
        on earlier.source_id = toll.source_id and earlier.grouping = toll.grouping
            and earlier.claimant_side = toll.claimant_side
        and earlier.victim_group = toll.victim_group and earlier.metric = toll.metric and earlier.age = toll.age
        and earlier.event_id <> toll.event_id and earlier.settled_on <= toll.known_on
    where toll.grouping <> 'district' and toll.known_on < toll.settled_on
    group by toll.source_id, toll.grouping, toll.claimant_side, toll.victim_group, toll.event_id, toll.metric, toll.age
),
ranged as (
    select *, floor(round(known_value * low, 6))::integer as expected_low,
        ceil(round(known_value * high, 6))::integer as expected_high
    from scored
)
select source_id, grouping, claimant_side, victim_group, event_id, metric, age, known_on, known_value, tolls_before,
    expected_low, expected_high, settled_value, settled_value <> known_value as has_moved,
    settled_value between expected_low and expected_high as is_within,
    settled_value - known_value as stays_put_error,
    (expected_high - expected_low + 10 * greatest(expected_low - settled_value, settled_value - expected_high,
        0)) / known_value::double as band_score,
    10 * abs(settled_value - known_value) / known_value::double as stays_put_score
from ranged
order by source_id, grouping, claimant_side, victim_group, event_id, metric, age
