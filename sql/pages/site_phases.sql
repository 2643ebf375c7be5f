-- description: The phases of one CPEC site's life, in order.
select phase, date_start, date_precision, date_end, confidence, note, source
from ref.site_phases
where site_id = $site_id and date_start <= $as_of::date
order by date_start, phase
