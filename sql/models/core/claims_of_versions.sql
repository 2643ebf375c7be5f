-- description: One row per version of a publisher's record known by the as-of date: its total with its interval, or
--   that it took the record back. A revision is a claim of its own; no row is ever changed.
-- grain: source_id, claim_id
-- columns of: core.claims_of_ledger
-- columns:
--   claim_id VARCHAR: key within the source: <report>:<version>
--   origin VARCHAR: record_version
--   claimant_as_written VARCHAR: the publisher
--   claimant_id VARCHAR: null: the publisher speaks for itself
--   claimant_side VARCHAR: other: a publisher that counts is none of the sides it counts from
--   said_at TIMESTAMP: when the snapshot that first held it was taken, Pakistan time: nobody knows that it was there
--     before
--   value INTEGER: the figure; null where the record was taken back
--   corrects_claim_id VARCHAR: for a record that was taken back, its version before
--   source_url
--   recorded_at DATE: day on which it came in
--   known_at_basis VARCHAR: taken_on
--   snapshot_sha256 VARCHAR: digest of the file it was read from
--   row_number BIGINT: its row there, the header being row 1; null where the record is not there any more
select
    report_id || ':' || version as claim_id, source_id, 'record_version' as origin, report_id as event_id,
    'incident' as event_kind,
    said.claimant as claimant_as_written, null::varchar as claimant_id,
    'other' as claimant_side, null::varchar as relayed_by, seen_at as said_at, 'hour' as said_at_precision,
    'total' as victim_group, null::varchar as victim_subgroup, false as is_part, 'killed' as metric,
    killed_total as value, killed_low as value_low, killed_high as value_high, 'exact' as qualifier,
    'incident' as scope, 'cumulative' as counting, null::varchar as includes_as_written,
    null::varchar as includes_prior_operation,
    false as is_garbled, false as is_stale_repeat, null::varchar as repeats_claim_id,
    case status when 'withdrawn' then report_id || ':' || (version - 1) end as corrects_claim_id,
    null::varchar as district_as_written, replace(reason, '_', ' ') as note, null::varchar as source_url,
    said.short_title as source_name,
    null::date as published_date, known_at as recorded_at, known_at, 'taken_on' as known_at_basis,
    snapshot_sha256, row_number
from core.record_versions
join raw.sources as said using (source_id)
order by source_id, claim_id
