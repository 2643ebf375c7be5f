-- description: One row per event of ACLED in the province that its publisher has not deleted, in the version known as
--   of the day, in the shape of core.records. Fatalities are the total; their side is told only for violence against
--   civilians, whose victims are unarmed by definition.
-- grain: report_id
-- released: no
-- columns of: core.records
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
    case coalesce(time_precision, '1') when '1' then 'day' when '2' then 'week' else 'month' end as date_precision,
    location as place_as_written,
    admin2 as district_as_written,
    admin1 as province_as_written,
    country as country_as_written,
    -- ACLED's 1 is the place named; 2 a place near it or its area, whose district is coded; 3 a province's capital for
    -- the province.
    case coalesce(geo_precision, '3') when '1' then 1 when '2' then 3 else 4 end as where_prec,
    coalesce(geo_precision, '3') not in ('1', '2') as is_province_wide,
    try_cast(latitude as double) as point_latitude,
    try_cast(longitude as double) as point_longitude,
    actor1 as perpetrator_as_written,
    actor2 as target_as_written,
    coalesce(sub_event_type, event_type) as tactic_as_written,
    case
        when (is_against_civilians or is_remote) and is_state_first then 'security_operation'
        when is_against_civilians or is_remote then 'attack'
        when is_battle then 'clash'
        else 'other'
    end as event_class,
    case when is_against_civilians then dead end as killed_civilian,
    case when not is_against_civilians then dead end as killed_unknown,
    dead as killed_total,
    case when dead is not null then 'stated_or_sum_of_parts' end as killed_basis,
    'ACLED' as figures_claimant,
    'other' as figures_claimant_side,
    false as targets_cpec,
    false as targets_chinese,
    notes as note,
    'ACLED' as source_name,
    first_seen as known_at,
    'taken_on' as known_at_basis,
    list_filter([
        case when kind in ('protests', 'riots', 'riots/protests', 'strategic developments', 'strategic development')
            then 'no_armed_event' end,
        case when try_cast(latitude as double) is null then 'no_point' end,
        case when year <> year(event_day)::varchar then 'year_contradicts_date' end
    ], lambda flag: flag is not null) as record_flags,
    snapshot_sha256, row_number
from marked
order by report_id
