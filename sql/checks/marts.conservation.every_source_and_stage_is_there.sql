-- description: every source has a row for each stage: an empty table of accounts balances too, and says nothing
select source.source_id, stage.name as stage
from ref.sources as source
cross join (values ('ingest'), ('reports'), ('incidents'), ('districts'), ('weeks')) as stage(name)
anti join marts.conservation as told
    on told.source_id = source.source_id and told.stage = stage.name and told.excluded_reason = 'none'
where exists (from core.incidents as incident where incident.source_id = source.source_id)
order by source_id, stage
