-- description: One row per event, group of victims and metric of which somebody gave a figure: the interval that the
--   standing claims leave, by the rule of docs/decisions/0014-intervals.md. Derived, not said by anybody.
-- grain: source_id, event_id, victim_group, metric
-- columns:
--   source_id, event_kind, event_id, victim_group, metric
--   sides VARCHAR[]: whose claims set its ends; of a total that lies below its groups whoever says it, those who
--     count the groups
--   low INTEGER: lowest claim that sets an end, of any side but the armed groups, "at least" aside; where all of
--     those say it, the highest of their figures; of a total, no less than any group and than what one voice gives of
--     several together; null where only armed groups speak
--   high INTEGER: highest claim that sets an end, of any side but the armed groups; of a total, no less than any
--     group and than what one voice gives of several together; null where only armed groups speak
--   high_armed_group INTEGER: highest of the armed groups' own counts, of a total or of any one group; the claim of
--     one party, no end of low and high; null where none counts
--   is_open_above BOOLEAN: a claim of low and high says "at least"
--   is_open_above_armed_group BOOLEAN: a claim of the armed groups says "at least"
--   reasons VARCHAR[]: every claim that stands, with its side, and whether it sets an end or why not
with sides_of_groups as materialized (
    select source_id, event_id, metric, list(distinct claimant_side order by claimant_side) as sides
    from core.interval_claims
    where victim_group <> 'total' and sets_end
    group by source_id, event_id, metric
),
reasons as (
    select figure.source_id, figure.event_id, figure.victim_group, figure.metric,
        list(distinct figure.claimant_side order by figure.claimant_side) filter (figure.sets_end) as sides,
        list(
            figure.claimant_side || ' ' || figure.claim_id || ': '
            || case when figure.is_open_above then 'at least ' when figure.is_open_below then 'at most ' else '' end
            || case when figure.low = figure.high then figure.low::varchar else figure.low || ' to ' || figure.high end
            || case when figure.said_last_on is null then ', undated'
                else ', said ' || strftime(figure.said_last_on, '%Y-%m-%d') end
            || case figure.rule
                when 'sets_an_end' then
                    if(figure.said_last_on is null, ': nothing of its account is dated',
                        ': no other side has a later figure as high')
                when 'undated' then ': sets no end beside dated figures'
                when 'below_its_groups' then ': sets no end, as the groups that stand give ' || figure.groups_low
                else ': sets no end, as ' || figure.because_of_claim_id || ' is later and no lower'
            end
            order by figure.claimant_side, figure.claim_id
        ) as reasons
    from core.interval_claims as figure
    group by figure.source_id, figure.event_id, figure.victim_group, figure.metric
)
select toll.source_id, toll.event_kind, toll.event_id, toll.victim_group, toll.metric,
    coalesce(reasons.sides, sides_of_groups.sides) as sides, toll.low, toll.high,
    toll.high_armed_group, toll.is_open_above, toll.is_open_above_armed_group, reasons.reasons
from core.toll_intervals as toll
join reasons
    on reasons.source_id = toll.source_id and reasons.event_id = toll.event_id
        and reasons.victim_group = toll.victim_group
    and reasons.metric = toll.metric
left join sides_of_groups
    on sides_of_groups.source_id = toll.source_id and sides_of_groups.event_id = toll.event_id
        and sides_of_groups.metric = toll.metric
where toll.is_said
order by toll.source_id, toll.event_id, toll.victim_group, toll.metric
