-- description: One row per claim known by the as-of date: what it counts of what, in one text that claims of the same
--   content share, and whether it can be used as a figure at all. A step towards core.claim_standing.
-- grain: source_id, claim_id
-- released: no
-- columns:
--   source_id, claim_id, event_kind
--   event_id VARCHAR: the event it speaks of
--   claimant_side, victim_group, metric, scope
--   series_kind VARCHAR: whole, part or increment, as in core.claim_standing
--   contains_prior
--   claimant_id VARCHAR: who says it; null where the list of claimants does not have them
--   figure, low, high, is_open_above, is_open_below
--   day DATE: day on which it was known; null where undated
--   hour TIMESTAMP: when it was said, where the hour is known
--   unusable VARCHAR: garbled, no_figure, stale_repeat or retracted; null where it is a figure like others
--   repeats_claim_id VARCHAR: the claim that it says it repeats
--   corrects_claim_id
--   is_retraction BOOLEAN: it takes another claim back without a figure of its own
--   statement_id VARCHAR: what one voice says on one page at one time
--   victim_part, district_part
--   family_id VARCHAR: event, side, group, metric, kind, scope, part and district in one text
--   series_id VARCHAR: the same with contains_prior: key of core.claim_series
--   retracted_by VARCHAR: the claim that took it back without a figure, if any
-- What the planner may choose is kept small: it joins two tables at a time, each join by all that the two share, so
-- that what it costs does not rest on statistics of the claims, which a view on a file does not have.
with typed as (
    select
        source_id, claim_id, event_kind, event_id, claimant_side, victim_group, metric, scope,
        case
            when counting = 'incremental' then 'increment'
            when is_part or not counts_whole_group(victim_subgroup) or scope <> event_kind then 'part'
            else 'whole'
        end as series_kind,
        victim_subgroup, district_as_written, includes_prior_operation as contains_prior, claimant_id,
        coalesce(value, value_low, value_high) as figure,
        coalesce(value_low, value, value_high) as low,
        coalesce(value_high, value, value_low) as high,
        qualifier in ('at_least', 'more_than') as is_open_above,
        qualifier = 'at_most' and value_low is null as is_open_below,
        case when said_at_precision <> 'undated' then known_at end as day,
        case when said_at_precision = 'hour' then said_at end as hour,
        case
            when is_garbled then 'garbled'
            when coalesce(value, value_low, value_high) is null then 'no_figure'
            when is_stale_repeat then 'stale_repeat'
        end as unusable,
        repeats_claim_id, corrects_claim_id, qualifier = 'retracted' as is_retraction,
        -- What one voice says on one page at one time is one statement; a report's own figures are of one page too.
        concat_ws('|', coalesce(claimant_id, claimant_as_written, ''),
            coalesce(source_url, case when origin like '%_row' then split_part(claim_id, ':', 1) end, claim_id),
            case when said_at_precision = 'hour' then said_at::varchar end) as statement_id
    from core.claims
),
named_families as materialized (
    select *,
        case when series_kind = 'whole' then null else victim_subgroup end as victim_part,
        case when series_kind = 'whole' then null else district_as_written end as district_part,
        concat_ws('/', event_id, claimant_side, victim_group, metric, series_kind, scope,
            coalesce(case when series_kind <> 'whole' then victim_subgroup end, ''),
            coalesce(case when series_kind <> 'whole' then district_as_written end, '')) as family_id
    from typed
),
-- A claim that takes another back without a figure: the one it names, and what else that claim's side had said to the
-- same effect by then, count no more from its day on, as if nobody had said them. What they had superseded stands
-- again.
retractions as materialized (
    select named.source_id, named.claim_id as named_id, named.family_id, named.contains_prior, named.figure,
        retraction.claim_id, retraction.day
    from named_families as retraction
    join named_families as named
        on named.source_id = retraction.source_id and named.claim_id = retraction.corrects_claim_id
    where retraction.is_retraction
),
retracted as materialized (
    select struck.source_id, struck.claim_id, min_by(retraction.claim_id,
        (retraction.day, retraction.claim_id)) as retracted_by
    from retractions as retraction
    join named_families as struck
        on struck.source_id = retraction.source_id and struck.family_id = retraction.family_id
        and struck.contains_prior is not distinct from retraction.contains_prior and struck.figure = retraction.figure
        and (struck.claim_id = retraction.named_id or struck.day <= retraction.day)
    group by struck.source_id, struck.claim_id
)
select
    claim.* exclude (victim_subgroup, district_as_written)
        replace (case when retracted.claim_id is not null then 'retracted' else claim.unusable end as unusable),
    claim.family_id || '/' || coalesce(claim.contains_prior, '') as series_id,
    retracted.retracted_by
from named_families as claim
left join retracted on retracted.source_id = claim.source_id and retracted.claim_id = claim.claim_id
order by claim.source_id, claim.claim_id
