-- description: One row per event of ACLED in the province that its publisher has not deleted, in the version known as of the day, in the shape of core.records. Fatalities are the total; their side is told only for violence against civilians, whose victims are unarmed by definition.
-- grain: report_id
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
--   event_class VARCHAR: attack, security_operation, clash (nobody says who began it) or other
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
--   known_at_basis VARCHAR: page_date, event_date_plus_lag or taken_on (the day a publisher's file was taken)
--   record_flags VARCHAR[]: what is odd about the record as published; empty where nothing is
--   snapshot_sha256 VARCHAR: digest of the file it was read from
--   row_number BIGINT: its row there, the header being row 1
with typed as (
    select *,
        fatalities::integer as dead,
        -- Numbers until 2024, labels since.
        lower(coalesce(inter1, '')) in ('1', 'state forces') as is_state_first,
        lower(event_type) as kind
    from raw.acled_current
    where is_here and not is_deleted
),
marked as (
    select *,
        kind = 'violence against civilians' as is_against_civilians,
        kind like '%remote violence%' as is_remote,
        kind like 'battle%' as is_battle
    from typed
)
select
    'acled' as source_id,
    event_id_cnty as report_id,
    event_id_cnty as incident_id,
    false as is_second_report,
    'incident' as record_kind,
    event_day as date,
    null::date as date_end,
    case coalesce(time_precision, '1') when '1' then 'day' when '2' then 'week' else 'month' end as date_precision,
    location as place_as_written,
    admin2 as district_as_written,
    admin1 as province_as_written,
    country as country_as_written,
    null::varchar as located_at,
    -- ACLED's 1 is the place named; 2 a place near it or its area, whose district is coded; 3 a province's capital for the province.
    case coalesce(geo_precision, '3') when '1' then 1 when '2' then 3 else 4 end as where_prec,
    coalesce(geo_precision, '3') not in ('1', '2') as is_province_wide,
    try_cast(latitude as double) as point_latitude,
    try_cast(longitude as double) as point_longitude,
    actor1 as perpetrator_as_written,
    null::varchar as claimed_by_as_written,
    actor2 as target_as_written,
    null::varchar as target_type,
    coalesce(sub_event_type, event_type) as tactic_as_written,
    null::varchar as tactic,
    case
        when (is_against_civilians or is_remote) and is_state_first then 'security_operation'
        when is_against_civilians or is_remote then 'attack'
        when is_battle then 'clash'
        else 'other'
    end as event_class,
    null::integer as killed_security,
    case when is_against_civilians then dead end as killed_civilian,
    null::integer as killed_militant,
    case when not is_against_civilians then dead end as killed_unknown,
    dead as killed_total,
    null::integer as killed_low,
    null::integer as killed_high,
    case when dead is not null then 'stated_or_sum_of_parts' end as killed_basis,
    null::integer as injured_total,
    'ACLED' as figures_claimant,
    'other' as figures_claimant_side,
    null::varchar as campaign_id,
    false as targets_cpec,
    false as targets_chinese,
    null::varchar as target_evidence,
    null::varchar as cpec_site_as_written,
    null::varchar as audit_mark,
    notes as note,
    null::varchar as source_url,
    'ACLED' as source_name,
    null::date as published_date,
    first_seen as known_at,
    'taken_on' as known_at_basis,
    list_filter([
        case when kind in ('protests', 'riots', 'riots/protests', 'strategic developments', 'strategic development')
            then 'no_armed_event' end,
        case when try_cast(latitude as double) is null then 'no_point' end,
        case when year <> year(event_day)::varchar then 'year_contradicts_date' end
    ], lambda flag: flag is not null) as record_flags,
    snapshot_sha256,
    row_number
from marked
order by report_id
