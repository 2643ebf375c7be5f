-- description: a place that no reviewed name decides is in the province bucket, and nothing else is
select report_id, district_method, district_id
from core.reports
where (district_method in ('several_districts', 'province_only',
    'unresolved')) <> coalesce(district_id = 'balochistan', false)
order by report_id
