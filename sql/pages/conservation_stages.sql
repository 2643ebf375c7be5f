-- description: Rows and deaths in, placed, kept in the province bucket, and left out for any reason, per source and
--   stage.
select source_id, source.title, stage,
    coalesce(sum(rows_in), 0)::bigint as rows_in, coalesce(sum(deaths_in), 0)::bigint as deaths_in,
    coalesce(sum(rows_placed), 0)::bigint as rows_placed, coalesce(sum(deaths_placed), 0)::bigint as deaths_placed,
    coalesce(sum(rows_bucketed), 0)::bigint as rows_bucketed,
    coalesce(sum(deaths_bucketed), 0)::bigint as deaths_bucketed,
    coalesce(sum(rows_excluded), 0)::bigint as rows_excluded,
    coalesce(sum(deaths_excluded), 0)::bigint as deaths_excluded
from marts.conservation join ref.sources as source using (source_id)
group by source_id, source.title, stage, stage_order
order by source_id, stage_order
