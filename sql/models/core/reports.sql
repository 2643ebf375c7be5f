-- description: One row per report known by the as-of date: one source's record of one event, as written and as
--   resolved.
-- grain: source_id, report_id
-- csv: yes
-- columns:
--   report_id, source_id
--   incident_id VARCHAR: the event it describes; second reports of an event share it
--   is_second_report, date
--   date_end DATE: last day of its span; null where the source gives one day only
--   date_precision
--   week DATE: Monday of the ISO week of `date`, whatever its precision: a record dated to the month or the year is
--     in no single week (core.incidents.week)
--   place_as_written
--   district_as_written VARCHAR: district, as the page has it
--   province_as_written VARCHAR: province, as the page has it
--   district_id VARCHAR: district as of that day; 'balochistan' is the province bucket; null outside the province: a
--     table of one's own keeps its rows of elsewhere here
--   district_method VARCHAR: how it was decided: see core.place_resolutions
--   district_alias VARCHAR: the reviewed form that matched
--   place_flag VARCHAR: what to know about the place: see core.place_resolutions
--   where_prec
--   latitude DOUBLE: degrees north of the reviewed point, only where where_prec is 1 or 2
--   longitude
--   perpetrator_as_written VARCHAR: whom the page holds responsible
--   claimed_by_as_written VARCHAR: who claimed it, as the page says
--   actor_id
--   actor_method VARCHAR: how that was decided: see core.actor_resolutions
--   family, target_as_written, target_type
--   tactic_as_written VARCHAR: tactic, as the page has it
--   tactic, event_class
--   killed_security INTEGER: deaths of soldiers, police, Levies and other forces; null is unknown
--   killed_civilian INTEGER: deaths of civilians; null is unknown
--   killed_militant INTEGER: deaths of militants; null is unknown
--   killed_unknown INTEGER: deaths whose side the page does not say
--   killed_total INTEGER: all deaths: the page's total, or the sum of the parts it states; null is unknown, also
--     where only some parts are stated
--   killed_low INTEGER: the source's own lower bound of all deaths; null where it gives none
--   killed_high INTEGER: its upper bound
--   killed_basis, injured_total
--   figures_claimant VARCHAR: whom the page quotes for these figures
--   figures_claimant_side, campaign_id
--   targets_cpec BOOLEAN: aimed at CPEC, as the page or the compiler says; never inferred from distance
--   targets_chinese, target_evidence, cpec_site_as_written, audit_mark, note, source_url, source_name
--   published_date, known_at
--   known_at_basis VARCHAR: page_date, event_date_plus_lag for a page without a date, release_date or taken_on for a
--     publisher's file
--   record_flags, snapshot_sha256, row_number
with tolled as (
    select *,
        stated_sum(killed_security, killed_civilian, killed_militant, killed_unknown) as stated_parts,
        stated_toll(killed_basis, killed_total, killed_security, killed_civilian, killed_militant,
            killed_unknown) as total,
        -- Parts that add up to the stated total leave nobody for the blank ones: those are zero, not unknown.
        coalesce(killed_total = stated_sum(killed_security, killed_civilian, killed_militant, killed_unknown),
            false) as parts_are_all
    from core.records
    where known_at <= (select known_by from core.known_by)
)
select
    tolled.report_id, tolled.source_id, tolled.incident_id, tolled.is_second_report,
    tolled.date, tolled.date_end, tolled.date_precision, week_of(tolled.date) as week,
    tolled.place_as_written, tolled.district_as_written, tolled.province_as_written,
    place.district_id, place.method as district_method,
    place.alias as district_alias,
    place.flag as place_flag,
    tolled.where_prec,
    case when tolled.where_prec in (1, 2) then place.latitude end as latitude,
    case when tolled.where_prec in (1, 2) then place.longitude end as longitude,
    tolled.perpetrator_as_written, tolled.claimed_by_as_written,
    actor.actor_id, actor.method as actor_method,
    actor.family, tolled.target_as_written, tolled.target_type,
    tolled.tactic_as_written, tolled.tactic, tolled.event_class,
    case when parts_are_all then coalesce(killed_security, 0) else killed_security end as killed_security,
    case when parts_are_all then coalesce(killed_civilian, 0) else killed_civilian end as killed_civilian,
    case when parts_are_all then coalesce(killed_militant, 0) else killed_militant end as killed_militant,
    case
        when total is null then null
        else coalesce(killed_unknown, 0) + greatest(total - coalesce(stated_parts, 0), 0)
    end as killed_unknown,
    total as killed_total,
    tolled.killed_low, tolled.killed_high, tolled.killed_basis,
    tolled.injured_total, tolled.figures_claimant, tolled.figures_claimant_side,
    tolled.campaign_id, tolled.targets_cpec, tolled.targets_chinese,
    tolled.target_evidence, tolled.cpec_site_as_written, tolled.audit_mark,
    tolled.note, tolled.source_url, tolled.source_name, tolled.published_date,
    tolled.known_at, tolled.known_at_basis, tolled.record_flags,
    tolled.snapshot_sha256, tolled.row_number
from tolled
join core.place_resolutions as place
    on place.source_id = tolled.source_id and place.record_kind = tolled.record_kind
        and place.record_id = tolled.report_id
join core.actor_resolutions as actor
    on actor.source_id = tolled.source_id and actor.record_kind = tolled.record_kind
        and actor.record_id = tolled.report_id
order by tolled.source_id, tolled.report_id
