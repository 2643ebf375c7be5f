-- description: By what factor tolls known on day 1, 3 and 7 grew to that of day 30, by side of the claimant and group
--   of victims.
-- title: How much first tolls grow
-- counts: Tolls killed, a month old or more, of which the same side gave a figure again after that day: the figure of
--   day 30 divided by that of day 1, 3 and 7 (the event's day is day 1). No campaigns, no landmark attacks; of the
--   first rows one toll an event, the total before a part and the state's before the media's, none of an armed
--   group's. Mark: median; thick: half of the tolls; thin: smallest to largest. 1 is no change. n is how many tolls;
--   none is drawn from fewer than three. Left out: victims whose side is not said, and sides other than state, media
--   and armed group.
select grouping, claimant_side, victim_group, age::bigint as age, tolls::bigint as tolls, grew::bigint as grew,
    fell::bigint as fell,
    median, lower_quartile, upper_quartile, lowest, highest
from marts.development_factors
where source_id = $source_id and metric = 'killed' and age in (1, 3, 7) and grouping in ('event', 'side_and_group')
    and coalesce(victim_group, 'total') in ('total', 'security', 'civilian', 'militant')
    and coalesce(claimant_side, 'state') in ('state', 'militant', 'media')
order by grouping, claimant_side, victim_group, age
