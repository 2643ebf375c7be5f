"""Zip files that mean harm or were damaged, in seeded ways, and what must become of each.

`attack(seed)` is one archive; the same seed is the same bytes. What is unpacked must be what was packed, and nothing
may be written but into the folder that goes with it.
"""

import io
import random
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

from corridorwatch.errors import CorridorwatchError
from corridorwatch.ingest.archive import Bounds, unpacked
from corridorwatch.ingest.inspection import inspect

BOUNDS = Bounds(max_bytes=3 << 20, max_ratio=50, max_members=50)
"""Smaller than the product's, so that a bomb need not be large to be one."""

_LIMIT = 1 << 20
"""What an archive may unpack to whatever its ratio."""

_PLAIN = {"deflated": zipfile.ZIP_DEFLATED, "stored": zipfile.ZIP_STORED, "bzip2": zipfile.ZIP_BZIP2}
_METHODS = {**_PLAIN, "lzma": zipfile.ZIP_LZMA}
_ESCAPES = (
    "../out.csv", "../../out.csv", "a/../../out.csv", "/out.csv", "//host/out.csv", "C:out.csv", "C:\\out.csv",
    "..\\out.csv", "a\\..\\..\\out.csv", "\\\\host\\out.csv", "out.csv:stream.csv", "a/./../out.csv", "..",
    "./../out.csv", "~/out.csv", "a\nb.csv", "a\x1b[2Jb.csv", "x" * 300 + ".csv", "é" * 200 + ".csv", ".csv",
    "a/.csv", "con.csv", "out.csv/", "-rf.csv", "$(id).csv", "\u202evsc.csv", " .csv",
)  # fmt: skip


@dataclass(frozen=True)
class Attack:
    """An archive. `holds`: the only bytes that may come out of it; None where it must be refused."""

    name: str
    content: bytes
    holds: bytes | None


def attack(seed: int) -> Attack:
    """One archive of a table, made to harm or damaged in one way."""
    chance = random.Random(seed)
    way = chance.choice(_WAYS)
    content, holds = way(chance)
    return Attack(f"{seed} {way.__name__.strip('_')}", content, holds)


def verdict(attacked: Attack, folder: Path) -> str:
    """What becomes of the archive in `folder`: refused or accepted; a failure raises.

    Raises:
        AssertionError: other bytes came out than went in, a bomb passed, something was left behind or written
            elsewhere, or a refusal has no reason.
    """
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    archive = inner / "a.zip"
    archive.write_bytes(attacked.content)
    workbook = inner / "a.xlsx"
    workbook.write_bytes(attacked.content)
    found = "accepted"
    try:
        with unpacked(archive, bounds=BOUNDS) as member:
            assert member.resolve().is_relative_to(inner), f"written to {member}"
            assert attacked.holds is not None, "it should have been refused"
            assert member.read_bytes() == attacked.holds, "other bytes came out than went in"
    except CorridorwatchError as error:
        _says_why(error)
        found = "refused"
    for name in (archive, workbook):
        try:
            inspect("acled", name, name.name)
        except CorridorwatchError as error:
            _says_why(error)
    left = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    assert left == {"a", "a/b", "a/b/a.zip", "a/b/a.xlsx"}, f"left behind: {sorted(left)}"
    return found


def _says_why(error: CorridorwatchError) -> None:
    assert error.fact and error.expected and error.next_step, f"a refusal that says too little: {error}"
    assert len(str(error)) < 4_000, f"a refusal of {len(str(error)):,} characters"


def _table(chance: random.Random) -> bytes:
    rows = chance.choice((3, 60, 2000))
    return b"id,best\n" + b"".join(b"%d,%d\n" % (number, chance.randrange(99)) for number in range(rows))


def _packed(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED, **attributes: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo("placeholder", (2026, 1, 1, 0, 0, 0))
            info.filename, info.compress_type = name, method
            for attribute, value in attributes.items():
                setattr(info, attribute, value)
            archive.writestr(info, content)
    return buffer.getvalue()


_Way = tuple[bytes, bytes | None]


def _untouched(chance: random.Random) -> _Way:
    table = _table(chance)
    others = [("readme.txt", b"x"), ("b/", b"")] if chance.random() < 0.5 else []
    return _packed([*others, ("GEDEvent.csv", table)], chance.choice(list(_METHODS.values()))), table


def _flipped(chance: random.Random) -> _Way:
    content, table = _untouched(chance)
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed), table


def _flipped_headers(chance: random.Random) -> _Way:
    """Flips where they hurt: in the directory at the end, or in the header at the beginning."""
    content, table = _untouched(chance)
    changed = bytearray(content)
    start = chance.choice((content.rfind(b"PK\x01\x02"), content.rfind(b"PK\x05\x06"), 0))
    for _ in range(chance.choice((1, 2, 4))):
        changed[min(start + chance.randrange(4, 50), len(changed) - 1)] = chance.randrange(256)
    return bytes(changed), table


def _flipped_data(chance: random.Random) -> _Way:
    """Flips inside the packed bytes, for each way of packing."""
    table = _table(chance)
    changed = bytearray(_packed([("a.csv", table)], chance.choice(list(_METHODS.values()))))
    end = bytes(changed).rfind(b"PK\x01\x02")
    for _ in range(chance.choice((1, 2, 8))):
        changed[chance.randrange(35, end)] = chance.randrange(256)
    return bytes(changed), table


def _cut(chance: random.Random) -> _Way:
    content, table = _untouched(chance)
    return content[: chance.randrange(len(content))], table


def _cut_directory(chance: random.Random) -> _Way:
    content, table = _untouched(chance)
    return content[: chance.randrange(content.rfind(b"PK\x01\x02"), len(content))], table


def _cut_middle(chance: random.Random) -> _Way:
    content, table = _untouched(chance)
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randint(1, 200) :], table


def _padded(chance: random.Random) -> _Way:
    content, table = _untouched(chance)
    noise = chance.randbytes(chance.choice((1, 100, 70_000)))
    return (content + noise, table) if chance.random() < 0.5 else (noise + content, table)


def _bomb_by_ratio(chance: random.Random) -> _Way:
    size = chance.choice((_LIMIT + 1, 2 << 20, 20 << 20))
    return _packed(
        [("a.csv", bytes(size))], chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    ), None


def _bomb_by_size(chance: random.Random) -> _Way:
    return _packed([("a.csv", chance.randbytes(64) * ((4 << 20) // 64))], chance.choice(list(_METHODS.values()))), None


def _bomb_in_parts(chance: random.Random) -> _Way:
    """Each member is harmless, all of them are not."""
    parts = chance.randint(4, 40)
    return _packed([(f"{number}.csv", bytes((4 << 20) // parts)) for number in range(parts)]), None


def _bomb_that_lies(chance: random.Random) -> _Way:
    """The directory declares a size that is not what comes out."""
    content = bytearray(_packed([("a.csv", bytes(8 << 20))]))
    lie = struct.pack("<L", chance.choice((0, 10, 1000, 0xFFFFFFFF)))
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = lie
    if chance.random() < 0.5:
        content[22:26] = lie
    return bytes(content), None


def _nested(chance: random.Random) -> _Way:
    inner = _packed([("a.csv", _table(chance))])
    for _ in range(chance.randint(0, 5)):
        inner = _packed([("inner.zip", inner)])
    name = chance.choice(("b.zip", "b.ZIP", "b.gz", "c/b.tar", "b.7z", "b.csv.xz"))
    table = ("a.csv", _table(chance))
    return _packed([(name, inner), table] if chance.random() < 0.5 else [(name, inner)]), None


def _overlapping(chance: random.Random) -> _Way:
    """Many names for the same packed bytes."""
    content = _packed([("a.csv", bytes(900_000))])
    start, end = content.rfind(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
    number = chance.randint(2, 40)
    entries = content[start:end] * number
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(entries), start, 0)
    return content[:start] + entries + tail, None


def _escaping(chance: random.Random) -> _Way:
    table = _table(chance)
    name = chance.choice(_ESCAPES)
    others = [("a.csv", table)] if chance.random() < 0.4 else []
    is_odd_only = name in ("~/out.csv", "con.csv", "-rf.csv", "$(id).csv", "\u202evsc.csv", " .csv")
    is_no_table = name in (".csv", "a/.csv", "out.csv/", "..")
    if is_odd_only:
        return _packed([(name, table), *others]), None if others else table
    return _packed([(name, table), *others]), table if others and is_no_table else None


def _links(chance: random.Random) -> _Way:
    mode = chance.choice((0o120777, 0o120000, 0o010644, 0o020644, 0o060644, 0o140644))
    table = _table(chance)
    # A pipe or device that is only named as such comes out as an ordinary file.
    return _packed([("a.csv", table)], external_attr=mode << 16, create_system=3), (
        None if mode & 0o170000 == 0o120000 else table
    )


def _same_name(chance: random.Random) -> _Way:
    names = chance.choice((("a.csv", "a.csv"), ("a.csv", "A.CSV"), ("x/a.csv", "y/a.csv"), ("a.csv", "./a.csv")))
    return _packed([(name, _table(chance)) for name in names]), None


def _several(chance: random.Random) -> _Way:
    number = chance.choice((0, 2, 3, 60))
    return _packed([(f"{one}.csv", b"a,b\n") for one in range(number)]), None


def _locked(chance: random.Random) -> _Way:
    table = _table(chance)
    content = bytearray(_packed([("a.csv", table)]))
    where = chance.choice(("both", "directory", "header"))
    if where != "directory":
        content[6] |= 1
    if where != "header":
        content[content.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(content), table if where == "header" else None  # the directory decides, and nothing is locked


def _wrong_checksum(chance: random.Random) -> _Way:
    content = bytearray(_packed([("a.csv", _table(chance))], chance.choice(list(_METHODS.values()))))
    place = content.rfind(b"PK\x01\x02") + 16
    content[place + chance.randrange(4)] ^= 1 << chance.randrange(8)
    return bytes(content), None


def _unknown_method(chance: random.Random) -> _Way:
    content = bytearray(_packed([("a.csv", _table(chance))], zipfile.ZIP_STORED))
    method = struct.pack("<H", chance.choice((1, 6, 9, 10, 19, 93, 97, 98, 99, 0xFFFF)))
    content[8:10] = method
    place = content.rfind(b"PK\x01\x02") + 10
    content[place : place + 2] = method
    return bytes(content), None


def _other_method(chance: random.Random) -> _Way:
    """Packed one way and declared as another."""
    table = _table(chance)
    content = bytearray(_packed([("a.csv", table)], chance.choice(list(_METHODS.values()))))
    method = struct.pack("<H", chance.choice(list(_METHODS.values())))
    place = content.rfind(b"PK\x01\x02") + 10
    content[8:10] = method
    content[place : place + 2] = method
    return bytes(content), table


def _no_archive(chance: random.Random) -> _Way:
    return chance.choice(
        (b"", b"PK", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), _table(chance), b"<html>down</html>", b"Rar!\x1a\x07\x00",
         b"\x1f\x8b\x08\x00" + bytes(20), b"7z\xbc\xaf\x27\x1c", chance.randbytes(500))
    ), None  # fmt: skip


_WAYS = (
    _untouched, _flipped, _flipped, _flipped_headers, _flipped_headers, _flipped_data, _flipped_data, _cut,
    _cut_directory, _cut_middle, _padded, _bomb_by_ratio, _bomb_by_size, _bomb_in_parts, _bomb_that_lies, _nested,
    _overlapping, _escaping, _escaping, _escaping, _links, _same_name, _several, _locked, _wrong_checksum,
    _unknown_method, _other_method, _no_archive,
)  # fmt: skip
