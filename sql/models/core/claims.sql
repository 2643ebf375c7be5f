-- description: One row per casualty figure known by the as-of date, of every source: who said it, when, about whom;
--   the reports' own figures included. A new source adds its core.claims_of_<source> here.
-- grain: source_id, claim_id
-- csv: yes
-- columns:
--   claim_id VARCHAR: key within the source; a report's own figure is <report>:<metric>_<group>, a publisher's
--     version of it <report>:<version>
--   source_id
--   origin VARCHAR: claims_file, incident_row, second_report_row or record_version
--   event_id VARCHAR: incident, campaign or period it speaks of
--   event_kind, claimant_as_written
--   claimant_id VARCHAR: key of ref.claimants; null for a report's own figure
--   claimant_side VARCHAR: state, militant, media, hospital, rights_group, witness or other
--   relayed_by
--   said_at TIMESTAMP: when it was said, Pakistan time; midnight where only the day is known; null where undated; of
--     a record_version, when the snapshot that first held it was taken
--   said_at_precision
--   victim_group VARCHAR: security, civilian, militant, unknown or total
--   victim_subgroup, is_part, metric
--   value INTEGER: the figure; null where only a range was given, or a publisher took the record back
--   value_low, value_high, qualifier, scope, counting, includes_as_written, includes_prior_operation, is_garbled
--   is_stale_repeat, repeats_claim_id, corrects_claim_id, district_as_written
--   district_id VARCHAR: that district, resolved
--   note, source_url, source_name, published_date, recorded_at
--   known_at DATE: first day on which it could be known
--   known_at_basis VARCHAR: said_at, page_date, event_date_plus_lag, recorded_at or taken_on
--   file_name VARCHAR: the file it was read from: its publisher's name of it, or its path under reference/
--   snapshot_sha256 VARCHAR: digest of that file, as in core.record_files; null for the ledger, whose files only grow
--   row_number BIGINT: its row there, as a spreadsheet shows it: a header line that comes first is row 1, the first
--     record then row 2; of a record_version null where the record is not there any more
with claims as (
    select * from core.claims_of_ledger
    union all by name
    select * from core.claims_of_records
    union all by name
    select * from core.claims_of_versions
)
select
    claims.* exclude (
        note, source_url, source_name, published_date, recorded_at, known_at, known_at_basis, snapshot_sha256,
        row_number
    ),
    place.district_id, note, source_url, source_name, published_date, recorded_at, known_at, known_at_basis,
    file.file_name, case when claims.source_id <> 'ledger' then claims.snapshot_sha256 end as snapshot_sha256,
    claims.row_number
from claims
left join core.record_files as file on file.source_id = claims.source_id
    and file.snapshot_sha256 = claims.snapshot_sha256
left join core.place_resolutions as place
    on place.source_id = claims.source_id and place.record_kind = 'claim'
    and place.record_id = case when claims.origin = 'claims_file' then claims.claim_id end
order by source_id, claim_id
