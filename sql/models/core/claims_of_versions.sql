-- description: One row per version of a publisher's record known by the as-of date: its total with its interval, or that it took the record back. A revision is a claim of its own; no row is ever changed.
-- grain: source_id, claim_id
-- columns:
--   claim_id VARCHAR: key within the source: <report>:<version>
--   source_id VARCHAR: the source
--   origin VARCHAR: record_version
--   event_id VARCHAR: incident, campaign or period it speaks of
--   event_kind VARCHAR: incident, campaign or period
--   claimant_as_written VARCHAR: the publisher
--   claimant_id VARCHAR: null: the publisher speaks for itself
--   claimant_side VARCHAR: other: a publisher that counts is none of the sides it counts from
--   relayed_by VARCHAR: who passed it on, where known
--   said_at TIMESTAMP: when the snapshot that first held it was taken, Pakistan time: nobody knows that it was there before
--   said_at_precision VARCHAR: hour, day, week or undated
--   victim_group VARCHAR: security, civilian, militant, unknown or total
--   victim_subgroup VARCHAR: part of that group, where the figure counts only a part
--   is_part BOOLEAN: already contained in another figure of the same statement; never added to it
--   metric VARCHAR: killed, injured, ...
--   value INTEGER: the figure; null where the record was taken back
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
--   corrects_claim_id VARCHAR: for a record that was taken back, its version before
--   district_as_written VARCHAR: district it is limited to
--   note VARCHAR: remark
--   source_url VARCHAR: the page
--   source_name VARCHAR: who published it
--   published_date DATE: date on the page; null when it carries none
--   recorded_at DATE: day on which it came in
--   known_at DATE: first day on which it could be known
--   known_at_basis VARCHAR: taken_on
--   snapshot_sha256 VARCHAR: digest of the file it was read from
--   row_number BIGINT: its row there, the header being row 1; null where the record is not there any more
select
    report_id || ':' || version as claim_id, source_id, 'record_version' as origin, report_id as event_id, 'incident' as event_kind,
    case source_id when 'acled' then 'ACLED' else 'UCDP' end as claimant_as_written, null::varchar as claimant_id,
    'other' as claimant_side, null::varchar as relayed_by, seen_at as said_at, 'hour' as said_at_precision,
    'total' as victim_group, null::varchar as victim_subgroup, false as is_part, 'killed' as metric,
    killed_total as value, killed_low as value_low, killed_high as value_high, 'exact' as qualifier,
    'incident' as scope, 'cumulative' as counting, null::varchar as includes_as_written, null::varchar as includes_prior_operation,
    false as is_garbled, false as is_stale_repeat, null::varchar as repeats_claim_id,
    case status when 'withdrawn' then report_id || ':' || (version - 1) end as corrects_claim_id,
    null::varchar as district_as_written, replace(reason, '_', ' ') as note, null::varchar as source_url,
    case source_id when 'ucdp_ged' then 'UCDP GED' when 'ucdp_candidate' then 'UCDP Candidate' else 'ACLED' end as source_name,
    null::date as published_date, known_at as recorded_at, known_at, 'taken_on' as known_at_basis,
    snapshot_sha256, row_number
from core.record_versions
order by source_id, claim_id
