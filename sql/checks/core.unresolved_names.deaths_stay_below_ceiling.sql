-- description: of no source do more deaths wait on unresolved names than its ceiling in corridorwatch.toml ([names]
--   unresolved_deaths_ceilings); review them (corridorwatch names review), or raise it there with a reason
with waiting as (
    select source.source_id, sum(source.deaths)::bigint as deaths_unresolved,
        string_agg(name_as_written, '; ' order by source.deaths desc nulls last, name_as_written) as names
    from (select name_as_written, unnest(by_source) as source from core.unresolved_names)
    group by source.source_id
)
select *, ($unresolved_deaths_ceilings::json ->> source_id)::bigint as ceiling
from waiting
where deaths_unresolved > ($unresolved_deaths_ceilings::json ->> source_id)::bigint
order by source_id
