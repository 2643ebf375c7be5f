-- description: One row per followed toll, or week of a publisher that revises its rows, and age of knowledge before it settles: the range expected from those that had settled by that day, scored against the settled figure (day 30; of a week, day 180).
-- grain: source_id, event_id, claimant_side, victim_group, metric, age
-- columns:
--   source_id VARCHAR: the source
--   event_id VARCHAR: the event; of a publisher's week its Monday
--   claimant_side VARCHAR: who speaks
--   victim_group VARCHAR: about whom
--   metric VARCHAR: killed or injured
--   age INTEGER: days of knowledge on which the range is made
--   known_on DATE: that day
--   known_value INTEGER: figure known then
--   tolls_before BIGINT: earlier tolls of the same side, group and metric that the range rests on
--   expected_low INTEGER: known value times the smallest of their factors; null for fewer than three
--   expected_high INTEGER: known value times the largest of their factors; null for fewer than three
--   settled_value INTEGER: what it was on its settling day
--   is_within BOOLEAN: the settled value lies in the expected range; null where there is none
--   stays_put_error INTEGER: settled_value less known_value: the error of expecting no change
with tolls as (
    select source_id, event_id, claimant_side, victim_group, metric, age, first_day, first_day + 29 as settled_on, known_value, settled_value, factor
    from marts.claim_development
    where factor is not null and age < 30
    union all
    select source_id, week::varchar, 'other', 'total', 'killed', age, week + 6, week + 6 + 179, known_value, settled_value, factor
    from marts.week_development
    where factor is not null and age < 180 and district_id is null
),
scored as (
    select toll.source_id, toll.event_id, toll.claimant_side, toll.victim_group, toll.metric, toll.age,
        min(toll.first_day) + toll.age - 1 as known_on, min(toll.known_value) as known_value,
        min(toll.settled_value) as settled_value,
        count(earlier.event_id) as tolls_before, min(earlier.factor) as lowest, max(earlier.factor) as highest
    from tolls as toll
    left join tolls as earlier
        on earlier.source_id = toll.source_id and earlier.claimant_side = toll.claimant_side
        and earlier.victim_group = toll.victim_group and earlier.metric = toll.metric and earlier.age = toll.age
        and earlier.event_id <> toll.event_id and earlier.settled_on <= toll.first_day + toll.age - 1
    group by toll.source_id, toll.event_id, toll.claimant_side, toll.victim_group, toll.metric, toll.age
),
ranged as (
    select *,
        case when tolls_before >= 3 then floor(known_value * lowest)::integer end as expected_low,
        case when tolls_before >= 3 then ceil(known_value * highest)::integer end as expected_high
    from scored
)
select source_id, event_id, claimant_side, victim_group, metric, age, known_on, known_value, tolls_before, expected_low, expected_high,
    settled_value, settled_value between expected_low and expected_high as is_within, settled_value - known_value as stays_put_error
from ranged
order by source_id, event_id, claimant_side, victim_group, metric, age
