-- description: One campaign's tolls killed as they were known at the end of each day on which one of them moved: what
--   the day's own as-of view would say, but for what was taken back since.
with statements as (
    select standing.claimant_side, standing.victim_group, standing.figure, standing.low, standing.high,
        standing.is_open_above, standing.position, claim.known_at,
        standing.series_id, standing.claim_id,
        standing.counts_from, claim.source_url,
        -- A figure dated only to a week counts as known when it is over; pages name the day that was entered for it.
        case when claim.said_at_precision = 'week' and claim.known_at = standing.counts_from then claim.said_at::date
            else standing.counts_from end as said_on,
        case when claim.said_at_precision = 'week' and claim.known_at = standing.counts_from then 'week'
            else 'day' end as precision
    from core.claim_standing as standing
    join core.claims as claim on claim.source_id = standing.source_id and claim.claim_id = standing.claim_id
    where standing.event_kind = 'campaign' and standing.event_id = $campaign_id and standing.metric = 'killed'
        and standing.series_kind = 'whole' and standing.standing not in ('stale_repeat', 'garbled', 'no_figure')
        and standing.rule <> 'taken_back_by_a_claim'
),
days as (select distinct known_at as day from statements)
select days.day, claimant_side, victim_group,
    arg_min(figure, position)::bigint as first_value, arg_max(figure, position)::bigint as latest_value,
    arg_min(is_open_above, position) as first_is_least, arg_max(is_open_above, position) as latest_is_least,
    min(low)::bigint as lowest_value, max(high)::bigint as highest_value,
    arg_min(is_open_above, (low, position is null, position, claim_id)) as lowest_is_least,
    arg_min(is_open_above, (-high, position is null, position, claim_id)) as highest_is_least, count(*) as claims,
    count(*) filter (counts_from is null) as undated_claims,
    arg_min(said_on, position) as first_said_on, arg_max(said_on, position) as latest_said_on,
    arg_max(precision, position) as latest_precision,
    count(distinct series_id) as contents,
    arg_min(source_url, position) as first_url, arg_max(source_url, position) as latest_url
from days
join statements on statements.known_at <= days.day
group by days.day, claimant_side, victim_group
order by days.day, claimant_side, victim_group
