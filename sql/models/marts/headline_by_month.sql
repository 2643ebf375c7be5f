-- description: One row per area and calendar month for which a census speaks: the headline series, drawn from one source a month, never a sum of sources. The rule: docs/decisions/0005-sources.md.
-- grain: area_id, month
-- columns:
--   area_id VARCHAR: 'province' for all of it, else a district; 'balochistan' is the bucket of what is known only to the province
--   month DATE: first day of the month
--   source_id VARCHAR: the source chosen for the month
--   status VARCHAR: reported, reported_zero, not_covered (the district was not there), source_down or provisional
--   incidents BIGINT: events; null where nobody looked
--   incidents_without_toll BIGINT: events whose leading report gives no death toll of its own
--   killed_best BIGINT: deaths; null where no event carries a toll
--   killed_low BIGINT: deaths by the lowest accounts
--   killed_high BIGINT: deaths by the highest accounts
--   killed_security BIGINT: deaths of security forces; null where no event says
--   killed_civilian BIGINT: deaths of civilians; null where no event says
--   killed_militant BIGINT: deaths of militants; null where no event says
--   killed_unknown BIGINT: deaths whose side is not said
-- A month is drawn from the first source, by rank, that speaks for all of it.
with chosen as (
    select months.source_id, months.month, months.is_down, months.is_filling as is_provisional
    from ref.source_months as months
    join ref.sources as source using (source_id)
    where source.kind = 'census' and source.headline_rank is not null and source.rows_may_leave
        and months.in_period and not months.is_cut and (months.month + interval 1 month)::date - 1 <= $as_of::date
    qualify row_number() over (partition by months.month order by source.headline_rank) = 1
),
areas as (
    select district_id as area_id, valid_from, valid_to from ref.districts
    union all
    select unnest(['province', 'balochistan']), null, null
),
membership as (
    select source_id, date_trunc('month', date)::date as month, unnest(['province', district_id]) as area_id,
        killed_best, killed_low, killed_high, killed_security, killed_civilian, killed_militant, killed_unknown
    from core.incidents
    where district_method <> 'outside_balochistan' and date_precision <> 'year'
),
counts as (
    select source_id, month, area_id,
        count(*) as incidents,
        count(*) filter (killed_best is null) as incidents_without_toll,
        known_sum(killed_best) as killed_best, known_sum(killed_low) as killed_low, known_sum(killed_high) as killed_high,
        known_sum(killed_security) as killed_security, known_sum(killed_civilian) as killed_civilian,
        known_sum(killed_militant) as killed_militant, known_sum(killed_unknown) as killed_unknown
    from membership
    group by all
),
cells as (
    select areas.area_id, chosen.month, chosen.source_id,
        week_status(
            'census', coalesce(counts.incidents, 0),
            (areas.valid_from is null or areas.valid_from < chosen.month + interval 1 month)
                and (areas.valid_to is null or areas.valid_to > chosen.month),
            chosen.is_down, chosen.is_provisional
        ) as status,
        coalesce(counts.incidents, 0) as found,
        counts.* exclude (source_id, month, area_id)
    from chosen
    cross join areas
    left join counts on counts.source_id = chosen.source_id and counts.month = chosen.month and counts.area_id = areas.area_id
)
select
    area_id, month, source_id, status,
    counted(status, found, incidents) as incidents,
    counted(status, found, incidents_without_toll) as incidents_without_toll,
    counted(status, found, killed_best) as killed_best,
    counted(status, found, killed_low) as killed_low,
    counted(status, found, killed_high) as killed_high,
    counted(status, found, killed_security) as killed_security,
    counted(status, found, killed_civilian) as killed_civilian,
    counted(status, found, killed_militant) as killed_militant,
    counted(status, found, killed_unknown) as killed_unknown
from cells
order by area_id, month
