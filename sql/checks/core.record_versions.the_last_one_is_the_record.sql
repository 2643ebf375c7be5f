-- description: what a publisher's record says on the day is its last version, and a record that was taken back is no
--   record
select source_id, report_id, record.killed_total as recorded, last_one.status, last_one.killed_total as last_version
from (
    select * from core.records
    where known_at <= (select known_by from core.known_by) and source_id in (select table_name from raw.sightings)
) as record
full join (
    select * from core.record_versions qualify row_number()
        over (partition by source_id, report_id order by version desc) = 1
) as last_one using (source_id, report_id)
where (record.killed_total, record.killed_low, record.killed_high)
        is distinct from (last_one.killed_total, last_one.killed_low, last_one.killed_high)
    -- A file that does not speak of the event's years leaves its last version standing without a record.
    and not (record.report_id is null and last_one.status = 'stated' and source_id not in (
        select source_id from raw.sources where accumulates = 'yes'
    ))
    and not (record.report_id is null and last_one.status = 'withdrawn')
order by source_id, report_id
