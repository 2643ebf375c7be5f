-- description: One row per figure of a record of any source that was known by the as-of date: what the report itself
--   says of its event. Of a publisher that revises its rows, core.claims_of_versions tells it.
-- grain: source_id, claim_id
-- columns of: core.claims_of_ledger
-- columns:
--   claim_id VARCHAR: key within the source: <report>:<metric>_<group>
--   origin VARCHAR: incident_row or second_report_row
--   claimant_id VARCHAR: null: the report speaks for itself
--   source_url
--   known_at_basis VARCHAR: that of the record: page_date, event_date_plus_lag or taken_on
--   snapshot_sha256 VARCHAR: digest of the file it was read from
--   row_number BIGINT: its row there, the header being row 1
with own_figures as (
    select *, unnest([
        {'victim_group': 'security', 'metric': 'killed', 'figure': killed_security, 'figure_low': null,
            'figure_high': null},
        {'victim_group': 'civilian', 'metric': 'killed', 'figure': killed_civilian, 'figure_low': null,
            'figure_high': null},
        {'victim_group': 'militant', 'metric': 'killed', 'figure': killed_militant, 'figure_low': null,
            'figure_high': null},
        {'victim_group': 'unknown', 'metric': 'killed', 'figure': killed_unknown, 'figure_low': null,
            'figure_high': null},
        {'victim_group': 'total', 'metric': 'killed', 'figure': killed_total, 'figure_low': killed_low,
            'figure_high': killed_high},
        {'victim_group': 'total', 'metric': 'injured', 'figure': injured_total, 'figure_low': null, 'figure_high': null}
    ], recursive := true)
    from core.records
    where known_at <= (select known_by from core.known_by)
        and source_id not in (select source_id from core.claims_of_versions)
)
select
    report_id || ':' || metric || '_' || victim_group as claim_id, source_id,
    record_kind || '_row' as origin, incident_id as event_id, 'incident' as event_kind,
    figures_claimant as claimant_as_written, null::varchar as claimant_id, figures_claimant_side as claimant_side,
    source_name as relayed_by, coalesce(published_date, date)::timestamp as said_at,
    case when published_date is null then 'undated' else 'day' end as said_at_precision,
    victim_group, null::varchar as victim_subgroup, false as is_part, metric, figure as value,
    figure_low as value_low, figure_high as value_high, 'exact' as qualifier, 'incident' as scope,
    'cumulative' as counting, null::varchar as includes_as_written, null::varchar as includes_prior_operation,
    false as is_garbled, false as is_stale_repeat, null::varchar as repeats_claim_id,
    null::varchar as corrects_claim_id,
    district_as_written, note, source_url, source_name, published_date, source.compiled_on as recorded_at, known_at,
    known_at_basis,
    snapshot_sha256, row_number
from own_figures
join ref.sources as source using (source_id)
-- A publisher that counts gives one figure an event, with its interval; its parts by side are in core.reports.
where figure is not null and (killed_low is null or victim_group = 'total')
order by source_id, claim_id
