-- description: The documented incidents of each district and of the province bucket, newest first.
-- trace: core.incidents.killed_best where source_id = 'ledger' and district_id = 'quetta'
select
    incident.district_id, incident.incident_id, incident.date, incident.date_precision, incident.crosses_week,
    incident.place_as_written, incident.district_as_written,
    incident.district_method, incident.place_flag, incident.event_class, incident.target_as_written,
    report.tactic_as_written, incident.actor_id, coalesce(actor.name, incident.actor_id) as actor,
    report.claimed_by_as_written, incident.killed_best, incident.killed_low, incident.killed_high,
    incident.killed_security, incident.killed_civilian, incident.killed_militant, incident.killed_unknown,
    incident.killed_high_armed_group, incident.injured_best, report.figures_claimant_side, incident.campaign_id,
    campaign.name as campaign, incident.targets_cpec, incident.targets_chinese, incident.audit_mark,
    incident.is_landmark, incident.source_url,
    incident.source_name, incident.reports
from core.incidents as incident
left join core.reports as report
    on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
left join ref.actors as actor on actor.actor_id = incident.actor_id
left join core.campaigns as campaign on campaign.campaign_id = incident.campaign_id
where incident.source_id = $source_id and incident.date <= $as_of::date
order by incident.district_id, incident.date desc, incident.incident_id
