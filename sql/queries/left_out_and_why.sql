-- description: What each stage left out, with the reason, and that nothing else is missing.
select source_id, stage, excluded_reason, rows_in, rows_placed, rows_bucketed, rows_excluded, deaths_in, deaths_placed,
    deaths_bucketed, deaths_excluded
from marts.conservation
order by source_id, stage_order, excluded_reason
