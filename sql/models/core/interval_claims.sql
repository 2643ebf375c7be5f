-- description: One row per figure of a whole event that stands on the newest content of its side: whether it sets an end of the event's interval, and by which rule (docs/decisions/0014-intervals.md).
-- grain: source_id, claim_id
-- columns:
--   source_id VARCHAR: the source
--   claim_id VARCHAR: the claim
--   event_kind VARCHAR: incident, campaign or period
--   event_id VARCHAR: the event
--   victim_group VARCHAR: about whom
--   metric VARCHAR: killed, injured, ...
--   claimant_side VARCHAR: who speaks
--   account VARCHAR: armed_group for an armed group's own count, others for every other side: neither sets an end of the other's
--   said_last_on DATE: day on which the same claimant last gave the figure; null where undated
--   low INTEGER: lowest value the wording allows
--   high INTEGER: highest value the wording allows
--   is_open_above BOOLEAN: it says "at least"
--   is_open_below BOOLEAN: it says "at most" and gives no lower end
--   sets_end BOOLEAN: it is one of the figures between whose lowest and highest the interval lies
--   rule VARCHAR: sets_an_end; overtaken (another side gave a figure no lower on a later day); or undated (others of its account are dated)
--   because_of_claim_id VARCHAR: the claim that overtook it: the newest of them
with whole as materialized (
    select *
    from core.claim_standing
    where series_kind = 'whole' and standing not in ('garbled', 'no_figure', 'stale_repeat') and rule <> 'taken_back_by_a_claim'
),
-- What is spoken of is the content of a side's latest figure, as in marts.claimed_tolls.
newest_content as materialized (
    select source_id, event_id, claimant_side, victim_group, metric, coalesce(arg_max(series_id, position), min(series_id)) as series_id
    from whole
    group by source_id, event_id, claimant_side, victim_group, metric
),
-- A claimant that gives its own figure again stands by it on that day; a page that quotes it does not.
said_later as materialized (
    select whole.source_id, whole.first_claim_id, claim.claimant_id, claim.known_at
    from whole
    join core.claims as claim on claim.source_id = whole.source_id and claim.claim_id = whole.claim_id
    where whole.standing = 'repeat' and claim.repeats_claim_id is null and claim.claimant_id is not null
),
said_again as materialized (
    select again.source_id, again.first_claim_id, max(again.known_at) as said_last_on
    from said_later as again
    join core.claims as first_one
        on first_one.source_id = again.source_id and first_one.claim_id = again.first_claim_id
        and first_one.claimant_id = again.claimant_id
    group by again.source_id, again.first_claim_id
),
of_newest_content as materialized (
    select whole.*
    from whole
    semi join newest_content
        on newest_content.source_id = whole.source_id and newest_content.series_id = whole.series_id
    where whole.standing in ('current', 'repeat', 'undated')
),
standing_figures as materialized (
    select whole.source_id, whole.claim_id, whole.event_kind, whole.event_id, whole.victim_group, whole.metric, whole.claimant_side,
        if(whole.claimant_side = 'militant', 'armed_group', 'others') as account,
        greatest(whole.counts_from, said_again.said_last_on) as said_last_on,
        whole.low, whole.high, whole.is_open_above, whole.is_open_below,
        count(whole.counts_from) over (
            partition by whole.source_id, whole.event_id, whole.victim_group, whole.metric, whole.claimant_side = 'militant'
        ) as dated
    from of_newest_content as whole
    left join said_again on said_again.source_id = whole.source_id and said_again.first_claim_id = whole.first_claim_id
),
overtaken as materialized (
    select earlier.source_id, earlier.claim_id, arg_max(later.claim_id, (later.said_last_on, later.high, later.claim_id)) as overtaken_by
    from standing_figures as earlier
    join standing_figures as later
        on later.source_id = earlier.source_id and later.event_id = earlier.event_id and later.victim_group = earlier.victim_group
        and later.metric = earlier.metric and later.account = earlier.account
        and later.said_last_on > earlier.said_last_on
    where later.claimant_side <> earlier.claimant_side
        and later.low >= earlier.low and later.high >= earlier.high and not later.is_open_below
    group by earlier.source_id, earlier.claim_id
)
select
    figure.source_id, figure.claim_id, figure.event_kind, figure.event_id, figure.victim_group, figure.metric, figure.claimant_side,
    figure.account, figure.said_last_on, figure.low, figure.high, figure.is_open_above, figure.is_open_below,
    ruled.rule = 'sets_an_end' as sets_end,
    ruled.rule,
    overtaken.overtaken_by as because_of_claim_id
from standing_figures as figure
left join overtaken on overtaken.source_id = figure.source_id and overtaken.claim_id = figure.claim_id
cross join lateral (
    select case
        when overtaken.overtaken_by is not null then 'overtaken'
        when figure.said_last_on is null and figure.dated > 0 then 'undated'
        else 'sets_an_end'
    end as rule
) as ruled
order by figure.source_id, figure.claim_id
