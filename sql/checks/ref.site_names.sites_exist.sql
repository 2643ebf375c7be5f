-- description: every wording names a site that exists, and one wording one site
select alias, site_id
from ref.site_names
where site_id not in (select site_id from ref.cpec_sites)
    or folded in (select folded from ref.site_names group by folded having count(distinct site_id) > 1)
order by alias
