-- description: low <= high; a total is no less than each of its groups, its low no less than the lows together of the groups that one side counts apart, and an armed group's total no less than its groups
with totals as (
    select source_id, event_id, metric, low, high, high_armed_group from core.toll_intervals where victim_group = 'total'
),
groups as (
    select source_id, event_id, metric, victim_group, low, high, high_armed_group from core.toll_intervals where victim_group <> 'total'
),
-- The groups of one side are apart from each other.
by_side as (
    select source_id, event_id, metric, claimant_side, victim_group
    from core.interval_claims
    where account = 'others' and victim_group in ('security', 'civilian', 'militant')
    group by all
),
together as (
    select by_side.source_id, by_side.event_id, by_side.metric, by_side.claimant_side, sum(groups.low) as low,
        list(by_side.victim_group order by by_side.victim_group) as victim_groups
    from by_side
    join groups using (source_id, event_id, metric, victim_group)
    group by all
)
select source_id, event_id, metric, 'low above high' as what, low, high from core.toll_intervals where low > high or (low is null) <> (high is null)
union all
select groups.source_id, groups.event_id, groups.metric, groups.victim_group || ' has no total no lower', totals.low, totals.high
from groups
left join totals using (source_id, event_id, metric)
where totals.source_id is null
    or coalesce(groups.low > totals.low, groups.low is not null) or coalesce(groups.high > totals.high, groups.high is not null)
    or coalesce(groups.high_armed_group > totals.high_armed_group, groups.high_armed_group is not null)
union all
select together.source_id, together.event_id, together.metric, array_to_string(together.victim_groups, ' and ') || ' together: ' || together.low,
    totals.low, totals.high
from together
join totals using (source_id, event_id, metric)
where together.low > totals.low
order by all
