-- description: every site in Balochistan has every week of every source's period at every radius, once
select source_id, site.site_id, count(mart.week) as cells
from ref.cpec_sites as site
cross join (select source_id, count(*) * len($radii_km) as expected from ref.source_weeks group by source_id) as weeks
left join marts.weekly_exposure_by_site as mart using (source_id, site_id)
where site.in_balochistan
group by source_id, site.site_id, weeks.expected
having count(mart.week) <> weeks.expected
order by source_id, site.site_id
