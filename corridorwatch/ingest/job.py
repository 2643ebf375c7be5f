"""What every fetch is handed, and what it hands back."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from corridorwatch.config import Settings
from corridorwatch.ingest.credentials import Secrets
from corridorwatch.ingest.download import Progress, silent
from corridorwatch.ingest.http import Patience
from corridorwatch.manifests import registry
from corridorwatch.snapshots import Snapshot, SnapshotStore


@dataclass(frozen=True)
class Job:
    """One fetch. `moment` becomes the snapshots' time; nothing in a fetch asks what day it is."""

    store: SnapshotStore
    settings: Settings
    secrets: Secrets
    moment: datetime
    patience: Patience = field(default_factory=Patience)
    progress: Progress = silent

    @property
    def at(self) -> str:
        """The moment as the log of attempts writes it."""
        return self.moment.isoformat(timespec="seconds")

    @property
    def today(self) -> date:
        """The day of the moment, by the clock of the settings."""
        return self.moment.astimezone(ZoneInfo(self.settings.timezone)).date()

    @property
    def has_given_up(self) -> bool:
        """Whether the allowance of requests that nobody asked for is used up."""
        return self.patience.watch is not None and bool(self.patience.watch.given_up)

    def keep(self, source: str, file: Path, *, file_name: str, url: str, licence: str = "", **facts: Any) -> Snapshot:
        """Store a file that came whole, and remove it from where it came in.

        Args:
            licence: kept beside it; what the source's manifest says of its terms where left out.
        """
        licence = licence or registry().sources[source].terms
        try:
            return self.store.store_file(
                source, file, file_name=file_name, url=url, licence=licence, fetched_at=self.moment, **facts
            )
        finally:
            file.unlink(missing_ok=True)


@dataclass(frozen=True)
class Fetched:
    """How a source's fetch ended: its snapshots, and what went wrong if anything did (then `outcome` is `failed`)."""

    source: str
    outcome: str
    snapshots: tuple[Snapshot, ...] = ()
    error: str = ""
    next_step: str = ""
