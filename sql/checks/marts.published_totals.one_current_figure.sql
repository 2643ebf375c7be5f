-- description: of one definition, area, period, metric and group no two figures are current; two of one day need
--   `revises`
select definition_id, area, date_start, date_end, metric, victim_group, basis,
    list(total_id order by total_id) as total_ids
from marts.published_totals
where is_current
group by all
having count(*) > 1
order by definition_id, area, date_start, date_end, metric, victim_group, basis
