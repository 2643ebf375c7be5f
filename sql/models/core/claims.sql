-- description: One row per casualty figure known by the as-of date: who said it, when, about whom; the reports' own figures included.
-- grain: source_id, claim_id
-- columns:
--   claim_id VARCHAR: key within the source; a report's own figure is <report>:<group>
--   source_id VARCHAR: the source
--   origin VARCHAR: claims_file, incident_row or second_report_row
--   event_id VARCHAR: incident, campaign or period it speaks of
--   event_kind VARCHAR: incident, campaign or period
--   claimant_as_written VARCHAR: who said it, as the page has it; null where the page speaks for itself
--   claimant_id VARCHAR: key of ref.claimants; null for a report's own figure
--   claimant_side VARCHAR: state, militant, media, hospital, rights_group, witness or other
--   relayed_by VARCHAR: who passed it on, where known
--   said_at TIMESTAMP: when it was said, Pakistan time; midnight where only the day is known; null where undated
--   said_at_precision VARCHAR: hour, day, week or undated
--   victim_group VARCHAR: security, civilian, militant, unknown or total
--   victim_subgroup VARCHAR: part of that group, where the figure counts only a part
--   is_part BOOLEAN: already contained in another figure of the same statement; never added to it
--   metric VARCHAR: killed, injured, ...
--   value INTEGER: the figure; null where only a range was given
--   value_low INTEGER: lowest value the wording allows, where given as a range
--   value_high INTEGER: highest value the wording allows
--   qualifier VARCHAR: exact, at_least, about, ...
--   scope VARCHAR: what it counts: incident, campaign, district or period
--   counting VARCHAR: cumulative, incremental or unknown
--   includes_as_written VARCHAR: what the total says it contains
--   includes_prior_operation VARCHAR: whether it contains the deaths of the operations just before
--   is_garbled BOOLEAN: evidently misprinted or mistranslated; kept, never used
--   is_stale_repeat BOOLEAN: an older figure quoted again after the same side had moved on
--   repeats_claim_id VARCHAR: the claim it repeats
--   district_as_written VARCHAR: district it is limited to
--   district_id VARCHAR: that district, resolved
--   note VARCHAR: remark
--   source_url VARCHAR: the page
--   source_name VARCHAR: who published it
--   published_date DATE: date on the page; null when it carries none
--   known_at DATE: first day on which it could be known
--   known_at_basis VARCHAR: said_at, page_date or compiled_on; for a report's own figure, that of the report
with from_file as (
    select
        claim.claim_id, 'ledger' as source_id, 'claims_file' as origin, claim.event_id, claim.event_kind,
        claim.claimant_as_written, claim.claimant_id, claim.claimant_side, claim.relayed_by,
        case
            when len(claim.said_at) = 10 then claim.said_at::timestamp
            else make_timestamp(epoch_us(strptime(claim.said_at, '%Y-%m-%dT%H:%M%z'))) + interval 5 hour
        end as said_at,
        claim.said_at_precision, claim.victim_group, claim.victim_subgroup, claim.is_part = 'yes' as is_part, claim.metric,
        claim.value::integer as value, claim.value_low::integer as value_low, claim.value_high::integer as value_high,
        claim.qualifier, claim.scope, claim.counting, claim.includes_as_written, claim.includes_prior_operation,
        claim.garbled = 'yes' as is_garbled, claim.stale_repeat = 'yes' as is_stale_repeat, claim.repeats_claim_id,
        claim.district_as_written, place.district_id, claim.note, claim.source_url, claim.source_name,
        claim.published_date::date as published_date
    from raw.ledger_claims as claim
    left join core.place_resolutions as place on place.source_id = 'ledger' and place.record_kind = 'claim' and place.record_id = claim.claim_id
),
own_figures as (
    select *, unnest([
        {'victim_group': 'security', 'metric': 'killed', 'figure': killed_security, 'figure_low': null, 'figure_high': null},
        {'victim_group': 'civilian', 'metric': 'killed', 'figure': killed_civilian, 'figure_low': null, 'figure_high': null},
        {'victim_group': 'militant', 'metric': 'killed', 'figure': killed_militant, 'figure_low': null, 'figure_high': null},
        {'victim_group': 'unknown', 'metric': 'killed', 'figure': killed_unknown, 'figure_low': null, 'figure_high': null},
        {'victim_group': 'total', 'metric': 'killed', 'figure': killed_total, 'figure_low': killed_low, 'figure_high': killed_high},
        {'victim_group': 'total', 'metric': 'injured', 'figure': injured_total, 'figure_low': null, 'figure_high': null}
    ], recursive := true)
    from core.records
),
from_rows as (
    select
        report_id || ':' || metric || '_' || victim_group as claim_id, source_id,
        record_kind || '_row' as origin, incident_id as event_id, 'incident' as event_kind,
        figures_claimant as claimant_as_written, null as claimant_id, figures_claimant_side as claimant_side,
        source_name as relayed_by, coalesce(published_date, date)::timestamp as said_at,
        case when published_date is null then 'undated' else 'day' end as said_at_precision,
        victim_group, null as victim_subgroup, false as is_part, metric, figure as value,
        figure_low as value_low, figure_high as value_high, 'exact' as qualifier, 'incident' as scope,
        'cumulative' as counting, null as includes_as_written, null as includes_prior_operation,
        false as is_garbled, false as is_stale_repeat, null as repeats_claim_id, district_as_written,
        null as district_id, note, source_url, source_name, published_date,
        known_at as row_known_at, known_at_basis as row_known_at_basis
    from own_figures
    -- A publisher that counts gives one figure an event, with its interval; its parts by side are in core.reports.
    where figure is not null and (killed_low is null or victim_group = 'total')
),
dated as (
    select *,
        case
            when row_known_at is not null then row_known_at
            -- A figure dated to a week was known when the week was over.
            when said_at_precision = 'week' then said_at::date + 6
            else coalesce(said_at::date, published_date, source.compiled_on)
        end as known_at,
        case
            when row_known_at is not null then row_known_at_basis
            when said_at is not null then 'said_at'
            when published_date is not null then 'page_date'
            else 'compiled_on'
        end as known_at_basis
    from (select * from from_rows union all by name select * from from_file) as claim
    join (select source_id, compiled_on from ref.sources) as source using (source_id)
)
select
    claim_id, source_id, origin, event_id, event_kind, claimant_as_written, claimant_id, claimant_side, relayed_by,
    said_at, said_at_precision, victim_group, victim_subgroup, is_part, metric, value, value_low, value_high, qualifier,
    scope, counting, includes_as_written, includes_prior_operation, is_garbled, is_stale_repeat, repeats_claim_id,
    district_as_written, district_id, note, source_url, source_name, published_date, known_at, known_at_basis
from dated
where known_at <= $as_of::date
order by source_id, claim_id
