"""A tiny set of published tables, in the shape of the models, with every state of a week and text meant to do harm."""

from datetime import date, timedelta

import duckdb

from corridorwatch.warehouse import load_macros

AS_OF = date(2024, 4, 3)
STAMP = "20240403T000000Z"
FIRST_WEEK = date(2024, 1, 1)
HOSTILE = (
    '<script>alert(\'x\')</script><b>bold</b> & "quoted" =HYPERLINK(1) <a href="javascript:alert(1)">pseudo</a>'
    " \u202edesrever " + "x" * 100_000
)
BAD_URL = "javascript:alert(1)"
GOOD_URL = "https://example.org/page?a=1&b=2"
WEEKS = [FIRST_WEEK + timedelta(weeks=number) for number in range(13)]

LONG_NAME = "N-25 Karachi-Khuzdar-Quetta-Chaman dualisation (Pakistan Expressway)"
LONG_CREDIT = "Events, Some Conflict Data Program (CC BY 4.0); ged_of_a_country_1989_2021_as_republished_by_a_humanitarian_exchange.csv"

_SAMPLE = {0: "reported", 4: "reported", 6: "reported"}
_CENSUS = {
    0: "reported",
    1: "reported_zero",
    2: "source_down",
    3: "not_covered",
    4: "reported",
    11: "cut_short",
    12: "provisional",
}
_TOLLS = {0: (4, 3, 6, 3, 1, None, None), 4: (2, 2, 2, None, None, 2, None), 12: (1, 1, 1, None, 1, None, None)}
_NO_TOLL = (None,) * 7
_PLACES = {
    "two": ("ground", "district", None, None, None, [], ["alpha"]),
    "three": ("distant", "disc", 25.4, 62.5, 5.0, [], []),
}
_SILENT = ("not_covered", "source_down")


def published_tables(kind: str) -> duckdb.DuckDBPyConnection:
    """An in-memory database with the tables the site reads.

    Args:
        kind: `sample`, where a week without incidents is not covered, or `census`, where it may be a zero, a source
            that was down, or a week still filling.
    """
    connection = duckdb.connect()
    load_macros(connection)
    connection.execute(_STATEMENTS)
    connection.execute(
        "insert into ref.source_snapshots values ('src', 'a', ?, 3, 30, null, false), ('src', 'b', ?, 40, 30, 'cut', false),"
        " ('closed', '', ?, 2, 14, 'cut', false)",
        [AS_OF - timedelta(3), AS_OF - timedelta(40), AS_OF - timedelta(2)],
    )
    connection.execute(
        "insert into ref.sources values ('src', 'Test source', ?, 'CC BY 4.0', 'https://example.org/licence', "
        "'Test credit line', ?, date '2024-01-01', date '2024-03-31', date '2024-04-01', true, false, ?)",
        [kind, *(("https://example.org/file", "no event of a named group") if kind == "census" else (None, None))],
    )
    _grids(connection, kind)
    _records(connection)
    return connection


def long_tables() -> duckdb.DuckDBPyConnection:
    """The sample's tables with a week of 2016, and what is longest in the real ones: the name of a site, a source's
    credit, which ends in the name of a file, and two phases of a site's life that begin shortly before the end.
    """
    connection = published_tables("sample")
    for table in ("weekly_casualties_by_district", "weekly_exposure_by_site"):
        connection.execute(
            f"insert into marts.{table} select * replace (date '2016-02-01' as week) from marts.{table} "
            f"where week = date '{FIRST_WEEK}'"
        )
    connection.execute("update ref.cpec_sites set name = ?", [LONG_NAME])
    connection.execute("update ref.sources set credit = ?, period_start = date '2016-01-01'", [LONG_CREDIT])
    connection.execute(
        "update ref.site_phases set phase = 'preparation', date_start = date '2023-07-01', date_end = date '2023-12-04'"
        " where phase = 'construction'"
    )
    connection.execute(
        "update ref.site_phases set phase = 'construction', date_start = date '2023-12-04' where phase = 'operating'"
    )
    return connection


def _grids(connection: duckdb.DuckDBPyConnection, kind: str) -> None:
    states = _SAMPLE if kind == "sample" else _CENSUS
    quiet = "not_covered" if kind == "sample" else "reported_zero"
    for number, week in enumerate(WEEKS):
        for district in ("alpha", "beta", "balochistan"):
            status = states.get(number, quiet) if district == "alpha" else "not_covered" if number else "reported"
            counts = _counts(number, status)
            connection.execute(
                "insert into marts.weekly_casualties_by_district values "
                "('src', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, 0, 0, [], ?)",
                [district, week, status, *counts, "cannot_name" if status == "not_covered" else None],
            )
        status = states.get(number, quiet)
        for radius in (10, 25, 50):
            near = (None,) * 9 if status in _SILENT else (1.4, 3.2, 0.4, 1.0, None, None, 1, 3, 0.7)
            near = (0.0,) * 6 + (0, 0, 0.0) if status == "reported_zero" else near
            connection.execute(
                "insert into marts.weekly_exposure_by_site values ('src', 'port', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [week, radius, status, *near],
            )


def _counts(number: int, status: str) -> tuple[int | None, ...]:
    """Incidents, those without a toll, best, low, high, the four sides, injured."""
    if status in _SILENT:
        return (None,) * 10
    if status == "reported_zero":
        return (0,) * 10
    toll = _TOLLS.get(number, _NO_TOLL)
    return (1, int(toll[0] is None), *toll, None)


def _records(connection: duckdb.DuckDBPyConnection) -> None:
    for number, (incident, district, day, url) in enumerate(
        [
            ("one", "alpha", "2024-01-03", GOOD_URL),
            ("two", "alpha", "2024-01-30", BAD_URL),
            ("three", "alpha", "2024-02-14", GOOD_URL),
            ("four", "balochistan", "2024-01-03", GOOD_URL),
        ]
    ):
        connection.execute(
            "insert into core.reports values (?, 'src', ?, 'media', ?, null, ?, 'Example', 'district_alias', 'unresolved', ?, 'Alpha', null)",
            [incident, "a device", "claimed by nobody", url, HOSTILE],
        )
        toll = (4, 3, 6, 3, 1, None, None) if number == 0 else _NO_TOLL
        connection.execute(
            "insert into core.incidents values (?, 'src', ?, 1, ?, 'day', ?, 'Alpha', ?, 'district_alias', null, 3, "
            "'group', 'unknown', ?, 'police', 'ied', 'attack', ?, ?, ?, ?, ?, ?, ?, null, null, ?, false, false, null, "
            "null, null, ?, 'Example', false, null, false)",
            [incident, incident, day, HOSTILE, district, HOSTILE, *toll, "raid" if number == 0 else None, url],
        )
        connection.execute(
            "insert into marts.incident_pages values ('src', ?, ?, ?, 'Example', true)",
            [incident, 2 if url == BAD_URL else 1, url],
        )
        place = _PLACES.get(incident, ("disc", "disc", 25.1, 62.3, 5.0, [], []))
        connection.execute(
            "insert into core.incident_locations values ('src', ?, ?, ?, ?, ?, ?, ?, ?)", [incident, *place]
        )
    claims = [
        ("c1", "state", "2024-01-03", "militant", 37, False, False),
        ("c2", "state", "2024-01-05", "militant", 216, False, False),
        ("c3", "state", "2024-01-03", "security", 10, False, False),
        ("c4", "militant", "2024-01-03", "security", 84, False, False),
        ("c5", "militant", "2024-01-06", "security", 362, False, False),
        ("c6", "state", "2024-01-03", "security", 4, True, False),
        ("c7", "state", "2024-01-06", "militant", 92, False, True),
        ("c8", "media", None, "civilian", 5, False, False),
    ]
    for claim_id, side, said_at, group, value, is_part, is_stale in claims:
        connection.execute(
            "insert into core.claims values (?, 'src', 'raid', 'campaign', ?, ?, ?, null, ?, 'day', ?, null, ?, "
            "'killed', ?, null, null, 'exact', 'campaign', 'cumulative', false, ?, null, null, ?, "
            "'Example', date '2024-01-04', null, null, ?, 'claims_file')",
            [
                claim_id,
                HOSTILE,
                side,
                side,
                said_at,
                group,
                is_part,
                value,
                is_stale,
                GOOD_URL,
                said_at or "2024-01-04",
            ],
        )
        connection.execute(
            "insert into core.claim_standing values ('src', ?, 'campaign', 'raid', ?, ?, 'killed', ?, 'campaign', null, null, null, "
            "?, ?, ?, ?, ?, ?, ?, 'rule', ?)",
            [
                claim_id, side, group, "part" if is_part else "whole", f"{side}/{group}", value, value, value, said_at,
                int(claim_id[1:]) if said_at else None, "stale_repeat" if is_stale else "current", claim_id == "c1",
            ],
        )  # fmt: skip


_SEVEN = ", ".join(
    f"{name} bigint"
    for name in (
        "incidents",
        "incidents_without_toll",
        "killed_best",
        "killed_low",
        "killed_high",
        "killed_security",
        "killed_civilian",
        "killed_militant",
        "killed_unknown",
        "injured_best",
    )
)
_STATEMENTS = f"""
create schema ref; create schema core; create schema marts;
create table ref.source_snapshots (source_id varchar, series varchar, checked_on date, age_days integer,
    max_age_days integer, last_error varchar, is_by_hand boolean);
create table ref.sources (source_id varchar, title varchar, kind varchar, licence varchar, licence_url varchar,
    credit varchar, url varchar, period_start date, period_end date, compiled_on date, rows_may_leave boolean,
    is_preliminary boolean, zero_means varchar);
create table ref.source_spans (source_id varchar, first_day date, last_day date, basis varchar);
create table core.written_names (source_id varchar, kind varchar, written varchar);
create table ref.districts as select * from (values
    ('alpha', 'Alpha', 'الفا', 'current', 'Gwadar', 25.1, 62.3, 'North', 1000::bigint, null::date, null::date, null, null),
    ('beta', 'Beta', null, 'current', 'Turbat', 26.0, 63.0, 'South', null, date '2017-01-01', null, 'alpha', 'split from Alpha')
) as t(district_id, name, name_ur, status, headquarters, hq_latitude, hq_longitude, division, population_2023, valid_from, valid_to, parent_id,
    change_note);
create table ref.actors as select 'group' as actor_id, 'Some Group' as name, 'unknown' as "family";
create table ref.cpec_sites as select * from (values
    ('port', 'Port', 'port', 'operational', '2020', 'point', 25.1::double, 62.3::double, null, 0.0::double, 2.0::double, null::double, null::double, ['alpha'], true, true, null, 'yes',
        'Operator', null::double, null, 'high', 'https://www.example.org/port ; a map')
) as t(site_id, name, sector, status, status_date, geometry, latitude, longitude, waypoints, extent_km, coord_uncertainty_km, waypoint_km, course_growth, district_ids,
    in_balochistan, formal_cpec, formal_cpec_note, chinese_operated, operator, cost_usd, note, confidence, source);
create table ref.claimants (claimant_id varchar, name varchar);
create table ref.publishers_of_totals (definition_id varchar, organisation_id varchar, organisation varchar, name varchar, kind varchar,
    area varchar, counts varchar, counts_operations varchar, counts_militants varchar, rank integer, credit varchar, licence varchar,
    url varchar, source varchar, note varchar);
create table marts.published_totals (total_id varchar, organisation_id varchar, organisation varchar, definition_id varchar, area varchar,
    date_start date, date_end date, period varchar, year integer, metric varchar, victim_group varchar, value integer, value_low integer,
    value_high integer, qualifier varchar, basis varchar, is_current boolean, revised_from integer, first_known_at date, published_date date,
    published_precision varchar, known_at date, source_url varchar, source_name varchar, note varchar);
create table ref.vocabularies as select 'tactic' as vocabulary, 'ied' as code, 'bomb' as label, 'a bomb' as definition;
create table core.reports (report_id varchar, source_id varchar, tactic_as_written varchar,
    figures_claimant_side varchar, claimed_by_as_written varchar, cpec_site_as_written varchar, source_url varchar,
    source_name varchar, district_method varchar, actor_method varchar, place_as_written varchar, district_as_written varchar,
    perpetrator_as_written varchar);
create table core.incidents (incident_id varchar, source_id varchar, leading_report_id varchar, reports bigint,
    date date, date_precision varchar, place_as_written varchar, district_as_written varchar, district_id varchar,
    district_method varchar, place_flag varchar, where_prec integer, actor_id varchar, "family" varchar,
    target_as_written varchar, target_type varchar, tactic varchar, event_class varchar, killed_best integer,
    killed_low integer, killed_high integer, killed_security integer, killed_civilian integer, killed_militant integer,
    killed_unknown integer, killed_claimed_by_armed_group integer, injured_best integer, campaign_id varchar,
    targets_cpec boolean, targets_chinese boolean, target_evidence varchar, audit_mark varchar, note varchar,
    source_url varchar, source_name varchar, is_landmark boolean default false,
    killed_high_armed_group integer default null, crosses_week boolean default false,
    week date generated always as (date_trunc('week', date)::date));
create table core.incident_locations (source_id varchar, incident_id varchar, location_id varchar, model varchar,
    latitude double, longitude double, radius_km double, line_ids varchar[], ground_ids varchar[]);
create table core.location_distances as select location_id, 'port' as site_id, nearest_km, expected_km, farthest_km, 0.6::double as decay
    from (values ('disc', 7.0::double, 12.0::double, 17.0::double), ('distant', 33.0, 38.0, 43.0), ('ground', 0.0, 60.0, 150.0))
    as t(location_id, nearest_km, expected_km, farthest_km);
create table core.location_reach as select location_id, 'port' as site_id, radius_km, share::double as probability,
    share = 1 as is_sure from (values ('disc', 10, 0.2), ('disc', 25, 1.0), ('disc', 50, 1.0), ('distant', 50, 1.0),
    ('ground', 25, 0.03), ('ground', 50, 0.3)) as t(location_id, radius_km, share);
create table core.line_stops as select line_id, position, stop, km::double as km, if(stop = 'West', 54.0, 0.0)::double as gap_km from (values ('m8', 1, 'East', 0.0), ('m8', 2, 'Beside the East', 6.0),
    ('m8', 3, 'Gwadar', 60.0), ('m8', 4, 'Beside Gwadar', 66.0), ('m8', 5, 'West', 120.0))
    as t(line_id, position, stop, km);
create table core.line_stretches as select 'disc' as location_id, 'm8' as line_id, 20.0::double as from_km, 50.0::double as to_km;
create table ref.named_lines as select 'm8' as line_id, 'M-8 East-West' as name, 'road' as kind,
    25.0::double as course_km, 2.0::double as waypoint_km, 0.5::double as course_growth, []::varchar[] as site_ids,
    '[[[25.0, 62.0, "East"], [25.5, 63.0, "West"]]]'::json as ways;
create table ref.place_radii as select 1 as where_prec, '' as point_kind, '' as district_id, 5.0::double as radius_km;
create table ref.site_phases as select 'port' as site_id, phase, date_start, 'day' as date_precision, date_end,
    'high' as confidence, 'opened' as note,
    'registry: see the source of its row in cpec_sites.csv' as source
    from (values ('construction', date '2024-01-18', date '2024-02-01'), ('operating', date '2024-02-01', null))
    as t(phase, date_start, date_end);
create table ref.source_weeks as select *, week = date '2024-03-25' as is_filling from (
    select 'src' as source_id, unnest(generate_series(date '2024-01-01', date '2024-03-25', interval 7 day))::date as week);
create table ref.district_shapes as select unnest(['alpha', 'beta']) as district_id, 'schematic' as basis, true as is_used,
    '2022-09' as vintage, 'CC BY 4.0' as licence, 'here' as source,
    '{{"type":"Polygon","coordinates":[[[60.0,24.0],[66.0,24.0],[66.0,28.0],[60.0,24.0]]]}}' as geometry;
create table marts.incidents_aimed_at_cpec as select 'src' as source_id, 'three' as incident_id, date '2024-02-14' as date,
    'alpha' as district_id, true as targets_cpec, false as targets_chinese_nationals, 'source_names_it' as target_evidence,
    'the port' as site_as_written, 'port' as site_id, false as is_landmark;
create table marts.before_and_after as select 'src' as source_id, 'port' as site_id, 'operating' as phase,
    date '2024-02-01' as date_start, 'port' as compared_as, date '2024-02-05' as after_from, 'Where no site is, 18 of 97.' as usual,
    '104 weeks with 260 weeks.' as compared, 'No change is shown.' as verdict, 'Within 25 km.' as sentence,
    'p = 0.50.' as beside, 2.5::double as near_before, 1.25::double as near_after, 20.0::double as rest_before, 10.0::double as rest_after,
    260::bigint as weeks_before, 104::bigint as weeks_after, 1.25::double as ratio_near, 1.0::double as ratio, 0.4::double as ratio_low,
    null::double as ratio_high;
create table core.claims (claim_id varchar, source_id varchar, event_id varchar, event_kind varchar,
    claimant_as_written varchar, claimant_id varchar, claimant_side varchar, relayed_by varchar, said_at timestamp,
    said_at_precision varchar, victim_group varchar, victim_subgroup varchar, is_part boolean, metric varchar,
    value integer, value_low integer, value_high integer, qualifier varchar, scope varchar, counting varchar,
    is_garbled boolean, is_stale_repeat boolean, district_as_written varchar, note varchar, source_url varchar,
    source_name varchar, published_date date, includes_as_written varchar, includes_prior_operation varchar,
    known_at date, origin varchar);
create table marts.incident_pages (source_id varchar, incident_id varchar, page_number integer, source_url varchar,
    source_name varchar, is_leading boolean);
create table marts.cited_pages as select * from (values
    (1, '{GOOD_URL}', 'Example', ['media', 'state'], date '2024-01-04', 12::bigint), (2, '{BAD_URL}', 'Example', [], null, 1::bigint)
) as t(page_number, source_url, source_name, claimant_sides, published_date, records), (select false as is_dated_later);
create table marts.claim_development as select 'src' as source_id, 'raid' as event_id, 'state' as claimant_side,
    'militant' as victim_group, 'killed' as metric;
create table core.interval_claims (source_id varchar, claim_id varchar, event_kind varchar, event_id varchar, victim_group varchar,
    metric varchar, account varchar, low integer, high integer, is_open_above boolean, sets_end boolean, rule varchar);
create table core.claim_standing (source_id varchar, claim_id varchar, event_kind varchar, event_id varchar,
    claimant_side varchar, victim_group varchar, metric varchar, series_kind varchar, scope varchar,
    victim_part varchar, district_part varchar, contains_prior varchar, series_id varchar, figure integer, low integer,
    high integer, counts_from date, position bigint, standing varchar, rule varchar, is_open_above boolean);
create table marts.claimed_tolls as select 'src' as source_id, 'campaign' as event_kind, 'raid' as event_id,
    side as claimant_side, side_group as victim_group, 'killed' as metric, first_id as first_claim_id,
    latest_id as latest_claim_id, latest_value, false as first_is_least, side = 'militant' as latest_is_least, date '2024-01-06' as latest_said_on,
    latest_value as stands_low,
    latest_value as stands_high, ['c2: 216'] as reasons
    from (values ('state', 'militant', 'c1', 'c2', 216), ('state', 'security', 'c3', 'c3', 10),
        ('militant', 'security', 'c4', 'c5', 362)) as t(side, side_group, first_id, latest_id, latest_value);
create table marts.development_factors as select 'src' as source_id, grouping, claimant_side, victim_group, 'killed' as metric,
    age, 3::bigint as tolls, 2::bigint as grew, 0::bigint as fell, 1.2::double as median, 1::double as lower_quartile,
    1.5::double as upper_quartile, 0.9::double as lowest, 4::double as highest
    from (values ('event', null, null, 1), ('side_and_group', 'state', 'militant', 1), ('side_and_group', 'state', 'militant', 3))
        as t(grouping, claimant_side, victim_group, age);
create table marts.development_tolls as select 'src' as source_id, 'raid' as event_id;
create table marts.development_scores as select 'src' as source_id, 'event' as grouping, 'killed' as metric, 1 as age,
    0.8::double as level, 30::bigint as tolls, 20::bigint as moved, 12::bigint as scored, 10::bigint as held,
    7::bigint as moved_scored, 5::bigint as moved_held, 8.5::double as mean_width, 1.4::double as band_score,
    2.1::double as stays_put_score, 'better' as verdict;
create table marts.week_arrivals as select 'src' as source_id, 'page_date' as basis, age, 20::bigint as weeks,
    40::bigint as incidents, known::bigint as known_by_then, 90::bigint as killed, 2 * known::bigint as killed_known_by_then,
    4::bigint as left_out, date '2024-05-01' as first_entered, date '2024-05-02' as last_entered
    from (values (1, 30), (30, 38)) as t(age, known);
create table marts.weeks_still_filling as select 'src' as source_id, date '2024-03-25' as week, 4 as age, 3::bigint as tolls,
    4::bigint as known_best, 4::bigint as expected_low, 6::bigint as expected_high;
create table core.campaigns as select 'src' as source_id, 'raid' as campaign_id, 'The raid' as name, null as other_names,
    date '2024-01-03' as date_start, date '2024-01-06' as date_end, 'Some Group' as claimed_by_as_written,
    'A raid on several towns.' as summary, 'Alpha; Port Town' as first_reported_places;
create table core.campaign_places as select * from (values
    ('raid', 'Alpha', 'town', 'police', 'state', 'attacked', 'alpha', 'alias'),
    ('raid', 'Port Town', 'town', 'police', 'state', 'attacked', 'beta', 'alias')
) as t(campaign_id, place_as_written, place_kind, listed_by, listed_by_side, role, district_id, district_method),
    (select 'src' as source_id, '{GOOD_URL}' as source_url, 'Example' as source_name, date '2024-01-04' as published_date);
create table core.exclusions as select 'src' as source_id, 'districts' as stage, 'x' as record_id,
    'outside_balochistan' as reason, true as record_counts, 1::bigint as records, 7::bigint as deaths, '' as detail;
create table core.unresolved_names as select 'district' as kind, 'Dasht' as name_as_written, 2::bigint as reports,
    null::bigint as deaths, 'x' as example_report_id, 'ambiguous_alias' as reason, ['x'] as example_report_ids,
    [{{'source_id': 'src', 'reports': 2::bigint, 'deaths': null::bigint, 'example_report_ids': ['x']}}] as by_source,
    []::struct(id varchar, alias varchar, score double, reason varchar)[] as proposals;
create table marts.weekly_casualties_by_district (source_id varchar, district_id varchar, week date, status varchar,
    {_SEVEN}, share_deaths_precise double, incidents_cpec_target bigint, incidents_chinese_target bigint,
    campaign_ids varchar[], status_reason varchar);
create table marts.headline_by_month (area_id varchar, month date, source_id varchar, status varchar, {_SEVEN}, status_reason varchar);
create table marts.weekly_exposure_by_site (source_id varchar, site_id varchar, week date, radius_km integer,
    status varchar, expected_incidents double, expected_killed double, expected_without_toll double, expected_killed_security double,
    expected_killed_civilian double, expected_killed_militant double, sure_incidents bigint, possible_incidents bigint,
    decay_index double);
create table marts.monthly_casualties as select 'src' as source_id, month, event_class,
    case when months.known then 'reported' else 'not_covered' end as status, null::varchar as status_reason, 1::bigint * known::int as incidents,
    0::bigint as incidents_without_toll, 4::bigint as killed_best, 4::bigint as killed_low, 4::bigint as killed_high, 3::bigint as killed_security,
    1::bigint as killed_civilian, null::bigint as killed_militant, null::bigint as killed_unknown
    from (values ('attack'), ('security_operation')) as t(event_class)
    cross join (values (date '2024-01-01', true), (date '2024-02-01', false), (date '2024-03-01', false)) as months(month, known);
create table marts.campaigns as select 'src' as source_id, 'raid' as campaign_id, 'The raid' as name,
    date '2024-01-03' as date_start, date '2024-01-06' as date_end, ['alpha'] as places_hit, 1::bigint as districts_hit,
    'state' as claimant_side, 'militant' as victim_group, 'killed' as metric, 2::bigint as claims, 0::bigint as undated_claims, 37 as first_value,
    date '2024-01-03' as first_said_on, 37 as lowest_value, 216 as highest_value, 216 as latest_value,
    date '2024-01-05' as latest_said_on, 'c2' as latest_claim_id, false as latest_is_least, 2::bigint as contents,
    'yes' as latest_contains_prior, 70 as first_on_that_basis, 16::bigint as held_by_incidents, 200::bigint as remainder;
create table marts.conservation as select 'src' as source_id, 'districts' as stage, 4 as stage_order,
    'none' as excluded_reason, 4::bigint as rows_in, 11::bigint as deaths_in, 3::bigint as rows_placed,
    4::bigint as deaths_placed, 0::bigint as rows_bucketed, 0::bigint as deaths_bucketed, 1::bigint as rows_excluded,
    7::bigint as deaths_excluded
"""
