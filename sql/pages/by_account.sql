-- description: By whose account the dead of the incidents in weeks are counted, most dead first: of the province, of
--   each week and of each district. An incident without a figure, or with none dead, counts nowhere.
-- trace: core.incidents.killed_best where source_id = 'ledger' and district_id is not null and week is not null and
--   not is_landmark and killed_best > 0 and leading_report_id in (select report_id from core.reports where
--   figures_claimant_side = 'media')
select incident.week, incident.district_id, report.figures_claimant_side as side,
    sum(incident.killed_best)::bigint as dead, count(*) as incidents
from core.incidents as incident
join core.reports as report
    on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
where incident.source_id = $source_id and incident.district_id is not null and incident.date <= $as_of::date
    and not incident.is_landmark and incident.date_precision in ('day', 'week') and incident.killed_best > 0
group by grouping sets ((side), (incident.week, side), (incident.district_id, side))
order by incident.week nulls first, incident.district_id nulls first, dead desc, side
