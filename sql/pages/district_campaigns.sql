-- description: The campaigns that hit each district, by whose list; null where only an incident there is linked to it;
--   the letter is the one the campaign has on every page.
with lettered as (
    select *, chr(65 + ((row_number() over (order by date_start, campaign_id) - 1) % 26)::integer) as letter
    from core.campaigns
    where date_start <= $as_of::date
),
places as (
    select district_id, campaign_id, listed_by from core.campaign_places
    union all
    select district_id, campaign_id, null from core.incidents where campaign_id is not null
)
select place.district_id, campaign.campaign_id, campaign.letter, campaign.name, campaign.date_start, campaign.date_end,
    string_agg(distinct place.listed_by, '; ' order by place.listed_by) as listed_by
from places as place
join lettered as campaign on campaign.campaign_id = place.campaign_id
-- A place that no name decides says nothing of where a campaign struck.
where place.district_id <> 'balochistan'
group by place.district_id, campaign.campaign_id, campaign.letter, campaign.name, campaign.date_start, campaign.date_end
order by place.district_id, campaign.date_start, campaign.campaign_id
