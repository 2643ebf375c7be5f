-- description: One row per casualty figure known by the as-of date, of every source: who said it, when, about whom; the reports' own figures included. A new source adds its core.claims_of_<source> here.
-- grain: source_id, claim_id
-- csv: yes
-- columns:
--   claim_id VARCHAR: key within the source; a report's own figure is <report>:<metric>_<group>, a publisher's version of it <report>:<version>
--   source_id VARCHAR: the source
--   origin VARCHAR: claims_file, incident_row, second_report_row or record_version
--   event_id VARCHAR: incident, campaign or period it speaks of
--   event_kind VARCHAR: incident, campaign or period
--   claimant_as_written VARCHAR: who said it, as the page has it; null where the page speaks for itself
--   claimant_id VARCHAR: key of ref.claimants; null for a report's own figure
--   claimant_side VARCHAR: state, militant, media, hospital, rights_group, witness or other
--   relayed_by VARCHAR: who passed it on, where known
--   said_at TIMESTAMP: when it was said, Pakistan time; midnight where only the day is known; null where undated; of a record_version, when the snapshot that first held it was taken
--   said_at_precision VARCHAR: hour, day, week or undated
--   victim_group VARCHAR: security, civilian, militant, unknown or total
--   victim_subgroup VARCHAR: part of that group, where the figure counts only a part
--   is_part BOOLEAN: already contained in another figure of the same statement; never added to it
--   metric VARCHAR: killed, injured, ...
--   value INTEGER: the figure; null where only a range was given, or a publisher took the record back
--   value_low INTEGER: lowest value the wording allows, where given as a range
--   value_high INTEGER: highest value the wording allows
--   qualifier VARCHAR: exact, at_least, about, ...
--   scope VARCHAR: what it counts: incident, campaign, district or period
--   counting VARCHAR: cumulative, incremental or unknown
--   includes_as_written VARCHAR: what the total says it contains
--   includes_prior_operation VARCHAR: whether it contains the deaths of the operations just before
--   is_garbled BOOLEAN: evidently misprinted or mistranslated; kept, never used
--   is_stale_repeat BOOLEAN: marked by the compiler: an older figure quoted again after the same side had moved on
--   repeats_claim_id VARCHAR: the claim it repeats
--   corrects_claim_id VARCHAR: the claim it says was wrong, of whatever side
--   district_as_written VARCHAR: district it is limited to
--   district_id VARCHAR: that district, resolved
--   note VARCHAR: remark
--   source_url VARCHAR: the page
--   source_name VARCHAR: who published it
--   published_date DATE: date on the page; null when it carries none
--   recorded_at DATE: day on which it was entered into the ledger
--   known_at DATE: first day on which it could be known
--   known_at_basis VARCHAR: said_at, page_date, event_date_plus_lag, recorded_at or taken_on
--   file_name VARCHAR: the file it was read from: its publisher's name of it, or its path under reference/
--   snapshot_sha256 VARCHAR: digest of that file, as in core.record_files; null for the ledger, whose files only grow
--   row_number BIGINT: its row there, as a spreadsheet shows it: a header line that comes first is row 1, the first record then row 2; of a record_version null where the record is not there any more
with claims as (
    select * from core.claims_of_ledger
    union all by name
    select * from core.claims_of_records
    union all by name
    select * from core.claims_of_versions
)
select
    claims.* exclude (
        note, source_url, source_name, published_date, recorded_at, known_at, known_at_basis, snapshot_sha256, row_number
    ),
    place.district_id, note, source_url, source_name, published_date, recorded_at, known_at, known_at_basis,
    file.file_name, case when claims.source_id <> 'ledger' then claims.snapshot_sha256 end as snapshot_sha256, claims.row_number
from claims
left join core.record_files as file on file.source_id = claims.source_id and file.snapshot_sha256 = claims.snapshot_sha256
left join core.place_resolutions as place
    on place.source_id = claims.source_id and place.record_kind = 'claim'
    and place.record_id = case when claims.origin = 'claims_file' then claims.claim_id end
order by source_id, claim_id
