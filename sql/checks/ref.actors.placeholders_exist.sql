-- description: the placeholders 'unknown' and 'several' are in ref.actors, for events without one named actor
select placeholder as missing
from (values ('unknown'), ('several')) as needed(placeholder)
where placeholder not in (select actor_id from ref.actors)
order by placeholder
