-- description: How often tolls ended within the range that older tolls let one expect on day 1, 3 and 7.
select age::bigint as age, count(is_within)::bigint as scored, count(*) filter (is_within)::bigint as held,
    round(avg(expected_high - expected_low) filter (is_within is not null))::bigint as mean_width
from marts.development_backtest
where source_id = $source_id and metric = 'killed'
group by age
having count(is_within) > 0
order by age
