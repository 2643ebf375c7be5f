-- description: low <= high; a total is no less than each of its groups, at both ends, its high no less than the groups
--   that one page gives for one side beside no total that it left; an armed group's total is no less than its groups
with totals as (
    select source_id, event_id, metric, low, high, high_armed_group from core.toll_intervals
        where victim_group = 'total'
),
groups as (
    select source_id, event_id, metric, victim_group, low, high, high_armed_group from core.toll_intervals
        where victim_group <> 'total'
),
left_pages as (
    select distinct claim.source_id, claim.event_id, claim.metric, claim.claimant_side, claim.source_url, claim.known_at
    from core.claims as claim
    join core.claim_standing as standing using (source_id, claim_id)
    where claim.victim_group = 'total' and standing.series_kind = 'whole'
        and standing.standing in ('superseded', 'stale_repeat')
),
on_page as (
    select figure.source_id, figure.event_id, figure.metric, figure.claimant_side, claim.source_url, claim.known_at,
        figure.victim_group, min(figure.low) as low
    from core.interval_claims as figure
    join core.claims as claim using (source_id, claim_id)
    anti join left_pages
        on left_pages.source_id = figure.source_id and left_pages.event_id = figure.event_id
            and left_pages.metric = figure.metric
        and left_pages.claimant_side = figure.claimant_side and left_pages.source_url = claim.source_url
        and left_pages.known_at = claim.known_at
    where figure.account = 'others' and figure.victim_group <> 'total' and figure.sets_end
        and claim.source_url is not null
    group by all
),
together as (
    select source_id, event_id, metric, source_url, sum(low) as low,
        list(victim_group order by victim_group) as victim_groups
    from on_page
    group by source_id, event_id, metric, claimant_side, source_url, known_at
    having count(*) > 1
)
select source_id, event_id, metric, 'low above high' as what, low, high from core.toll_intervals
    where low > high or (low is null) <> (high is null)
union all
select groups.source_id, groups.event_id, groups.metric, groups.victim_group || ' has no total no lower', totals.low,
    totals.high
from groups
left join totals using (source_id, event_id, metric)
where totals.source_id is null
    or coalesce(groups.low > totals.low, groups.low is not null)
        or coalesce(groups.high > totals.high, groups.high is not null)
    or coalesce(groups.high_armed_group > totals.high_armed_group, groups.high_armed_group is not null)
union all
select together.source_id, together.event_id, together.metric,
    array_to_string(together.victim_groups, ' and ') || ' together: ' || max(together.low), totals.low, totals.high
from together
join totals using (source_id, event_id, metric)
group by together.source_id, together.event_id, together.metric, together.victim_groups, totals.low, totals.high
having max(together.low) > totals.high
order by all
