-- description: an event that is over waits for no page: one on an undated page is in no table until the lag of undated
--   pages has passed; give the page's date
-- severity: soft
select record_id, known_at, deaths
from core.not_yet_known
where source_id = 'ledger' and reason = 'undated_page'
order by record_id
