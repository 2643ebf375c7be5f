-- description: One row per wording by which a source names a CPEC site as the target.
-- grain: alias
-- columns:
--   alias, folded
--   site_id VARCHAR: the site it names
--   source VARCHAR: where the wording was read
select alias, fold_name(alias) as folded, site_id, source
from raw.cpec_site_names
order by alias
