-- description: Records kept out of the counts, by source, stage and reason.
select source_id, stage, reason, sum(records)::bigint as records,
    count(*) filter (not record_counts)::bigint as tolls_only, sum(deaths)::bigint as deaths
from core.exclusions
group by source_id, stage, reason
order by source_id, stage, reason
