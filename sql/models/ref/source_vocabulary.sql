-- description: One row per source, member and span of days of which a reviewer found whether the source can name it:
--   what its rows alone cannot show.
-- grain: source_id, dimension, member_id, valid_from
-- columns:
--   source_id, dimension
--   member_id VARCHAR: the district, actor, family or class of event
--   can_name BOOLEAN: it has a name or code for it; false wins over what its rows show
--   valid_from DATE: first day for which that holds; 0001-01-01 where it has no beginning
--   valid_to DATE: first day after it; 9999-12-31 where it has no end
--   note VARCHAR: why
--   source VARCHAR: where it was read
select source_id, kind as dimension, id as member_id, can_name = 'yes' as can_name,
    coalesce(valid_from::date, date '0001-01-01') as valid_from,
    coalesce(valid_to::date, date '9999-12-31') as valid_to, note, source
from raw.source_vocabulary
order by source_id, dimension, member_id, valid_from
