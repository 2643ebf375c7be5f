-- description: of sums too killed_low <= killed_best <= killed_high, and the three are known together or not at all
select area_id, month, killed_low, killed_best, killed_high
from marts.headline_by_month
where killed_low > killed_best or killed_best > killed_high
    or (killed_best is null) <> (killed_low is null) or (killed_best is null) <> (killed_high is null)
order by area_id, month
