-- description: One row per claim known by the as-of date: which series it belongs to, its place there, whether it
--   still stands, and by which rule (docs/decisions/0006-claims.md).
-- grain: source_id, claim_id
-- columns:
--   source_id, claim_id, event_kind
--   event_id VARCHAR: the event it speaks of
--   claimant_side, victim_group, metric
--   series_kind VARCHAR: whole (the whole event and group), part (a part of the group, the event or the time) or
--     increment (an addition to another figure)
--   scope
--   victim_part VARCHAR: for a part, the part of the group; else null
--   district_part VARCHAR: for a part, the district as written; else null
--   contains_prior VARCHAR: whether it contains the deaths of the operations just before: yes, no or unknown; null
--     where that is not asked
--   series_id VARCHAR: key of core.claim_series: side, group, metric, kind, scope, part, district and contains_prior
--     in one text
--   figure INTEGER: the figure; for a range its lower end
--   low
--   high INTEGER: highest value the wording allows; for "at least" the figure itself
--   is_open_above BOOLEAN: it says "at least" or "more than": the true value may be higher
--   is_open_below BOOLEAN: it says "at most" and gives no lower end: the true value may be lower
--   counts_from DATE: day from which it counts: that of the first claim of which it is a repeat, else the day on
--     which it was known; null where undated
--   first_claim_id VARCHAR: the claim of which it is a repeat, else itself
--   position BIGINT: its place among the claims of its event, side, group, metric and kind, in the order of the
--     rules; null where it has none
--   standing VARCHAR: current, repeat, superseded, withdrawn, undated, increment, stale_repeat, garbled or no_figure
--   rule VARCHAR: the rule that says so
--   because_of_claim_id VARCHAR: the claim that superseded, corrected or took it back, or that it repeats or takes
--     back
with recursive typed as (
    -- What the planner may choose is kept small: it joins two tables at a time, each join by all that the two share, so that what it
    -- costs does not rest on statistics of the claims, which a view on a file does not have.
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
        concat_ws('|', coalesce(claimant_id, claimant_as_written, ''), coalesce(source_url, case when origin like '%_row' then split_part(claim_id, ':', 1) end, claim_id),
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
-- A claim that takes another back without a figure: the one it names, and what else that claim's side had said to the same
-- effect by then, count no more from its day on, as if nobody had said them. What they had superseded stands again.
retractions as materialized (
    select named.source_id, named.claim_id as named_id, named.family_id, named.contains_prior, named.figure, retraction.claim_id, retraction.day
    from named_families as retraction
    join named_families as named
        on named.source_id = retraction.source_id and named.claim_id = retraction.corrects_claim_id
    where retraction.is_retraction
),
retracted as materialized (
    select struck.source_id, struck.claim_id, min_by(retraction.claim_id, (retraction.day, retraction.claim_id)) as retracted_by
    from retractions as retraction
    join named_families as struck
        on struck.source_id = retraction.source_id and struck.family_id = retraction.family_id
        and struck.contains_prior is not distinct from retraction.contains_prior and struck.figure = retraction.figure
        and (struck.claim_id = retraction.named_id or struck.day <= retraction.day)
    group by struck.source_id, struck.claim_id
),
keyed as materialized (
    select claim.* replace (case when retracted.claim_id is not null then 'retracted' else claim.unusable end as unusable),
        retracted.retracted_by
    from named_families as claim
    left join retracted on retracted.source_id = claim.source_id and retracted.claim_id = claim.claim_id
),
-- Within a day: what a side says on one page goes together. Where both hours are known, by the hour; else the page with the
-- larger count comes later as a whole, as tolls grow. Only figures that both pages give are compared: totals killed first,
-- then the groups killed together, then other metrics, then parts.
figures_of_day as materialized (
    select source_id, event_id, claimant_side, day, statement_id, family_id, max(figure) as figure, max(hour) as hour,
        min(claim_id) as first_id,
        case
            when series_kind = 'part' then 4 + (metric <> 'killed')::integer
            else 2 * (metric <> 'killed')::integer + (victim_group <> 'total')::integer
        end as depth
    from keyed
    where unusable is null and series_kind <> 'increment' and day is not null
    group by all
),
compared as materialized (
    select source_id, event_id, claimant_side, day, statement_id, other_id, hour, other_hour,
        coalesce(min_by(sign(more), depth) filter (more <> 0), 0) as is_larger
    from (
        select own.source_id, own.event_id, own.claimant_side, own.day, own.statement_id, other.statement_id as other_id,
            own.hour, other.hour as other_hour, own.depth, sum(own.figure - other.figure) as more
        from figures_of_day as own
        join figures_of_day as other
            on other.source_id = own.source_id and other.family_id = own.family_id and other.day = own.day
            and other.statement_id <> own.statement_id
        group by all
    )
    group by all
),
-- Larger than a page is also what is larger than a larger one; pages that are so in a circle lie by their sum.
larger as (
    select source_id, event_id, claimant_side, day, statement_id, other_id
    from compared
    where is_larger > 0 and hour is not distinct from other_hour
    union
    select larger.source_id, larger.event_id, larger.claimant_side, larger.day, larger.statement_id, compared.other_id
    from larger
    join compared
        on compared.source_id = larger.source_id and compared.event_id = larger.event_id
        and compared.claimant_side = larger.claimant_side and compared.day = larger.day and compared.statement_id = larger.other_id
    where compared.is_larger > 0 and compared.hour is not distinct from compared.other_hour
),
-- One list, taken apart again: a recursion is thought to give a thousand times what it begins with, and so each step after it.
below as materialized (
    select unnest(list(page order by page.source_id, page.event_id, page.claimant_side, page.day, page.statement_id), recursive := true)
    from (
        select source_id, event_id, claimant_side, day, statement_id, count(*) as pages, bool_or(statement_id = other_id) as is_in_circle
        from larger
        group by all
    ) as page
),
pages_of_day as materialized (
    select page.* exclude (killed), coalesce(below.pages, 0) as larger_than, if(below.is_in_circle, page.killed, null) as size_in_circle
    from (
        select source_id, event_id, claimant_side, day, statement_id, max(hour) as hour, sum(figure) filter (depth < 2) as killed,
            min(first_id) as first_id
        from figures_of_day
        group by all
    ) as page
    left join below
        on below.source_id = page.source_id and below.event_id = page.event_id and below.claimant_side = page.claimant_side
        and below.day = page.day and below.statement_id = page.statement_id
),
timed as materialized (
    select *,
        case when hour is not null then
            row_number() over (
                partition by source_id, event_id, claimant_side, day, hour is null
                order by hour, larger_than, size_in_circle nulls first, first_id
            )
        end as hour_rank
    from pages_of_day
),
-- A page without an hour lies before the first one with an hour that counts no fewer.
next_timed as materialized (
    select compared.source_id, compared.event_id, compared.claimant_side, compared.day, compared.statement_id,
        min(timed.hour_rank) as hour_rank
    from compared
    join timed
        on timed.source_id = compared.source_id and timed.event_id = compared.event_id
        and timed.claimant_side = compared.claimant_side and timed.day = compared.day and timed.statement_id = compared.other_id
    where compared.hour is null and compared.is_larger <= 0
    group by all
),
ranked as materialized (
    select page.source_id, page.event_id, page.claimant_side, page.day, page.statement_id,
        row_number() over (
            partition by page.source_id, page.event_id, page.claimant_side, page.day
            order by
                coalesce(page.hour_rank, next_timed.hour_rank, 1000000), page.hour_rank is not null, page.larger_than,
                page.size_in_circle nulls first, page.first_id
        ) as page_rank
    from timed as page
    left join next_timed
        on next_timed.source_id = page.source_id and next_timed.event_id = page.event_id
        and next_timed.claimant_side = page.claimant_side and next_timed.day = page.day
        and next_timed.statement_id = page.statement_id
),
-- One fixed order, used only to make sure that a repeat points back.
usable as materialized (
    select keyed.source_id, keyed.claim_id, keyed.event_id, keyed.claimant_side, keyed.claimant_id, keyed.series_kind, keyed.figure,
        keyed.high, keyed.day, keyed.hour, keyed.repeats_claim_id, keyed.corrects_claim_id, keyed.statement_id, keyed.family_id,
        keyed.family_id || '/' || coalesce(keyed.contains_prior, '') as series_id, coalesce(ranked.page_rank, 1) as page_rank,
        row_number() over (
            partition by keyed.source_id
            order by keyed.day nulls last, keyed.hour nulls first, coalesce(ranked.page_rank, 1), keyed.figure, keyed.claim_id
        ) as ordinal
    from keyed
    left join ranked
        on ranked.source_id = keyed.source_id and ranked.event_id = keyed.event_id and ranked.claimant_side = keyed.claimant_side
        and ranked.day = keyed.day and ranked.statement_id = keyed.statement_id
    where keyed.unusable is null
),
-- A claim that repeats another of its series, by its own word or because the same claimant's last figure was the same.
parents as materialized (
    select claim.source_id, claim.claim_id, claim.day, claim.hour, claim.page_rank, claim.statement_id,
        case
            when told.ordinal < claim.ordinal or claim.day is null then told.claim_id
            when claim.earlier_figure = claim.figure and claim.earlier_high = claim.high then claim.earlier_id
        end as parent_id
    from (
        select *,
            case when speaks_again then lag(claim_id) over same_voice end as earlier_id,
            case when speaks_again then lag(figure) over same_voice end as earlier_figure,
            case when speaks_again then lag(high) over same_voice end as earlier_high
        from (select *, claimant_id is not null and day is not null and series_kind <> 'increment' as speaks_again from usable)
        window same_voice as (partition by source_id, series_id, claimant_id, speaks_again order by ordinal)
    ) as claim
    left join usable as told
        on told.source_id = claim.source_id and told.claim_id = claim.repeats_claim_id and told.series_id = claim.series_id
        and told.figure = claim.figure and told.day is not null
),
roots as (
    select source_id, claim_id, claim_id as root_id, day as root_day, hour as root_hour, page_rank as root_page_rank,
        statement_id as root_statement_id
    from parents
    where parent_id is null
    union all
    select parents.source_id, parents.claim_id, roots.root_id, roots.root_day, roots.root_hour, roots.root_page_rank,
        roots.root_statement_id
    from parents
    join roots on roots.source_id = parents.source_id and roots.claim_id = parents.parent_id
),
placed as materialized (
    select claim.*, roots.root_id, roots.root_day, roots.root_hour, roots.root_page_rank, roots.root_statement_id
    from usable as claim
    join roots on roots.source_id = claim.source_id and roots.claim_id = claim.claim_id
),
-- A correction strikes the claim it names, and what else that claim's side had said to the same effect by then.
corrections as materialized (
    select named.source_id, named.claim_id as named_id, named.series_id, named.figure, correction.claim_id, correction.day
    from placed as correction
    join placed as named
        on named.source_id = correction.source_id and named.claim_id = correction.corrects_claim_id
    where correction.day is not null
),
corrected as materialized (
    select struck.source_id, struck.claim_id, min_by(correction.claim_id, (correction.day, correction.claim_id)) as corrected_by,
        min(correction.day) as corrected_on
    from corrections as correction
    join placed as struck
        on struck.source_id = correction.source_id and struck.series_id = correction.series_id and struck.figure = correction.figure
        and struck.claim_id <> correction.claim_id
        and (struck.claim_id = correction.named_id or struck.root_day <= correction.day)
    group by struck.source_id, struck.claim_id
),
-- A publisher that takes its record back says no figure: the version it names stands no more, and nothing takes its place.
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
-- What was corrected that day comes first, with the page that said it. Where one page gives two figures of one series (with and
-- without an earlier raid), the larger holds the page's place, and the others lie where their size puts them.
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
                root_day, is_corrected_that_day desc, coalesce(next_rank, root_page_rank), next_rank is null, figure, ordinal
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
-- What came strictly later: on a later day, or at a later hour where both hours are known. A claim is superseded within its
-- series by the first that came later; its side had left its figure when it repeats one after it had given another of
-- whatever content.
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
            partition by source_id, family_id, series_id order by day_number range between 1 following and unbounded following
        ),
        later_that_day_of_series as (
            partition by source_id, family_id, series_id, root_day, instant is null order by instant range between 1 following and unbounded following
        ),
        later_that_day as (
            partition by source_id, family_id, root_day, instant is null order by instant range between 1 following and unbounded following
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
    keyed.source_id, keyed.claim_id, keyed.event_kind, keyed.event_id, keyed.claimant_side, keyed.victim_group, keyed.metric,
    keyed.series_kind, keyed.scope, keyed.victim_part, keyed.district_part, keyed.contains_prior,
    keyed.family_id || '/' || coalesce(keyed.contains_prior, '') as series_id,
    keyed.figure, keyed.low, keyed.high, keyed.is_open_above, keyed.is_open_below,
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
