-- description: One row per event of UCDP of which a row does not count, since a later file, or a row before it in its
--   own, holds the event too.
-- grain: source_id, record_id, reason, detail
-- released: no, core.exclusions holds its rows
-- columns:
--   source_id
--   record_id VARCHAR: the event
--   reason
--   records BIGINT: rows that do not count
--   deaths
--   detail VARCHAR: which row counts
select superseded.source_id, superseded.id as record_id,
    case when superseded.snapshot_sha256 = record.snapshot_sha256 then 'repeated_in_its_file'
        else 'superseded_by_later_release' end as reason,
    count(*) as records, sum(superseded.best::integer)::bigint as deaths,
    'row ' || record.row_number || ' of the later file is the one that counts' as detail
from (
    select 'ucdp_ged' as source_id, id, best, row_number, snapshot_sha256 from raw.ucdp_ged
    union all
    select 'ucdp_candidate', id, best, row_number, snapshot_sha256 from raw.ucdp_candidate
) as superseded
join core.records as record on record.source_id = superseded.source_id and record.report_id = superseded.id
where (record.snapshot_sha256, record.row_number) <> (superseded.snapshot_sha256, superseded.row_number)
group by all
order by source_id, record_id, reason, detail
