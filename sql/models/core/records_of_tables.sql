-- description: One row per record of the tables of one's own accepted at ingest, in the shape of core.records;
--   empty where there are none.
-- grain: source_id, report_id
-- released: no
-- columns of: core.records
-- columns:
--   event_class VARCHAR: attack, security_operation or other
--   known_at_basis VARCHAR: page_date, event_date_plus_lag, release_date or taken_on
select
    source_id, report_id, report_id as incident_id,
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
    date_precision, place_as_written, district_as_written, province_as_written,
    country_as_written,
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
    coalesce(where_prec in ('4', '6'), coalesce(district_as_written, place_as_written,
        point_latitude) is null) as is_province_wide,
    point_latitude::double as point_latitude,
    point_longitude::double as point_longitude,
    perpetrator_as_written, claimed_by_as_written, target_as_written,
    target_type, tactic_as_written, tactic, coalesce(event_class, 'other') as event_class,
    killed_security::integer as killed_security,
    killed_civilian::integer as killed_civilian,
    killed_militant::integer as killed_militant,
    killed_unknown::integer as killed_unknown,
    killed_total::integer as killed_total,
    killed_low::integer as killed_low,
    killed_high::integer as killed_high,
    case
        when killed_is_partial = 'yes' then 'stated_parts_only'
        when killed_total is null and stated_sum(killed_security::integer, killed_civilian::integer,
            killed_militant::integer, killed_unknown::integer) is null then null
        when stated_sum(killed_security::integer, killed_civilian::integer, killed_militant::integer,
            killed_unknown::integer) is null then 'stated_group_unknown'
        else 'stated_or_sum_of_parts'
    end as killed_basis,
    injured_total::integer as injured_total,
    coalesce(figures_claimant, source_name) as figures_claimant,
    coalesce(figures_claimant_side, 'other') as figures_claimant_side,
    coalesce(targets_cpec = 'yes', false) as targets_cpec,
    coalesce(targets_chinese = 'yes', false) as targets_chinese,
    case when 'yes' in (targets_cpec, targets_chinese) then 'tagged_by_compiler' end as target_evidence,
    cpec_site_as_written, note, source_url, source_name, published_date::date as published_date,
    -- Without a page's date, the day the table came is the first on which its rows can have been read.
    coalesce(published_date, came_on)::date as known_at,
    if(published_date is null, 'taken_on', 'page_date') as known_at_basis,
    []::varchar[] as record_flags,
    snapshot_sha256, row_number
from raw.own_records
order by source_id, report_id
