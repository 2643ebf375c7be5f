-- description: One row per figure of a whole event that stands on the newest content of its side: whether it sets an
--   end of the event's interval, and by which rule (docs/decisions/0014-intervals.md).
-- grain: source_id, claim_id
-- columns:
--   source_id, claim_id, event_kind, event_id, victim_group, metric, claimant_side
--   account VARCHAR: armed_group for an armed group's own count, others for every other side: neither sets an end of
--     the other's
--   said_last_on DATE: day on which the same claimant last gave the figure; null where undated
--   low
--   high INTEGER: highest value the wording allows
--   is_open_above BOOLEAN: it says "at least"
--   is_open_below BOOLEAN: it says "at most" and gives no lower end
--   sets_end BOOLEAN: it is one of the figures between whose lowest and highest the interval lies
--   rule VARCHAR: sets_an_end; overtaken (another side gave a figure no lower on a later day); undated (others of its
--     account are dated); or below_its_groups (a total lower than what the groups give)
--   because_of_claim_id VARCHAR: the claim that overtook it: the newest of them
--   groups_low INTEGER: the least that the groups of its event and metric give for a total: the largest of each
--     group's lowest and of the lowest of what a voice gives of several together; null where no group has a figure
--   groups_high INTEGER: the most that they give for it: one group at its highest, or what a voice gives of several
--     together; null where no group has a figure
with recursive whole as materialized (
    select *
    from core.claim_standing
    where series_kind = 'whole' and standing not in ('garbled', 'no_figure', 'stale_repeat')
        and rule <> 'taken_back_by_a_claim'
),
-- What is spoken of is the content of a side's latest figure, as in marts.claimed_tolls.
newest_content as materialized (
    select source_id, event_id, claimant_side, victim_group, metric,
        coalesce(arg_max(series_id, position), min(series_id)) as series_id
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
    select whole.source_id, whole.claim_id, whole.event_kind, whole.event_id, whole.victim_group, whole.metric,
        whole.claimant_side, if(whole.claimant_side = 'militant', 'armed_group', 'others') as account,
        greatest(whole.counts_from, said_again.said_last_on) as said_last_on,
        whole.low, whole.high, whole.is_open_above, whole.is_open_below,
        count(whole.counts_from) over (
            partition by whole.source_id, whole.event_id, whole.victim_group, whole.metric,
                whole.claimant_side = 'militant'
        ) as dated
    from of_newest_content as whole
    left join said_again on said_again.source_id = whole.source_id and said_again.first_claim_id = whole.first_claim_id
),
overtaken as materialized (
    select earlier.source_id, earlier.claim_id, arg_max(later.claim_id,
        (later.said_last_on, later.high, later.claim_id)) as overtaken_by
    from standing_figures as earlier
    join standing_figures as later
        on later.source_id = earlier.source_id and later.event_id = earlier.event_id
            and later.victim_group = earlier.victim_group
        and later.metric = earlier.metric and later.account = earlier.account
        and later.said_last_on > earlier.said_last_on
    where later.claimant_side <> earlier.claimant_side
        and later.low >= earlier.low and later.high >= earlier.high and not later.is_open_below
    group by earlier.source_id, earlier.claim_id
),
ruled as materialized (
    select figure.*, overtaken.overtaken_by,
        case
            when overtaken.overtaken_by is not null then 'overtaken'
            when figure.said_last_on is null and figure.dated > 0 then 'undated'
            else 'sets_an_end'
        end as rule
    from standing_figures as figure
    left join overtaken on overtaken.source_id = figure.source_id and overtaken.claim_id = figure.claim_id
),
-- The same dead may be civilians by one account and militants by another, and what two outlets call differently may be
-- one man. So groups are added up only as one voice gives them: a page for the side it quotes, or, of groups that no
-- page of its side gives together, a claimant.
statements as materialized (
    select standing.source_id, standing.claim_id, standing.event_id, standing.metric, standing.victim_group,
        standing.standing, standing.low, standing.high, claim.claimant_side, claim.claimant_id, claim.known_at,
        coalesce(claim.source_url, case when claim.origin like '%_row' then split_part(claim.claim_id, ':', 1) end,
            claim.claim_id) as page,
        coalesce(claim.claimant_id, claim.claimant_as_written, '') as claimant
    from core.claim_standing as standing
    join core.claims as claim on claim.source_id = standing.source_id and claim.claim_id = standing.claim_id
    where claim.claimant_side <> 'militant' and standing.series_kind = 'whole'
),
-- Whose own total its side left for a later one, of that statement the groups make up no total either.
left_statements as materialized (
    select distinct source_id, event_id, metric, claimant_side, claimant, page, known_at
    from statements
    where victim_group = 'total' and standing in ('superseded', 'stale_repeat')
),
-- A figure that its side has since given again, on another page, stands where it was first said too.
summands as materialized (
    select statement.source_id, statement.claim_id, statement.event_id, statement.metric, statement.victim_group,
        statement.claimant_side,
        statement.claimant_id, statement.page, statement.known_at, min(figure.low) as low, max(figure.high) as high,
        bool_or(figure.is_open_above or figure.is_open_below) as is_open,
        bool_or(figure.rule = 'sets_an_end') as sets_end
    from statements as statement
    join ruled as figure
        on figure.source_id = statement.source_id and figure.event_id = statement.event_id
            and figure.metric = statement.metric
        and figure.victim_group = statement.victim_group and figure.claimant_side = statement.claimant_side
        and figure.low = statement.low and figure.high = statement.high
    left join left_statements as left_one
        on left_one.source_id = statement.source_id and left_one.event_id = statement.event_id
            and left_one.metric = statement.metric
        and left_one.claimant_side = statement.claimant_side and left_one.claimant = statement.claimant
        and left_one.page = statement.page and left_one.known_at = statement.known_at
    where statement.victim_group <> 'total' and left_one.page is null and figure.rule <> 'undated'
        and (figure.claim_id = statement.claim_id or statement.standing in ('current', 'repeat', 'superseded'))
    group by all
),
voiced as (
    select *, concat_ws('|', claimant_side, page, known_at) as voice, true as is_page from summands
    union all
    select *, concat_ws('|', claimant_side, claimant_id), false from summands where claimant_id is not null
),
said_by_voice as materialized (
    select source_id, event_id, metric, claimant_side, is_page, voice, victim_group, min(low) as low,
        max(high) as high, bool_or(is_open) as is_open,
        bool_and(sets_end) as sets_end
    from voiced
    group by all
),
-- Two groups, three, four: each set is grown by a group that comes later in the alphabet.
sums_of_voices as (
    select source_id, event_id, metric, claimant_side, is_page, voice, victim_group as last_group,
        victim_group as victim_groups, low, high, is_open, sets_end
    from said_by_voice
    union all
    select smaller.source_id, smaller.event_id, smaller.metric, smaller.claimant_side, smaller.is_page, smaller.voice,
        added.victim_group,
        smaller.victim_groups || '+' || added.victim_group, smaller.low + added.low, smaller.high + added.high,
        smaller.is_open or added.is_open, smaller.sets_end and added.sets_end
    from sums_of_voices as smaller
    join said_by_voice as added
        on added.source_id = smaller.source_id and added.event_id = smaller.event_id and added.metric = smaller.metric
        and added.is_page = smaller.is_page and added.voice = smaller.voice and added.victim_group > smaller.last_group
),
sums as (
    select *, bool_or(is_page) over (partition by source_id, event_id, metric, claimant_side,
        victim_groups) as is_on_a_page
    from sums_of_voices
    where victim_groups <> last_group
),
floors as (
    select source_id, event_id, metric, coalesce(min(low) filter (not is_open and sets_end), max(low)) as low,
        max(high) as high
    from sums
    where is_page = is_on_a_page
    group by source_id, event_id, metric, victim_groups
    union all
    select source_id, event_id, metric, coalesce(min(low) filter (not is_open_above and not is_open_below), max(high)),
        max(high)
    from ruled
    where account = 'others' and victim_group <> 'total' and rule = 'sets_an_end'
    group by source_id, event_id, metric, victim_group
),
of_groups as materialized (
    select source_id, event_id, metric, max(low) as low, max(high) as high from floors group by source_id, event_id,
        metric
)
select
    figure.source_id, figure.claim_id, figure.event_kind, figure.event_id, figure.victim_group, figure.metric,
    figure.claimant_side,
    figure.account, figure.said_last_on, figure.low, figure.high, figure.is_open_above, figure.is_open_below,
    judged.rule = 'sets_an_end' as sets_end,
    judged.rule, figure.overtaken_by as because_of_claim_id,
    of_groups.low as groups_low,
    of_groups.high as groups_high
from ruled as figure
left join of_groups
    on of_groups.source_id = figure.source_id and of_groups.event_id = figure.event_id
        and of_groups.metric = figure.metric
cross join lateral (
    select if(
        figure.rule = 'sets_an_end' and figure.victim_group = 'total' and figure.account = 'others'
            and coalesce(figure.high < of_groups.low, false),
        'below_its_groups', figure.rule
    ) as rule
) as judged
order by figure.source_id, figure.claim_id
