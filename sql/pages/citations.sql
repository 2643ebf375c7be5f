-- description: The pages that each sum on the site rests on, oldest first: by kind of sum and its key (a week, a
--   district, an actor ...). Sums out of a publisher's file, or of one whose rows may not leave, rest on the
--   publisher's own page or that file, named by the id of the source.
with newest as (
    select max(week)::date as week from marts.weekly_casualties_by_district
        where source_id = $source_id and week <= $as_of::date
),
publishers as (
    select source_id, case when url is not null or not rows_may_leave then source_id end as publisher from ref.sources
),
incidents as materialized (
    select incident.*, newest.week - incident.week as days_ago,
        incident.district_method <> 'outside_balochistan' and incident.date_precision in ('day', 'week')
            and not incident.is_landmark as is_in_weeks,
        coalesce(page.page_number::varchar, publisher) as cited
    from core.incidents as incident
    join publishers using (source_id)
    cross join newest
    left join marts.incident_pages as page on page.source_id = incident.source_id
        and page.incident_id = incident.incident_id
    where incident.source_id = $source_id and incident.date <= $as_of::date
),
aimed as (
    select incidents.cited, aimed.site_id, aimed.site_as_written, aimed.is_landmark
    from marts.incidents_aimed_at_cpec as aimed
    join incidents on incidents.source_id = aimed.source_id and incidents.incident_id = aimed.incident_id
),
places as (
    select distinct place.location_id, incidents.cited, incidents.days_ago < 728 as is_of_two_years
    from incidents
    join core.incident_locations as place on place.source_id = incidents.source_id
        and place.incident_id = incidents.incident_id
    where incidents.is_in_weeks
),
within_reach as (
    select distinct reach.site_id, places.cited, places.is_of_two_years
    from places
    join (select distinct location_id, site_id from core.location_reach) as reach using (location_id)
),
open_names as (
    select 'district' as kind, coalesce(district_as_written, place_as_written) as name, source_id, source_url,
        source_name
    from core.reports where district_method = 'unresolved'
    union all
    select 'actor', coalesce(claimed_by_as_written, perpetrator_as_written), source_id, source_url, source_name
    from core.reports where actor_method = 'unresolved'
    union all
    select 'district', district_as_written, source_id, source_url, source_name from core.claims
        where origin = 'claims_file'
    union all
    select 'district', place_as_written, source_id, source_url, source_name from core.campaign_places
),
records as (
    select 'source' as kind, source_id as key, source_id, source_url, source_name from core.reports
    union all
    select 'open_name', kind || '|' || name, source_id, source_url, source_name
    from open_names
    where (kind, name) in (select (kind, name_as_written) from core.unresolved_names)
    union all
    select 'hit', campaign_id, source_id, source_url, source_name from core.campaign_places
    union all
    select 'growth', '', claim.source_id, claim.source_url, claim.source_name
    from marts.claim_development as grown
    join core.claims as claim on claim.source_id = grown.source_id and claim.event_id = grown.event_id
        and claim.claimant_side = grown.claimant_side and claim.victim_group = grown.victim_group
            and claim.metric = grown.metric
    where grown.source_id = $source_id and grown.metric = 'killed'
        and grown.event_id in (select event_id from marts.development_tolls where source_id = $source_id)
),
rests as (
    select 'province' as kind, '' as key, cited from incidents where district_id is not null and not is_landmark
    union all
    select 'year', '', cited from incidents where district_id is not null and days_ago < 364
    union all
    select 'week', week::varchar, cited from incidents where is_in_weeks
    union all
    select 'district_week', district_id || '|' || week, cited from incidents where is_in_weeks
    union all
    select 'month', event_class || '|' || date_trunc('month', date)::date, cited from incidents
        where district_id is not null and not is_landmark
    union all
    select 'actor', coalesce(actor_id, ''), cited from incidents where district_id is not null and not is_landmark
    union all
    select 'district_actor', district_id || '|' || coalesce(actor_id, ''), cited from incidents where not is_landmark
    union all
    select 'district', district_id, cited from incidents where is_in_weeks
    union all
    select 'district_all', district_id, cited from incidents where not is_landmark
    union all
    select 'district_years', district_id, cited from incidents where is_in_weeks and days_ago < 728
    union all
    select 'aimed', site_as_written, cited from aimed where site_id is null
    union all
    select 'site', site_id, cited from within_reach
    union all
    select 'site', site_id, cited from aimed where not is_landmark
    union all
    select 'sites', '', cited from aimed where site_id is not null and not is_landmark
    union all
    select 'sites', '', cited from within_reach where is_of_two_years
    union all
    select records.kind, records.key, coalesce(page.page_number::varchar, publisher)
    from records
    join publishers using (source_id)
    left join marts.cited_pages as page
        on coalesce(page.source_url, page.source_name) = coalesce(records.source_url, case
            when publisher is null then records.source_name end)
    union all
    select 'source', source_id, publisher from publishers
)
select kind, key, list(cited order by try_cast(cited as integer) nulls last, cited) as cited
from (select distinct kind, key, cited from rests where key is not null and cited is not null)
group by kind, key
order by kind, key
