-- description: The figures killed that stand of each incident, by whose account, where any but its own row's does:
--   totals, what sets an end of its interval, and what an armed group counts, which sets none.
-- trace: core.claims.value where event_id = '2026-01-31-labour-camp-gwadar'
with figures as (
    select source_id, event_id as incident_id, claim_id, victim_group, null::varchar as victim_part, account, low,
        high, is_open_above, rule
    from core.interval_claims
    where source_id = $source_id and event_kind = 'incident' and metric = 'killed'
        and (victim_group = 'total' or account = 'armed_group' or sets_end)
    union all
    select source_id, event_id, claim_id, victim_group, coalesce(victim_part, 'part'),
        if(claimant_side = 'militant', 'armed_group', 'others'), low, high, is_open_above, 'sets_an_end'
    from core.claim_standing
    where source_id = $source_id and event_kind = 'incident' and metric = 'killed' and series_kind = 'part'
        and scope = 'incident' and standing in ('current', 'repeat')
),
ends as (
    select incident_id, min(low) filter (victim_group = 'total' and rule = 'sets_an_end' and account = 'others') as low,
        max(high) filter (victim_group = 'total' and rule = 'sets_an_end' and account = 'others') as high,
        bool_or(rule = 'below_its_groups') as has_total_below
    from figures
    group by incident_id
)
select figures.incident_id, claim.claimant_side, coalesce(claimant.name, claim.claimant_as_written) as claimant,
    figures.victim_group,
    figures.victim_part, figures.low::bigint as low, figures.high::bigint as high, figures.is_open_above, figures.rule,
    figures.account,
    claim.source_url, claim.source_name
from figures
join ends on ends.incident_id = figures.incident_id
join core.claims as claim on claim.source_id = figures.source_id and claim.claim_id = figures.claim_id
join core.incidents as incident on incident.source_id = figures.source_id and incident.incident_id = figures.incident_id
left join ref.claimants as claimant on claimant.claimant_id = claim.claimant_id
-- A group or a part is told where the totals alone do not give the interval.
where figures.victim_group = 'total' and figures.victim_part is null
    or figures.account = 'armed_group'
    or figures.victim_part is null and (
        ends.has_total_below or incident.killed_high > ends.high or incident.killed_low > ends.low
    )
    or figures.high > coalesce(ends.high, incident.killed_best)
qualify bool_or(figures.claim_id not like incident.leading_report_id || ':killed_%')
    over (partition by figures.incident_id)
order by figures.incident_id, figures.account desc, figures.victim_group <> 'total', figures.victim_group, figures.low,
    figures.high,
    claim.claimant_side, figures.claim_id
