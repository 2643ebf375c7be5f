-- description: Operation Herof, second phase: how each side's own count of the dead moved. The sides are never added
--   or averaged.
select claimant_side, victim_group, claims, first_value, first_said_on, lowest_value, highest_value, latest_value,
    latest_said_on, held_by_incidents, remainder
from marts.campaigns
where campaign_id = 'herof2' and metric = 'killed'
order by victim_group, claimant_side
