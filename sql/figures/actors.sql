-- description: Documented incidents and deaths in the province and in each of its districts by the group named or
--   claiming.
-- title: Documented incidents by the group named or claiming
-- counts: Incidents by the one actor the record names or that claimed it, never several; unknown where nobody is
--   named. Deaths are everyone killed in those incidents, the actor's own dead included.
-- trace: core.incidents.killed_best where source_id = 'ledger' and district_id = 'quetta' and not is_landmark and
--   actor_id = 'bla'
select
    area_id,
    incident.actor_id,
    coalesce(actor.name, incident.actor_id, 'not named') as actor,
    incident.family,
    count(*)::bigint as incidents,
    count(incident.killed_best)::bigint as incidents_with_toll,
    known_sum(incident.killed_best) as killed_best,
    known_sum(incident.killed_security) as killed_security,
    known_sum(incident.killed_civilian) as killed_civilian,
    known_sum(incident.killed_militant) as killed_militant,
    known_sum(incident.killed_unknown) as killed_unknown
from core.incidents as incident
cross join unnest(['province', incident.district_id]) as areas(area_id)
left join ref.actors as actor on actor.actor_id = incident.actor_id
where incident.source_id = $source_id and incident.date <= $as_of::date and not incident.is_landmark
    and incident.district_id is not null
group by all
order by area_id, incidents desc, actor, family
