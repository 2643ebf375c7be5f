-- description: One row per record of the Global Terrorism Database accepted at the door, in the shape of core.records; empty where its files were never added. Rows under a closed licence: never exported.
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
with figures as (
    select *,
        make_date(iyear::integer, greatest(imonth::integer, 1), greatest(iday::integer, 1)) as first_day,
        case when imonth = '0' then 'year' when iday = '0' then 'month' else 'day' end as precision,
        case when nkill::double >= 0 then nkill::double end as deaths,
        -- More attackers among the dead than dead: the part is not believed, the whole is.
        case when nkillter::double >= 0 and not coalesce(nkillter::double > nkill::double and nkill::double >= 0, false)
            then nkillter::double end as attackers,
        coalesce(nkillter::double > nkill::double and nkill::double >= 0, false) as has_too_many_attackers,
        case when nwound::double >= 0 then nwound::double end as wounded,
        least(eventid, list_min(regexp_extract_all(related, '[0-9]{12}'))) as linked_to,
        -- The door writes every day that it can read as YYYY-MM-DD.
        try_cast(left(resolution, 10) as date) as resolved_on
    from raw.gtd_incidents
),
parted as (
    select *, deaths - coalesce(attackers, 0) as others,
        coalesce(deaths <> floor(deaths) or attackers <> floor(attackers), false) as is_share_of_a_toll
    from figures
),
-- The publisher divides one toll evenly over linked incidents: 7 dead in 3 places are 2.33 each. Whole people are told again
-- by carrying the remainder from one of them to the next, so that the linked incidents add up to the toll they share.
summed as (
    select *,
        sum(others - floor(others)) over shares as others_after,
        sum(attackers - floor(attackers)) over shares as attackers_after,
        sum(wounded - floor(wounded)) over shares as wounded_after
    from parted
    window shares as (order by linked_to, eventid rows unbounded preceding)
),
whole as (
    select *,
        floor(others)::integer + carried(others_after - (others - floor(others)), others_after) as others_killed,
        floor(attackers)::integer + carried(attackers_after - (attackers - floor(attackers)), attackers_after) as attackers_killed,
        floor(wounded)::integer + carried(wounded_after - (wounded - floor(wounded)), wounded_after) as injured
    from summed
)
select
    'gtd' as source_id,
    eventid as report_id,
    eventid as incident_id,
    false as is_second_report,
    'incident' as record_kind,
    first_day as date,
    case
        when precision = 'year' then make_date(iyear::integer, 12, 31)
        when precision = 'month' then last_day(first_day)
        when extended::double = 1 and resolved_on > first_day then resolved_on
    end as date_end,
    precision as date_precision,
    case when lower(city) <> 'unknown' then city end as place_as_written,
    null::varchar as district_as_written,
    case when lower(provstate) <> 'unknown' then provstate end as province_as_written,
    country_txt as country_as_written,
    null::varchar as located_at,
    -- Its specificity: 1 the town's own point; 2 and 3 the middle of the district, for want of a point; 4 the province's; 5 none.
    case
        when specificity::double = 1 then if(vicinity::double = 1, 2, 1)
        when specificity::double in (2, 3) then 3
        when specificity::double = 4 then 4
        when specificity::double = 5 then 6
        when lower(city) <> 'unknown' then 3
        when lower(provstate) <> 'unknown' then 4
        else 6
    end as where_prec,
    coalesce(specificity::double in (4, 5), coalesce(lower(city), 'unknown') = 'unknown') as is_province_wide,
    case when specificity::double = 1 then latitude::double end as point_latitude,
    case when specificity::double = 1 then longitude::double end as point_longitude,
    gname as perpetrator_as_written,
    case when claimed::double = 1 and lower(gname) <> 'unknown' then gname end as claimed_by_as_written,
    target1 as target_as_written,
    case targtype1_txt
        when 'Police' then 'police'
        when 'Private Citizens & Property' then 'civilian_other'
        when 'Journalists & Media' then 'journalist'
        when 'Utilities' then 'gas_pipeline_or_power'
        when 'Educational Institution' then 'school'
        when 'Religious Figures/Institutions' then 'religious_gathering'
        when 'Government (General)' then 'government_official'
        when 'Business' then 'company_or_construction'
    end as target_type,
    attacktype1_txt as tactic_as_written,
    case
        when suicide::double = 1 then 'suicide_bombing'
        when attacktype1_txt = 'Bombing/Explosion' then 'bombing'
        when attacktype1_txt = 'Armed Assault' then 'armed_assault'
        when attacktype1_txt = 'Assassination' then 'targeted_killing'
        when attacktype1_txt = 'Hijacking' then 'hijacking'
        when attacktype1_txt = 'Hostage Taking (Barricade Incident)' then 'hostage_taking'
        when attacktype1_txt = 'Hostage Taking (Kidnapping)' then 'abduction'
    end as tactic,
    'attack' as event_class,
    null::integer as killed_security,
    null::integer as killed_civilian,
    attackers_killed as killed_militant,
    null::integer as killed_unknown,
    -- Attackers are among the publisher's dead: the whole is theirs and the others'.
    others_killed + coalesce(attackers_killed, 0) as killed_total,
    null::integer as killed_low,
    null::integer as killed_high,
    case when deaths is not null then 'stated_group_unknown' end as killed_basis,
    injured as injured_total,
    'Global Terrorism Database' as figures_claimant,
    'media' as figures_claimant_side,
    null::varchar as campaign_id,
    false as targets_cpec,
    coalesce('China' in (natlty1_txt, natlty2_txt, natlty3_txt), false) as targets_chinese,
    case when 'China' in (natlty1_txt, natlty2_txt, natlty3_txt) then 'source_names_it' end as target_evidence,
    null::varchar as cpec_site_as_written,
    null::varchar as audit_mark,
    null::varchar as note,
    null::varchar as source_url,
    'Global Terrorism Database' as source_name,
    case when released_basis = 'release_date' then released::date end as published_date,
    released::date as known_at,
    released_basis as known_at_basis,
    list_filter([
        if(is_share_of_a_toll, 'share_of_a_linked_toll', null),
        if(has_too_many_attackers, 'more_attackers_than_dead', null),
        if(doubtterr::double = 1, 'not_surely_terrorism', null),
        if(success::double = 0, 'attempt_failed', null),
        if(extended::double = 1 and resolved_on is null, 'end_not_known', null)
    ], lambda flag: flag is not null) as record_flags,
    snapshot_sha256,
    row_number
from whole
order by source_id, report_id
