-- description: One row per record accepted at the door, of whatever source, in one shape: before the as-of filter,
--   before names. A new source adds its core.records_of_<source> here.
-- grain: source_id, report_id
-- released: no
-- columns:
--   source_id, report_id
--   incident_id VARCHAR: the event it describes; second reports of an event share it
--   is_second_report
--   record_kind VARCHAR: incident or second_report
--   date
--   date_end DATE: last day of its span; null where the source gives one day only
--   date_precision
--   place_as_written VARCHAR: place, as the source has it
--   district_as_written VARCHAR: district, as the source has it
--   province_as_written VARCHAR: province, as the source has it
--   country_as_written VARCHAR: country, as the source has it; null where it speaks of one country only
--   located_at, where_prec
--   is_province_wide BOOLEAN: known to the province or the country only, whatever places its text names
--   point_latitude, point_longitude
--   perpetrator_as_written VARCHAR: whom the source holds responsible
--   claimed_by_as_written VARCHAR: who claimed it, as the source says
--   target_as_written VARCHAR: target, as the source has it
--   target_type
--   tactic_as_written VARCHAR: tactic, as the source has it
--   tactic, event_class
--   killed_security INTEGER: deaths of soldiers, police, Levies and other forces, as stated; null is unknown
--   killed_civilian INTEGER: deaths of civilians, as stated
--   killed_militant INTEGER: deaths of militants, as stated
--   killed_unknown INTEGER: deaths whose side the source does not say, as stated
--   killed_total INTEGER: all deaths, as stated; null where only parts are
--   killed_low INTEGER: the source's own lower bound of all deaths; null where it gives none
--   killed_high INTEGER: its upper bound
--   killed_basis, injured_total
--   figures_claimant VARCHAR: whom the source quotes for these figures
--   figures_claimant_side, campaign_id
--   targets_cpec BOOLEAN: aimed at CPEC, as the source or the compiler says; never inferred from distance
--   targets_chinese, target_evidence, cpec_site_as_written, audit_mark, note, source_url, source_name
--   published_date
--   known_at DATE: first day on which the record could be known
--   known_at_basis VARCHAR: page_date, event_date_plus_lag or taken_on (the day a publisher's file was taken)
--   record_flags, snapshot_sha256, row_number
select * from core.records_of_ledger
union all by name
select * from core.records_of_ucdp
union all by name
select * from core.records_of_acled
union all by name
select * from core.records_of_gtd
union all by name
select * from core.records_of_tables
order by source_id, report_id
