-- description: a month of a class of event is a zero only where some record of the source is of the class, or a
--   reviewer found a code for it, and none found that it has none
select mart.source_id, mart.event_class, min(mart.month) as first_month, count(*) as months
from marts.monthly_casualties as mart
left join ref.source_vocabulary as word
    on word.source_id = mart.source_id and word.dimension = 'event_class' and word.member_id = mart.event_class
    and word.valid_from < mart.month + interval 1 month and word.valid_to > mart.month
where mart.status = 'reported_zero'
    and (
        not coalesce(word.can_name, true)
        or word.can_name is null
            and (mart.source_id, mart.event_class) not in (select (source_id, event_class) from core.incidents
                where event_class is not null)
    )
group by mart.source_id, mart.event_class
order by mart.source_id, mart.event_class
