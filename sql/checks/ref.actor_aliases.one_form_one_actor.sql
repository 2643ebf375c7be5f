-- description: a form that is not marked ambiguous means one actor on any day
select one.folded, one.alias, one.actor_id, other.alias as other_alias, other.actor_id as other_actor_id
from ref.actor_aliases as one
join ref.actor_aliases as other
    on other.folded = one.folded and other.actor_id > one.actor_id
    and coalesce(one.valid_from, date '0001-01-01') < coalesce(other.valid_to, date '9999-12-31')
    and coalesce(other.valid_from, date '0001-01-01') < coalesce(one.valid_to, date '9999-12-31')
where not one.is_ambiguous and not other.is_ambiguous
order by one.folded
