-- description: What each publisher counted in the province per calendar year, under its own definition: the current
--   figure known by the day, never a sum or an average.
-- title: Killed in Balochistan, by year: what each publisher counted
-- counts: People killed, all sides that the publisher counts, in a calendar year: one row of bars for each publisher,
--   all on one scale. The definitions differ, so the rows are never added or averaged. A hatched stub is a year for
--   which no yearly figure of that publisher was found: unknown, not zero. A lighter bar, with *, ends before its year
--   does. The whisker is UCDP's own lowest and highest count. Drawn from the first year for which two organisations
--   have a figure; figures worked out from percentages are left out.
with drawn as (
    select total.*
    from marts.published_totals as total
    join ref.publishers_of_totals as definition on definition.definition_id = total.definition_id
        and definition.area = total.area
    where total.metric = 'killed' and total.victim_group = 'total' and total.period in ('year', 'part_of_year')
        and total.is_current and total.basis <> 'derived'
        -- A year's part gives way to the whole of it, and a sum of ours to the publisher's own figure.
    qualify row_number() over (partition by total.definition_id, total.year order by total.date_end desc,
        total.basis desc, total.total_id) = 1
),
shared as (select year from drawn group by year having count(distinct organisation_id) > 1),
years as (
    select unnest(generate_series(min(year)::bigint, year($as_of::date)::bigint))::integer as year
    from shared
    having min(year) is not null
)
select
    definition.name, years.year,
    coalesce(drawn.period, 'no_figure') as period,
    drawn.date_end, drawn.value, drawn.value_low, drawn.value_high, drawn.qualifier, drawn.basis, drawn.revised_from,
    drawn.published_date, drawn.published_precision, drawn.source_name, drawn.source_url, drawn.note,
    definition.definition_id, definition.organisation_id, definition.area, definition.counts_operations,
    definition.counts_militants,
    definition.counts, definition.credit, definition.licence
from ref.publishers_of_totals as definition
cross join years
left join drawn on drawn.definition_id = definition.definition_id and drawn.year = years.year
where definition.definition_id in (select definition_id from drawn where year in (select year from years))
order by definition.rank, definition.definition_id, years.year
