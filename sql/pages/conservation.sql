-- description: Rows and deaths in, placed, kept in the province bucket, and excluded by reason, per source and stage.
select source_id, source.title, stage, rows_in::bigint as rows_in, deaths_in::bigint as deaths_in, rows_placed::bigint as rows_placed,
    deaths_placed::bigint as deaths_placed, rows_bucketed::bigint as rows_bucketed,
    deaths_bucketed::bigint as deaths_bucketed, excluded_reason, rows_excluded::bigint as rows_excluded,
    deaths_excluded::bigint as deaths_excluded
from marts.conservation join ref.sources as source using (source_id)
order by source_id, stage_order, excluded_reason
