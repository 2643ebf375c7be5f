-- description: One row per file of UCDP taken by the as-of date that counts, with the edition that its name tells.
-- grain: source_id, release_order
-- released: no, ref.sources holds its versions
-- columns:
--   source_id
--   release_order BIGINT: its place among the source's files
--   file_name VARCHAR: its name
--   version VARCHAR: UCDP's own version (26.1, 26.0.9); null where the name does not say it
select table_name as source_id, release_order, file_name,
    coalesce(
        nullif(replace(regexp_extract(file_name,
            '(?i)(?:^|[_-])v([0-9]{2}_(?:[0-9]{2}_[0-9]{2}_[0-9]{2}|[09]_[0-9]{1,2}|1))(?:[^0-9_]|$)', 1), '_', '.'),
            ''),
        nullif(regexp_extract(file_name, '(?i)^gedevents-([0-9]{2}(?:[.][0-9]{1,2})+)[.][a-z]', 1), ''),
        nullif(regexp_replace(regexp_extract(file_name, '(?i)^ged([0-9]{2}1)(?:[^0-9]|$)', 1), '^(..)(.)$', '\1.\2'),
            '')
    ) as version
from raw.source_files
where taken_on <= $as_of::date and table_name in ('ucdp_ged', 'ucdp_candidate')
order by source_id, release_order
