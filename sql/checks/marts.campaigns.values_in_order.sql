-- description: the first and the latest figure lie between the lowest and the highest
select campaign_id, claimant_side, victim_group, metric, first_value, lowest_value, highest_value, latest_value
from marts.campaigns
where first_value not between lowest_value and highest_value or latest_value not between lowest_value and highest_value
    or first_said_on > latest_said_on
order by campaign_id, claimant_side, victim_group, metric
