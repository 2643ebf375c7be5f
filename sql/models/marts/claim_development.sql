-- description: One row per toll of a whole event that was followed (at least two dated claims of it) and age of
--   knowledge: the revision triangle, what was the latest figure by the end of day 1, 3, 7 and 30, the event's first
--   day being day 1. Publishers' revisions are in marts.week_development.
-- grain: source_id, event_id, claimant_side, victim_group, metric, age
-- columns:
--   source_id
--   event_kind VARCHAR: incident or campaign
--   event_id, claimant_side, victim_group
--   metric VARCHAR: killed or injured
--   age INTEGER: 1, 3, 7 or 30 days of knowledge
--   first_day DATE: the incident's day; for a campaign the first day on which anybody gave a figure of the whole
--   week DATE: Monday of that day's ISO week
--   district_id VARCHAR: the incident's district; null for a campaign
--   is_landmark BOOLEAN: one of the landmark attacks, chosen because they were large; false for a campaign
--   known_value INTEGER: latest figure by the end of that day; null where the side had given none, or the day lies
--     after the as-of date
--   settled_value INTEGER: latest figure by the end of day 30; null where that lies after the as-of date
--   latest_value INTEGER: latest figure by the as-of date
--   is_elapsed
--   is_counted_again BOOLEAN: the side gave a figure of it, the same or another, after that day and by day 30; of day
--     30 itself: on any day after the first
--   factor DOUBLE: settled_value divided by known_value, or for day 30 latest_value divided by settled_value; null
--     where either is null or zero, or nobody counted again: it would be 1 by construction
with dated as (
    select source_id, event_kind, event_id, claimant_side, victim_group, metric, figure, counts_from, position,
        case when said.said_at_precision <> 'undated' then said.known_at end as said_on
    from core.claim_standing
    join (select source_id, claim_id, said_at_precision, known_at from core.claims) as said using (source_id, claim_id)
    where series_kind = 'whole' and counts_from is not null and standing not in ('stale_repeat', 'garbled', 'no_figure')
        and rule <> 'taken_back_by_a_claim'
        and metric in ('killed', 'injured') and event_kind in ('incident', 'campaign')
        -- A publisher's first word comes weeks after the event: it has no day 1.
        and source_id not in (select source_id from core.record_versions)
),
followed as (
    select source_id, event_kind, event_id, claimant_side, victim_group, metric,
        arg_max(figure, position) as latest_value
    from dated
    group by all
    having count(*) > 1
),
first_days as (
    select dated.source_id, dated.event_id,
        coalesce(min(incident.date) filter (incident.date_precision = 'day'), min(dated.counts_from)) as first_day,
        min(incident.district_id) as district_id, coalesce(bool_or(incident.is_landmark), false) as is_landmark
    from dated
    left join core.incidents as incident on incident.source_id = dated.source_id
        and incident.incident_id = dated.event_id
    group by dated.source_id, dated.event_id
),
ages as (select unnest([1, 3, 7, 30])::integer as age),
known as (
    select followed.source_id, followed.event_kind, followed.event_id, followed.claimant_side, followed.victim_group,
        followed.metric,
        first_days.first_day, first_days.district_id, first_days.is_landmark, followed.latest_value, ages.age,
        first_days.first_day + ages.age - 1 <= $as_of::date as is_elapsed,
        bool_or(coalesce(
            case when ages.age = 30 then dated.said_on > first_days.first_day
                else dated.said_on between first_days.first_day + ages.age and first_days.first_day + 29 end, false
        )) as is_counted_again,
        arg_max(dated.figure, dated.position) filter (dated.counts_from <= first_days.first_day + ages.age
            - 1) as value_by_then
    from followed
    join dated
        on dated.source_id = followed.source_id and dated.event_id = followed.event_id
            and dated.claimant_side = followed.claimant_side
        and dated.victim_group = followed.victim_group and dated.metric = followed.metric
    join first_days on first_days.source_id = followed.source_id and first_days.event_id = followed.event_id
    cross join ages
    group by all
),
settled as (
    select *, case when is_elapsed then value_by_then end as known_value,
        max(case when age = 30 and is_elapsed then value_by_then end)
            over (partition by source_id, event_id, claimant_side, victim_group, metric) as settled_value
    from known
)
select source_id, event_kind, event_id, claimant_side, victim_group, metric, age, first_day,
    week_of(first_day) as week, district_id, is_landmark,
    known_value, settled_value, latest_value, is_elapsed, is_counted_again,
    case when is_counted_again then (case when age = 30 then latest_value
        else settled_value end / nullif(known_value, 0))::double end as factor
from settled
order by source_id, event_id, claimant_side, victim_group, metric, age
