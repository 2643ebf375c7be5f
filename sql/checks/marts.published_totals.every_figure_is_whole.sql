-- description: every figure has a period in order, that had ended when it was published, a page that can be opened,
--   and low <= value <= high
select total_id, date_start, date_end, published_date, value, value_low, value_high, source_url
from marts.published_totals
where date_end < date_start or known_at < date_end or not regexp_matches(source_url, '^https?://[^/ ]+')
    or value < coalesce(value_low, value) or value > coalesce(value_high, value)
    or (published_precision = 'day' and published_date < date_end)
order by total_id
