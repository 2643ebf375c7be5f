-- description: One row per event, group of victims and metric: the interval that the standing claims of all sides leave, by the rule of docs/decisions/0006-claims.md. Derived, not said by anybody.
-- grain: source_id, event_id, victim_group, metric
-- columns:
--   source_id VARCHAR: the source
--   event_kind VARCHAR: incident, campaign or period
--   event_id VARCHAR: the event
--   victim_group VARCHAR: about whom
--   metric VARCHAR: killed, injured, ...
--   sides VARCHAR[]: whose claims it rests on
--   low INTEGER: lowest standing claim of any side but the armed groups, "at least" aside; where all of those say it, the highest of their figures; null where only they speak
--   high INTEGER: highest standing claim of any side but the armed groups; null where only they speak
--   high_by_any_account INTEGER: highest standing claim of any side
--   is_open_above BOOLEAN: a standing claim says "at least"
--   reasons VARCHAR[]: every claim it rests on, with its side and why it stands
with sides as (
    select source_id, event_kind, event_id, victim_group, metric, claimant_side, stands_low_firm, stands_high, is_open_above,
        list_sort(list_transform(reasons, lambda reason: claimant_side || ' ' || reason)) as reasons
    from marts.claimed_tolls
    where stands_high is not null
),
-- Lists that an aggregate gathers stay in memory until its end: only events of which several sides speak are gathered.
several as (
    select source_id, event_id, victim_group, metric
    from sides
    group by all
    having count(*) > 1
),
reconciled as (
    select source_id, event_kind, event_id, victim_group, metric, [claimant_side] as sides,
        coalesce(case when claimant_side <> 'militant' then stands_low_firm end, case when claimant_side <> 'militant' then stands_high end) as low,
        case when claimant_side <> 'militant' then stands_high end as high,
        stands_high as high_by_any_account, is_open_above, reasons
    from sides
    anti join several using (source_id, event_id, victim_group, metric)
    union all
    select source_id, min(event_kind), event_id, victim_group, metric,
        list_sort(list(distinct claimant_side)),
        coalesce(min(stands_low_firm) filter (claimant_side <> 'militant'), max(stands_high) filter (claimant_side <> 'militant')),
        max(stands_high) filter (claimant_side <> 'militant'),
        max(stands_high), bool_or(is_open_above), list_sort(flatten(list(reasons)))
    from sides
    semi join several using (source_id, event_id, victim_group, metric)
    group by source_id, event_id, victim_group, metric
)
select *
from reconciled
order by source_id, event_id, victim_group, metric
