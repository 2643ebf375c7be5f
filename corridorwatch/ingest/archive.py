"""Unpacking what others packed: so many bytes and no more, and nowhere but into the folder given."""

import errno
import io
import lzma
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corridorwatch.errors import BrokenSource
from corridorwatch.snapshots import disk_full, is_full

_CHUNK = 1 << 16
_ARCHIVES = frozenset({".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".zst"})
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    RuntimeError,
    EOFError,
    ValueError,
    OverflowError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)
# What bzip2 finds broken is an OSError without a number; a broken offset sends the reader to before the beginning.
_BROKEN_NUMBERS = (None, errno.EINVAL)
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Bounds:
    """What an archive may hold. `max_ratio` is unpacked to packed bytes; UCDP's zip has 7, prose at most some 20."""

    max_bytes: int = 4 << 30
    max_ratio: int = 100
    max_members: int = 1000


@contextmanager
def unpacked(archive: Path, *, suffix: str = ".csv", bounds: Bounds = Bounds()) -> Generator[Path]:
    """The one file with `suffix` in a zip, unpacked into a temporary folder beside it that goes with the context.

    Raises:
        BrokenSource: the zip is broken, locked or a bomb, a name in it leads out of the folder, or there is not one
            such file in it.
    """
    with tempfile.TemporaryDirectory(prefix=".unpacked-", dir=_roomy(archive)) as folder:
        found = unpack(archive, Path(folder), suffix=suffix, bounds=bounds)
        if len(found) != 1:
            names = ", ".join(path.name for path in found) or "none"
            raise _broken(archive, f"holds {len(found)} {suffix} files ({names})", f"one {suffix} file")
        yield found[0]


def unpack(archive: Path, folder: Path, *, suffix: str, bounds: Bounds = Bounds()) -> list[Path]:
    """Unpack every member with `suffix` into `folder`, under its bare name; other members are looked at, not unpacked.

    Bytes are counted as they come out, whatever the archive's own headers declare.

    Raises:
        BrokenSource: see `unpacked`.
    """
    with opened_zip(archive) as opened:
        members = opened.infolist()
        if len(members) > bounds.max_members:
            raise _broken(archive, f"holds {len(members):,} files", f"at most {bounds.max_members:,}")
        for member in members:
            _hold_to_folder(archive, member)
        wanted = [
            member
            for member in members
            if not member.is_dir() and PurePosixPath(member.filename).suffix.lower() == suffix
        ]
        names = [PurePosixPath(member.filename).name.lower() for member in wanted]
        if len(set(names)) < len(names):
            raise _broken(archive, "holds two files of the same name", "every name once")
        return _write(archive, opened, wanted, folder, bounds)


@contextmanager
def opened_zip(archive: Path, content: bytes | None = None) -> Generator[zipfile.ZipFile]:
    """The zip for as long as it is read.

    Args:
        content: its bytes, where they are at hand; `archive` then only names it.

    Raises:
        BrokenSource: it is broken where it is read, or the disk is full.
    """
    try:
        with zipfile.ZipFile(archive if content is None else io.BytesIO(content)) as opened:
            yield opened
    except _BROKEN as error:
        raise _broken(archive, f"cannot be unpacked: {error}", "a whole zip file without a password") from error
    except OSError as error:
        if is_full(error):
            raise disk_full(archive, error) from error
        if error.errno not in _BROKEN_NUMBERS:
            raise
        raise _broken(archive, f"cannot be unpacked: {error}", "a whole zip file") from error


def only_member(content: bytes, file_name: str, max_bytes: int) -> bytes:
    """The one file in a zip, of at most so many bytes.

    Raises:
        BrokenSource: the zip is broken, or holds several files or a larger one.
    """
    with opened_zip(Path(file_name), content) as opened:
        names = opened.namelist()
        if len(names) != 1:
            raise _broken(Path(file_name), f"cannot be unpacked: it holds {len(names)} files", "a zip of one file")
        with opened.open(names[0]) as member:
            unpacked = member.read(max_bytes + 1)
    if len(unpacked) > max_bytes:
        raise _broken(Path(file_name), f"unpacks to more than {max_bytes:,} bytes", "a smaller file")
    return unpacked


def _write(
    archive: Path, opened: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path, bounds: Bounds
) -> list[Path]:
    packed = archive.stat().st_size
    limit = min(bounds.max_bytes, max(packed * bounds.max_ratio, 1 << 20))
    written, paths = 0, []
    for member in members:
        path = folder / PurePosixPath(member.filename).name
        with opened.open(member) as source, path.open("xb") as target:
            while piece := source.read(_CHUNK):
                written += len(piece)
                if written > limit:
                    raise _broken(
                        archive,
                        f"unpacks to more than {limit:,} bytes from {packed:,}",
                        f"at most {bounds.max_ratio} times its size and {bounds.max_bytes:,} bytes",
                    )
                target.write(piece)
        paths.append(path)
    return paths


def _hold_to_folder(archive: Path, member: zipfile.ZipInfo) -> None:
    name = member.filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or any(ord(sign) < 32 for sign in name):
        raise _broken(
            archive, f"holds the name {name[:_LONGEST_NAME]!r}, which leads out of the folder", "plain relative names"
        )
    if len(path.name.encode()) > _LONGEST_NAME:
        raise _broken(archive, f"holds a name of {len(path.name):,} characters", f"at most {_LONGEST_NAME} bytes")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise _broken(archive, f"holds the link {name!r}", "files only")
    if member.flag_bits & 0x1:
        raise _broken(archive, f"holds {name!r} under a password", "files that anybody may read")
    if path.suffix.lower() in _ARCHIVES:
        raise _broken(archive, f"holds another archive, {name!r}", "the data files themselves")


def _roomy(archive: Path) -> Path:
    """The archive's folder where it may be written, the system's temporary one elsewhere."""
    free = shutil.disk_usage(archive.parent).free if archive.parent.stat().st_mode & stat.S_IWUSR else 0
    return archive.parent if free else Path(tempfile.gettempdir())


def _broken(archive: Path, fact: str, expected: str) -> BrokenSource:
    return BrokenSource(
        f"{archive.name} {fact}.", expected=expected, next_step="get the file again from the publisher's own page"
    )


def too_large(file_name: str, fact: str, expected: str) -> BrokenSource:
    """The error that refuses a file for its size."""
    return BrokenSource(
        f"{file_name} {fact}.", expected=expected, next_step="check where the file comes from, or split it into parts"
    )


def damaged(file_name: str, what: str, why: str) -> BrokenSource:
    """The error that refuses a file that its kind's reader cannot read."""
    return BrokenSource(
        f"{file_name} cannot be read as a {what}: {why[:300]}.",
        expected=f"a whole {what}",
        next_step="get the file again, or save it again from the program it was made with",
    )
