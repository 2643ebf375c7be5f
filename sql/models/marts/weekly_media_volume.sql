-- description: How much the world's press wrote about each province in a week, by GDELT. An index of attention: no
--   count of events, of attacks or of the dead, and never added to any.
-- grain: adm1_code, week
-- columns:
--   adm1_code VARCHAR: FIPS 10-4 code of the province: PK02 is Balochistan; PK where only the country is known
--   province VARCHAR: its name; null for codes this project does not name
--   week DATE: Monday of the ISO week in which GDELT added the articles, not of what they tell of
--   files BIGINT: export files read for the week, of 672 in a whole one: compare weeks only where these are near
--   records BIGINT: rows GDELT coded there; most are no event that happened there, and none is placed on a map
--   articles BIGINT: articles of the first fifteen minutes behind those rows; the same article counts once for each
--     row
select
    counts.adm1_code,
    case counts.adm1_code when 'PK02' then 'Balochistan' when 'PK' then 'not known' end as province,
    counts.week::date as week,
    count(distinct counts.snapshot_sha256) as files,
    sum(counts.records::bigint)::bigint as records,
    sum(counts.articles::bigint)::bigint as articles
from raw.gdelt_counts as counts
group by counts.adm1_code, counts.week
order by adm1_code, week
