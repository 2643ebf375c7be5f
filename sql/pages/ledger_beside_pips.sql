-- description: For each year of which PIPS published a figure for the province: what it counts, and the attacks in the
--   province that the ledger documents, where the year lies in the ledger's period.
with figures as (
    select year, metric, value, source_url, source_name, published_date, published_precision,
        -- One page gives both; of several, that of the attacks is named.
        row_number() over (partition by year order by metric, source_url) = 1 as is_named
    from marts.published_totals
    where definition_id = 'pips_attacks' and area = 'balochistan' and period = 'year' and is_current
        and basis <> 'derived'
        and (metric = 'attacks' or (metric = 'killed' and victim_group = 'total'))
),
counts as (
    select year, max(value) filter (metric = 'attacks') as pips_attacks,
        max(value) filter (metric = 'killed') as pips_killed
    from figures
    group by year
),
pips as (
    select counts.*, figures.source_url, figures.source_name, figures.published_date, figures.published_precision
    from counts
    join figures on figures.year = counts.year and figures.is_named
),
ledger as (
    select year(incident.date)::integer as year, count(*)::bigint as ledger_attacks,
        known_sum(incident.killed_best)::bigint as ledger_killed
    from core.incidents as incident
    -- PIPS counts the province; the ledger also holds the groups' attacks elsewhere.
    where incident.source_id = 'ledger' and incident.district_id is not null and incident.event_class = 'attack'
        and incident.date <= $as_of::date
    group by all
),
period as (select min(period_start) as first_day, max(least(period_end, $as_of::date)) as last_day from ref.sources
    where source_id = 'ledger')
select pips.*, ledger.ledger_attacks, ledger.ledger_killed,
    make_date(pips.year, 1, 1) >= period.first_day and make_date(pips.year, 12, 31) <= period.last_day as in_period
from pips
cross join period
left join ledger on ledger.year = pips.year
    and make_date(pips.year, 1, 1) >= period.first_day and make_date(pips.year, 12, 31) <= period.last_day
order by pips.year desc
