"""ACLED's records as text: from the API's pages, and from files of four generations of its columns.

Files before 2018 have capital column names, `ALLY_ACTOR_1` and no sub-event type; later ones `assoc_actor_1` and dates
such as `31 January 2020`; since 2023 ISO dates, disorder type and tags; since 2025 the parties' kinds as labels instead
of numbers. A column that a generation lacks is null. Texts stay as reported; what a spreadsheet, R or pandas writes in
another way (`2.0`, `NA`, 1/25/2024) is written in one way here, so that a file saved again holds no new versions.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest import cell_rules
from corridorwatch.ingest.archive import unpacked
from corridorwatch.ingest.cell_rules import DayEvidence, DayForm, known
from corridorwatch.ingest.pages import is_paged, read_pages
from corridorwatch.ingest.records import encoding_of, open_records
from corridorwatch.ingest.rules import EARLIEST
from corridorwatch.ingest.scope import stated_figure
from corridorwatch.ingest.told import Counting, Judged, short
from corridorwatch.ingest.total_rows import says_total, says_total_of
from corridorwatch.manifests import registry
from corridorwatch.snapshots import Snapshot

SOURCE_ID = "acled"

_WANTED = registry().sources[SOURCE_ID].columns
COLUMNS = _WANTED["kept"]
"""What is kept of a record, in this order."""

REQUIRED = _WANTED["required"]
"""What every generation has."""

EXPORT = "https://acleddata.com/conflict-data/data-export-tool"
"""Where a file of events is made."""

_ADD = "corridorwatch add acled FILE"
_RENAMED = {
    "event_id": "event_id_cnty",
    "ally_actor_1": "assoc_actor_1",
    "ally_actor_2": "assoc_actor_2",
    "associated_actor_1": "assoc_actor_1",
    "associated_actor_2": "assoc_actor_2",
    "time_prec": "time_precision",
    "geo_precis": "geo_precision",
}
_PLACE = {column: place for place, column in enumerate(COLUMNS)}
_WHOLE_COLUMNS = (
    *("year", "time_precision", "geo_precision", "inter1", "inter2", "interaction", "fatalities", "timestamp"),
)
_WHOLE = tuple(_PLACE[name] for name in _WHOLE_COLUMNS)
_DEGREES = {_PLACE["latitude"]: 90, _PLACE["longitude"]: 180}
_FATALITIES = _PLACE["fatalities"]
_NAMES = tuple(_PLACE[name] for name in ("event_id_cnty", "event_date", "country", "admin1", "admin2", "location"))
_WHO_WHEN_WHERE = tuple(_PLACE[name] for name in ("event_id_cnty", "event_date", "location"))
_TOTALS = "a row of totals, no record"
_NOTHING_NAMED = "a row without event_id_cnty, event_date and location: a total or a note, no record"
_NO_RECORDS = (_TOTALS, _NOTHING_NAMED)
_REPEATED = "event_id_cnty: one row a version, and this one repeats an earlier row"
_MAY_BE_TOTAL = re.compile(r"[^\x00-\x7f]|total|\bsum", re.IGNORECASE)
_COUNT = re.compile(r"[0-9]{1,6}")
_CODE = re.compile(r"[123]")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]+)?")


@dataclass(frozen=True)
class Row:
    """A record: its row, its values in `COLUMNS`, its day (None where it is none), and the rules that it breaks.

    `written`: its cells as the file has them, of a row that breaks a rule.
    """

    number: int
    values: tuple[str | None, ...]
    day: date | None
    faults: Sequence[str]
    written: tuple[str, ...] = ()

    def value(self, column: str) -> str | None:
        """A value by its column."""
        return self.values[_PLACE[column]]

    @property
    def is_no_record(self) -> bool:
        """Whether it is a row of totals or a note: what it states is that of other rows."""
        return bool(self.faults) and self.faults[0] in _NO_RECORDS

    @property
    def stated_deaths(self) -> int:
        """The deaths that it states, as far as its figure is one."""
        return 0 if self.is_no_record else stated_figure(self.value("fatalities") or "")

    def fault_cell(self, fault: str) -> str:
        """The cell that broke a rule, with its column, as the file has it."""
        column = fault.partition(":")[0]
        place = _PLACE.get(column)
        if place is None:
            return ", ".join(short(cell) for cell in self.written if cell.strip())
        cell = self.written[place] if self.written else ""
        return f"{column} {short(cell) if cell.strip() else 'is empty'}"

    @property
    def contradicts_its_year(self) -> bool:
        """Whether the year beside the date is another one."""
        year = self.value("year")
        return bool(year and self.day and year != str(self.day.year))


def records(snapshot: Snapshot, date_format: str = "", *, came_on: date = date.max) -> Iterator[Row]:
    """The records of a snapshot: 1 is the first of the API's, the others have the number that their file shows.

    Args:
        date_format: the order of its days and months, where it was said after the snapshot was taken.
        came_on: the day it came; no event lies after it.

    Raises:
        BrokenSource: a required column is missing, the order of day and month cannot be told, or it cannot be read.
    """
    if is_paged(snapshot):
        number = 0
        for kind in ("events", "unveiled"):
            for page in read_pages(snapshot, kind):
                for record in page["data"]:
                    number += 1
                    written = ["" if (cell := record.get(column)) is None else str(cell) for column in COLUMNS]
                    yield _row(number, written, DayForm(), came_on)
        return
    date_format = date_format or str(snapshot.details.get("date_format") or "")
    if snapshot.file_name.lower().endswith(".zip"):
        with unpacked(snapshot.verified_path()) as member:
            yield from file_records(member, member.name, date_format=date_format, came_on=came_on)
    else:
        path = snapshot.verified_path()
        yield from file_records(path, snapshot.file_name, date_format=date_format, came_on=came_on)


def judge(rows: Iterable[Row], *, country: str, is_here: Callable[[Row], bool], notes: Sequence[str] = ()) -> Judged:
    """What comes of the rows of a file, as `file_records` gives them, or of a snapshot.

    Args:
        is_here: whether a row is of the province.
        notes: what else is to be told of the file.
    """
    counting, odd_years, no_tolls, versions = Counting(), Counting(), Counting(), Counting()
    met: set[str | None] = set()
    received = refused = dead = elsewhere = here = here_refused = lost = lost_dead = 0
    for row in rows:
        received += 1
        of_country = (row.value("country") or country).lower() == country.lower()
        here += of_country
        if row.faults:
            refused += 1
            here_refused += of_country
            deaths = row.stated_deaths
            dead += deaths
            if is_here(row):
                lost += 1
                lost_dead += deaths
            for fault in row.faults:
                counting.add(fault, row.number, row.fault_cell(fault))
        else:
            elsewhere += not is_here(row)
            if row.contradicts_its_year:
                said = f"year {row.value('year')}, event_date {row.day}"
                odd_years.add("the year beside the date is another one, the date is taken", row.number, said)
            identity = row.value("event_id_cnty")
            if identity in met:
                said = "an event stands in several rows, of which the latest timestamp counts"
                versions.add(said, row.number, f"event_id_cnty {identity}")
            met.add(identity)
            if row.value("fatalities") is None and is_here(row):
                no_tolls.add("fatalities says no figure, the event counts without a toll", row.number)
    told = [*map(str, odd_years.rules()), *map(str, versions.rules()), *map(str, no_tolls.rules()), *notes]
    return Judged(received, refused, elsewhere, dead, here, here_refused, lost, lost_dead, counting.rules(), told)


def deletions(snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    """The events that the API names as deleted: id and unix time."""
    if is_paged(snapshot):
        for page in read_pages(snapshot, "deleted"):
            for record in page["data"]:
                yield str(record["event_id_cnty"]), int(record.get("deleted_timestamp") or 0)


def hidden_from(restriction: object) -> date | None:
    """The first day that an account may not see yet, or None where nothing says so.

    Args:
        restriction: a page's `data_query_restrictions`; its `date_recency` names the last day shown.
    """
    if not isinstance(restriction, Mapping):
        return None
    recency = restriction.get("date_recency")
    text = recency.get("date") if isinstance(recency, Mapping) else recency
    try:
        return date.fromisoformat(str(text)[:10]) + timedelta(days=1)
    except ValueError:
        return None


def file_records(path: Path, name: str, *, date_format: str = "", came_on: date = date.max) -> Iterator[Row]:
    """The records of a CSV or workbook of any generation, as `records` gives them. The file is read twice.

    Args:
        date_format: the order of day and month, where whoever brought the file said it.
        came_on: the day it came; no event lies after it.

    Raises:
        BrokenSource: it is no file of events, a required column is missing, the order of day and month cannot be told,
            or it cannot be read.
    """
    try:
        evidence = DayEvidence()
        when, year = _PLACE["event_date"], _PLACE["year"]
        for _, written in _cells(path, name):
            evidence.see(known(written[when]), known(written[year]))
        form = cell_rules.decide(evidence, file=name, column="event_date", add=_ADD, date_format=date_format)
        met: set[tuple[str | None, str | None]] = set()
        for number, written in _cells(path, name):
            row = _row(number, written, form, came_on)
            version = row.value("event_id_cnty"), row.value("timestamp")
            if row.faults:
                yield row
                continue
            # Two rows of one version: the first counts, the other is told, with its dead.
            yield replace(row, faults=[_REPEATED], written=tuple(written)) if version in met else row
            met.add(version)
    except zipfile.BadZipFile as error:
        raise BrokenSource(f"{name} cannot be read: {error}.", next_step="export the file again") from error


def columns_of(path: Path, name: str) -> list[str]:
    """The columns of a file, as it names them.

    Raises:
        BrokenSource: it cannot be read.
    """
    with open_records(path, name, REQUIRED) as (header, _):
        return header


def _cells(path: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    with open_records(path, name, REQUIRED) as (header, rows):
        found = [_column(column) for column in header]
        _require(found, header, name)
        places = [found.index(column) if column in found else None for column in COLUMNS]
        for number, row in rows:
            if number == 2 and _are_tags(row):
                continue
            yield number, ["" if place is None else row[place] for place in places]


def _column(name: str) -> str:
    low = re.sub(r"[\s_]+", "_", name.lower())
    return _RENAMED.get(low, low)


def _require(found: Sequence[str], header: Sequence[str], name: str) -> None:
    missing = [column for column in REQUIRED if column not in found]
    if not missing:
        return
    next_step = f"export events with all columns from {EXPORT}, then: {_ADD}"
    has = f"it has {', '.join(header)[:400]}"
    if "events" in found and "event_date" not in found:
        raise BrokenSource(
            f"{name} is an aggregate of ACLED's: a row counts the events of a place and a"
            f" {'week' if 'week' in found else 'period'} ({has}).",
            expected="a row an event, with event_id_cnty and event_date: places and days cannot be had from counts",
            next_step=next_step,
        )
    if missing == ["event_id_cnty"] and "data_id" in found:
        raise BrokenSource(
            f"{name} has data_id and no event_id_cnty. A data_id names one version of an event: the same event in"
            " another file has another, and would be counted twice.",
            expected=f"an ACLED file with {', '.join(REQUIRED)}",
            next_step=next_step,
        )
    raise BrokenSource(
        f"{name} lacks the column {missing[0]!r}; {has}.",
        expected=f"an ACLED file with {', '.join(REQUIRED)}",
        next_step=next_step,
    )


def _are_tags(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(cell.startswith("#") for cell in filled)


def notes_on(path: Path, name: str) -> list[str]:
    """What is odd about a file as such.

    Raises:
        BrokenSource: it cannot be read.
    """
    with open_records(path, name, REQUIRED) as (_, rows):
        number, row = next(rows, (0, ()))
    notes = ["row 2 holds HXL tags and is no record"] if number == 2 and _are_tags(row) else []
    if Path(name).suffix.lower() != ".xlsx" and not encoding_of(path, name)[1]:
        notes.append("it is not UTF-8 and read as cp1252: where names look wrong, save it as UTF-8 and add it again")
    return notes


def _row(number: int, written: Sequence[str], form: DayForm, came_on: date) -> Row:
    values = [known(cell) for cell in written]
    values[_FATALITIES] = cell_rules.figure(values[_FATALITIES])
    for place in _WHOLE:
        values[place] = cell_rules.as_whole(values[place])
    for place in _DEGREES:
        values[place] = cell_rules.as_degrees(values[place])
    when = _PLACE["event_date"]
    day = form.day(values[when])
    if day is not None:
        values[when] = day.isoformat()
    faults = _faults(values, day, came_on)
    return Row(number, tuple(values), day, faults, tuple(written) if faults else ())


def _faults(values: Sequence[str | None], day: date | None, came_on: date) -> list[str]:
    names = [name for place in _NAMES if (name := values[place])]
    # Most rows are told to be none by one look at all their names.
    if _MAY_BE_TOTAL.search("|".join(names)) and any(says_total(name) or says_total_of(name) for name in names):
        return [_TOTALS]
    if not any(values[place] for place in _WHO_WHEN_WHERE):
        return [_NOTHING_NAMED]
    faults = [] if values[_PLACE["event_id_cnty"]] else ["event_id_cnty: not empty"]
    if day is None:
        faults.append("event_date: a date that exists")
    elif day < EARLIEST:
        faults.append(f"event_date: not before {EARLIEST}")
    elif day > came_on:
        faults.append("event_date: not after the day the file came")
    # What says that no figure is known is an event without a toll; a broken figure is none.
    if (fatalities := values[_FATALITIES]) is not None and not _COUNT.fullmatch(fatalities):
        faults.append("fatalities: a whole number not below zero")
    for column in ("time_precision", "geo_precision"):
        code = values[_PLACE[column]]
        if code is not None and not _CODE.fullmatch(code):
            faults.append(f"{column}: 1, 2 or 3")
    for place, limit in _DEGREES.items():
        text = values[place]
        if text is not None and not (_NUMBER.fullmatch(text) and abs(float(text)) <= limit):
            faults.append(f"{COLUMNS[place]}: degrees")
    return faults
