-- description: every figure known by the day has a definition, and what it revises is another version of the same
--   figure
select total.total_id, total.definition_id, total.revises
from core.published_totals as total
anti join marts.published_totals as shown using (total_id)
union all
select total.total_id, total.definition_id, total.revises
from core.published_totals as total
left join core.published_totals as older on older.total_id = total.revises
where total.revises is not null and (
    older.total_id is null or older.definition_id <> total.definition_id or older.area <> total.area
        or older.date_start <> total.date_start
    or older.metric <> total.metric or older.victim_group is distinct from total.victim_group
)
order by total_id
