-- description: One row per record of the Global Terrorism Database accepted at ingest, in the shape of
--   core.records; empty where its files were never added. Rows under a closed licence: never exported.
-- grain: source_id, report_id
-- released: no
-- columns of: core.records
-- columns:
--   event_class VARCHAR: attack, security_operation or other
--   known_at_basis VARCHAR: page_date, event_date_plus_lag, release_date or taken_on
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
        -- Ingest writes every day that it can read as YYYY-MM-DD.
        try_cast(left(resolution, 10) as date) as resolved_on
    from raw.gtd_incidents
),
parted as (
    select *, deaths - coalesce(attackers, 0) as others,
        coalesce(deaths <> floor(deaths) or attackers <> floor(attackers), false) as is_share_of_a_toll
    from figures
),
-- The publisher divides one toll evenly over linked incidents: 7 dead in 3 places are 2.33 each. Whole people are told
-- again by carrying the remainder from one of them to the next, so that the linked incidents add up to the toll they
-- share.
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
        floor(attackers)::integer + carried(attackers_after - (attackers - floor(attackers)),
            attackers_after) as attackers_killed,
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
    case when lower(provstate) <> 'unknown' then provstate end as province_as_written,
    country_txt as country_as_written,
    -- Its specificity: 1 the town's own point; 2 and 3 the middle of the district, for want of a point; 4 the
    -- province's; 5 none.
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
    attackers_killed as killed_militant,
    -- Attackers are among the publisher's dead: the whole is theirs and the others'.
    others_killed + coalesce(attackers_killed, 0) as killed_total,
    case when deaths is not null then 'stated_group_unknown' end as killed_basis,
    injured as injured_total,
    'Global Terrorism Database' as figures_claimant,
    'media' as figures_claimant_side,
    false as targets_cpec,
    coalesce('China' in (natlty1_txt, natlty2_txt, natlty3_txt), false) as targets_chinese,
    case when 'China' in (natlty1_txt, natlty2_txt, natlty3_txt) then 'source_names_it' end as target_evidence,
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
    snapshot_sha256, row_number
from whole
order by source_id, report_id
