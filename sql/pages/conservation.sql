-- description: Rows and deaths left out at each stage, per source and reason.
select source_id, stage, excluded_reason, rows_excluded::bigint as rows_excluded,
    deaths_excluded::bigint as deaths_excluded
from marts.conservation join ref.sources as source using (source_id)
where excluded_reason <> 'none'
order by source_id, stage_order, excluded_reason
