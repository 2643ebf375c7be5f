-- description: at every stage, placed + in the province bucket + excluded with a reason = what came in, in rows and in
--   deaths
select source_id, stage, sum(rows_in) as rows_in, sum(rows_placed + rows_bucketed
    + rows_excluded) as rows_accounted_for,
    sum(deaths_in) as deaths_in, sum(deaths_placed + deaths_bucketed + deaths_excluded) as deaths_accounted_for
from marts.conservation
group by source_id, stage, stage_order
having sum(rows_in) <> sum(rows_placed + rows_bucketed + rows_excluded)
    or sum(deaths_in) <> sum(deaths_placed + deaths_bucketed + deaths_excluded)
order by stage_order
