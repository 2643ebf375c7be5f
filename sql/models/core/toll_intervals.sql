-- description: One row per event, group of victims and metric: the interval that the figures which set an end leave,
--   of all sides but the armed groups, and apart from it what the armed groups count. Derived, not said by anybody.
-- grain: source_id, event_id, victim_group, metric
-- csv: yes
-- columns:
--   source_id, event_kind, event_id
--   victim_group VARCHAR: about whom; total has a row wherever a group has one
--   metric
--   low INTEGER: lowest figure that sets an end, "at least" aside; where all say that, the highest of them; of a
--     total, no less than any group and than what one voice gives of several together; null where only armed groups
--     speak
--   high INTEGER: highest figure that sets an end; of a total, no less than any group and than what one voice gives
--     of several together; null where only armed groups speak
--   high_armed_group INTEGER: highest figure of an armed group's own count, of a total or of any one group; no end of
--     low and high; null where no armed group counts
--   is_open_above BOOLEAN: a figure of low and high says "at least"
--   is_open_above_armed_group BOOLEAN: a figure of the armed groups says "at least"
--   is_said BOOLEAN: somebody gave a figure of just this group or, for total, of the total; false for a total that
--     only its groups give
with ends as materialized (
    select source_id, event_kind, event_id, victim_group, metric,
        coalesce(
            min(low) filter (account = 'others' and not is_open_above and not is_open_below),
            max(high) filter (account = 'others')
        ) as low,
        max(high) filter (account = 'others') as high,
        max(high) filter (account = 'armed_group') as high_armed_group,
        coalesce(bool_or(is_open_above) filter (account = 'others'), false) as is_open_above,
        coalesce(bool_or(is_open_above) filter (account = 'armed_group'), false) as is_open_above_armed_group
    from core.interval_claims
    where sets_end
    group by all
),
-- A figure of a part of a group ("eleven of the passengers") is no lower end, but no total is under it.
of_parts as materialized (
    select source_id, event_id, metric, max(high) filter (claimant_side <> 'militant') as high,
        max(high) filter (claimant_side = 'militant') as high_armed_group
    from core.claim_standing
    where series_kind = 'part' and scope = event_kind and standing in ('current', 'repeat')
    group by all
),
-- What the groups together give for a total: of one voice where they are added up.
together as materialized (
    select figure.source_id, figure.event_kind, figure.event_id, figure.metric, max(figure.groups_low) as low,
        greatest(max(figure.groups_high), max(of_parts.high)) as high,
        max(of_parts.high_armed_group) as high_armed_group,
        bool_or(figure.victim_group = 'total') as is_said
    from core.interval_claims as figure
    left join of_parts
        on of_parts.source_id = figure.source_id and of_parts.event_id = figure.event_id
            and of_parts.metric = figure.metric
    group by figure.source_id, figure.event_kind, figure.event_id, figure.metric
),
any_group as materialized (
    select source_id, event_id, metric, max(high_armed_group) as high_armed_group,
        bool_or(is_open_above) as is_open_above,
        bool_or(is_open_above_armed_group) as is_open_above_armed_group
    from ends
    group by all
)
select source_id, event_kind, event_id, victim_group, metric, low, high, high_armed_group, is_open_above,
    is_open_above_armed_group, true as is_said
from ends
where victim_group <> 'total'
union all
select together.source_id, together.event_kind, together.event_id, 'total', together.metric,
    greatest(ends.low, together.low),
    case when greatest(ends.low, together.low) is not null then greatest(ends.high, together.high) end,
    greatest(any_group.high_armed_group, together.high_armed_group),
    any_group.is_open_above, any_group.is_open_above_armed_group, together.is_said
from together
join any_group
    on any_group.source_id = together.source_id and any_group.event_id = together.event_id
        and any_group.metric = together.metric
left join ends
    on ends.source_id = together.source_id and ends.event_id = together.event_id and ends.metric = together.metric
    and ends.victim_group = 'total'
order by source_id, event_id, victim_group, metric
