-- description: One row per claim known by the as-of date: which series it belongs to, its place there, whether it
--   still stands, and by which rule (docs/decisions/0006-claims.md).
-- grain: source_id, claim_id
-- columns:
--   source_id, claim_id, event_kind
--   event_id VARCHAR: the event it speaks of
--   claimant_side, victim_group, metric
--   series_kind VARCHAR: whole (the whole event and group), part (a part of the group, the event or the time) or
--     increment (an addition to another figure)
--   scope, victim_part, district_part, contains_prior
--   series_id VARCHAR: key of core.claim_series: side, group, metric, kind, scope, part, district and contains_prior
--     in one text
--   figure, low, high, is_open_above, is_open_below
--   counts_from DATE: day from which it counts: that of the first claim of which it is a repeat, else the day on
--     which it was known; null where undated
--   first_claim_id VARCHAR: the claim of which it is a repeat, else itself
--   position BIGINT: its place among the claims of its event, side, group, metric and kind, in the order of the
--     rules; null where it has none
--   standing VARCHAR: current, repeat, superseded, withdrawn, undated, increment, stale_repeat, garbled or no_figure
--   rule VARCHAR: the rule that says so
--   because_of_claim_id VARCHAR: the claim that superseded, corrected or took it back, or that it repeats or takes
--     back
with keyed as materialized (
    select * from core.claim_keys
),
placed as materialized (
    select claim.*, place.ordinal, repeated.* exclude (source_id, claim_id)
    from keyed as claim
    join core.claim_order as place on place.source_id = claim.source_id and place.claim_id = claim.claim_id
    join core.claim_repeats as repeated on repeated.source_id = claim.source_id and repeated.claim_id = claim.claim_id
),
-- A correction strikes the claim it names, and what else that claim's side had said to the same effect by then.
corrections as materialized (
    select named.source_id, named.claim_id as named_id, named.series_id, named.figure, correction.claim_id,
        correction.day
    from placed as correction
    join placed as named
        on named.source_id = correction.source_id and named.claim_id = correction.corrects_claim_id
    where correction.day is not null
),
corrected as materialized (
    select struck.source_id, struck.claim_id, min_by(correction.claim_id,
        (correction.day, correction.claim_id)) as corrected_by,
        min(correction.day) as corrected_on
    from corrections as correction
    join placed as struck
        on struck.source_id = correction.source_id and struck.series_id = correction.series_id
            and struck.figure = correction.figure
        and struck.claim_id <> correction.claim_id
        and (struck.claim_id = correction.named_id or struck.root_day <= correction.day)
    group by struck.source_id, struck.claim_id
),
-- A publisher that takes its record back says no figure: the version it names stands no more, and nothing takes its
-- place.
taken_back as materialized (
    select named.source_id, named.claim_id, withdrawal.claim_id as taken_back_by
    from keyed as withdrawal
    join placed as named on named.source_id = withdrawal.source_id and named.claim_id = withdrawal.corrects_claim_id
    where withdrawal.unusable = 'no_figure' and not withdrawal.is_retraction
),
struck as materialized (
    select placed.*, corrected.corrected_by, corrected.corrected_on
    from placed
    left join corrected on corrected.source_id = placed.source_id and corrected.claim_id = placed.claim_id
    where placed.root_day is not null
),
strikes as materialized (
    select distinct source_id, corrected_by as claim_id from corrected
),
-- What was corrected that day comes first, with the page that said it. Where one page gives two figures of one series
-- (with and without an earlier raid), the larger holds the page's place, and the others lie where their size puts
-- them.
moved as materialized (
    select struck.*,
        coalesce(struck.corrected_on = struck.root_day, false)
            or (
                bool_or(coalesce(struck.corrected_on = struck.root_day, false)) over page
                and not bool_or(strikes.claim_id is not null) over page
            ) as is_corrected_that_day,
        struck.figure = max(struck.figure) filter (struck.corrected_on is distinct from struck.root_day) over (
            partition by struck.source_id, struck.family_id, struck.root_day, struck.root_statement_id
        ) as holds_place
    from struck
    left join strikes on strikes.source_id = struck.source_id and strikes.claim_id = struck.claim_id
    window page as (
        partition by struck.source_id, struck.event_id, struck.claimant_side, struck.root_day, struck.root_statement_id
    )
),
ordered as (
    select *,
        row_number() over (
            partition by source_id, family_id
            order by
                root_day, is_corrected_that_day desc, coalesce(next_rank, root_page_rank), next_rank is null, figure,
                ordinal
        ) as position
    from (
        select *,
            case when not holds_place then
                min(root_page_rank) filter (holds_place) over (
                    partition by source_id, family_id, root_day, is_corrected_that_day
                    order by figure range between current row and unbounded following
                )
            end as next_rank
        from moved
    )
),
-- What came strictly later: on a later day, or at a later hour where both hours are known. A claim is superseded
-- within its series by the first that came later; its side had left its figure when it repeats one after it had given
-- another of whatever content.
overtaken as (
    select *,
        coalesce(
            case when root_hour is not null then min_by(claim_id, position) over later_that_day_of_series end,
            min_by(claim_id, position) over later_days_of_series
        ) as overtaken_by,
        day is not null and (
            coalesce(root_hour is not null
                and (min(figure) over later_that_day <> figure or max(figure) over later_that_day <> figure), false)
            or coalesce(min(figure) over days_until_said <> figure or max(figure) over days_until_said <> figure, false)
        ) as had_left
    from (
        select *, root_day - date '2000-01-01' as day_number, epoch_us(root_hour) as instant,
            greatest(coalesce(day - root_day, 0), 0) as days_after
        from ordered
    )
    window
        later_days_of_series as (
            partition by source_id, family_id, series_id
                order by day_number range between 1 following and unbounded following
        ),
        later_that_day_of_series as (
            partition by source_id, family_id, series_id, root_day, instant is null
                order by instant range between 1 following and unbounded following
        ),
        later_that_day as (
            partition by source_id, family_id, root_day, instant is null
                order by instant range between 1 following and unbounded following
        ),
        days_until_said as (
            partition by source_id, family_id order by day_number range between 1 following and days_after following
        )
),
judged as (
    select claim.source_id, claim.claim_id, claim.position, claim.root_id, claim.root_day,
        case
            when claim.series_kind = 'increment' then 'an_addition_is_no_total'
            when claim.corrected_by is not null then 'corrected_by_a_claim'
            when claim.root_id <> claim.claim_id and claim.had_left then 'repeats_a_figure_its_side_had_left'
            when claim.overtaken_by is not null then 'later_claim_of_its_series'
            when taken_back.taken_back_by is not null then 'taken_back_by_its_publisher'
            when claim.root_id <> claim.claim_id then 'counts_from_the_first_saying'
            else 'latest_of_its_series'
        end as rule,
        claim.corrected_by, claim.overtaken_by, taken_back.taken_back_by
    from overtaken as claim
    left join taken_back on taken_back.source_id = claim.source_id and taken_back.claim_id = claim.claim_id
)
select
    keyed.source_id, keyed.claim_id, keyed.event_kind, keyed.event_id, keyed.claimant_side, keyed.victim_group,
    keyed.metric, keyed.series_kind, keyed.scope, keyed.victim_part, keyed.district_part, keyed.contains_prior,
    keyed.series_id, keyed.figure, keyed.low, keyed.high, keyed.is_open_above, keyed.is_open_below,
    judged.root_day as counts_from,
    coalesce(judged.root_id, keyed.claim_id) as first_claim_id,
    judged.position,
    case ruled.rule
        when 'marked_by_the_compiler' then 'stale_repeat'
        when 'repeats_a_figure_its_side_had_left' then 'stale_repeat'
        when 'an_addition_is_no_total' then 'increment'
        when 'corrected_by_a_claim' then 'superseded'
        when 'taken_back_by_a_claim' then 'withdrawn'
        when 'later_claim_of_its_series' then 'superseded'
        when 'taken_back_by_its_publisher' then 'withdrawn'
        when 'counts_from_the_first_saying' then 'repeat'
        when 'latest_of_its_series' then 'current'
        when 'neither_first_nor_latest' then 'undated'
        when 'takes_a_claim_back' then 'no_figure'
        else ruled.rule
    end as standing,
    ruled.rule,
    case ruled.rule
        when 'marked_by_the_compiler' then keyed.repeats_claim_id
        when 'corrected_by_a_claim' then coalesce(judged.corrected_by, corrected.corrected_by)
        when 'later_claim_of_its_series' then judged.overtaken_by
        when 'taken_back_by_its_publisher' then judged.taken_back_by
        when 'taken_back_by_a_claim' then keyed.retracted_by
        when 'takes_a_claim_back' then keyed.corrects_claim_id
        when 'repeats_a_figure_its_side_had_left' then judged.root_id
        when 'counts_from_the_first_saying' then judged.root_id
    end as because_of_claim_id
from keyed
left join judged on judged.source_id = keyed.source_id and judged.claim_id = keyed.claim_id
left join corrected on corrected.source_id = keyed.source_id and corrected.claim_id = keyed.claim_id
cross join lateral (
    select case
        when keyed.unusable = 'stale_repeat' then 'marked_by_the_compiler'
        when keyed.unusable = 'retracted' then 'taken_back_by_a_claim'
        when keyed.unusable = 'no_figure' and keyed.is_retraction then 'takes_a_claim_back'
        when keyed.unusable is not null then keyed.unusable
        when judged.rule is not null then judged.rule
        when keyed.series_kind = 'increment' then 'an_addition_is_no_total'
        when corrected.corrected_by is not null then 'corrected_by_a_claim'
        else 'neither_first_nor_latest'
    end as rule
) as ruled
order by keyed.source_id, keyed.claim_id
