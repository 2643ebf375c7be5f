-- description: One row per event of UCDP GED or Candidate in the province, in the shape of core.records: of an id
--   that several releases hold, the latest.
-- grain: source_id, report_id
-- released: no, core.records holds the same rows
-- columns of: core.records
-- columns:
--   killed_unknown INTEGER: deaths whose side the source does not say, and those of another state's soldiers
--     (foreign_forces), as stated
with files as (
    select table_name, snapshot_sha256, taken_on, release_order from raw.source_files
),
released as (
    select 'ucdp_ged' as source_id, * from raw.ucdp_ged
    union all
    select 'ucdp_candidate', * from raw.ucdp_candidate
),
typed as (
    select released.*, files.taken_on,
        left(date_start, 10)::date as first_day, left(date_end, 10)::date as last_day,
        left(date_end, 10)::date - left(date_start, 10)::date as days_more,
        type_of_violence::integer as kind, where_prec::integer as prec,
        deaths_a::integer as dead_a, deaths_b::integer as dead_b, deaths_civilians::integer as dead_civilian,
        deaths_unknown::integer as dead_unknown, best::integer as dead, low::integer as dead_low,
        high::integer as dead_high,
        -- UCDP's sides change places: who is a government is read from the name, not from the letter.
        starts_with(side_a, 'Government of ') as a_is_state, starts_with(side_b, 'Government of ') as b_is_state,
        side_a = 'Government of Pakistan' as a_is_home, side_b = 'Government of Pakistan' as b_is_home,
        -- Followers of one man are no group with a name: his is not carried on.
        nullif(regexp_replace(side_a, '^Supporters of .*$', ''), '') as name_a,
        nullif(regexp_replace(side_b, '^Supporters of .*$', ''), '') as name_b
    from released
    join files on files.table_name = released.source_id and files.snapshot_sha256 = released.snapshot_sha256
    qualify row_number() over (partition by released.source_id, id order by files.release_order desc, row_number) = 1
)
select
    source_id, id as report_id,
    id as incident_id,
    false as is_second_report,
    'incident' as record_kind,
    first_day as date,
    last_day as date_end,
    -- A span of up to a week counts in the week of its first day; a longer one, or one known only to the month, in
    -- none.
    case
        when days_more > 31 then 'year'
        when date_prec in ('4', '5') or days_more > 6 then 'month'
        when date_prec = '1' and days_more = 0 then 'day'
        else 'week'
    end as date_precision,
    where_coordinates as place_as_written,
    adm_2 as district_as_written,
    adm_1 as province_as_written,
    country as country_as_written,
    prec as where_prec,
    -- A line or an area (5) with one second-level unit lies in that unit.
    prec >= 4 and not (prec = 5 and adm_2 is not null) as is_province_wide,
    latitude::double as point_latitude,
    longitude::double as point_longitude,
    -- UCDP does not say who began a fight: a state's fight is filed under the armed group it fought, a fight of two
    -- groups under both.
    case
        when kind = 3 then case when side_a = 'Civilians' then name_b else name_a end
        when kind = 1 and a_is_state and not b_is_state then name_b
        when kind = 1 and b_is_state and not a_is_state then name_a
        else nullif(concat_ws('; ', name_a, name_b), '')
    end as perpetrator_as_written,
    case when kind = 3 then case when side_a = 'Civilians' then side_a else side_b end end as target_as_written,
    case
        when kind = 3 and a_is_state then 'security_operation'
        when kind = 3 then 'attack'
        else 'clash'
    end as event_class,
    case when a_is_home then dead_a else 0 end + case when b_is_home and kind <> 3 then dead_b
        else 0 end as killed_security,
    dead_civilian + case when kind = 3 and side_b = 'Civilians' then dead_b
        when kind = 3 and side_a = 'Civilians' then dead_a else 0 end as killed_civilian,
    case when a_is_state or kind = 3 and side_a = 'Civilians' then 0 else dead_a end
        + case when b_is_state or kind = 3 and side_b = 'Civilians' then 0 else dead_b end as killed_militant,
    -- Soldiers of another state are none of the country's forces, and no militants either.
    dead_unknown + case when a_is_state and not a_is_home then dead_a else 0 end
        + case when b_is_state and not b_is_home and kind <> 3 then dead_b else 0 end as killed_unknown,
    dead as killed_total,
    dead_low as killed_low,
    dead_high as killed_high,
    'stated_or_sum_of_parts' as killed_basis,
    'UCDP' as figures_claimant,
    'other' as figures_claimant_side,
    false as targets_cpec,
    false as targets_chinese,
    where_description as note,
    case source_id when 'ucdp_ged' then 'UCDP GED' else 'UCDP Candidate' end as source_name,
    taken_on as known_at,
    'taken_on' as known_at_basis,
    list_filter([
        case when dead not between dead_low and dead_high then 'best_outside_interval' end,
        case when a_is_state and not a_is_home or b_is_state and not b_is_home then 'foreign_forces' end,
        case when dead_a + dead_b + dead_civilian + dead_unknown <> dead then 'sides_do_not_sum' end,
        case when try_cast(number_of_sources as integer) = -1 then 'sources_not_recorded' end,
        case when lower(active_year) in ('0', 'false') then 'inactive_year' end,
        case when days_more > 0 then 'several_days' end,
        case when code_status <> 'Clear' then 'under_review' end,
        case when source_id = 'ucdp_candidate' then 'provisional' end
    ], lambda flag: flag is not null) as record_flags,
    snapshot_sha256, row_number
from typed
order by source_id, report_id
