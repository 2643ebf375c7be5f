-- description: rows of ACLED, which may not leave the machine, are used only where the reviewed table of sources names
--   it
select report_id, 'reference/sources.csv has no row acled, so nothing would keep its rows in' as detail
from core.records_of_acled
where not exists (select 1 from raw.sources where source_id = 'acled')
order by report_id
limit 5
