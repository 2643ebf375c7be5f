"""UCDP's event files broken in seeded ways, and what a plain reader of CSV finds in each: ingest is held to that.

`attack(seed)` is one broken file; the same seed is the same file. Its base is a file of this repository in one of the
publisher's forms (42, 49 or 50 columns, with or without HXL tags), or some lines of a real file where one is given.
"""

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from corridorwatch.config import Scope
from corridorwatch.errors import CorridorwatchError
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sources.ucdp import load as ucdp_door
from corridorwatch.sources.ucdp.parse import COLUMNS
from tests.ucdp_file import EVENT

_NEWER = ("where_description", "gwnoa", "gwnob", "code_status", "source_date", "source_office", "source_original")
FORMS = {
    "42": tuple(name for name in COLUMNS if name not in (*_NEWER, "iso3")),
    "49": tuple(name for name in (*COLUMNS, "priogrid_note", "version") if name != "iso3"),
    "50": (*COLUMNS, "priogrid_note", "version"),
}
"""Columns of three generations of the file. The names do not matter: that some are gone and some are new does."""

_PLACES = (
    {"adm_1": "Balochistan province"},
    {"adm_1": "Balochistan"},
    {"adm_1": "Sindh province"},
    {"adm_1": ""},
    {"adm_1": "Balochistan province", "country": "Iran"},
    {"adm_1": "Balochistan province", "where_coordinates": 'Zhob, "the" town', "best": "7", "high": "9"},
)
_HXL = {
    "id": "",
    "date_start": "#date+start",
    "date_end": "#date+end",
    "best": "#affected+killed",
    "adm_1": "#adm1+name",
}

Table = list[list[str]]


@dataclass(frozen=True)
class Attack:
    """A broken file. `is_whole`: only cells, rows or columns were changed, so it is still a table to any reader."""

    name: str
    content: bytes
    is_whole: bool
    has_no_empty_line: bool


def attack(seed: int, real: Sequence[Path] = ()) -> Attack:
    """One valid file, broken in one to three ways."""
    chance = random.Random(seed)
    table, name = _base(chance, real)
    ways = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        way = chance.choice(_TABLE_WAYS)
        ways.append(way)
        table = way(chance, table)
    content = _written(chance, table)
    is_whole = chance.random() < 0.5
    if not is_whole:
        way = chance.choice(_BYTE_WAYS)
        ways.append(way)
        content = way(chance, content)
    return Attack(
        f"{seed} {name} {'+'.join(way.__name__.strip('_') for way in ways)}", content, is_whole, [] not in table
    )


def verdict(attacked: Attack, folder: Path) -> str:
    """What ingest makes of it: refused, quarantined or accepted; a failure raises.

    Raises:
        AssertionError: records or deaths are lost or invented, or a refusal has no reason.
    """
    store = SnapshotStore(folder)
    store.store(
        "ucdp_ged", attacked.content, file_name="GEDEvent.csv", url="", licence="",
        fetched_at=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip
    with duckdb.connect(config={"threads": "1"}) as connection:
        try:
            loaded = ucdp_door.load(
                connection, "ucdp_ged", store, Scope(), as_of=date(2026, 11, 20), timezone="Asia/Karachi"
            )
        except CorridorwatchError as error:
            assert error.fact and error.expected and error.next_step, f"a refusal that says too little: {error}"
            assert len(str(error)) < 4_000, f"a refusal of {len(str(error)):,} characters"
            return "refused"
        assert loaded.received == loaded.kept + loaded.elsewhere + loaded.refused, f"counts do not add up: {loaded}"
        _hold_to_plain_reader(connection, attacked, loaded)
    return "quarantined" if loaded.refused else "accepted"


def _hold_to_plain_reader(connection: duckdb.DuckDBPyConnection, attacked: Attack, loaded: ucdp_door.Loaded) -> None:
    read = plain_records(attacked.content)
    refused = connection.execute(
        "select row_number, string_agg(rule, '; '), any_value(record) from raw.quarantine group by all"
    ).fetchall()
    kept = connection.execute("select id, best, date_start, row_number from raw.ucdp_ged").fetchall()
    elsewhere, dead = connection.execute(
        "select coalesce(sum(records), 0), coalesce(sum(deaths), 0) from raw.elsewhere"
    ).fetchone()
    assert all(rule for _, rule, _ in refused), "a refused row without a reason"
    assert len(kept) == loaded.kept and elsewhere == loaded.elsewhere, "raw holds other rows than were counted"
    held = Counter((one["id"], one["best"], one["date_start"]) for one in read.values())
    strangers = Counter((*map(str, row[:3]),) for row in kept) - held
    assert not strangers, f"rows that no reader finds in the file: {strangers}"
    if not attacked.is_whole:
        # Whoever broke the lines broke what is one record: nothing may be lost that a plain reader can still read.
        assert loaded.received >= len(read), f"{len(read)} records to a plain reader, {loaded.received} received"
        return
    assert loaded.received == len(read), f"{len(read)} records to a plain reader, {loaded.received} received"
    for identity, best, start, number in kept if attacked.has_no_empty_line else ():
        one = read.get(number, {})
        assert (one.get("id"), one.get("best"), one.get("date_start")) == (identity, best, start), (
            f"row {number} of the file is another one than ingest says"
        )
    in_quarantine = sum(_whole_number(json.loads(record).get("best")) for _, _, record in refused)
    deaths = sum(int(best) for _, best, _, _ in kept) + int(dead) + in_quarantine
    plain = sum(_whole_number(one["best"]) for one in read.values())
    assert deaths == plain, f"{plain} deaths to a plain reader, {deaths} accepted and in quarantine"


def _whole_number(cell: str | None) -> int:
    """What a cell adds to the deaths: a figure that is none adds nothing, to either reader."""
    return int(cell) if cell and cell.isascii() and cell.isdigit() else 0


def plain_records(content: bytes) -> dict[int, dict[str, str]]:
    """Row number (the header is 1) -> record, by Python's csv module alone; tags and empty lines are no records.

    A line of the wrong length, or of megabytes, counts and has no values: ingest must name it.
    """
    text = content.decode("utf-8-sig", errors="replace")
    former = csv.field_size_limit(1 << 30)
    try:
        header, *rows = csv.reader(
            io.StringIO(text, newline=""), delimiter=max(",;\t", key=text.partition("\n")[0].count)
        )
    finally:
        csv.field_size_limit(former)
    names = [name.strip('\ufeff" ').lower() for name in header]
    read, number = {}, 1
    for place, row in enumerate(rows):
        if not row:
            continue
        number += 1
        is_record = len(row) == len(names) and sum(map(len, row)) < 2_000_000
        one = dict(zip(names, row, strict=True)) if is_record else dict.fromkeys(names, "")
        if place == 0 and any(row) and all(cell.startswith("#") for cell in row if cell):
            continue
        read[number] = one
    return read


def _base(chance: random.Random, real: Sequence[Path]) -> tuple[Table, str]:
    if real and chance.random() < 0.4:
        path = chance.choice(real)
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for _, row in zip(range(200), csv.reader(file), strict=False)]
        if "Pakistan" not in {cell for row in rows for cell in row}:
            ours = {**EVENT, "id": "9000001"}
            rows += [[ours.get(name, "") for name in rows[0]] for _ in range(30)]
        return rows[: chance.choice((40, 200))] if "hdx" in path.name else rows, path.name
    form = chance.choice(sorted(FORMS))
    columns = list(FORMS[form])
    rows = [
        {"id": str(number), **EVENT, **chance.choice(_PLACES)} for number in range(1, chance.choice((3, 30, 60)) + 1)
    ]
    if chance.random() < 0.4:
        rows.insert(0, dict.fromkeys(columns, "") | _HXL)
        form += "+hxl"
    return [columns, *([row.get(name, "") for name in columns] for row in rows)], form


def _written(chance: random.Random, table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=chance.choice((",", ",", ",", ";", "\t")),
        lineterminator=chance.choice(("\n", "\n", "\r\n")),
        quoting=chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    )
    writer.writerows(table)
    return (b"\xef\xbb\xbf" if chance.random() < 0.3 else b"") + text.getvalue().encode()


def _some_rows(chance: random.Random, table: Table, share: float) -> list[int]:
    return [number for number in range(1, len(table)) if chance.random() < share] or [len(table) - 1]


def _with(table: Table, rows: list[int], column: int, value: Callable[[str], str]) -> Table:
    changed = [list(row) for row in table]
    for number in rows:
        if number and column < len(changed[number]):
            changed[number][column] = value(changed[number][column])
    return changed


def _cell(chance: random.Random, table: Table, value: Callable[[str], str], share: float = 0.02) -> Table:
    return _with(table, _some_rows(chance, table, share), chance.randrange(len(table[0])), value)


def _lost_rows(chance: random.Random, table: Table) -> Table:
    return [table[0], *(row for row in table[1:] if chance.random() > 0.3)]


def _repeated_rows(chance: random.Random, table: Table) -> Table:
    return [table[0], *(row for row in table[1:] for _ in range(chance.choice((1, 1, 2))))]


def _shuffled_rows(chance: random.Random, table: Table) -> Table:
    return [table[0], *chance.sample(table[1:], len(table) - 1)]


def _header_again(chance: random.Random, table: Table) -> Table:
    place = chance.randrange(1, len(table) + 1)
    return [*table[:place], table[0], *table[place:]]


def _swapped_columns(chance: random.Random, table: Table) -> Table:
    order = chance.sample(range(len(table[0])), len(table[0]))
    return [[row[place] for place in order if place < len(row)] for row in table]


def _swapped_names(chance: random.Random, table: Table) -> Table:
    one, other = chance.sample(range(len(table[0])), 2)
    header = list(table[0])
    header[one], header[other] = header[other], header[one]
    return [header, *table[1:]]


def _lost_column(chance: random.Random, table: Table) -> Table:
    place = chance.randrange(len(table[0]))
    return [row[:place] + row[place + 1 :] for row in table]


def _named_twice(chance: random.Random, table: Table) -> Table:
    place = chance.randrange(len(table[0]))
    return [[*row, row[place] if place < len(row) else ""] for row in table]


def _cut_rows(chance: random.Random, table: Table) -> Table:
    rows = set(_some_rows(chance, table, 0.02))
    return [
        row[: chance.randrange(1, len(row) + 1)] if number in rows and row else row for number, row in enumerate(table)
    ]


def _longer_rows(chance: random.Random, table: Table) -> Table:
    rows = set(_some_rows(chance, table, 0.02))
    return [[*row, "x"] if number in rows else row for number, row in enumerate(table)]


def _huge_field(chance: random.Random, table: Table) -> Table:
    sign, length = chance.choice(("x", "9", "é", "\u202e", '"', "\n", ",")), chance.choice((40_000, 400_000, 3_000_000))
    return _with(table, [chance.randrange(1, len(table))], chance.randrange(len(table[0])), lambda _: sign * length)


def _formula(chance: random.Random, table: Table) -> Table:
    formula = chance.choice(
        ("=HYPERLINK(1)", "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "<script>alert(1)</script>", "#REF!")
    )
    return _cell(chance, table, lambda _: formula, 0.1)


def _hashes(chance: random.Random, table: Table) -> Table:
    """What a spreadsheet shows of a date in a column too narrow for it."""
    place = next((place for place, name in enumerate(table[0]) if name.startswith("date_")), 0)
    return _with(table, _some_rows(chance, table, 0.05), place, lambda _: "########")


def _no_dates(chance: random.Random, table: Table) -> Table:
    places = [place for place, name in enumerate(table[0]) if name in ("date_start", "date_end")]
    rows = _some_rows(chance, table, chance.choice((0.01, 0.3, 1.0)))
    for place in places:
        table = _with(table, rows, place, lambda _: "00:00.0")
    return table


def _odd_numbers(chance: random.Random, table: Table) -> Table:
    odd = chance.choice(
        ("", "-1", "3.5", "1e3", "1,234", "NaN", "inf", "９", "99999999999999999999", " 3 ", "0x10", "1_000", "\u0663")
    )
    return _cell(chance, table, lambda _: odd, 0.02)


def _odd_days(chance: random.Random, table: Table) -> Table:
    place = next((place for place, name in enumerate(table[0]) if name.startswith("date_")), 0)
    odd = chance.choice(
        (
            "31/12/2015",
            "2015-02-30",
            "42130",
            "0000-01-01",
            "infinity",
            "epoch",
            "2015-05-06 (BC)",
            "9999-12-31",
            "2015-5-6",
        )
    )
    return _with(table, _some_rows(chance, table, 0.02), place, lambda _: odd)


def _null_words(chance: random.Random, table: Table) -> Table:
    word = chance.choice(("NULL", "NA", "\\N", "None", "nan", "-"))
    return _cell(chance, table, lambda _: word, 0.05)


def _odd_text(chance: random.Random, table: Table) -> Table:
    odd = chance.choice(
        ("a\nb", "a\r\nb", "a\rb", 'a "b"', '"', "'", "\\", '\\"', "a,b;c\td", "\u2028", "\ufeff", "\u202e", "#tag")
    )
    return _cell(chance, table, lambda _: odd, 0.1)


def _hash_in_first(chance: random.Random, table: Table) -> Table:
    """A first record that has a cell with a hash, as a headline may."""
    return _with(table, [1], chance.randrange(len(table[0])), lambda _: "#Quetta") if len(table) > 1 else table


def _empty_rows(chance: random.Random, table: Table) -> Table:
    place = chance.randrange(1, len(table) + 1)
    return [*table[:place], [], *table[place:]]


def _blank_rows(chance: random.Random, table: Table) -> Table:
    place = chance.randrange(1, len(table) + 1)
    return [*table[:place], [""] * len(table[0]), *table[place:]]


def _flipped_bytes(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut_off(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _cut_lines(chance: random.Random, content: bytes) -> bytes:
    """Pieces of lines gone from the middle."""
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randint(1, 3000) :]


def _inserted(chance: random.Random, content: bytes, what: bytes) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + what + content[place:]


def _nul_bytes(chance: random.Random, content: bytes) -> bytes:
    return _inserted(chance, content, b"\x00" * chance.randint(1, 4))


def _quotes(chance: random.Random, content: bytes) -> bytes:
    return _inserted(chance, content, b'"' * chance.randint(1, 3))


def _cell_quotes(chance: random.Random, content: bytes) -> bytes:
    """A quote at the beginning of a cell, which swallows what follows."""
    commas = [place for place, sign in enumerate(content) if sign == 44]
    place = chance.choice(commas) + 1 if commas else 0
    return content[:place] + b'"' + content[place:]


def _newlines(chance: random.Random, content: bytes) -> bytes:
    return _inserted(chance, content, chance.choice((b"\n", b"\r", b"\r\n", b"\n\n\n", b"\x0b", b"\x0c")))


def _mixed_newlines(chance: random.Random, content: bytes) -> bytes:
    return b"".join(line + chance.choice((b"\n", b"\r\n", b"\r")) for line in content.splitlines())


def _other_encoding(chance: random.Random, content: bytes) -> bytes:
    text = content.decode("utf-8", errors="replace").replace("Quetta", "Qu\u00e9tta")
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "cp1252", "latin-1", "cp864", "utf-7"))
    return text.encode(encoding, errors="replace")


def _more_marks(chance: random.Random, content: bytes) -> bytes:
    return b"\xef\xbb\xbf" * chance.choice((1, 2)) + content


def _nothing_left(chance: random.Random, content: bytes) -> bytes:
    return chance.choice((b"", b"\n\n", b"\xef\xbb\xbf", b"\x00", b"{}", b"PK\x03\x04", content.partition(b"\n")[0]))


def _page_after(chance: random.Random, content: bytes) -> bytes:
    return content + b"<html><body>502 Bad Gateway</body></html>"


_TABLE_WAYS = (
    _lost_rows, _repeated_rows, _shuffled_rows, _header_again, _swapped_columns, _swapped_names, _lost_column,
    _named_twice, _cut_rows, _longer_rows, _huge_field, _formula, _hashes, _no_dates, _odd_numbers, _odd_days,
    _null_words, _odd_text, _hash_in_first, _empty_rows, _blank_rows,
)  # fmt: skip
_BYTE_WAYS = (
    _flipped_bytes, _cut_off, _cut_lines, _nul_bytes, _quotes, _cell_quotes, _newlines, _mixed_newlines,
    _other_encoding, _more_marks, _nothing_left, _page_after,
)  # fmt: skip
