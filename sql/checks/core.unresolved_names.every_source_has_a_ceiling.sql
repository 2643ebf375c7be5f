-- description: no deaths wait on unresolved names of a source without a ceiling; review them (corridorwatch names
--   review), then give the source one in corridorwatch.toml ([names] unresolved_deaths_ceilings)
-- severity: soft
select source.source_id, sum(source.deaths)::bigint as deaths_unresolved, count(*) as names
from (select unnest(by_source) as source from core.unresolved_names)
where ($unresolved_deaths_ceilings::json ->> source.source_id) is null
group by source.source_id
having sum(source.deaths) > 0
order by source.source_id
