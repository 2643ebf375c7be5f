-- description: The phases of one CPEC site's life, in order, and which is the last that is known.
select phase, date_start, date_precision, date_end, confidence, note, source,
    lead(date_start) over (order by date_start, phase) is null as is_last
from ref.site_phases
where site_id = $site_id and date_start <= $as_of::date
order by date_start, phase
