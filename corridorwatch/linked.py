"""Files of an earlier release or drawing, taken over by link or copy once their digest is right; and such digests."""

import hashlib
import json
import os
import shutil
from pathlib import Path


def taken_over(source: Path, target: Path, sha256: object, *, by_copy: bool = False) -> bool:
    """Give `target` the bytes of `source`, if they are those of the digest: whoever owns a file can have edited it."""
    try:
        if source.is_symlink():
            return False
        (shutil.copyfile if by_copy else link)(source, target)
        if sha256_of(target) == sha256:
            return True
    except OSError:  # gone, or not to be read
        pass
    target.unlink(missing_ok=True)
    return False


def link(source: str | Path, target: str | Path) -> None:
    """Hard-link a file of an earlier release or drawing, which nobody writes to; copy it where that cannot be done."""
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links, or a file of another user
        shutil.copyfile(source, target)


def sha256_of(path: Path) -> str:
    """The digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(told: object) -> str:
    """The digest of plain values: texts, numbers, days, lists and mappings of them."""
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
