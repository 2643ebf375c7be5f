-- description: killed_high is no less than any figure of another side than the armed groups that sets an end, of a
--   group or a part too; an armed group's is in killed_high_armed_group, and in no other end
with figures as (
    select source_id, event_id as incident_id, claim_id, claimant_side = 'militant' as is_armed_group, high
    from core.claim_standing
    where event_kind = 'incident' and metric = 'killed' and series_kind = 'part' and scope = 'incident'
        and standing in ('current', 'repeat')
    union all
    select source_id, event_id, claim_id, claimant_side = 'militant', high
    from core.interval_claims
    where event_kind = 'incident' and metric = 'killed' and sets_end
),
highest as (
    select source_id, incident_id, max(high) filter (not is_armed_group) as high,
        max(high) filter (is_armed_group) as high_armed_group,
        arg_max(claim_id, (high, claim_id)) as highest_claim_id
    from figures
    group by all
)
select incident.source_id, incident.incident_id, incident.killed_high, highest.high, incident.killed_high_armed_group,
    highest.high_armed_group, highest.highest_claim_id
from core.incidents as incident
join highest using (source_id, incident_id)
join core.reports as report on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
where incident.killed_high < highest.high
    or (highest.high_armed_group is not null and coalesce(incident.killed_high_armed_group,
        -1) < highest.high_armed_group)
    -- Nothing that only an armed group says widens the others' interval.
    or incident.killed_best is null and highest.high is null and report.figures_claimant_side = 'militant'
        and incident.killed_high is not null
order by incident.source_id, incident.incident_id
