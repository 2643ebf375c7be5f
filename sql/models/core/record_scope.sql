-- description: One row per record that names a place: whether it belongs to the province, by one rule for all
--   sources: country, then province, then its own names and point.
-- grain: source_id, record_kind, record_id
-- columns:
--   source_id, record_kind, record_id
--   is_inside BOOLEAN: it belongs to the province
--   basis VARCHAR: why. Inside: province_named, spelling_confirmed (nearly the province's name, and its own name or
--     point confirm it), own_name, own_point (no province named), or speaks_for_the_province (a claim or a campaign's
--     place). Outside: another_country, another_province, spelled_like_balochistan (nearly the province's name, and
--     nothing confirms it), place_elsewhere or no_province_named. What names no country, and as its province or place
--     only places of other countries, is of another_country
--   country_said VARCHAR: named, none or another (macro said_country)
--   province_said VARCHAR: balochistan, like_balochistan, none or another (macro said_province)
--   name_says VARCHAR: where the country and province leave it open, what its own names say: inside (a reviewed name
--     that is nowhere else), elsewhere, both or open; null where nobody asks
--   point_says VARCHAR: what its point says of the province's outline: inside, at_border (inside, within 10 km of its
--     land border), beyond_border (up to 15 km outside), far_outside, swapped (latitude and longitude changed places)
--     or zero; null without a point
with said as materialized (
    select country_as_written, province_as_written,
        said_country(country_as_written, 'Pakistan') as country_said,
        said_province(province_as_written) as province_said,
        fold_name(regexp_replace(province_as_written, '\b[Pp]rovince\b', ''))
            in (select folded from ref.places_elsewhere where is_abroad)
            as is_province_abroad
    from (select distinct country_as_written, province_as_written from core.place_mentions)
),
mentions as materialized (
    select mention.*, said.country_said, said.province_said, said.is_province_abroad,
        mention.record_kind in ('incident', 'second_report') and said.country_said <> 'another'
            and said.province_said in ('none', 'like_balochistan') as asks_its_own_place
    from core.place_mentions as mention
    join said on said.country_as_written is not distinct from mention.country_as_written
        and said.province_as_written is not distinct from mention.province_as_written
),
spelled as materialized (
    select written, said_province(written) = 'balochistan' as is_province
    from (select distinct written from core.written_names where kind in ('district', 'place'))
    where not is_not_said(written)
),
-- Only a form that a reviewer wrote confirms: what is read by its letters, or means several places, does not; nor does
-- a name in a record known to the province or the country only, unless it is the province's.
names as (
    select name.source_id, name.record_kind, name.record_id, name.field, name.part,
        bool_or(not mention.is_province_wide and reading.method
            in ('canonical', 'alias', 'folded_alias', 'dated_alias') and elsewhere.folded is null)
            or bool_or(spelled.is_province) as is_here,
        bool_or(reading.method = 'elsewhere' or elsewhere.folded is not null)
            or bool_or(regexp_full_match(lower(name.written),
                'sindh?|punjab|kpk?|khyber pakhtunkh?wa|nwfp|fata|iran|afghanistan|india|zabul|s[ei]+stan.*|islamabad|.*kashmir'))
            as is_elsewhere,
        coalesce(bool_and(reading.method = 'elsewhere' and elsewhere.is_abroad), false) as is_abroad
    from core.written_names as name
    join mentions as mention
        on mention.source_id = name.source_id and mention.record_kind = name.record_kind
            and mention.record_id = name.record_id
        and mention.asks_its_own_place
    join core.name_readings as reading
        on reading.kind = name.kind and reading.written = name.written
        and (reading.valid_from is null or name.on_date is null or name.on_date >= reading.valid_from)
        and (reading.valid_to is null or name.on_date is null or name.on_date < reading.valid_to)
    join spelled on spelled.written = name.written
    left join ref.places_elsewhere as elsewhere on elsewhere.folded = reading.folded
    where name.kind in ('district', 'place')
    group by name.source_id, name.record_kind, name.record_id, name.field, name.part
),
-- A text that is known as a whole is not taken apart.
own_names as (
    select source_id, record_kind, record_id, bool_or(is_here) as is_here, bool_or(is_elsewhere) as is_elsewhere,
        bool_or(is_abroad) and bool_and(is_abroad or not is_elsewhere) as is_abroad
    from (
        select source_id, record_kind, record_id, is_here, is_elsewhere, is_abroad from names
        qualify case when bool_or(part = 0 and (is_here or is_elsewhere))
            over (partition by source_id, record_kind, record_id, field) then part = 0 else part > 0 end
        union all
        -- "a hamlet, Balochistan": the province is no name of a place, and says where it is.
        select source_id, record_kind, record_id, true, false, false
        from mentions
        where asks_its_own_place and len(list_filter(
            regexp_split_to_array(concat_ws(',', district_as_written, place_as_written), '[,;()،؛]'),
            lambda part: said_province(part) = 'balochistan'
        )) > 0
    )
    group by source_id, record_kind, record_id
),
points as materialized (
    select distinct point_latitude as latitude, point_longitude as longitude
    from core.place_mentions
    where isfinite(point_latitude) and isfinite(point_longitude)
),
edges as materialized (
    select latitude as latitude_a, longitude as longitude_a, stretch <> 'coast' as is_land,
        coalesce(lead(latitude) over (order by step), first_value(latitude) over (order by step)) as latitude_b,
        coalesce(lead(longitude) over (order by step), first_value(longitude) over (order by step)) as longitude_b
    from ref.province_outline
),
as_given as (
    select latitude, longitude, latitude as y, longitude as x from points
    union
    select latitude, longitude, longitude, latitude from points
),
-- Kilometres east and north of the point, on a plane that touches the earth there: exact enough near the border, where
-- it matters.
measured as (
    select latitude, longitude, y, x, is_land,
        (latitude_a > y) <> (latitude_b > y)
            and x < longitude_a + (longitude_b - longitude_a) * (y - latitude_a) / nullif(latitude_b - latitude_a,
                0) as is_crossed,
        (longitude_a - x) * 111.32 * cos(radians(y)) as east_a, (latitude_a - y) * 110.57 as north_a,
        (longitude_b - x) * 111.32 * cos(radians(y)) as east_b, (latitude_b - y) * 110.57 as north_b
    from as_given cross join edges
),
nearest_of_edge as (
    select *, greatest(0, least(1, coalesce(
            -(east_a * (east_b - east_a) + north_a * (north_b - north_a)) / nullif(pow(east_b - east_a, 2)
                + pow(north_b - north_a, 2), 0), 0
        ))) as along
    from measured
),
in_outline as (
    select latitude, longitude, y = latitude and x = longitude as is_as_given,
        count(*) filter (is_crossed) % 2 = 1 as is_in,
        min(sqrt(pow(east_a + along * (east_b - east_a), 2) + pow(north_a + along * (north_b - north_a), 2))) as km,
        min(sqrt(pow(east_a + along * (east_b - east_a), 2) + pow(north_a + along * (north_b - north_a), 2)))
            filter (is_land) as km_by_land
    from nearest_of_edge
    group by latitude, longitude, y, x
),
point_standings as materialized (
    select latitude, longitude,
        case
            when abs(latitude) < 0.01 and abs(longitude) < 0.01 then 'zero'
            when bool_or(is_as_given and is_in and km_by_land >= 10) then 'inside'
            when bool_or(is_as_given and is_in) then 'at_border'
            when bool_or(is_as_given and km <= 15) then 'beyond_border'
            when bool_or(not is_as_given and (is_in or km <= 15)) then 'swapped'
            else 'far_outside'
        end as says
    from in_outline
    group by latitude, longitude
),
judged as (
    select mention.*, standing.says as point_says, coalesce(own_names.is_abroad, false) as is_name_abroad,
        case when mention.asks_its_own_place then
            case
                when own_names.is_here and own_names.is_elsewhere then 'both'
                when own_names.is_here then 'inside'
                when own_names.is_elsewhere then 'elsewhere'
                else 'open'
            end
        end as name_says
    from mentions as mention
    left join own_names
        on own_names.source_id = mention.source_id and own_names.record_kind = mention.record_kind
            and own_names.record_id = mention.record_id
    left join point_standings as standing on standing.latitude = mention.point_latitude
        and standing.longitude = mention.point_longitude
),
decided as (
    select *,
        case
            when record_kind not in ('incident', 'second_report') then 'speaks_for_the_province'
            when country_said = 'another' then 'another_country'
            when province_said = 'another' and country_said = 'none'
                and not regexp_matches(lower(province_as_written), 's[ei]+stan')
                and is_province_abroad then 'another_country'
            when province_said = 'another' then 'another_province'
            when province_said = 'balochistan' then 'province_named'
            -- A name of the province with a point far outside it is another place's name.
            when name_says = 'inside' and not coalesce(where_prec in (1, 2) and point_says = 'far_outside', false)
                then 'own_name'
            when name_says in ('open', 'both') and where_prec in (1, 2) and point_says = 'inside' then 'own_point'
            when province_said = 'like_balochistan' then 'spelled_like_balochistan'
            when name_says = 'elsewhere' and country_said = 'none' and is_name_abroad then 'another_country'
            when name_says in ('elsewhere', 'inside') or where_prec in (1, 2)
                and point_says in ('beyond_border', 'far_outside') then 'place_elsewhere'
            else 'no_province_named'
        end as basis
    from judged
)
select source_id, record_kind, record_id,
    basis in ('speaks_for_the_province', 'province_named', 'own_name', 'own_point') as is_inside,
    case when province_said = 'like_balochistan' and basis in ('own_name', 'own_point') then 'spelling_confirmed'
        else basis end as basis,
    country_said, province_said, name_says, point_says
from decided
order by source_id, record_kind, record_id
