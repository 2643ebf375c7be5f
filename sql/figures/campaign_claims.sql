-- description: Every claim about one campaign, by whom, about whom, when, and where it was read.
-- title: Who said how many, and when
-- counts: Each mark is one figure for people killed in the whole campaign. Steps follow the highest figure of the day,
--   the state's and the armed group's apart, without parts, repeats and daily additions; the band is from that day's
--   lowest figure to its highest. Hollow marks are figures given as at least, about or a range. Marks of one day stand
--   side by side: the hour is rarely known.
-- trace: core.claims.value where event_id = 'herof2' and victim_group = 'militant' and claimant_side = 'state'
select
    claim.claim_id,
    claim.said_at::date as said_on,
    coalesce(claim.said_at::date, claim.published_date) as drawn_on,
    claim.said_at_precision,
    coalesce(claimant.name, claim.claimant_as_written) as claimant,
    claim.claimant_side,
    claim.victim_group,
    claim.victim_subgroup,
    claim.metric,
    claim.value::bigint as value,
    claim.value_low::bigint as value_low,
    claim.value_high::bigint as value_high,
    claim.qualifier,
    claim.scope,
    claim.counting,
    claim.is_part,
    claim.is_garbled,
    standing.standing = 'stale_repeat' as is_stale_repeat,
    standing.standing,
    standing.rule,
    claim.includes_prior_operation as contains_prior,
    claim.known_at,
    claim.district_as_written,
    claim.relayed_by,
    claim.note,
    claim.source_name,
    claim.source_url,
    claim.published_date
from core.claims as claim
join core.claim_standing as standing on standing.source_id = claim.source_id and standing.claim_id = claim.claim_id
left join ref.claimants as claimant on claimant.claimant_id = claim.claimant_id
where claim.event_kind = 'campaign' and claim.event_id = $campaign_id
order by drawn_on nulls last, claim.claim_id
