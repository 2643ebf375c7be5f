-- description: a claim that nothing superseded lies within the interval of its series, an undated one where no dated
--   one stands, and a stale or garbled one is no first or latest
select series.series_id, claim.claim_id, claim.standing, claim.low, claim.high, series.stands_low, series.stands_high
from core.claim_standing as claim
join core.claim_series as series on series.source_id = claim.source_id and series.series_id = claim.series_id
where (
        (
            claim.standing in ('current', 'repeat', 'increment')
            or claim.standing = 'undated' and not exists (
                select 1 from core.claim_standing as dated
                where dated.source_id = claim.source_id and dated.series_id = claim.series_id
                    and dated.standing in ('current', 'repeat')
            )
        )
        and (claim.low < series.stands_low or claim.high > series.stands_high or series.stands_low is null)
    )
    or ((claim.standing in ('stale_repeat', 'garbled', 'no_figure') or claim.rule = 'taken_back_by_a_claim')
        and claim.claim_id in (series.first_claim_id, series.latest_claim_id))
order by series.series_id, claim.claim_id
