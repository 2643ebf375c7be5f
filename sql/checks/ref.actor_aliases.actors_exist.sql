-- description: an alias points to an actor that exists in ref.actors
select alias, actor_id
from ref.actor_aliases
where actor_id not in (select actor_id from ref.actors)
order by alias
