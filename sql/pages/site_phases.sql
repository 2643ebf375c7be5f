-- description: The phases of each CPEC site's life, in order, and which is the last that is known.
select site_id, phase, date_start, date_precision, date_end, confidence, note, source,
    lead(date_start) over (partition by site_id order by date_start, phase) is null as is_last
from ref.site_phases
where date_start <= $as_of::date
order by site_id, date_start, phase
