-- description: One row per casualty figure of the ledger's claims file that was known by the as-of date, before its
--   district is read.
-- grain: source_id, claim_id
-- columns:
--   claim_id VARCHAR: key within the source
--   source_id
--   origin VARCHAR: claims_file
--   event_id VARCHAR: incident, campaign or period it speaks of
--   event_kind, claimant_as_written
--   claimant_id VARCHAR: key of ref.claimants
--   claimant_side VARCHAR: state, militant, media, hospital, rights_group, witness or other
--   relayed_by
--   said_at TIMESTAMP: when it was said, Pakistan time; midnight where only the day is known; null where undated
--   said_at_precision
--   victim_group VARCHAR: security, civilian, militant, unknown or total
--   victim_subgroup, is_part, metric
--   value INTEGER: the figure; null where only a range was given
--   value_low, value_high, qualifier, scope, counting, includes_as_written, includes_prior_operation, is_garbled
--   is_stale_repeat, repeats_claim_id, corrects_claim_id, district_as_written, note
--   source_url VARCHAR: the page, at its address by the as-of date
--   source_name, published_date, recorded_at
--   known_at DATE: first day on which it could be known
--   known_at_basis VARCHAR: said_at, page_date or recorded_at
--   snapshot_sha256 VARCHAR: digest of the file it was read from
--   row_number BIGINT: its row there, the header being row 1
with written as (
    from raw.ledger_claims
    union all by name
    -- What the shipped file has come to hold counts once.
    select * exclude (entered_by, entered_at) from raw.entered_claims anti join raw.ledger_claims using (claim_id)
),
from_file as (
    select
        claim.claim_id, 'claims_file' as origin, claim.event_id, claim.event_kind,
        claim.claimant_as_written, claim.claimant_id, claim.claimant_side, claim.relayed_by,
        case
            when len(claim.said_at) = 10 then claim.said_at::timestamp
            else make_timestamp(epoch_us(strptime(claim.said_at, '%Y-%m-%dT%H:%M%z'))) + interval 5 hour
        end as said_at,
        claim.said_at_precision, claim.victim_group, claim.victim_subgroup, claim.is_part = 'yes' as is_part,
        claim.metric,
        claim.value::integer as value, claim.value_low::integer as value_low, claim.value_high::integer as value_high,
        claim.qualifier, claim.scope, claim.counting, claim.includes_as_written, claim.includes_prior_operation,
        claim.garbled = 'yes' as is_garbled, claim.stale_repeat = 'yes' as is_stale_repeat, claim.repeats_claim_id,
        claim.corrects_claim_id, claim.district_as_written, claim.note,
        coalesce(move.address, claim.source_url) as source_url, claim.source_name,
        claim.published_date::date as published_date, claim.recorded_at::date as recorded_at,
        claim.snapshot_sha256, claim.row_number
    from written as claim
    left join ref.page_moves as move on move.url = claim.source_url
),
dated as (
    select claim.* exclude (recorded_at),
        -- What was entered before claims carried the day of entry was entered when the ledger was compiled.
        coalesce(claim.recorded_at, source.compiled_on) as recorded_at,
        case
            -- A figure dated to a week was known when the week was over.
            when said_at_precision = 'week' then said_at::date + 6
            else coalesce(said_at::date, published_date, claim.recorded_at, source.compiled_on)
        end as known_at,
        case
            when said_at is not null then 'said_at'
            when published_date is not null then 'page_date'
            else 'recorded_at'
        end as known_at_basis
    from from_file as claim
    cross join (select compiled_on from ref.sources where source_id = 'ledger') as source
)
select
    claim_id, 'ledger' as source_id, origin, event_id, event_kind, claimant_as_written, claimant_id, claimant_side,
    relayed_by,
    said_at, said_at_precision, victim_group, victim_subgroup, is_part, metric, value, value_low, value_high, qualifier,
    scope, counting, includes_as_written, includes_prior_operation, is_garbled, is_stale_repeat, repeats_claim_id,
    corrects_claim_id, district_as_written, note, source_url, source_name, published_date, recorded_at, known_at,
    known_at_basis,
    snapshot_sha256, row_number
from dated
where known_at <= (select known_by from ref.known_by)
order by claim_id
