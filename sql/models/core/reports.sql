-- description: One row per report known by the as-of date: one source's record of one event, as written and as resolved.
-- grain: source_id, report_id
-- columns:
--   report_id VARCHAR: key within the source
--   source_id VARCHAR: the source
--   incident_id VARCHAR: the event it describes; second reports of an event share it
--   is_second_report BOOLEAN: another page's record of an event that a first report holds
--   date DATE: day of the event, or first day of its span
--   date_precision VARCHAR: how far that day is sure: day, week, month
--   week DATE: Monday of that day's ISO week
--   place_as_written VARCHAR: place, as the page has it
--   district_as_written VARCHAR: district, as the page has it
--   province_as_written VARCHAR: province, as the page has it
--   district_id VARCHAR: district as of that day; 'balochistan' is the province bucket; null outside the province
--   district_method VARCHAR: how it was decided: see core.place_resolutions
--   district_alias VARCHAR: the reviewed form that matched
--   place_flag VARCHAR: what to know about the place: see core.place_resolutions
--   where_prec INTEGER: UCDP's scale: 1 exact, 2 near a known place, 3 district, 4 province, 5 line, 6 country
--   latitude DOUBLE: degrees north of the reviewed point, only where where_prec is 1 or 2
--   longitude DOUBLE: degrees east of it
--   perpetrator_as_written VARCHAR: whom the page holds responsible
--   claimed_by_as_written VARCHAR: who claimed it, as the page says
--   actor_id VARCHAR: the actor it is attributed to
--   actor_method VARCHAR: how that was decided: see core.actor_resolutions
--   family VARCHAR: the actor's family
--   target_as_written VARCHAR: target, as the page has it
--   target_type VARCHAR: target, closed list
--   tactic_as_written VARCHAR: tactic, as the page has it
--   tactic VARCHAR: main tactic, closed list
--   event_class VARCHAR: attack, security_operation or other
--   killed_security INTEGER: deaths of soldiers, police, Levies and other forces; null is unknown
--   killed_civilian INTEGER: deaths of civilians; null is unknown
--   killed_militant INTEGER: deaths of militants; null is unknown
--   killed_unknown INTEGER: deaths whose side the page does not say
--   killed_total INTEGER: all deaths: the page's total, or the sum of the parts it states; null is unknown
--   killed_basis VARCHAR: where the total comes from, closed list
--   injured_total INTEGER: people injured; null is unknown
--   figures_claimant VARCHAR: whom the page quotes for these figures
--   figures_claimant_side VARCHAR: that claimant's side
--   campaign_id VARCHAR: the campaign it belongs to, if any
--   targets_cpec BOOLEAN: aimed at CPEC, as the page or the compiler says; never inferred from distance
--   targets_chinese BOOLEAN: aimed at Chinese nationals or interests
--   target_evidence VARCHAR: source_names_it or tagged_by_compiler
--   cpec_site_as_written VARCHAR: the CPEC site named
--   audit_mark VARCHAR: unconfirmed_in_audit where a second reading could not confirm the row
--   note VARCHAR: remark
--   source_url VARCHAR: the page
--   source_name VARCHAR: who published it
--   published_date DATE: date on the page; null when it carries none
--   known_at DATE: first day on which it could be read
--   known_at_basis VARCHAR: page_date, or event_date_plus_lag for a page without a date
--   snapshot_sha256 VARCHAR: digest of the file it was read from
--   row_number BIGINT: its row there, the header being row 1
with pages as (
    select incident_id as report_id, incident_id, false as is_second_report, 'incident' as record_kind,
        * exclude (incident_id)
    from raw.ledger_incidents
    union all by name
    select incident_id as report_id, second_report_of as incident_id, true as is_second_report,
        'second_report' as record_kind, * exclude (incident_id, second_report_of, why)
    from raw.ledger_second_reports
),
typed as (
    select *,
        date::date as day, published_date::date as published,
        killed_security::integer as security, killed_civilian::integer as civilian,
        killed_militant::integer as militant, killed_unknown::integer as of_unknown_side,
        killed_total::integer as stated_total
    from pages
),
tolled as (
    select *,
        stated_sum(security, civilian, militant, of_unknown_side) as stated_parts,
        coalesce(stated_total, stated_sum(security, civilian, militant, of_unknown_side)) as total,
        -- Parts that add up to the stated total leave nobody for the blank ones: those are zero, not unknown.
        coalesce(stated_total = stated_sum(security, civilian, militant, of_unknown_side), false) as parts_are_all
    from typed
)
select
    tolled.report_id,
    'ledger' as source_id,
    tolled.incident_id,
    tolled.is_second_report,
    tolled.day as date,
    tolled.date_precision,
    week_of(tolled.day) as week,
    tolled.place_as_written,
    tolled.district_as_written,
    tolled.province as province_as_written,
    place.district_id,
    place.method as district_method,
    place.alias as district_alias,
    place.flag as place_flag,
    tolled.where_prec::integer as where_prec,
    case when tolled.where_prec in ('1', '2') then place.latitude end as latitude,
    case when tolled.where_prec in ('1', '2') then place.longitude end as longitude,
    tolled.perpetrator_as_written,
    tolled.claimed_by_as_written,
    actor.actor_id,
    actor.method as actor_method,
    actor.family,
    tolled.target_as_written,
    tolled.target_type,
    tolled.tactic_as_written,
    tolled.tactic,
    tolled.event_class,
    case when parts_are_all then coalesce(security, 0) else security end as killed_security,
    case when parts_are_all then coalesce(civilian, 0) else civilian end as killed_civilian,
    case when parts_are_all then coalesce(militant, 0) else militant end as killed_militant,
    case
        when total is null then null
        else coalesce(of_unknown_side, 0) + greatest(total - coalesce(stated_parts, 0), 0)
    end as killed_unknown,
    total as killed_total,
    tolled.killed_basis,
    tolled.injured_total::integer as injured_total,
    tolled.figures_claimant,
    tolled.figures_claimant_side,
    tolled.campaign_id,
    tolled.targets_cpec = 'yes' as targets_cpec,
    tolled.targets_chinese = 'yes' as targets_chinese,
    tolled.target_evidence,
    tolled.cpec_site_as_written,
    tolled.audit_mark,
    tolled.note,
    tolled.source_url,
    tolled.source_name,
    tolled.published as published_date,
    known_on(tolled.published, tolled.day, $undated_page_lag_days) as known_at,
    case when tolled.published is null then 'event_date_plus_lag' else 'page_date' end as known_at_basis,
    tolled.snapshot_sha256,
    tolled.row_number
from tolled
join core.place_resolutions as place on place.record_kind = tolled.record_kind and place.record_id = tolled.report_id
join core.actor_resolutions as actor on actor.record_kind = tolled.record_kind and actor.record_id = tolled.report_id
where known_on(tolled.published, tolled.day, $undated_page_lag_days) <= $as_of::date
order by source_id, report_id
