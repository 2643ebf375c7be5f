-- description: of sums too killed_low <= killed_best <= killed_high, and the three are known together or not at all
select source_id, month, event_class, killed_low, killed_best, killed_high
from marts.monthly_casualties
where killed_low > killed_best or killed_best > killed_high
    or (killed_best is null) <> (killed_low is null) or (killed_best is null) <> (killed_high is null)
order by source_id, month, event_class
