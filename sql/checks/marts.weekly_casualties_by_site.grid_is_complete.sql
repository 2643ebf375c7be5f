-- description: every site in Balochistan has every week of the source's period, once
select site.site_id, count(mart.week) as weeks, (select count(*) from ref.source_weeks) as expected_weeks
from ref.cpec_sites as site
left join marts.weekly_casualties_by_site as mart using (site_id)
where site.in_balochistan
group by site.site_id
having count(mart.week) <> (select count(*) from ref.source_weeks)
order by site.site_id
