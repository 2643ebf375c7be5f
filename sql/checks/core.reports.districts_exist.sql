-- description: a report in the province lies in a district of ref.districts or in the province bucket
select report_id, district_id, district_method
from core.reports
where case
    when district_method = 'outside_balochistan' then district_id is not null
    else coalesce(district_id, '') <> 'balochistan' and coalesce(district_id, '') not in (select district_id
        from ref.districts)
end
order by report_id
