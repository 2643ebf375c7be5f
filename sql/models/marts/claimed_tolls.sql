-- description: One row per event, claimant side, group of victims and metric, of the whole event by the as-of date:
--   first, latest, lowest, highest, revisions, and what stands of it. Counts on different contents share a row and
--   say so.
-- grain: source_id, event_id, claimant_side, victim_group, metric
-- columns:
--   source_id, event_kind, event_id, claimant_side, victim_group, metric
--   claims BIGINT: figures that count, dated and undated
--   undated_claims BIGINT: of those, the undated ones: never first nor latest
--   stale_repeats
--   first_value INTEGER: first figure
--   first_is_least BOOLEAN: it was given as "at least" or "more than"
--   first_said_on, first_claim_id
--   latest_value INTEGER: latest figure; null where its publisher took it back
--   latest_is_least, latest_said_on, latest_claim_id
--   lowest_value INTEGER: lowest value of any claim
--   highest_value INTEGER: highest value of any claim
--   revisions, revisions_down
--   contents BIGINT: how many contents the row mixes: with, without, or not saying whether with the deaths of the
--     operations just before
--   latest_contains_prior VARCHAR: whether the latest figure contains those deaths: yes, no, unknown; null where that
--     is not asked
--   first_on_that_basis
--   lowest_on_that_basis INTEGER: lowest figure of the same content as the latest
--   stands_low INTEGER: of the latest figure's content, the lowest claim of this side that nothing superseded,
--     undated ones only where none of those is dated
--   stands_high INTEGER: of the latest figure's content, the highest of them
--   stands_low_firm
--   is_open_above BOOLEAN: one of those says "at least"
--   reasons VARCHAR[]: for each claim that stands on that content: figure, day, why
with whole as (
    select *, lag(figure) over (partition by source_id, event_id, claimant_side, victim_group, metric,
        position is not null order by position) as before
    from core.claim_standing
    where series_kind = 'whole' and standing not in ('garbled', 'no_figure', 'stale_repeat')
        and rule <> 'taken_back_by_a_claim'
),
stale as (
    select source_id, event_id, claimant_side, victim_group, metric, count(*) as stale_repeats
    from core.claim_standing
    where series_kind = 'whole' and standing = 'stale_repeat'
    group by all
),
moved as (
    select source_id, min(event_kind) as event_kind, event_id, claimant_side, victim_group, metric,
        count(*) as claims,
        count(*) filter (counts_from is null) as undated_claims,
        arg_min(figure, position) as first_value,
        arg_min(is_open_above, position) as first_is_least,
        arg_min(counts_from, position) as first_said_on,
        arg_min(claim_id, position) as first_claim_id,
        arg_max_null(case when standing <> 'withdrawn' then figure end, position) as latest_value,
        arg_max(is_open_above, position) filter (standing <> 'withdrawn') as latest_is_least,
        arg_max(counts_from, position) as latest_said_on,
        arg_max(first_claim_id, position) as latest_claim_id,
        -- Without a dated claim the only content there is, or the first in the alphabet, is shown.
        coalesce(arg_max(series_id, position), min(series_id)) as latest_series_id,
        min(low) as lowest_value,
        max(high) as highest_value,
        count(*) filter (position is not null and figure <> before) as revisions,
        count(*) filter (position is not null and figure < before) as revisions_down,
        count(distinct series_id) as contents
    from whole
    group by source_id, event_id, claimant_side, victim_group, metric
)
select
    moved.source_id, moved.event_kind, moved.event_id, moved.claimant_side, moved.victim_group, moved.metric,
    moved.claims, moved.undated_claims, coalesce(stale.stale_repeats, 0)::bigint as stale_repeats,
    moved.first_value, moved.first_is_least, moved.first_said_on, moved.first_claim_id,
    moved.latest_value, moved.latest_is_least, moved.latest_said_on, moved.latest_claim_id, moved.lowest_value,
    moved.highest_value, moved.revisions, moved.revisions_down, moved.contents,
    series.contains_prior as latest_contains_prior,
    series.first_value as first_on_that_basis, series.lowest_value as lowest_on_that_basis,
    series.stands_low, series.stands_high, series.stands_low_firm, series.is_open_above, series.reasons
from moved
join core.claim_series as series on series.source_id = moved.source_id and series.series_id = moved.latest_series_id
left join stale
    on stale.source_id = moved.source_id and stale.event_id = moved.event_id
        and stale.claimant_side = moved.claimant_side
    and stale.victim_group = moved.victim_group and stale.metric = moved.metric
order by moved.source_id, moved.event_id, moved.claimant_side, moved.victim_group, moved.metric
