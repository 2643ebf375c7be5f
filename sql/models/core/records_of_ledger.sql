-- description: One row per record of the ledger accepted at the door, its incidents, its landmark attacks and the second reports of them, in the shape of core.records.
-- grain: report_id
-- released: no, core.records holds the same rows
-- columns:
--   source_id VARCHAR: the source
--   report_id VARCHAR: key within the source
--   incident_id VARCHAR: the event it describes; second reports of an event share it
--   is_second_report BOOLEAN: another page's record of an event that a first report holds
--   record_kind VARCHAR: incident or second_report
--   date DATE: day of the event, or first day of its span
--   date_end DATE: last day of its span; null where the source gives one day only
--   date_precision VARCHAR: how far that day is sure: day, week, month or year
--   place_as_written VARCHAR: place, as the source has it
--   district_as_written VARCHAR: district, as the source has it
--   province_as_written VARCHAR: province, as the source has it
--   country_as_written VARCHAR: country, as the source has it; null where it speaks of one country only
--   located_at VARCHAR: alias a reviewer tied the place to, whose point the record may use
--   where_prec INTEGER: UCDP's scale: 1 exact, 2 near a known place, 3 district, 4 province, 5 line or area, 6 country, 7 international
--   is_province_wide BOOLEAN: known to the province or the country only, whatever places its text names
--   point_latitude DOUBLE: degrees north of the source's own point; null where it gives none
--   point_longitude DOUBLE: degrees east of it
--   perpetrator_as_written VARCHAR: whom the source holds responsible
--   claimed_by_as_written VARCHAR: who claimed it, as the source says
--   target_as_written VARCHAR: target, as the source has it
--   target_type VARCHAR: target, closed list
--   tactic_as_written VARCHAR: tactic, as the source has it
--   tactic VARCHAR: main tactic, closed list
--   event_class VARCHAR: attack, security_operation, clash (nobody says who began it) or other
--   killed_security INTEGER: deaths of soldiers, police, Levies and other forces, as stated; null is unknown
--   killed_civilian INTEGER: deaths of civilians, as stated
--   killed_militant INTEGER: deaths of militants, as stated
--   killed_unknown INTEGER: deaths whose side the source does not say, as stated
--   killed_total INTEGER: all deaths, as stated; null where only parts are
--   killed_low INTEGER: the source's own lower bound of all deaths; null where it gives none
--   killed_high INTEGER: its upper bound
--   killed_basis VARCHAR: where the total comes from, closed list
--   injured_total INTEGER: people injured; null is unknown
--   figures_claimant VARCHAR: whom the source quotes for these figures
--   figures_claimant_side VARCHAR: that claimant's side
--   campaign_id VARCHAR: the campaign it belongs to, if any
--   targets_cpec BOOLEAN: aimed at CPEC, as the source or the compiler says; never inferred from distance
--   targets_chinese BOOLEAN: aimed at Chinese nationals or interests
--   target_evidence VARCHAR: source_names_it or tagged_by_compiler
--   cpec_site_as_written VARCHAR: the CPEC site named
--   audit_mark VARCHAR: unconfirmed_in_audit where a second reading could not confirm the row
--   note VARCHAR: remark
--   source_url VARCHAR: the page, at its address by the as-of date
--   source_name VARCHAR: who published it
--   published_date DATE: date on the page; null when it carries none
--   known_at DATE: first day on which the record could be known
--   known_at_basis VARCHAR: page_date, event_date_plus_lag or taken_on (the day a publisher's file was taken)
--   record_flags VARCHAR[]: what is odd about the record as published; empty where nothing is; landmark_attack: chosen because it is well known, so it stands in no series
--   snapshot_sha256 VARCHAR: digest of the file it was read from
--   row_number BIGINT: its row there, the header being row 1
select
    'ledger' as source_id,
    page.report_id,
    page.incident_id,
    page.record_kind = 'second_report' as is_second_report,
    page.record_kind,
    page.date::date as date,
    null::date as date_end,
    page.date_precision,
    page.place_as_written,
    page.district_as_written,
    page.province as province_as_written,
    null::varchar as country_as_written,
    page.located_at,
    page.where_prec::integer as where_prec,
    coalesce(page.where_prec in ('4', '6'), false) as is_province_wide,
    null::double as point_latitude,
    null::double as point_longitude,
    page.perpetrator_as_written,
    page.claimed_by_as_written,
    page.target_as_written,
    page.target_type,
    page.tactic_as_written,
    page.tactic,
    page.event_class,
    page.killed_security::integer as killed_security,
    page.killed_civilian::integer as killed_civilian,
    page.killed_militant::integer as killed_militant,
    page.killed_unknown::integer as killed_unknown,
    page.killed_total::integer as killed_total,
    null::integer as killed_low,
    null::integer as killed_high,
    page.killed_basis,
    page.injured_total::integer as injured_total,
    page.figures_claimant,
    page.figures_claimant_side,
    page.campaign_id,
    page.targets_cpec = 'yes' as targets_cpec,
    page.targets_chinese = 'yes' as targets_chinese,
    page.target_evidence,
    page.cpec_site_as_written,
    page.audit_mark,
    page.note,
    coalesce(move.address, page.source_url) as source_url,
    page.source_name,
    page.published_date::date as published_date,
    known_on(page.published_date::date, page.date::date, $undated_page_lag_days) as known_at,
    case when page.published_date is null then 'event_date_plus_lag' else 'page_date' end as known_at_basis,
    page.record_flags,
    page.snapshot_sha256,
    page.row_number
from (
    select incident_id as report_id, incident_id, 'incident' as record_kind, []::varchar[] as record_flags, * exclude (incident_id)
    from raw.ledger_incidents
    union all by name
    select incident_id as report_id, incident_id, 'incident' as record_kind, ['landmark_attack'] as record_flags, * exclude (incident_id)
    from raw.ledger_landmarks
    union all by name
    select incident_id as report_id, second_report_of as incident_id, 'second_report' as record_kind, []::varchar[] as record_flags,
        * exclude (incident_id, second_report_of, why)
    from raw.ledger_second_reports
) as page
left join ref.page_moves as move on move.url = page.source_url
order by report_id
