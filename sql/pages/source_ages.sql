-- description: How old each source behind the pages is: when it was last known to be its publisher's newest, added by
--   hand, or compiled, where its data end, and whether the last try to renew it failed.
with held as (
    select source_id, min(checked_on) as checked_on, max(age_days) as age_days, max(max_age_days) as max_age_days,
        bool_or(last_error is not null) as try_failed, bool_or(is_by_hand) as is_by_hand
    from ref.source_snapshots
    where checked_on is not null
    group by all
)
select source.source_id, source.title, source.period_end, held.checked_on,
    coalesce(held.is_by_hand, false) as is_by_hand, coalesce(held.checked_on, source.compiled_on) as dated,
    coalesce(held.age_days, greatest($as_of::date - source.compiled_on, 0))::integer as age_days,
    held.max_age_days, coalesce(held.try_failed, false) as try_failed,
    least(source.period_end, $as_of::date) as data_through,
    greatest($as_of::date - source.period_end, 0)::integer as days_before
from ref.sources as source
left join held using (source_id)
where source.period_start <= $as_of::date
order by source.is_preliminary, source.period_end desc, source.kind, source.source_id
