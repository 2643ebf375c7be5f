-- description: One row per toll, or week of a publisher that revises its rows, and age of knowledge that is counted
--   in a way of grouping: one toll an event and group, none twice. Landmark attacks, chosen because they were large,
--   are in none; campaigns neither: their incidents' tolls are parts of theirs; nor events of other provinces. Of a
--   grouping over several groups of victims the event's total counts, else the part with the largest figure known by
--   then.
-- grain: source_id, grouping, claimant_side, victim_group, event_id, metric, age
-- columns:
--   source_id
--   grouping VARCHAR: event (one toll an event, no armed group's: the state's, else the media's, else another's),
--     side (one an event and side), side_and_group, week (of a publisher, the whole province) or district (those of
--     event, or a publisher's weeks, by district)
--   claimant_side VARCHAR: who speaks; of event, week and district: any
--   victim_group VARCHAR: about whom; but for side_and_group: any
--   district_id VARCHAR: the district of the incident, or of a publisher's week; null for a publisher's week of the
--     province
--   event_id VARCHAR: the incident; of a publisher's week its Monday
--   metric VARCHAR: killed or injured
--   age
--   known_on DATE: the day of that age
--   settled_on DATE: the day on which it settles: day 30, of a week day 180
--   known_value INTEGER: figure known by then
--   settled_value INTEGER: figure of the settling day; of the settling age itself: the latest
--   factor DOUBLE: settled_value divided by known_value
with grown as (
    select source_id, event_id, claimant_side, victim_group, metric, age, district_id, first_day + age - 1 as known_on,
        first_day + 29 as settled_on,
        known_value, case when age = 30 then latest_value else settled_value end as settled_value, factor
    from marts.claim_development
    where factor is not null and event_kind = 'incident' and district_id is not null and not is_landmark
        and first_day + 29 <= $as_of::date
),
ranked as (
    select *,
        row_number() over (
            partition by source_id, event_id, claimant_side, metric, age
            order by victim_group = 'total' desc, known_value desc, victim_group
        ) as place_of_side,
        row_number() over (
            partition by source_id, event_id, metric, age, claimant_side = 'militant'
            order by victim_group = 'total' desc, claimant_side = 'state' desc, claimant_side = 'media' desc,
                claimant_side, known_value desc, victim_group
        ) as place_of_event
    from grown
),
weeks as (
    select source_id, week::varchar as event_id, age, district_id, week + 6 + age - 1 as known_on,
        week + 6 + 179 as settled_on,
        known_value, case when age = 180 then latest_value else settled_value end as settled_value, factor
    from marts.week_development
    where factor is not null and week + 6 + 179 <= $as_of::date
),
grouped as (
    select 'event' as grouping, 'any' as side, 'any' as about, * from ranked
        where place_of_event = 1 and claimant_side <> 'militant'
    union all
    select 'side', claimant_side, 'any', * from ranked where place_of_side = 1
    union all
    select 'side_and_group', claimant_side, victim_group, * from ranked
    union all
    select 'district', 'any', 'any', * from ranked where place_of_event = 1 and claimant_side <> 'militant'
        and district_id is not null
)
select source_id, grouping, side as claimant_side, about as victim_group, district_id, event_id, metric, age, known_on,
    settled_on, known_value, settled_value, factor
from grouped
union all
select source_id, case when district_id is null then 'week' else 'district' end, 'any', 'any', district_id,
    event_id || coalesce('/' || district_id, ''), 'killed', age, known_on, settled_on, known_value, settled_value,
    factor
from weeks
order by source_id, grouping, claimant_side, victim_group, event_id, metric, age
