-- description: One row per event, group of victims and metric: the interval that the figures which set an end leave, of all sides but the armed groups, and apart from it what the armed groups count. Derived, not said by anybody.
-- grain: source_id, event_id, victim_group, metric
-- columns:
--   source_id VARCHAR: the source
--   event_kind VARCHAR: incident, campaign or period
--   event_id VARCHAR: the event
--   victim_group VARCHAR: about whom; total has a row wherever a group has one
--   metric VARCHAR: killed, injured, ...
--   low INTEGER: lowest figure that sets an end, "at least" aside; where all say that, the highest of them; of a total, no less than its groups together; null where only armed groups speak
--   high INTEGER: highest figure that sets an end; of a total, no less than any one group at its highest with the others at their lowest; null where only armed groups speak
--   high_armed_group INTEGER: highest figure of an armed group's own count, of a total or of any one group; no end of low and high; null where no armed group counts
--   is_open_above BOOLEAN: a figure of low and high says "at least"
--   is_open_above_armed_group BOOLEAN: a figure of the armed groups says "at least"
--   is_said BOOLEAN: somebody gave a figure of just this group or, for total, of the total; false for a total that only its groups give
with ends as materialized (
    select source_id, event_kind, event_id, victim_group, metric,
        coalesce(
            min(low) filter (account = 'others' and not is_open_above and not is_open_below), max(high) filter (account = 'others')
        ) as low,
        max(high) filter (account = 'others') as high,
        max(high) filter (account = 'armed_group') as high_armed_group,
        coalesce(bool_or(is_open_above) filter (account = 'others'), false) as is_open_above,
        coalesce(bool_or(is_open_above) filter (account = 'armed_group'), false) as is_open_above_armed_group
    from core.interval_claims
    where sets_end
    group by all
),
-- The same dead may be civilians by one account and militants by another. Two groups are known to be apart, and may be added
-- up, where one side counts both; those whose side nobody says, only where one page counts both.
by_side as materialized (
    select source_id, event_id, metric, claimant_side,
        bool_or(victim_group = 'security') as says_security, bool_or(victim_group = 'civilian') as says_civilian,
        bool_or(victim_group = 'militant') as says_militant
    from core.interval_claims
    where account = 'others' and victim_group in ('security', 'civilian', 'militant')
    group by all
),
apart as materialized (
    select source_id, event_id, metric,
        bool_or(says_security and says_civilian) as security_civilian,
        bool_or(says_security and says_militant) as security_militant,
        bool_or(says_civilian and says_militant) as civilian_militant
    from by_side
    group by all
),
by_page as materialized (
    select figure.source_id, figure.event_id, figure.metric,
        bool_or(victim_group = 'unknown') as says_unknown, bool_or(victim_group = 'security') as says_security,
        bool_or(victim_group = 'civilian') as says_civilian, bool_or(victim_group = 'militant') as says_militant
    from core.interval_claims as figure
    join core.claims as claim using (source_id, claim_id, event_id, victim_group, metric, claimant_side)
    where figure.account = 'others' and figure.victim_group <> 'total' and claim.source_url is not null
    group by figure.source_id, figure.event_id, figure.metric, claim.source_url, claim.claimant_id, claim.known_at
),
apart_from_unknown as materialized (
    select source_id, event_id, metric, bool_or(says_security) as security_unknown, bool_or(says_civilian) as civilian_unknown,
        bool_or(says_militant) as militant_unknown
    from by_page
    where says_unknown
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
parts as materialized (
    select source_id, event_kind, event_id, metric,
        max(low) filter (victim_group = 'security') as security_low, max(high) filter (victim_group = 'security') as security_high,
        max(low) filter (victim_group = 'civilian') as civilian_low, max(high) filter (victim_group = 'civilian') as civilian_high,
        max(low) filter (victim_group = 'militant') as militant_low, max(high) filter (victim_group = 'militant') as militant_high,
        max(low) filter (victim_group = 'unknown') as unknown_low, max(high) filter (victim_group = 'unknown') as unknown_high,
        max(low) filter (victim_group <> 'total') as any_low, max(high) filter (victim_group <> 'total') as any_high,
        max(high_armed_group) as high_armed_group,
        bool_or(is_open_above) as is_open_above, bool_or(is_open_above_armed_group) as is_open_above_armed_group
    from ends
    group by all
),
-- What the groups together give for a total: each sum is null, and counts for nothing, where its groups are not known to be apart.
together as materialized (
    select parts.source_id, parts.event_kind, parts.event_id, parts.metric,
        greatest(parts.high_armed_group, of_parts.high_armed_group) as high_armed_group, parts.is_open_above,
        parts.is_open_above_armed_group,
        greatest(
            any_low,
            case when security_civilian then security_low + civilian_low end,
            case when security_militant then security_low + militant_low end,
            case when civilian_militant then civilian_low + militant_low end,
            case when security_unknown then security_low + unknown_low end,
            case when civilian_unknown then civilian_low + unknown_low end,
            case when militant_unknown then militant_low + unknown_low end,
            case when security_civilian and security_militant and civilian_militant then security_low + civilian_low + militant_low end
        ) as low,
        greatest(
            any_high, of_parts.high,
            case when security_civilian then greatest(security_high + civilian_low, security_low + civilian_high) end,
            case when security_militant then greatest(security_high + militant_low, security_low + militant_high) end,
            case when civilian_militant then greatest(civilian_high + militant_low, civilian_low + militant_high) end,
            case when security_unknown then greatest(security_high + unknown_low, security_low + unknown_high) end,
            case when civilian_unknown then greatest(civilian_high + unknown_low, civilian_low + unknown_high) end,
            case when militant_unknown then greatest(militant_high + unknown_low, militant_low + unknown_high) end,
            case when security_civilian and security_militant and civilian_militant then greatest(
                security_high + civilian_low + militant_low, security_low + civilian_high + militant_low,
                security_low + civilian_low + militant_high
            ) end
        ) as high
    from parts
    left join apart
        on apart.source_id = parts.source_id and apart.event_id = parts.event_id and apart.metric = parts.metric
    left join apart_from_unknown
        on apart_from_unknown.source_id = parts.source_id and apart_from_unknown.event_id = parts.event_id
        and apart_from_unknown.metric = parts.metric
    left join of_parts
        on of_parts.source_id = parts.source_id and of_parts.event_id = parts.event_id and of_parts.metric = parts.metric
)
select source_id, event_kind, event_id, victim_group, metric, low, high, high_armed_group, is_open_above, is_open_above_armed_group,
    true as is_said
from ends
where victim_group <> 'total'
union all
select together.source_id, together.event_kind, together.event_id, 'total', together.metric,
    greatest(ends.low, together.low),
    case when greatest(ends.low, together.low) is not null then greatest(ends.high, together.high) end,
    together.high_armed_group,
    together.is_open_above, together.is_open_above_armed_group, ends.event_id is not null
from together
left join ends
    on ends.source_id = together.source_id and ends.event_id = together.event_id and ends.metric = together.metric
    and ends.victim_group = 'total'
order by source_id, event_id, victim_group, metric
