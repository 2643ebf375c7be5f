-- description: The campaigns that hit one district, by whose list.
select campaign.campaign_id, campaign.name, campaign.date_start, campaign.date_end,
    string_agg(distinct place.listed_by, '; ' order by place.listed_by) as listed_by
from core.campaign_places as place
join core.campaigns as campaign on campaign.campaign_id = place.campaign_id
where place.district_id = $district_id and campaign.date_start <= $as_of::date
group by campaign.campaign_id, campaign.name, campaign.date_start, campaign.date_end
order by campaign.date_start, campaign.campaign_id
