-- description: One row per district and stretch of time: the district its ground belonged to then. Hub before
--   September 2022 is Lasbela.
-- grain: district_id, valid_from
-- columns:
--   district_id VARCHAR: district as named today, or then
--   then_id VARCHAR: district that held its ground in that time
--   valid_from DATE: first day of the stretch; 0001-01-01 where it has no beginning
--   valid_to DATE: first day after it; 9999-12-31 where it has no end
with recursive existence as (
    select district_id, parent_id,
        coalesce(valid_from, date '0001-01-01') as born, coalesce(valid_to, date '9999-12-31') as gone
    from ref.districts
),
-- Whoever did not exist in a stretch was part of the parent in it; the parent is asked the same.
asked as (
    select district_id, district_id as then_id, date '0001-01-01' as lo, date '9999-12-31' as hi, 0 as step
    from existence
    union all
    select asked.district_id, existence.parent_id,
        case side.name when 'before' then asked.lo else greatest(asked.lo, existence.gone) end,
        case side.name when 'before' then least(asked.hi, existence.born) else asked.hi end,
        asked.step + 1
    from asked
    join existence on existence.district_id = asked.then_id and existence.parent_id is not null
    cross join (values ('before'), ('after')) as side(name)
    where asked.step < 5
        and case side.name
            when 'before' then asked.lo < least(asked.hi, existence.born)
            else greatest(asked.lo, existence.gone) < asked.hi
        end
)
select asked.district_id, asked.then_id,
    greatest(asked.lo, existence.born) as valid_from,
    least(asked.hi, existence.gone) as valid_to
from asked
join existence on existence.district_id = asked.then_id
where greatest(asked.lo, existence.born) < least(asked.hi, existence.gone)
order by asked.district_id, valid_from
