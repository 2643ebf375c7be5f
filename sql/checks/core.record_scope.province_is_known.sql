-- description: a province text is Balochistan, or a province or neighbour known by name; what is spelled like
--   Balochistan is counted there only where the record's own name or point confirms it
-- severity: soft
with told as (
    select mention.source_id, mention.province_as_written as province,
        scope.province_said = 'like_balochistan' as is_like, scope.is_inside, 1::bigint as records,
        coalesce(record.killed_total, stated_sum(record.killed_security, record.killed_civilian,
            record.killed_militant, record.killed_unknown))::bigint as deaths, mention.record_id as example
    from core.place_mentions as mention
    join core.record_scope as scope
        on scope.source_id = mention.source_id and scope.record_kind = mention.record_kind
            and scope.record_id = mention.record_id
    left join core.records as record on record.source_id = mention.source_id and record.report_id = mention.record_id
    where scope.basis <> 'another_country' and scope.province_said in ('like_balochistan', 'another')
    union all
    select table_name, place, false, false, records, deaths, null from raw.elsewhere where reason = 'another_province'
)
select source_id, province,
    case when is_like then 'spelled like Balochistan' else 'another province, unknown by name' end as reads_as,
    sum(records)::bigint as records, sum(deaths)::bigint as deaths,
    (sum(records) filter (is_inside))::bigint as counted_in_balochistan, min(example) as example
from told
where is_like or not regexp_matches(
    lower(province),
    'sindh?\b|punjab|khyber|pakhtunkh?w?a|\bkpk?\b|frontier|nwfp|fata\b|tribal|islamabad|gilgit|baltistan|kashmir|karachi|iran|sistan|afghanistan|kandahar|qandahar|helmand|nimr[ou]z|zabul|paktika|سندھ|پنجاب|خیبر'
)
group by source_id, province, is_like
order by source_id, province
