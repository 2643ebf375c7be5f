-- description: One row per record of the tables of one's own accepted at the door, in the shape of core.records; empty where there are none.
-- grain: source_id, report_id
-- released: no
-- columns:
--   source_id VARCHAR: the source
--   report_id VARCHAR: key within the source
--   incident_id VARCHAR: the event it describes; second reports of an event share it
--   is_second_report BOOLEAN: another page's record of an event that a first report holds
--   record_kind VARCHAR: incident or second_report
--   date DATE: day of the event, or first day of its span
--   date_end DATE: last day of its span; null where the source gives one day only
--   date_precision VARCHAR: how far that day is sure: day, week, month or year
--   place_as_written VARCHAR: place, as the source has it
--   district_as_written VARCHAR: district, as the source has it
--   province_as_written VARCHAR: province, as the source has it
--   country_as_written VARCHAR: country, as the source has it; null where it speaks of one country only
--   located_at VARCHAR: alias a reviewer tied the place to, whose point the record may use
--   where_prec INTEGER: UCDP's scale: 1 exact, 2 near a known place, 3 district, 4 province, 5 line or area, 6 country, 7 international
--   is_province_wide BOOLEAN: known to the province or the country only, whatever places its text names
--   point_latitude DOUBLE: degrees north of the source's own point; null where it gives none
--   point_longitude DOUBLE: degrees east of it
--   perpetrator_as_written VARCHAR: whom the source holds responsible
--   claimed_by_as_written VARCHAR: who claimed it, as the source says
--   target_as_written VARCHAR: target, as the source has it
--   target_type VARCHAR: target, closed list
--   tactic_as_written VARCHAR: tactic, as the source has it
--   tactic VARCHAR: main tactic, closed list
--   event_class VARCHAR: attack, security_operation or other
--   killed_security INTEGER: deaths of soldiers, police, Levies and other forces, as stated; null is unknown
--   killed_civilian INTEGER: deaths of civilians, as stated
--   killed_militant INTEGER: deaths of militants, as stated
--   killed_unknown INTEGER: deaths whose side the source does not say, as stated
--   killed_total INTEGER: all deaths, as stated; null where only parts are
--   killed_low INTEGER: the source's own lower bound of all deaths; null where it gives none
--   killed_high INTEGER: its upper bound
--   killed_basis VARCHAR: where the total comes from, closed list
--   injured_total INTEGER: people injured; null is unknown
--   figures_claimant VARCHAR: whom the source quotes for these figures
--   figures_claimant_side VARCHAR: that claimant's side
--   campaign_id VARCHAR: the campaign it belongs to, if any
--   targets_cpec BOOLEAN: aimed at CPEC, as the source or the compiler says; never inferred from distance
--   targets_chinese BOOLEAN: aimed at Chinese nationals or interests
--   target_evidence VARCHAR: source_names_it or tagged_by_compiler
--   cpec_site_as_written VARCHAR: the CPEC site named
--   audit_mark VARCHAR: unconfirmed_in_audit where a second reading could not confirm the row
--   note VARCHAR: remark
--   source_url VARCHAR: the page
--   source_name VARCHAR: who published it
--   published_date DATE: date on the page; null when it carries none
--   known_at DATE: first day on which the record could be known
--   known_at_basis VARCHAR: page_date, event_date_plus_lag, release_date or taken_on
--   record_flags VARCHAR[]: what is odd about the record as published; empty where nothing is
--   snapshot_sha256 VARCHAR: digest of the file it was read from
--   row_number BIGINT: its row there, the header being row 1
select
    source_id,
    report_id,
    report_id as incident_id,
    false as is_second_report,
    'incident' as record_kind,
    date::date as date,
    coalesce(
        date_end::date,
        case date_precision
            when 'year' then make_date(year(date::date)::integer, 12, 31)
            when 'month' then last_day(date::date)
        end
    ) as date_end,
    date_precision,
    place_as_written,
    district_as_written,
    province_as_written,
    country_as_written,
    null::varchar as located_at,
    -- A table that does not say how exact it is: its own point is one near the place, a name is at least a district's.
    coalesce(
        where_prec::integer,
        case
            when point_latitude is not null then 2
            when coalesce(district_as_written, place_as_written) is not null then 3
            when province_as_written is not null then 4
            else 6
        end
    ) as where_prec,
    coalesce(where_prec in ('4', '6'), coalesce(district_as_written, place_as_written, point_latitude) is null) as is_province_wide,
    point_latitude::double as point_latitude,
    point_longitude::double as point_longitude,
    perpetrator_as_written,
    claimed_by_as_written,
    target_as_written,
    target_type,
    tactic_as_written,
    tactic,
    coalesce(event_class, 'other') as event_class,
    killed_security::integer as killed_security,
    killed_civilian::integer as killed_civilian,
    killed_militant::integer as killed_militant,
    killed_unknown::integer as killed_unknown,
    killed_total::integer as killed_total,
    killed_low::integer as killed_low,
    killed_high::integer as killed_high,
    case
        when killed_is_partial = 'yes' then 'stated_parts_only'
        when killed_total is null and stated_sum(killed_security::integer, killed_civilian::integer, killed_militant::integer, killed_unknown::integer) is null then null
        when stated_sum(killed_security::integer, killed_civilian::integer, killed_militant::integer, killed_unknown::integer) is null then 'stated_group_unknown'
        else 'stated_or_sum_of_parts'
    end as killed_basis,
    injured_total::integer as injured_total,
    coalesce(figures_claimant, source_name) as figures_claimant,
    coalesce(figures_claimant_side, 'other') as figures_claimant_side,
    null::varchar as campaign_id,
    coalesce(targets_cpec = 'yes', false) as targets_cpec,
    coalesce(targets_chinese = 'yes', false) as targets_chinese,
    case when 'yes' in (targets_cpec, targets_chinese) then 'tagged_by_compiler' end as target_evidence,
    cpec_site_as_written,
    null::varchar as audit_mark,
    note,
    source_url,
    source_name,
    published_date::date as published_date,
    -- Without a page's date, the day the table came is the first on which its rows can have been read.
    coalesce(published_date, came_on)::date as known_at,
    if(published_date is null, 'taken_on', 'page_date') as known_at_basis,
    []::varchar[] as record_flags,
    snapshot_sha256,
    row_number
from raw.own_records
order by source_id, report_id
