-- description: at every stage, of the dead by side, the injured and both ends of the interval too: placed + in the
--   province bucket + left out = what came in
select source_id, stage, measure, counted_in, counted_placed, counted_bucketed, counted_excluded
from marts.conservation_of_counts
where counted_in <> counted_placed + counted_bucketed + counted_excluded
order by source_id, stage_order, measure
