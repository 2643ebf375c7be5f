-- description: One row per source that this edition holds rows of: who publishes it, under which licence, and whether
--   it claims completeness.
-- grain: source_id
-- columns:
--   source_id VARCHAR: key
--   title VARCHAR: name to print
--   kind VARCHAR: census (claims completeness under a definition) or sample (does not)
--   licence VARCHAR: licence of its rows
--   licence_url VARCHAR: where the licence is written
--   credit VARCHAR: credit line that travels with every chart and file; UCDP's ends with the version, as its terms of
--     use ask
--   version VARCHAR: UCDP's own version of the files read (26.1, 26.0.9), in their order; null where a file's name
--     does not say it
--   url VARCHAR: publisher's page
--   period_start DATE: first day it speaks for; null where none of its files speaks for a day. The days between are
--     those of ref.source_spans
--   period_end DATE: last day it speaks for
--   compiled_on DATE: day on which its newest facts were compiled or, of a publisher, taken
--   rows_may_leave BOOLEAN: its rows may be published; where not, they are in no file, page or chart
--   is_preliminary BOOLEAN: its figures wait for the publisher's final release: every week of it is provisional
--   zero_means VARCHAR: what its zeros say, by its definition of an event; null where none is on record, or it is a
--     sample and says none
--   headline_rank INTEGER: its place in the choice of the headline series; null where it is never chosen
with taken as (
    select table_name as source_id, max(taken_on) as taken_on
    from raw.source_files
    where taken_on <= $as_of::date
    group by all
),
spoken as (
    select source_id, min(first_day) as period_start, max(last_day) as period_end
    from ref.source_spans
    group by all
),
versions as (
    select source_id,
        case when bool_and(version is not null) then string_agg(version, ', ' order by release_order) end as version,
        case when bool_and(version is not null) then if(count(*) = 1, 'version ', 'versions ')
            || string_agg(version, ', ' order by release_order)
            else string_agg(if(version is null, file_name || ', whose name says no version', 'version ' || version),
                ', ' order by release_order)
        end as said
    from ref.editions_of_*
    group by all
)
select
    source.source_id,
    source.title,
    source.kind,
    source.licence,
    source.licence_url,
    concat_ws('; ', source.credit, versions.said) as credit,
    versions.version,
    source.url,
    coalesce(source.period_start::date, spoken.period_start) as period_start,
    coalesce(source.period_end::date, spoken.period_end) as period_end,
    coalesce(source.compiled_on::date, taken.taken_on) as compiled_on,
    coalesce(source.rows_may_leave, 'yes') = 'yes' as rows_may_leave,
    coalesce(source.is_preliminary, 'no') = 'yes' as is_preliminary,
    source.zero_means,
    source.headline_rank::integer as headline_rank
from (
    from raw.sources
    union all by name
    from raw.own_sources
    union all by name
    from raw.gtd_sources
) as source
left join taken using (source_id)
left join spoken using (source_id)
left join versions using (source_id)
-- A file of another country is held too: its records are counted elsewhere.
where coalesce(source.period_start::date, taken.taken_on, source.compiled_on::date) is not null
order by source.source_id
