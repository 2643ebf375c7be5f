"""Plotly's script as the pages carry it: the basic bundle, kept in the repository by version and hash."""

import gzip
import hashlib
from pathlib import Path

from corridorwatch.errors import CorridorwatchError

VERSION = "4.1.1"
"""Of plotly.js; the one that the Python package in the lock was made for, so that its schema is the script's."""

SHA256 = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"
"""Of `plotly-basic.min.js` as published in the package plotly.js-basic-dist-min of that version."""

TRACES = frozenset({"bar", "scatter"})
"""The kinds of trace that figures may use. The bundle draws these, and pies; any other kind would stay blank."""

FILE = Path(__file__).parent / "vendor" / f"plotly-basic-{VERSION}.min.js.gz"


def plotly_script() -> bytes:
    """The script's bytes as published.

    Raises:
        CorridorwatchError: the file kept is missing, or is not the one that was published.
    """
    try:
        script = gzip.decompress(FILE.read_bytes())
        found = hashlib.sha256(script).hexdigest()
    except (OSError, EOFError, ValueError) as error:
        script, found = b"", str(error)
    if found != SHA256:
        raise CorridorwatchError(
            f"{FILE.name} is not the script of plotly.js {VERSION}: {found}.",
            expected=f"sha256 {SHA256}",
            next_step="restore corridorwatch/site/vendor from the repository: git checkout corridorwatch/site/vendor",
        )
    return script
