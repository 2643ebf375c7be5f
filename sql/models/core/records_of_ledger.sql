-- description: One row per record of the ledger accepted at ingest, its incidents, its landmark attacks and the
--   second reports of them, in the shape of core.records.
-- grain: report_id
-- released: no, core.records holds the same rows
-- columns of: core.records
-- columns:
--   source_url VARCHAR: the page, at its address by the as-of date
--   record_flags VARCHAR[]: what is odd about the record as published; empty where nothing is; landmark_attack:
--     chosen because it is well known, so it stands in no series
select
    'ledger' as source_id,
    page.report_id, page.incident_id, page.record_kind = 'second_report' as is_second_report,
    page.record_kind, page.date::date as date,
    page.date_precision, page.place_as_written, page.district_as_written,
    page.province as province_as_written,
    page.located_at, page.where_prec::integer as where_prec,
    coalesce(page.where_prec in ('4', '6'), false) as is_province_wide,
    page.perpetrator_as_written, page.claimed_by_as_written,
    page.target_as_written, page.target_type, page.tactic_as_written,
    page.tactic, page.event_class, page.killed_security::integer as killed_security,
    page.killed_civilian::integer as killed_civilian,
    page.killed_militant::integer as killed_militant,
    page.killed_unknown::integer as killed_unknown,
    page.killed_total::integer as killed_total,
    page.killed_basis, page.injured_total::integer as injured_total,
    page.figures_claimant, page.figures_claimant_side, page.campaign_id,
    page.targets_cpec = 'yes' as targets_cpec,
    page.targets_chinese = 'yes' as targets_chinese,
    page.target_evidence, page.cpec_site_as_written, page.audit_mark,
    page.note, coalesce(move.address, page.source_url) as source_url,
    page.source_name, page.published_date::date as published_date,
    known_on(page.published_date::date, page.date::date, $undated_page_lag_days) as known_at,
    case when page.published_date is null then 'event_date_plus_lag' else 'page_date' end as known_at_basis,
    page.record_flags, page.snapshot_sha256, page.row_number
from (
    select incident_id as report_id, incident_id, 'incident' as record_kind, []::varchar[] as record_flags,
        * exclude (incident_id)
    from raw.ledger_incidents
    union all by name
    select incident_id as report_id, incident_id, 'incident' as record_kind, ['landmark_attack'] as record_flags,
        * exclude (incident_id)
    from raw.ledger_landmarks
    union all by name
    select incident_id as report_id, second_report_of as incident_id, 'second_report' as record_kind,
        []::varchar[] as record_flags,
        * exclude (incident_id, second_report_of, why)
    from raw.ledger_second_reports
) as page
left join ref.page_moves as move on move.url = page.source_url
order by report_id
