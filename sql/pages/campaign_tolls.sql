-- description: One campaign's own toll by claimant side, victim group and metric: first, lowest, highest, latest, and
--   what is left of the latest after the incidents that hold part of it.
select claimant_side, victim_group, metric, claims::bigint as claims, first_value::bigint as first_value,
    first_said_on, lowest_value::bigint as lowest_value, highest_value::bigint as highest_value,
    latest_value::bigint as latest_value, latest_said_on,
    held_by_incidents::bigint as held_by_incidents, remainder::bigint as remainder
from marts.campaigns
where campaign_id = $campaign_id
order by metric <> 'killed', metric, claimant_side <> 'state', claimant_side <> 'militant', claimant_side, victim_group
