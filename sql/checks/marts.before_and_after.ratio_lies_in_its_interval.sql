-- description: a ratio lies between the ends of its interval
select source_id, site_id, phase, ratio, ratio_low, ratio_high
from marts.before_and_after
where ratio < ratio_low or ratio > ratio_high or ratio_low > ratio_high
order by source_id, site_id, phase
