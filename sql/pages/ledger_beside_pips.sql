-- description: For each year of which PIPS published a figure for the province: what it counts, and the attacks that the ledger documents, where the year lies in the ledger's period.
with pips as (
    select year,
        max(value) filter (metric = 'attacks') as pips_attacks, max(value) filter (metric = 'killed') as pips_killed,
        -- One page gives both; of several, the first by address.
        min_by(source_url, (metric, source_url)) as source_url, min_by(source_name, (metric, source_url)) as source_name,
        min_by(published_date, (metric, source_url)) as published_date, min_by(published_precision, (metric, source_url)) as published_precision
    from marts.published_totals
    where definition_id = 'pips_attacks' and area = 'balochistan' and period = 'year' and is_current and basis <> 'derived'
        and (metric = 'attacks' or (metric = 'killed' and victim_group = 'total'))
    group by year
),
ledger as (
    select year(incident.date)::integer as year, count(*)::bigint as ledger_attacks, known_sum(incident.killed_best)::bigint as ledger_killed
    from core.incidents as incident
    where incident.source_id = 'ledger' and incident.event_class = 'attack' and incident.date <= $as_of::date
    group by all
),
period as (select min(period_start) as first_day, max(least(period_end, $as_of::date)) as last_day from ref.sources where source_id = 'ledger')
select pips.*, ledger.ledger_attacks, ledger.ledger_killed,
    make_date(pips.year, 1, 1) >= period.first_day and make_date(pips.year, 12, 31) <= period.last_day as in_period
from pips
cross join period
left join ledger on ledger.year = pips.year
    and make_date(pips.year, 1, 1) >= period.first_day and make_date(pips.year, 12, 31) <= period.last_day
order by pips.year desc
