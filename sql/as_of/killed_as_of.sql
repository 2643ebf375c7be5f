-- description: Who said how many were killed, as known on a day: one row per event, claimant side and group of
--   victims, figures of the whole event.
select event_id, claimant_side, victim_group, first_value as first, latest_value as latest, lowest_value as lowest,
    highest_value as highest, claims
from marts.claimed_tolls
where metric = 'killed'
order by event_id, claimant_side, victim_group
