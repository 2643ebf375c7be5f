-- description: One row per wording by which a source names a CPEC site as the target.
-- grain: alias
-- columns:
--   alias VARCHAR: as written
--   folded VARCHAR: the alias as it is compared (macro fold_name)
--   site_id VARCHAR: the site it names
--   source VARCHAR: where the wording was read
select alias, fold_name(alias) as folded, site_id, source
from raw.cpec_site_names
order by alias
