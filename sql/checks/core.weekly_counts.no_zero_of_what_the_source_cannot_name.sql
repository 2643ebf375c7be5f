-- description: a zero is of a district that some record of the source names while it exists, or a reviewer found its
--   name; of an actor or family between two events of it; never of what a reviewer found it cannot name
with zeros as (
    select source_id, dimension, member_id, min(week) as first_week, max(week) as last_week, count(*) as weeks
    from core.weekly_counts
    where status = 'reported_zero' and member_id <> 'balochistan'
    group by all
),
found as (
    select zeros.*, 'no record or reviewer names it' as why
    from zeros
    where dimension = 'district'
        and not exists (
            select 1 from core.incidents as incident
            where incident.source_id = zeros.source_id and incident.district_id = zeros.member_id
        )
        and not exists (
            select 1 from core.place_resolutions as place
            where place.source_id = zeros.source_id and place.named_district_id = zeros.member_id
        )
        and not exists (
            select 1 from ref.source_vocabulary as word
            where word.source_id = zeros.source_id and word.dimension = 'district' and word.member_id = zeros.member_id
                and word.can_name
        )
    union all
    select zeros.*, 'it is not named before and after'
    from zeros
    where dimension in ('actor', 'family')
        and not exists (
            select 1 from ref.source_vocabulary as word
            where word.source_id = zeros.source_id and word.dimension = zeros.dimension
                and word.member_id = zeros.member_id and word.can_name
        )
        and not coalesce((
            select min(incident.week) < zeros.first_week and max(incident.week) > zeros.last_week
            from core.incidents as incident
            where incident.source_id = zeros.source_id and case zeros.dimension when 'actor' then incident.actor_id
                else incident.family end = zeros.member_id
        ), false)
    union all
    select zero.source_id, zero.dimension, zero.member_id, min(zero.week), max(zero.week), count(*),
        'a reviewer found that it cannot be named'
    from core.weekly_counts as zero
    join ref.source_vocabulary as word
        on word.source_id = zero.source_id and word.dimension = zero.dimension and word.member_id = zero.member_id
        and not word.can_name and word.valid_from <= zero.week + 6 and word.valid_to > zero.week
    where zero.status = 'reported_zero'
    group by all
)
select * from found order by source_id, dimension, member_id, why
