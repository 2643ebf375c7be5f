"""corridorwatch: political violence in Balochistan and the sites of the China-Pakistan Economic Corridor.

Public is what stands here: `open` and the `Release` that it gives, documented in docs/python.md. All other modules are
internal: they may change with any version.

The domain library. Plain Python: it imports no orchestrator (a test holds it to that).
"""

from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corridorwatch.reading import Release, open

__all__ = ["Release", "__version__", "open"]
__version__ = version("corridorwatch")


def __getattr__(name: str) -> object:
    # Read only when asked for: whoever imports a part of the library does not wait for Polars and DuckDB.
    if name in ("Release", "open"):
        from corridorwatch import reading

        return getattr(reading, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
