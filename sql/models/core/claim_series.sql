-- description: One row per series of comparable claims known by the as-of date: one event, claimant side, group,
--   metric, scope and content; how it moved and what stands of it.
-- grain: source_id, series_id
-- columns:
--   source_id
--   series_id VARCHAR: key: event, side, group, metric, kind, scope, part, district and contains_prior in one text
--   event_kind, event_id, claimant_side, victim_group, metric
--   series_kind VARCHAR: whole, part or increment
--   scope VARCHAR: what is counted: incident, campaign, district or period
--   victim_part VARCHAR: for a part, the part of the group
--   district_part VARCHAR: for a part, the district as written
--   contains_prior VARCHAR: whether the figures contain the deaths of the operations just before: yes, no, unknown,
--     or null where that is not asked
--   claims BIGINT: figures that count: dated and undated, repeats included, stale and garbled ones not
--   undated_claims BIGINT: of those, the undated ones
--   repeats BIGINT: of those, the repeats of a figure that still stands
--   stale_repeats
--   first_value INTEGER: first dated figure
--   first_said_on, first_claim_id
--   latest_value INTEGER: latest dated figure; null where its publisher took it back
--   latest_said_on, latest_claim_id
--   lowest_value INTEGER: lowest value of any of its claims
--   highest_value INTEGER: highest value of any of its claims
--   revisions, revisions_down
--   stands_low INTEGER: lowest value of the claims that nothing superseded, undated ones only where none of those is
--     dated; null where all were corrected by another side
--   stands_high INTEGER: highest value of them
--   stands_low_firm
--   is_open_above BOOLEAN: one of them says "at least": the true figure may be higher
--   reasons VARCHAR[]: for each claim that stands: its figure, its day and why it stands
with claims as (
    select *,
        lag(figure) over (
            partition by source_id, series_id, position is not null and standing <> 'stale_repeat' order by position
        ) as before
    from core.claim_standing
)
select
    source_id, series_id, min(event_kind) as event_kind, min(event_id) as event_id,
    min(claimant_side) as claimant_side, min(victim_group) as victim_group, min(metric) as metric,
    min(series_kind) as series_kind, min(scope) as scope, min(victim_part) as victim_part,
    min(district_part) as district_part, min(contains_prior) as contains_prior,
    count(*) filter (standing <> 'stale_repeat') as claims,
    count(*) filter (counts_from is null and standing <> 'stale_repeat') as undated_claims,
    count(*) filter (standing = 'repeat') as repeats,
    count(*) filter (standing = 'stale_repeat') as stale_repeats,
    arg_min(figure, position) filter (standing <> 'stale_repeat') as first_value,
    arg_min(counts_from, position) filter (standing <> 'stale_repeat') as first_said_on,
    arg_min(claim_id, position) filter (standing <> 'stale_repeat') as first_claim_id,
    arg_max_null(case when standing <> 'withdrawn' then figure end, position)
        filter (standing <> 'stale_repeat') as latest_value,
    arg_max(counts_from, position) filter (standing <> 'stale_repeat') as latest_said_on,
    arg_max(first_claim_id, position) filter (standing <> 'stale_repeat') as latest_claim_id,
    min(low) filter (standing <> 'stale_repeat') as lowest_value,
    max(high) filter (standing <> 'stale_repeat') as highest_value,
    count(*) filter (position is not null and standing <> 'stale_repeat' and series_kind <> 'increment'
        and figure <> before) as revisions,
    count(*) filter (position is not null and standing <> 'stale_repeat' and series_kind <> 'increment'
        and figure < before) as revisions_down,
    min(low) filter (stands) as stands_low,
    max(high) filter (stands) as stands_high,
    min(low) filter (stands and not is_open_above and not is_open_below) as stands_low_firm,
    coalesce(bool_or(is_open_above) filter (stands), false) as is_open_above,
    list(
        first_claim_id || ': ' || case when is_open_above then 'at least ' when is_open_below then 'at most '
            else '' end || case when low = high then low::varchar else low || ' to ' || high end
        || case standing
            when 'undated' then ', undated, as is all that stands of its series'
            when 'increment' then ', said ' || coalesce(strftime(counts_from, '%Y-%m-%d'), 'on an unknown day')
                || ': an addition, not a total'
            else ', said ' || strftime(counts_from, '%Y-%m-%d')
                || ': no later claim of the same side, group, metric, scope and content'
        end
        order by position nulls last, claim_id
    ) filter (stands and standing <> 'repeat') as reasons
from (
    -- An undated figure is no end of an interval beside dated ones.
    select *,
        standing in ('current', 'repeat', 'increment')
            or standing = 'undated' and count(counts_from) filter (standing in ('current', 'repeat'))
                over (partition by source_id, series_id) = 0
            as stands
    from claims
)
-- A claim that was taken back is in no figure of its series; what a publisher takes back ends its own.
where standing not in ('garbled', 'no_figure') and rule <> 'taken_back_by_a_claim'
group by source_id, series_id
order by source_id, series_id
