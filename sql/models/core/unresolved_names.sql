-- description: One row per written name that no reviewed alias decides, with what hangs on it: the queue for review.
-- grain: kind, name_as_written, reason
-- columns:
--   kind VARCHAR: district or actor
--   name_as_written VARCHAR: as the page has it
--   reports BIGINT: records that carry it
--   deaths BIGINT: deaths in those records
--   example_report_id VARCHAR: one of them
--   reason VARCHAR: no_alias, or ambiguous_alias where the form is known to mean several
with open_names as (
    select 'district' as kind, coalesce(mention.district_as_written, mention.place_as_written) as name_as_written,
        mention.record_id, report.killed_total
    from core.place_resolutions as resolution
    join core.place_mentions as mention
        on mention.record_kind = resolution.record_kind and mention.record_id = resolution.record_id
    left join core.reports as report on report.report_id = resolution.record_id
    where resolution.method = 'unresolved'
    union all
    select 'actor', coalesce(claimed_by_as_written, perpetrator_as_written), report_id, killed_total
    from core.reports
    where actor_method = 'unresolved'
),
ambiguous as (
    select folded from ref.district_aliases where is_ambiguous
    union
    select folded from ref.actor_aliases where is_ambiguous
)
select kind, name_as_written, count(*) as reports, sum(killed_total)::bigint as deaths, min(record_id) as example_report_id,
    case when fold_name(name_as_written) in (select folded from ambiguous) then 'ambiguous_alias' else 'no_alias' end as reason
from open_names
group by all
order by deaths desc nulls last, kind, name_as_written, reason
