-- description: One row per source, stage and reason for leaving records out, of the records known by the as-of date:
--   what came in, what was placed, what the province bucket holds.
-- grain: source_id, stage, excluded_reason
-- columns:
--   source_id
--   stage VARCHAR: ingest (file to raw), reports (raw to reports known by the as-of date), incidents, districts or
--     weeks
--   stage_order INTEGER: 1 for ingest
--   excluded_reason VARCHAR: why records were left out; 'none' for the row that carries the stage's totals
--   rows_in BIGINT: records that came in
--   deaths_in BIGINT: deaths in them
--   rows_placed BIGINT: records that went on, in a district where the stage knows districts
--   deaths_placed BIGINT: deaths in them
--   rows_bucketed BIGINT: records kept in the province bucket
--   deaths_bucketed BIGINT: deaths in them
--   rows_excluded BIGINT: records left out for this reason
--   deaths_excluded BIGINT: deaths left out for this reason
with excluded as (
    select source_id, stage, reason, sum(records)::bigint as rows_excluded,
        coalesce(sum(deaths), 0)::bigint as deaths_excluded
    from core.exclusions
    group by all
),
-- Accepted records known by the as-of date: those in core.records, and those that were counted elsewhere or superseded
-- before it.
raw_totals as (
    select source.source_id, coalesce(sum(accepted.records), 0)::bigint as records,
        coalesce(sum(accepted.deaths), 0)::bigint as deaths
    from ref.sources as source
    left join (
        select source_id, count(*) as records,
            sum(stated_toll(killed_basis, killed_total, killed_security, killed_civilian, killed_militant,
                killed_unknown)) as deaths
        from core.records
        where known_at <= (select known_by from core.known_by)
        group by all
        union all
        select source_id, rows_excluded, deaths_excluded from excluded where stage = 'reports'
    ) as accepted using (source_id)
    group by all
),
report_totals as (
    select source_id, count(*) as records, coalesce(sum(killed_total), 0)::bigint as deaths from core.reports
        group by all
),
incident_totals as (
    select source_id, count(*) as records, coalesce(sum(killed_best), 0)::bigint as deaths,
        count(*) filter (district_id is not null and district_id <> 'balochistan') as in_district,
        coalesce(sum(killed_best) filter (district_id is not null and district_id <> 'balochistan'),
            0)::bigint as deaths_in_district,
        count(*) filter (district_id = 'balochistan') as in_bucket,
        coalesce(sum(killed_best) filter (district_id = 'balochistan'), 0)::bigint as deaths_in_bucket
    from core.incidents
    group by all
),
mart_totals as (
    select source_id,
        coalesce(sum(incidents) filter (district_id <> 'balochistan'), 0)::bigint as in_district,
        coalesce(sum(killed_best) filter (district_id <> 'balochistan'), 0)::bigint as deaths_in_district,
        coalesce(sum(incidents) filter (district_id = 'balochistan'), 0)::bigint as in_bucket,
        coalesce(sum(killed_best) filter (district_id = 'balochistan'), 0)::bigint as deaths_in_bucket
    from marts.weekly_casualties_by_district
    group by all
),
-- That the whole file is accepted, refused or not known yet is a check on raw.received: no_record_is_lost.
ingest as (
    select raw_totals.source_id, raw_totals.records + coalesce(refused.records, 0) as records,
        coalesce(refused.deaths, 0) as deaths
    from raw_totals
    left join (
        select source_id, rows_excluded as records, deaths_excluded as deaths from excluded where stage = 'ingest'
    ) as refused using (source_id)
),
stages as (
    -- Deaths of the whole file cannot be read where a row is refused for its figures: what is readable is counted.
    select ingest.source_id, 'ingest' as stage, 1 as stage_order, ingest.records as rows_in,
        raw_totals.deaths + ingest.deaths as deaths_in,
        raw_totals.records as rows_placed, raw_totals.deaths as deaths_placed, 0::bigint as rows_bucketed,
        0::bigint as deaths_bucketed
    from ingest
    join raw_totals using (source_id)
    union all
    select raw_totals.source_id, 'reports', 2, raw_totals.records, raw_totals.deaths,
        coalesce(report_totals.records, 0), coalesce(report_totals.deaths, 0), 0, 0
    from raw_totals left join report_totals using (source_id)
    union all
    select report_totals.source_id, 'incidents', 3, report_totals.records, report_totals.deaths,
        coalesce(incident_totals.records, 0), coalesce(incident_totals.deaths, 0), 0, 0
    from report_totals left join incident_totals using (source_id)
    union all
    select source_id, 'districts', 4, records, deaths, in_district, deaths_in_district, in_bucket, deaths_in_bucket
    from incident_totals
    union all
    select incident_totals.source_id, 'weeks', 5,
        incident_totals.in_district + incident_totals.in_bucket,
        incident_totals.deaths_in_district + incident_totals.deaths_in_bucket,
        coalesce(mart_totals.in_district, 0), coalesce(mart_totals.deaths_in_district, 0),
        coalesce(mart_totals.in_bucket, 0), coalesce(mart_totals.deaths_in_bucket, 0)
    from incident_totals left join mart_totals using (source_id)
)
select source_id, stage, stage_order, 'none' as excluded_reason, rows_in, deaths_in, rows_placed, deaths_placed,
    rows_bucketed, deaths_bucketed, 0::bigint as rows_excluded, 0::bigint as deaths_excluded
from stages
union all
select stages.source_id, stages.stage, stages.stage_order, excluded.reason, 0, 0, 0, 0, 0, 0, excluded.rows_excluded,
    excluded.deaths_excluded
from stages
join excluded on excluded.source_id = stages.source_id and excluded.stage = stages.stage
order by source_id, stage_order, excluded_reason
