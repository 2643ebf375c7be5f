-- description: One row per source, stage and count beside killed_best: what of the ends of the interval, of the dead
--   by side and of the injured came in, was placed, is in the province bucket, was left out. marts.conservation has
--   rows and best figures, and the reasons.
-- grain: source_id, stage, measure
-- columns:
--   source_id
--   stage VARCHAR: reports (records known by the as-of date to reports), incidents (reports to incidents), districts
--     or weeks
--   stage_order INTEGER: 2 for reports, as in marts.conservation
--   measure VARCHAR: killed_low, killed_high, killed_security, killed_civilian, killed_militant, killed_unknown or
--     injured_best
--   counted_in BIGINT: people in the records that came in
--   counted_placed BIGINT: people in those that went on, in a district where the stage knows districts
--   counted_bucketed BIGINT: people in those kept in the province bucket
--   counted_excluded BIGINT: people left out: by the records of core.exclusions, by an armed group's own count, and,
--     of the ends, in incidents without a best figure
with asked as (
    -- The interval of an incident is made of claims: it begins with the incident.
    select stage, stage_order, unnest(
        ['killed_security', 'killed_civilian', 'killed_militant', 'killed_unknown', 'injured_best']
        || if(stage_order >= 4, ['killed_low', 'killed_high'], [])
    ) as measure
    from (values ('reports', 2), ('incidents', 3), ('districts', 4), ('weeks', 5)) as stages(stage, stage_order)
),
recorded as (
    select source_id, unnest(people_by_measure(record, injured_total), recursive := true)
    from (
        -- The side of what a total holds beyond its parts is not said.
        select * replace (
            case when total is not null then coalesce(killed_unknown, 0)
                + greatest(total - parts, 0) end as killed_unknown
        )
        from (
            select *,
                stated_toll(
                    killed_basis, killed_total, killed_security, killed_civilian, killed_militant, killed_unknown
                ) as total,
                coalesce(killed_security, 0) + coalesce(killed_civilian, 0) + coalesce(killed_militant, 0)
                    + coalesce(killed_unknown, 0) as parts
            from core.records
            where known_at <= (select known_by from core.known_by)
        )
    ) as record
),
reported as (
    select source_id, report_id, incident_id, figures_claimant_side,
        unnest(people_by_measure(report, injured_total), recursive := true)
    from core.reports as report
),
happened as (
    select source_id, incident_id, district_id, killed_best is not null as has_best,
        unnest(
            people_by_measure(incident, injured_best)
            || [{'measure': 'killed_low', 'people': killed_low}, {'measure': 'killed_high', 'people': killed_high}],
            recursive := true
        )
    from core.incidents as incident
),
left_out as (
    select distinct source_id, stage, record_id from core.exclusions
        where record_counts and stage in ('incidents', 'districts', 'weeks')
),
counted_by_week as (
    select source_id, district_id = 'balochistan' as is_bucket,
        unnest(
            people_by_measure(counted, injured_best)
            || [{'measure': 'killed_low', 'people': killed_low}, {'measure': 'killed_high', 'people': killed_high}],
            recursive := true
        )
    from marts.weekly_casualties_by_district as counted
),
moves as (
    select source_id, 'reports' as stage, measure, people as came, null as placed, null as bucketed, null as excluded
        from recorded
    union all
    select source_id, 'reports', measure, null, people, null, null from reported
    union all
    select source_id, 'incidents', measure, people, null, null, null from reported
    union all
    select source_id, 'incidents', measure, null, people, null, null from happened
        where measure not in ('killed_low', 'killed_high')
    union all
    select reported.source_id, 'incidents', reported.measure, null, null, null, reported.people
    from reported
    left join left_out
        on left_out.source_id = reported.source_id and left_out.stage = 'incidents'
            and left_out.record_id = reported.report_id
    where left_out.record_id is not null or reported.figures_claimant_side = 'militant'
    union all
    select happened.source_id, 'districts', happened.measure, happened.people,
        case when left_out.record_id is null and happened.district_id <> 'balochistan' then happened.people end,
        case when left_out.record_id is null and happened.district_id = 'balochistan' then happened.people end,
        case when left_out.record_id is not null then happened.people end
    from happened
    left join left_out
        on left_out.source_id = happened.source_id and left_out.stage = 'districts'
            and left_out.record_id = happened.incident_id
    union all
    select happened.source_id, 'weeks', happened.measure, happened.people, null, null,
        case when left_out.record_id is not null or (happened.measure in ('killed_low', 'killed_high')
            and not happened.has_best)
            then happened.people end
    from happened
    left join left_out
        on left_out.source_id = happened.source_id and left_out.stage = 'weeks'
            and left_out.record_id = happened.incident_id
    where happened.district_id is not null
    union all
    select source_id, 'weeks', measure, null, if(not is_bucket, people, null), if(is_bucket, people, null), null
        from counted_by_week
),
sums as (
    select source_id, stage, measure, sum(came) as came, sum(placed) as placed, sum(bucketed) as bucketed,
        sum(excluded) as excluded
    from moves
    group by all
)
select source.source_id, asked.stage, asked.stage_order, asked.measure,
    coalesce(sums.came, 0)::bigint as counted_in, coalesce(sums.placed, 0)::bigint as counted_placed,
    coalesce(sums.bucketed, 0)::bigint as counted_bucketed, coalesce(sums.excluded, 0)::bigint as counted_excluded
from ref.sources as source
semi join core.incidents as incident on incident.source_id = source.source_id
cross join asked
left join sums on sums.source_id = source.source_id and sums.stage = asked.stage and sums.measure = asked.measure
order by source.source_id, asked.stage_order, asked.measure
