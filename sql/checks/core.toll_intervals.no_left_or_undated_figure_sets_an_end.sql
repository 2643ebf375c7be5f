-- description: a figure sets no end where another side of its account has a later one no lower, nor undated beside
--   dated ones, nor a total below the interval that its groups give; every other one does, and lies in the interval
with dated as (
    select source_id, event_id, victim_group, metric, account from core.interval_claims where said_last_on is not null
        group by all
),
left_behind as (
    select earlier.source_id, earlier.claim_id
    from core.interval_claims as earlier
    where exists (
        select 1 from core.interval_claims as later
        where later.source_id = earlier.source_id and later.event_id = earlier.event_id
            and later.victim_group = earlier.victim_group
            and later.metric = earlier.metric and later.account = earlier.account
                and later.claimant_side <> earlier.claimant_side
            and later.said_last_on > earlier.said_last_on and later.low >= earlier.low and later.high >= earlier.high
            and not later.is_open_below
    )
),
judged as (
    select figure.*, left_behind.claim_id is not null or (figure.said_last_on is null
        and dated.source_id is not null) as should_set_none
    from core.interval_claims as figure
    left join left_behind using (source_id, claim_id)
    left join dated using (source_id, event_id, victim_group, metric, account)
)
select judged.source_id, judged.claim_id, judged.rule, judged.low, judged.high, toll.low as interval_low,
    toll.high as interval_high,
    toll.high_armed_group
from judged
left join core.toll_intervals as toll using (source_id, event_id, victim_group, metric)
where judged.sets_end = (
        judged.should_set_none
        or judged.rule = 'below_its_groups' and judged.victim_group = 'total' and judged.account = 'others'
            and judged.high < toll.low
    )
    or judged.sets_end <> (judged.rule = 'sets_an_end')
    or (judged.sets_end and judged.account = 'others' and (
        toll.high is null or judged.high > toll.high
        -- A range may reach into an interval that the groups hold up.
        or (
            if(judged.victim_group = 'total', judged.high, judged.low) < toll.low
            and not judged.is_open_above and not judged.is_open_below
        )
    ))
    or (judged.sets_end and judged.account = 'armed_group'
        and (toll.high_armed_group is null or judged.high > toll.high_armed_group))
order by judged.source_id, judged.claim_id
