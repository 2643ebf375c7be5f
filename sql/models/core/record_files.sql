-- description: One row per file that rows of core.incidents or core.claims were read from: which file a
--   snapshot_sha256 is.
-- grain: source_id, snapshot_sha256
-- csv: yes
-- columns:
--   source_id VARCHAR: the source
--   snapshot_sha256 VARCHAR: SHA-256 of the file's bytes; of a table of one's own, that of the table, a plus and that
--     of its mapping
--   file_name VARCHAR: its publisher's name of the file; of the ledger its path under reference/, or below entered/;
--     of a table of one's own with its mapping
with rows_read as (
    select source_id, snapshot_sha256 from core.records where known_at <= (select known_by from core.known_by)
    union
    select source_id, snapshot_sha256 from core.record_versions
    union
    select source_id, snapshot_sha256 from core.claims_of_ledger
)
select coalesce(record_source(table_name), 'ledger') as source_id, snapshot_sha256, min(file_name) as file_name
from raw.files_read
where (coalesce(record_source(table_name), 'ledger'), snapshot_sha256)
    in (select (source_id, snapshot_sha256) from rows_read)
group by all
order by source_id, snapshot_sha256
