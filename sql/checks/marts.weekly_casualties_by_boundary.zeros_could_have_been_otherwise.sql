-- description: on no set of boundaries is there a zero in a week of which the source holds an event known to the
--   province only, nor of a district that no record or reviewer names
select zero.source_id, zero.basis, zero.area_id, min(zero.week) as first_week, count(*) as weeks,
    'an event may lie there' as why
from marts.weekly_casualties_by_boundary as zero
semi join (select source_id, week from core.incidents where district_method = 'province_only'
    and date_precision in ('day', 'week')) as held
    on held.source_id = zero.source_id and held.week = zero.week
where zero.status = 'reported_zero'
group by zero.source_id, zero.basis, zero.area_id
union all
select zero.source_id, zero.basis, zero.area_id, min(zero.week), count(*), 'nobody names it'
from marts.weekly_casualties_by_boundary as zero
anti join core.place_resolutions as place on place.source_id = zero.source_id and place.named_district_id = zero.area_id
anti join (select * from ref.source_vocabulary where dimension = 'district' and can_name) as word
    on word.source_id = zero.source_id and word.member_id = zero.area_id
where zero.status = 'reported_zero' and zero.basis in ('as_reported', 'set_36') and zero.area_id <> 'balochistan'
group by zero.source_id, zero.basis, zero.area_id
order by all
