"""Files that are there whole, or as they were: whatever kills the process or cuts the power while they are written."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, content: bytes | Callable[[BinaryIO], object], *, mode: int | None = None) -> None:
    """Put a file in its place in one step, sure to be on the disk.

    Args:
        content: its bytes, or what writes them into the file that it is handed.
        mode: its permissions; those of any new file where left out.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                content(file)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            part.chmod(mode)
        part.replace(path)
        sync(path.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def sync(folder: Path) -> None:
    """See to it that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
