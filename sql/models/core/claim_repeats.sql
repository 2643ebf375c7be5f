-- description: One row per claim that is a figure: the claim of which it is a repeat, itself where it is none. A step
--   towards core.claim_standing.
-- grain: source_id, claim_id
-- released: no
-- columns:
--   source_id, claim_id
--   root_id VARCHAR: the first claim of those that it repeats, by its own word or its claimant's last figure
--   root_day DATE: day on which that one was known; null where undated
--   root_hour TIMESTAMP: when that one was said, where the hour is known
--   root_page_rank BIGINT: place of that one's page on its day
--   root_statement_id VARCHAR: the statement that that one is part of
with recursive usable as materialized (
    select claim.*, place.page_rank, place.ordinal
    from core.claim_keys as claim
    join core.claim_order as place on place.source_id = claim.source_id and place.claim_id = claim.claim_id
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
        from (select *, claimant_id is not null and day is not null and series_kind <> 'increment' as speaks_again
            from usable)
        window same_voice as (partition by source_id, series_id, claimant_id, speaks_again order by ordinal)
    ) as claim
    left join usable as told
        on told.source_id = claim.source_id and told.claim_id = claim.repeats_claim_id
            and told.series_id = claim.series_id
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
)
select * from roots
order by source_id, claim_id
