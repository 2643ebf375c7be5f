"""Valid files of every kind ingest reads, and seeded ways to break them.

`attack(seed)` is one broken file and how ingest must read it; the same seed is the same file. The tests run a few of
them, `benchmarks/door.py` a thousand.
"""

import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from corridorwatch.config import ROOT
from corridorwatch.ingest.tables import ParsedTable, parse_table
from corridorwatch.sources.gdelt.parse import ADDED, ADM1, ARTICLES, COUNTRY, EVENT_ID, WIDTH, parse_gdelt
from corridorwatch.sources.gtd.parse import parse_gtd
from corridorwatch.sources.own_tables.mapping import OwnMapping, parse_mapping, write_mapping
from corridorwatch.sources.own_tables.parse import parse_own_table
from corridorwatch.sources.reference import embedded
from corridorwatch.sources.reference.reviewed import read_vocabularies
from tests.files import GTD_COLUMNS, csv_bytes, gtd_rows, workbook

CAME_ON = date(2026, 11, 20)
COLUMNS = ["Ref", "Day", "District", "Killed", "Wounded", "Lat", "Lon", "By", "Remarks"]
ROWS = [
    [f"r{number}", f"{number % 28 + 1:02}/03/2024", place, str(number % 5), "", "30.2", "67.0", "BLA", f"text {number}"]
    for number, place in enumerate(["Quetta", "Kech", "Gwadar", "Mastung", "Nushki", "Panjgur"] * 3)
]

Read = Callable[[bytes], ParsedTable]


@dataclass(frozen=True)
class Attack:
    """A broken file. `records`: how many it holds, where the way it was broken leaves no doubt."""

    name: str
    content: bytes
    read: Read
    records: int | None


def mapping(file_name: str) -> OwnMapping:
    """How the made-up table is read."""
    return OwnMapping(
        source={"id": "desk", "title": "Desk", "licence": "own", "credit": "Desk"},
        file={"name": file_name},
        dates={"format": "%Y-%m-%d" if file_name.endswith(".parquet") else "%d/%m/%Y"},
        columns={
            "report_id": "Ref", "date": "Day", "district_as_written": "District", "killed_total": "Killed",
            "injured_total": "Wounded", "point_latitude": "Lat", "point_longitude": "Lon",
            "perpetrator_as_written": "By", "note": "Remarks",
        },
        constants={"event_class": "attack"},
    )  # fmt: skip


@cache
def vocabularies() -> dict[str, set[str]]:
    return read_vocabularies(ROOT / "reference")


@cache
def victims() -> dict[str, tuple[bytes, Read]]:
    """File name -> valid bytes, and how ingest reads them."""

    def own(name: str) -> Read:
        return lambda content: parse_own_table(content, mapping(name), vocabularies(), came_on=CAME_ON)

    def ledger(table: str) -> tuple[bytes, Read]:
        file = embedded.files(ROOT / "reference")["ledger"][table]
        lines = (ROOT / "reference" / file.path).read_bytes().splitlines(keepends=True)
        return b"".join(lines[:20]), lambda content: parse_table(content, file.spec, file_name=file.path.name)

    def gtd(name: str) -> Read:
        return lambda content: parse_gtd(content, file_name=name, came_on=CAME_ON)

    table = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    events = gtd_rows(
        *({"nkill": str(number % 4), "city": "Zhób"} for number in range(15)),
        *({"country": "4", "country_txt": "Afghanistan"} for _ in range(5)),
    )
    parquet = io.BytesIO()
    pl.DataFrame(table).with_columns(pl.col("Day").str.to_date("%d/%m/%Y")).write_parquet(parquet)
    return {
        "own.csv": (csv_bytes(COLUMNS, table), own("own.csv")),
        "own.xlsx": (workbook({"Data": [COLUMNS, *ROWS]}), own("own.xlsx")),
        "own.json": (json.dumps(table, indent=0).encode(), own("own.json")),
        "own.parquet": (parquet.getvalue(), own("own.parquet")),
        "gtd.csv": (csv_bytes(GTD_COLUMNS, events, encoding="latin-1"), gtd("gtd_0522dist.csv")),
        "gtd.xlsx": (
            workbook({"Data": [GTD_COLUMNS, *[[row[name] or None for name in GTD_COLUMNS] for row in events]]}),
            gtd("gtd_0522dist.xlsx"),
        ),
        "export.csv": (_export(), lambda content: parse_gdelt(content, file_name="a.export.CSV")),
        "incidents.csv": ledger("ledger_incidents"),
        "claims.csv": ledger("ledger_claims"),
        "desk.mapping.toml": (write_mapping(mapping("own.csv")).encode(), _read_by_mapping),
    }


def _export() -> bytes:
    cells = [""] * WIDTH
    rows = []
    for number in range(12):
        cells[EVENT_ID], cells[ARTICLES], cells[COUNTRY], cells[ADM1], cells[ADDED] = (
            str(number), "3", "PK", "PK02", f"202405{number + 6:02}101500",
        )  # fmt: skip
        rows.append("\t".join(cells))
    return "\n".join(rows).encode()


def _read_by_mapping(content: bytes) -> ParsedTable:
    return parse_own_table(
        victims()["own.csv"][0], parse_mapping(content, "desk.mapping.toml"), vocabularies(), came_on=CAME_ON
    )


def attack(seed: int) -> Attack:
    """One valid file, broken in one to three ways."""
    chance = random.Random(seed)
    name = chance.choice(sorted(victims()))
    content, read = victims()[name]
    ways, records = [], None
    for _ in range(chance.choice((1, 1, 2, 3))):
        way = chance.choice(_TEXT_WAYS if name.endswith((".csv", ".json", ".toml")) else _BINARY_WAYS)
        ways.append(way.__name__.strip("_"))
        try:
            content, records = way(chance, content)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError):
            content, records = _flipped_bytes(chance, content)  # broken too far already to be packed anew
    is_plain = name.endswith(".csv") and name != "export.csv" and len(ways) == 1
    return Attack(f"{seed} {name} {'+'.join(ways)}", content, read, records if is_plain else None)


_Way = tuple[bytes, int | None]


def _flipped_bytes(chance: random.Random, content: bytes) -> _Way:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed), None


def _cut_off(chance: random.Random, content: bytes) -> _Way:
    return content[: chance.randrange(len(content) + 1)], None


def _lost_lines(chance: random.Random, content: bytes) -> _Way:
    lines = content.splitlines(keepends=True)
    kept = lines[:1] + [line for line in lines[1:] if chance.random() > 0.3]
    return b"".join(kept), len(kept) - 1


def _repeated_lines(chance: random.Random, content: bytes) -> _Way:
    lines = content.splitlines(keepends=True)
    more = lines[:1] + [line for line in lines[1:] for _ in range(chance.choice((1, 1, 2)))]
    return b"".join(more), len(more) - 1


def _swapped_columns(chance: random.Random, content: bytes) -> _Way:
    lines = content.split(b"\n")
    cells = lines[0].split(b",")
    if len(cells) > 1:
        one, other = chance.sample(range(len(cells)), 2)
        cells[one], cells[other] = cells[other], cells[one]
    return b"\n".join([b",".join(cells), *lines[1:]]), None


def _inserted(chance: random.Random, content: bytes, what: bytes) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + what + content[place:]


def _huge_field(chance: random.Random, content: bytes) -> _Way:
    return _inserted(
        chance, content, chance.choice((b"x", b"9", "\u202e".encode())) * chance.choice((40_000, 300_000))
    ), None


def _formula(chance: random.Random, content: bytes) -> _Way:
    what = chance.choice((b"=HYPERLINK(1)", b"+cmd|' /C calc'!A0", b"@SUM(1)", b"-2+3", b"<script>alert(1)</script>"))
    return _inserted(chance, content, what), None


def _nul_bytes(chance: random.Random, content: bytes) -> _Way:
    return _inserted(chance, content, b"\x00" * chance.randint(1, 4)), None


def _mixed_newlines(chance: random.Random, content: bytes) -> _Way:
    ends = (b"\n", b"\r\n", b"\r")
    lines = content.splitlines()
    return b"".join(line + chance.choice(ends) for line in lines), None


def _other_encoding(chance: random.Random, content: bytes) -> _Way:
    text = content.decode("utf-8", errors="replace")
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "cp864", "utf-7"))
    return text.encode(encoding, errors="replace"), None


def _quotes(chance: random.Random, content: bytes) -> _Way:
    return _inserted(chance, content, b'"' * chance.randint(1, 3)), None


def _deep_nesting(chance: random.Random, content: bytes) -> _Way:
    return _inserted(chance, content, b"[" * 50_000), None


def _nothing_left(chance: random.Random, content: bytes) -> _Way:
    return chance.choice((b"", b"\n\n", b"\xef\xbb\xbf", b"{}", b"[]", b"null", b"PK\x03\x04", b"PAR1PAR1")), None


def _zip_bomb(chance: random.Random, content: bytes) -> _Way:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return _flipped_bytes(chance, content)
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for member in old.infolist():
            data = old.read(member)
            if member.filename.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", b"<row/>" * 4_000_000 + b"</sheetData>")
            new.writestr(member, data)
    return buffer.getvalue(), None


def _escaping_name(chance: random.Random, content: bytes) -> _Way:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return _flipped_bytes(chance, content)
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(chance.choice(("../../escaped.txt", "/escaped.txt", "xl/../../escaped.txt")), "out")
    return buffer.getvalue(), None


def _recompressed_garbage(chance: random.Random, content: bytes) -> _Way:
    """Flips inside what is packed, with checksums made right again: damage that the archive does not see."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return _flipped_bytes(chance, content)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            new.writestr(member.filename, _flipped_bytes(chance, data)[0] if chance.random() < 0.5 else data)
    return buffer.getvalue(), None


_TEXT_WAYS = (
    _flipped_bytes, _cut_off, _lost_lines, _repeated_lines, _swapped_columns, _huge_field, _formula, _nul_bytes,
    _mixed_newlines, _other_encoding, _quotes, _deep_nesting, _nothing_left,
)  # fmt: skip
_BINARY_WAYS = (
    _flipped_bytes, _cut_off, _nul_bytes, _nothing_left, _zip_bomb, _escaping_name, _recompressed_garbage,
    _recompressed_garbage, _recompressed_garbage,
)  # fmt: skip


def verdict(attacked: Attack) -> str:
    """What ingest makes of it: refused, quarantined or accepted; a failure raises.

    Raises:
        AssertionError: counts do not add up, or a refusal has no reason.
    """
    from corridorwatch.errors import CorridorwatchError

    try:
        parsed = attacked.read(attacked.content)
    except CorridorwatchError as error:
        assert error.fact and error.expected and error.next_step, (
            f"{attacked.name}: a refusal that says too little: {error}"
        )
        assert len(str(error)) < 4_000, f"{attacked.name}: a refusal of {len(str(error)):,} characters"
        return "refused"
    assert parsed.received == parsed.accepted + parsed.refused, f"{attacked.name}: counts do not add up"
    assert attacked.records in (None, parsed.received), (
        f"{attacked.name}: {attacked.records} came, {parsed.received} read"
    )
    assert all(parsed.quarantine["rule"]), f"{attacked.name}: a refused row without a reason"
    return "quarantined" if parsed.refused else "accepted"


def digest(attacked: Attack) -> int:
    """A number for the file's bytes: equal seeds give equal files."""
    return zlib.crc32(attacked.content)
