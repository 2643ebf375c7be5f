-- description: One row per claim that is a figure: its place in the order in which claims came. A step towards
--   core.claim_standing.
-- grain: source_id, claim_id
-- released: no
-- columns:
--   source_id, claim_id
--   page_rank BIGINT: place of its page among those of its event, side and day; 1 where there is none to compare with
--   ordinal BIGINT: place among all claims of its source: by day, hour, page and figure
with recursive keyed as materialized (
    select * from core.claim_keys where unusable is null
),
-- Within a day: what a side says on one page goes together. Where both hours are known, by the hour; else the page
-- with the larger count comes later as a whole, as tolls grow. Only figures that both pages give are compared: totals
-- killed first, then the groups killed together, then other metrics, then parts.
figures_of_day as materialized (
    select source_id, event_id, claimant_side, day, statement_id, family_id, max(figure) as figure, max(hour) as hour,
        min(claim_id) as first_id,
        case
            when series_kind = 'part' then 4 + (metric <> 'killed')::integer
            else 2 * (metric <> 'killed')::integer + (victim_group <> 'total')::integer
        end as depth
    from keyed
    where series_kind <> 'increment' and day is not null
    group by all
),
compared as materialized (
    select source_id, event_id, claimant_side, day, statement_id, other_id, hour, other_hour,
        coalesce(min_by(sign(more), depth) filter (more <> 0), 0) as is_larger
    from (
        select own.source_id, own.event_id, own.claimant_side, own.day, own.statement_id,
            other.statement_id as other_id,
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
        and compared.claimant_side = larger.claimant_side and compared.day = larger.day
            and compared.statement_id = larger.other_id
    where compared.is_larger > 0 and compared.hour is not distinct from compared.other_hour
),
-- One list, taken apart again: a recursion is thought to give a thousand times what it begins with, and so each step
-- after it.
below as materialized (
    select unnest(list(page order by page.source_id, page.event_id, page.claimant_side, page.day, page.statement_id),
        recursive := true)
    from (
        select source_id, event_id, claimant_side, day, statement_id, count(*) as pages,
            bool_or(statement_id = other_id) as is_in_circle
        from larger
        group by all
    ) as page
),
pages_of_day as materialized (
    select page.* exclude (killed), coalesce(below.pages, 0) as larger_than,
        if(below.is_in_circle, page.killed, null) as size_in_circle
    from (
        select source_id, event_id, claimant_side, day, statement_id, max(hour) as hour,
            sum(figure) filter (depth < 2) as killed,
            min(first_id) as first_id
        from figures_of_day
        group by all
    ) as page
    left join below
        on below.source_id = page.source_id and below.event_id = page.event_id
            and below.claimant_side = page.claimant_side
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
        and timed.claimant_side = compared.claimant_side and timed.day = compared.day
            and timed.statement_id = compared.other_id
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
)
select
    keyed.source_id, keyed.claim_id, coalesce(ranked.page_rank, 1) as page_rank,
    row_number() over (
        partition by keyed.source_id
        order by keyed.day nulls last, keyed.hour nulls first, coalesce(ranked.page_rank, 1), keyed.figure,
            keyed.claim_id
    ) as ordinal
from keyed
left join ranked
    on ranked.source_id = keyed.source_id and ranked.event_id = keyed.event_id
        and ranked.claimant_side = keyed.claimant_side
    and ranked.day = keyed.day and ranked.statement_id = keyed.statement_id
order by keyed.source_id, keyed.claim_id
