-- description: a province text is Balochistan or a province or neighbour known by name; another spelling of Balochistan would put its records outside the province
-- severity: soft
select source_id, province_as_written, count(*) as records, min(record_id) as example
from core.place_mentions
where province_as_written is not null and trim(province_as_written) <> ''
    and not is_balochistan(province_as_written)
    and not regexp_matches(
        lower(province_as_written),
        'sindh?\b|punjab|khyber|pakhtunkh?wa|\bkpk?\b|frontier|nwfp|fata\b|tribal|islamabad|gilgit|kashmir|karachi|iran|sistan|afghanistan|kandahar|qandahar|helmand|nimr[ou]z|zabul|paktika'
    )
group by source_id, province_as_written
order by source_id, province_as_written
