-- description: What was found near each site in a phase of its life against the time before and the rest of the
--   province, the most telling first. Association, not cause. Expected incidents are sums of probabilities of lying
--   within 25 km.
select source_id, site_id, phase, compared_as, round(near_before, 1) as near_before, round(near_after, 1) as near_after,
    round(rest_before, 1) as rest_before, round(rest_after, 1) as rest_after, round(ratio, 2) as ratio,
    round(ratio_low, 2) as ratio_low,
    round(ratio_high, 1) as ratio_high, round(p_value, 4) as p_value, test, round(p_adjusted, 4) as p_adjusted,
    comparisons,
    round(dispersion, 2) as dispersion, direction, places, places_with_incidents, places_as_much, usual_comparisons,
    usual_changes, coalesce(verdict, sentence) as said, compared
from marts.before_and_after
order by p_value nulls last, source_id, site_id, date_start, phase
