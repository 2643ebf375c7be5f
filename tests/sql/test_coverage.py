"""For which weeks a source speaks: those that its files cover whole, never those between its first and its last."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridorwatch.config import ROOT, Scope
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import publishers
from corridorwatch.ingest.pages import PageWriter
from corridorwatch.snapshots import Attempt, SnapshotStore
from corridorwatch.sources.acled import load as acled_door
from corridorwatch.sources.gtd.load import load as load_gtd
from corridorwatch.sources.own_tables import take as byhand
from corridorwatch.sources.reference.reviewed import read_vocabularies
from corridorwatch.sources.ucdp import load as ucdp_door
from tests import world
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows
from tests.servers.acled import event
from tests.ucdp_file import content, of_every

TAKEN = datetime(2026, 11, 1, 12, tzinfo=UTC)
OF_REF = world.OF_SOURCES
WHOLE = "in_period and not is_down and not is_filling and not is_cut"
"""A week of which a census that found nothing may say zero."""


class Desk:
    """A store, the project's reference tables, and what ingest and the models make of both."""

    def __init__(self, folder: Path, base: Path) -> None:
        self.folder, self.store = folder, SnapshotStore(folder / "snapshots")
        self.connection = world.open_database(Path(shutil.copy(base, folder / "desk.duckdb")))

    def acled(
        self, name: str, days: Sequence[str | Mapping], *, moment: datetime = TAKEN, says: tuple = (None, None), **cells
    ):
        """Add an export with an event on each of the days."""
        rows = [{**event(number, 1), "event_id_cnty": f"{name}{number}", "year": "", **cells, **({"event_date": day} if isinstance(day, str) else day)}
                for number, day in enumerate(days)]  # fmt: skip
        path = self.folder / f"{name}.csv"
        world.write_csv(path, list(rows[0]), rows)
        first, last = (day and date.fromisoformat(day) for day in says)
        return publishers.add("acled", path, self.store, moment, first=first, last=last)

    def answer(
        self, day: int, days: Sequence[str], *, is_full: bool, since: int = 0, newest: int = 0, hidden: str = ""
    ):
        """Keep an answer of ACLED's API with an event on each of the days."""
        writer = PageWriter(self.store.workspace("acled") / "api.pages.zip")
        records = [{**event(100 * day + number, 1), "event_date": on} for number, on in enumerate(days)]
        writer.add("events", json.dumps({"data": records}).encode(), "https://example.org", len(records))
        pages = writer.close()
        restrictions = [{"date_recency": {"date": hidden}}] if hidden else []
        return self.store.store_file(
            "acled", writer.path, file_name="acled-answer.pages.zip", url="", licence="",
            fetched_at=TAKEN + timedelta(days=day), series="full" if is_full else "changes", in_order=True,
            details={"country": "Pakistan", "is_full": is_full, "since": since, "max_timestamp": newest,
                     "restrictions": restrictions, "pages": pages},
        )  # fmt: skip

    def ucdp(self, source: str, name: str, *rows: Mapping[str, str], moment: datetime = TAKEN) -> None:
        self.store.store(source, content(rows), file_name=name, url="", licence="", fetched_at=moment)

    def gtd(self, name: str, *rows: Mapping[str, str]) -> None:
        file = csv_bytes(GTD_COLUMNS, gtd_rows(*rows))
        self.store.store("gtd", file, file_name=name, url="", licence="closed", fetched_at=TAKEN)

    def read(self, as_of: date = world.AS_OF, tables: set[str] = OF_REF) -> duckdb.DuckDBPyConnection:
        """Load everything and build `tables`, as of a day."""
        for source in ucdp_door.SOURCES:
            ucdp_door.load(self.connection, source, self.store, Scope(), as_of=as_of, timezone="Asia/Karachi")
        acled_door.load(self.connection, self.store, as_of=as_of, timezone="Asia/Karachi", scope=Scope())
        load_gtd(self.connection, self.store)
        world.build_models(self.connection, as_of, lambda table: table in tables)
        return self.connection

    def spans(self, source: str, as_of: date = world.AS_OF) -> list[tuple[str, str, str]]:
        """The spans of a source as text."""
        return self.read(as_of).execute(
            "select first_day::varchar, last_day::varchar, basis from ref.source_spans where source_id = ? order by 1",
            [source],
        ).fetchall()  # fmt: skip

    def weeks(self, source: str, where: str = WHOLE) -> list[date]:
        """Mondays of the weeks of a source of which a condition holds, as last read."""
        found = self.connection.execute(
            f"select week from ref.source_weeks where source_id = ? and {where} order by 1", [source]
        )
        return [week for (week,) in found.fetchall()]


@pytest.fixture
def desk(tmp_path: Path, reference_database: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, reference_database)
    yield made
    made.connection.close()


def mondays(first: str, last: str) -> list[date]:
    """The Mondays from one to another."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=7 * each) for each in range((end - start).days // 7 + 1)]


def two_years_apart(desk: Desk) -> None:
    between = {"event_date": "2020-01-29", "admin2": "Kech", "location": "Turbat"}
    desk.acled("of2020", ["2020-01-02", between, "2020-02-26"])
    desk.acled("of2024", ["2024-01-01", "2024-01-28"])


def test_files_of_separate_years_say_nothing_of_the_years_between(desk: Desk) -> None:
    """ACLED's January and February of 2020 and January of 2024 once made 1,800 zeros in each year between."""
    two_years_apart(desk)
    assert desk.spans("acled") == [
        ("2020-01-02", "2020-02-26", "own_events"),
        ("2024-01-01", "2024-01-28", "own_events"),
    ]
    assert desk.weeks("acled") == [*mondays("2020-01-06", "2020-02-17"), *mondays("2024-01-01", "2024-01-22")]
    assert desk.weeks("acled", "is_cut") == [date(2019, 12, 30), date(2020, 2, 24)]
    gap = desk.weeks("acled", "not in_period")
    assert gap == mondays("2020-03-02", "2023-12-25")
    assert desk.weeks("acled", "not in_period and (is_cut or is_filling)") == []
    months = desk.connection.execute(
        "select month::varchar, is_cut from ref.source_months where source_id = 'acled' and in_period order by 1"
    ).fetchall()
    assert months == [("2020-01-01", True), ("2020-02-01", True), ("2024-01-01", True)]
    runs = desk.connection.execute(
        "select first_week::varchar, weeks, standing from ref.source_coverage"
        " where source_id = 'acled' and district_id = 'quetta' order by 1"
    ).fetchall()
    assert runs == [("2019-12-30", 1, "cut"), ("2020-01-06", 7, "complete"), ("2020-02-24", 1, "cut"),
                    ("2024-01-01", 4, "complete")]  # fmt: skip


def test_no_district_week_or_month_between_two_files_is_a_zero(desk: Desk) -> None:
    two_years_apart(desk)
    tables = {"marts.weekly_casualties_by_district", "marts.monthly_casualties", "core.exclusions"}
    wanted = set().union(*(world.needed_for(table) for table in tables))
    world.load(desk.connection, ROOT / "reference", desk.folder / "of the ledger", ["ledger"])
    built = desk.read(tables={each for each in wanted if each in OF_REF or world.follows_from_the_ledger(each)})
    zeros = built.execute(
        "select week from marts.weekly_casualties_by_district"
        " where source_id = 'acled' and district_id = 'quetta' and status = 'reported_zero' order by 1"
    ).fetchall()
    # The events themselves are in the first and the last week of 2024's file.
    assert [week for (week,) in zeros] == [*mondays("2020-01-06", "2020-02-17"), *mondays("2024-01-08", "2024-01-15")]
    for table, day in (("weekly_casualties_by_district", "week"), ("monthly_casualties", "month")):
        between = built.execute(
            f"select distinct status, incidents from marts.{table}"
            f" where source_id = 'acled' and {day} between '2020-03-02' and '2023-12-25'"
        ).fetchall()
        assert between == [("not_covered", None)], table
    assert built.execute(
        "select sum(incidents)::int from marts.weekly_casualties_by_district where source_id = 'acled'"
    ).fetchone() == (5,)
    assert built.execute("select count(*) from core.exclusions where source_id = 'acled'").fetchone() == (0,)


def test_a_file_of_another_country_speaks_for_no_week_and_is_counted_elsewhere(desk: Desk) -> None:
    """A file of Zambia alone once added zeros for Balochistan from 2016 to 2019."""
    desk.acled("zambia", ["2016-01-04", "2019-12-29"], country="Zambia", admin1="Lusaka")
    assert desk.spans("acled") == []
    assert desk.weeks("acled", "true") == []
    assert desk.connection.execute("select place, records from raw.elsewhere").fetchall() == [("Zambia", 2)]
    assert desk.connection.execute(
        "select period_start, period_end from ref.sources where source_id = 'acled'"
    ).fetchall() == [(None, None)]


def test_the_events_of_other_countries_in_a_file_stretch_nothing(desk: Desk) -> None:
    abroad = {"event_date": "2016-01-04", "country": "Zambia", "admin1": "Lusaka"}
    desk.acled("both", [abroad, "2024-01-10", "2024-01-20"])
    assert desk.spans("acled") == [("2024-01-10", "2024-01-20", "own_events")]


def test_an_export_without_a_row_of_the_province_is_refused_with_the_provinces_it_names(desk: Desk) -> None:
    with pytest.raises(BrokenSource, match="none in Balochistan; the provinces that it names are Sindh"):
        desk.acled("sindh", ["2020-01-02"], admin1="Sindh")
    assert desk.store.newest("acled") is None


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        ("3025-01-01", "event_date: not after the day the file came"),
        ("2026-11-02", "event_date: not after the day the file came"),
        ("0025-01-01", "event_date: not before 1970-01-01"),
        ("1969-12-31", "event_date: not before 1970-01-01"),
    ],
)
def test_an_impossible_day_is_a_refused_row_and_stretches_no_period(desk: Desk, day: str, rule: str) -> None:
    """One event dated 3025 once made 5,647 zeros; a year 0025 made 21 million rows and never ended."""
    desk.acled("odd", ["2024-01-01", "2024-01-28", day])
    assert desk.spans("acled") == [("2024-01-01", "2024-01-28", "own_events")]
    assert desk.weeks("acled", "true") == mondays("2024-01-01", "2024-01-22")
    refused = "select rule from raw.quarantine where table_name = 'acled'"
    assert desk.connection.execute(refused).fetchall() == [(rule,)]


def test_a_declared_span_counts_from_the_day_it_was_said_and_may_be_said_anew(desk: Desk) -> None:
    desk.acled("mine", ["2024-01-10", "2024-01-20"])
    later, last = TAKEN + timedelta(days=2), TAKEN + timedelta(days=4)
    taken = desk.acled("mine", ["2024-01-10", "2024-01-20"], moment=later, says=("2024-01-01", "2024-03-31"))
    assert taken.outcome == "success"
    assert desk.acled("mine", ["2024-01-10", "2024-01-20"], moment=last, says=("2024-01-01", None)).outcome == "success"
    # The same bytes and nothing new said: what was said stands.
    assert desk.acled("mine", ["2024-01-10", "2024-01-20"], moment=last).outcome == "unchanged"
    assert desk.spans("acled", as_of=date(2026, 11, 2)) == [("2024-01-10", "2024-01-20", "own_events")]
    assert desk.spans("acled", as_of=date(2026, 11, 4)) == [("2024-01-01", "2024-03-31", "declared")]
    assert desk.spans("acled") == [("2024-01-01", "2024-01-20", "declared")]


def test_nobody_can_declare_days_after_the_file_came(desk: Desk) -> None:
    with pytest.raises(BrokenSource, match="declared to end on 2026-11-02, after 2026-11-01"):
        desk.acled("mine", ["2024-01-10"], says=("2024-01-01", "2026-11-02"))


def test_answers_of_an_api_reach_as_far_as_their_chain_and_no_further(desk: Desk) -> None:
    desk.answer(0, ["2024-01-01", "2026-10-20"], is_full=True, newest=1_000)
    desk.answer(5, ["2026-10-30"], is_full=False, since=900, newest=2_000)
    # Asked from after the newest change held: what changed between is not known.
    desk.answer(9, ["2026-11-09"], is_full=False, since=2_500, newest=3_000)
    assert desk.spans("acled", as_of=date(2026, 11, 3)) == [("2024-01-01", "2026-11-01", "answer")]
    assert desk.spans("acled") == [("2024-01-01", "2026-11-06", "answer")]
    # An answer with nothing new leaves a line in the log, and is an answer all the same.
    desk.answer(12, ["2024-01-01", "2026-10-20", "2026-11-12"], is_full=True, newest=4_000)
    held = desk.store.newest("acled")
    at = (TAKEN + timedelta(days=14)).isoformat()
    desk.store.note("acled", Attempt(at, "unchanged", series="full", sha256=held.sha256))
    assert desk.spans("acled", as_of=date(2026, 11, 14)) == [("2024-01-01", "2026-11-13", "answer")]
    assert desk.spans("acled") == [("2024-01-01", "2026-11-15", "answer")]


def test_changes_without_a_reading_of_everything_speak_for_no_day(desk: Desk) -> None:
    desk.answer(0, ["2026-10-30"], is_full=False, since=900, newest=1_000)
    assert desk.spans("acled") == []


def test_an_embargo_still_hides_its_weeks_when_a_file_is_added_beside_the_answers(desk: Desk) -> None:
    desk.answer(0, ["2024-01-01", "2025-10-20"], is_full=True, newest=1_000, hidden="2025-11-02")
    desk.acled("shown", ["2026-01-05", "2026-02-01"], moment=TAKEN + timedelta(days=1))
    assert desk.spans("acled") == [("2024-01-01", "2026-11-01", "answer, own_events")]
    assert desk.weeks("acled", f"{WHOLE} and week >= '2025-10-20'") == [
        date(2025, 10, 20), date(2025, 10, 27), *mondays("2026-01-05", "2026-01-26"),
    ]  # fmt: skip
    assert desk.weeks("acled", "is_down") == [
        *mondays("2025-11-03", "2025-12-29"),
        *mondays("2026-02-02", "2026-10-26"),
    ]


def test_an_edition_of_ged_speaks_from_1989_to_the_year_before_it(desk: Desk) -> None:
    years = of_every(*map(str, range(1989, 2016)))
    desk.ucdp("ucdp_ged", "GEDEvent_v16_1.csv", {}, *years, {"country": "Iran", "adm_1": "Fars",
              "date_start": "2015-12-30", "date_end": "2015-12-30"})  # fmt: skip
    assert desk.spans("ucdp_ged") == [("1989-01-01", "2015-12-31", "publisher")]
    assert desk.weeks("ucdp_ged") == mondays("1989-01-02", "2015-12-21")
    assert desk.weeks("ucdp_ged", "is_cut") == [date(1988, 12, 26), date(2015, 12, 28)]


def test_a_file_of_ucdp_whose_name_or_events_tell_no_edition_speaks_for_its_own_events(desk: Desk) -> None:
    other = {"country": "Iran", "adm_1": "Fars", "date_start": "2017-03-01", "date_end": "2017-03-01"}
    later = {"date_start": "2015-06-01", "date_end": "2015-06-02"}
    desk.ucdp("ucdp_ged", "pakistan.csv", {}, later, other)
    assert desk.spans("ucdp_ged") == [("2015-05-06", "2015-06-01", "own_events")]
    # The edition of 2016 holds nothing of 2017: this is another file under its name.
    desk.ucdp("ucdp_ged", "GEDEvent_v16_1.csv", {}, other, moment=TAKEN + timedelta(days=1))
    assert desk.spans("ucdp_ged") == [("2015-05-06", "2015-05-06", "own_events")]


def test_candidate_months_with_a_gap_between_leave_the_gap_uncovered(desk: Desk) -> None:
    """The months between were once provisional: still filling, of files that nobody held."""
    for month in (1, 5):
        day = f"2026-{month:02}-10"
        desk.ucdp(
            "ucdp_candidate", f"GEDEvent_v26_0_{month}.csv", {"id": str(month), "date_start": day, "date_end": day}
        )
    assert desk.spans("ucdp_candidate") == [
        ("2026-01-01", "2026-01-31", "publisher"), ("2026-05-01", "2026-05-31", "publisher"),
    ]  # fmt: skip
    assert desk.weeks("ucdp_candidate", "is_filling") == [
        *mondays("2025-12-29", "2026-01-26"), *mondays("2026-04-27", "2026-05-25"),
    ]  # fmt: skip
    assert desk.weeks("ucdp_candidate", "not in_period") == mondays("2026-02-02", "2026-04-20")
    day = {"date_start": "2026-03-10", "date_end": "2026-03-10"}
    months = of_every(*(f"2026-{month:02}" for month in range(1, 7)))
    desk.ucdp("ucdp_candidate", "GEDEvent_v26_01_26_06.csv", day, *months)
    assert desk.spans("ucdp_candidate") == [("2026-01-01", "2026-06-30", "publisher")]


def test_no_candidate_month_reaches_past_the_day_its_file_came(desk: Desk) -> None:
    day = {"date_start": "2026-10-31", "date_end": "2026-10-31"}
    early = datetime(2026, 10, 31, 12, tzinfo=UTC)
    desk.ucdp("ucdp_candidate", "GEDEvent_v26_0_10.csv", day, {"date_start": "2026-11-01", "date_end": "2026-11-01"},
              moment=early)  # fmt: skip
    assert desk.spans("ucdp_candidate") == [("2026-10-01", "2026-10-31", "publisher")]
    assert desk.connection.execute(
        "select rule from raw.quarantine where table_name = 'ucdp_candidate'"
    ).fetchall() == [("date_end: not after the day the file came",)]


def test_a_file_of_ucdp_that_spells_the_province_otherwise_throughout_is_refused(desk: Desk) -> None:
    """It was once read as a country at peace: 50,503 zeros, exit status 0."""
    rows = [{"adm_1": "BLN province"}, {"adm_1": "Sindh province"}]
    desk.ucdp("ucdp_ged", "GEDEvent_v16_1.csv", *rows)
    said = "holds 2 events in Pakistan and none in Balochistan; the provinces that it names are BLN province, Sindh"
    with pytest.raises(BrokenSource, match=said):
        desk.read()


def test_an_edition_of_gtd_speaks_for_the_months_it_holds(desk: Desk) -> None:
    """Its end was once fixed at June 2021: an edition that ends in 2015 made zeros of 2016 to 2020."""
    abroad = {"country": "4", "country_txt": "Afghanistan", "provstate": "Herat"}
    desk.gtd("globalterrorismdb_0616dist.csv", {"iyear": "1970", "imonth": "1", **abroad}, {},
             {"iyear": "2015", "imonth": "12", **abroad})  # fmt: skip
    assert desk.spans("gtd") == [("1970-01-01", "2015-12-31", "publisher")]
    down = desk.weeks("gtd", "is_down")
    assert (down[0], down[-1], len(down)) == (date(1992, 12, 28), date(1993, 12, 27), 53)
    assert desk.weeks("gtd", f"{WHOLE} and week > '2015-06-01'") == mondays("2015-06-08", "2015-12-21")
    # The half-year beside an edition that ends in 2015 leaves the five years between open.
    desk.gtd("globalterrorismdb_2021Jan-June_1222dist.csv", {"iyear": "2021", "imonth": "1", **abroad},
             {"iyear": "2021"}, {"iyear": "2021", "imonth": "6", "iday": "0", **abroad})  # fmt: skip
    assert desk.spans("gtd") == [("1970-01-01", "2015-12-31", "publisher"), ("2021-01-01", "2021-06-30", "publisher")]


def test_an_extract_of_gtd_of_one_country_speaks_from_its_first_to_its_last_record(desk: Desk) -> None:
    desk.gtd("mine.csv", {"imonth": "3", "iday": "0"}, {"iday": "6"}, {"imonth": "7", "iday": "9"}, {"iyear": "2030"})
    assert desk.spans("gtd") == [("2014-05-06", "2014-07-09", "own_events")]
    [(rule,)] = desk.connection.execute("select rule from raw.quarantine where table_name = 'gtd'").fetchall()
    assert rule == "2030-05-06 lies after 2026-11-01, the day the file came"


@pytest.mark.parametrize(
    ("kind", "period", "expected"),
    [
        ("census", "", ("2024-01-10", "2024-02-20", "own_events")),
        ("census", "period_start = 2024-01-01\n", ("2024-01-01", "2024-02-20", "mapping")),
        ("census", "period_start = 2024-01-01\nperiod_end = 2030-12-31\n", ("2024-01-01", "2026-11-01", "mapping")),
        ("sample", "", ("2024-01-10", "2024-02-20", "own_events")),
    ],
)
def test_a_table_of_ones_own_speaks_for_what_its_mapping_says_or_its_own_events(
    desk: Desk, kind: str, period: str, expected: tuple[str, str, str]
) -> None:
    rows = "Day,District,Country\n2024-01-10,Kech,Pakistan\n2024-02-20,Quetta,Pakistan\n2024-09-01,Herat,Afghanistan\n"
    (desk.folder / "desk.csv").write_text(rows)
    (desk.folder / "desk.mapping.toml").write_text(
        f'[source]\nid = "desk"\ntitle = "Desk"\nkind = "{kind}"\nlicence = "ours"\ncredit = "Desk"\n{period}'
        '[file]\nname = "desk.csv"\n[dates]\nformat = "%Y-%m-%d"\n'
        '[columns]\ndate = "Day"\ndistrict_as_written = "District"\ncountry_as_written = "Country"\n'
    )
    tables = byhand.take_own_tables(desk.store, desk.folder, read_vocabularies(ROOT / "reference"), TAKEN)
    byhand.load_own_tables(desk.connection, tables)
    assert desk.spans("desk") == [expected]


def test_a_complete_table_dated_by_month_is_sure_of_the_months_between_alone(desk: Desk) -> None:
    (desk.folder / "desk.csv").write_text("Month,District\n2024-01,Kech\n2024-03,Quetta\n")
    mapping = desk.folder / "desk.mapping.toml"
    mapping.write_text(
        '[source]\nid = "desk"\ntitle = "Desk"\nkind = "census"\nlicence = "ours"\ncredit = "Desk"\n'
        '[file]\nname = "desk.csv"\n[dates]\nformat = "%Y-%m"\n'
        '[columns]\ndate = "Month"\ndistrict_as_written = "District"\n'
    )
    for kind, expected in (("census", ("2024-01-31", "2024-03-01")), ("sample", ("2024-01-01", "2024-03-31"))):
        mapping.write_text(mapping.read_text().replace('kind = "census"', f'kind = "{kind}"'))
        tables = byhand.take_own_tables(desk.store, desk.folder, read_vocabularies(ROOT / "reference"), TAKEN)
        byhand.load_own_tables(desk.connection, tables)
        assert desk.spans("desk") == [(*expected, "own_events")]


DAYS = st.dates(date(2020, 1, 1), date(2022, 12, 31))
PIECES = st.lists(st.tuples(DAYS, st.integers(0, 90)), max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=PIECES, as_of=st.dates(date(2021, 1, 1), date(2023, 6, 1)))
def test_a_week_is_whole_where_a_file_holds_each_of_its_days_and_in_no_other_case(
    desk: Desk, pieces: list[tuple[date, int]], as_of: date
) -> None:
    connection = desk.connection
    connection.execute("delete from raw.source_spans")
    connection.execute("delete from raw.gtd_sources")
    connection.execute(
        "insert into raw.gtd_sources (source_id, title, kind, compiled_on) values ('made', 'Made', 'census', '2020-01-01')"
    )
    days: set[date] = set()
    for number, (first, length) in enumerate(pieces):
        last = first + timedelta(days=length)
        connection.execute(
            "insert into raw.source_spans values ('made', ?, 0, date '2020-01-01', ?, ?, 'own_events')",
            [str(number), first, last],
        )
        days |= {first + timedelta(days=each) for each in range(length + 1)}
    days = {day for day in days if day <= as_of}
    world.build_models(connection, as_of, lambda table: table in OF_REF)
    found = connection.execute(
        "select week, in_period, is_cut from ref.source_weeks where source_id = 'made' order by week"
    ).fetchall()
    assert len({week for week, *_ in found}) == len(found)
    covered = {day - timedelta(days=day.weekday()) for day in days}
    assert {week for week, is_in, _ in found if is_in} == covered
    for week, is_in, is_cut in found:
        come = [week + timedelta(days=each) for each in range(7) if week + timedelta(days=each) <= as_of]
        assert is_cut == (is_in and not days.issuperset(come)), week
    spans = connection.execute(
        "select first_day, last_day from ref.source_spans where source_id = 'made' order by 1"
    ).fetchall()
    assert all(later[0] - earlier[1] > timedelta(days=1) for earlier, later in pairwise(spans))
    assert sum((last - first).days + 1 for first, last in spans) == len(days)


def test_a_complete_table_of_ones_own_without_a_row_of_the_province_is_refused(desk: Desk) -> None:
    (desk.folder / "desk.csv").write_text("Day,Province\n2024-01-10,Sindh\n2024-02-20,Punjab\n")
    mapping = desk.folder / "desk.mapping.toml"
    mapping.write_text(
        '[source]\nid = "desk"\ntitle = "Desk"\nkind = "census"\nlicence = "ours"\ncredit = "Desk"\n'
        '[file]\nname = "desk.csv"\n[dates]\nformat = "%Y-%m-%d"\n'
        '[columns]\ndate = "Day"\nprovince_as_written = "Province"\n'
    )
    vocabularies = read_vocabularies(ROOT / "reference")
    with pytest.raises(BrokenSource, match="no row of the province; the provinces that it names are Punjab, Sindh"):
        byhand.take_own_tables(desk.store, desk.folder, vocabularies, TAKEN)
    assert desk.store.newest("desk") is None
    mapping.write_text(mapping.read_text().replace("census", "sample"))
    assert len(byhand.take_own_tables(desk.store, desk.folder, vocabularies, TAKEN)) == 1


def test_a_table_that_lies_unchanged_beside_its_mapping_came_on_the_day_it_first_came(desk: Desk) -> None:
    (desk.folder / "desk.csv").write_text("Day,District\n2024-01-10,Kech\n")
    (desk.folder / "desk.mapping.toml").write_text(
        '[source]\nid = "desk"\ntitle = "Desk"\nlicence = "ours"\ncredit = "Desk"\n'
        '[file]\nname = "desk.csv"\n[dates]\nformat = "%Y-%m-%d"\n'
        '[columns]\ndate = "Day"\ndistrict_as_written = "District"\n'
    )
    vocabularies = read_vocabularies(ROOT / "reference")
    came = []
    for day in (0, 5):
        [table] = byhand.take_own_tables(desk.store, desk.folder, vocabularies, TAKEN + timedelta(days=day))
        came += table.parsed.rows["came_on"].to_list()
    assert came == ["2026-11-01", "2026-11-01"]


def test_a_file_of_gtd_that_names_other_provinces_only_is_refused_with_their_names(desk: Desk) -> None:
    path = desk.folder / "globalterrorismdb_0522dist.csv"
    path.write_bytes(csv_bytes(GTD_COLUMNS, gtd_rows({"provstate": "Sindh"}, {"provstate": "Punjab"})))
    with pytest.raises(BrokenSource, match="none in Balochistan; the provinces that it names are Punjab, Sindh"):
        publishers.add("gtd", path, desk.store, TAKEN)
    # One that is held already, from before, speaks for no day.
    desk.gtd("globalterrorismdb_0522dist.csv", {"provstate": "Sindh"}, {"provstate": "Punjab"})
    assert desk.spans("gtd") == []
