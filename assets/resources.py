"""What assets are handed: the clock, the settings with the snapshot store, and the one connection to the warehouse.

Here belongs what a run opens once and closes once. No logic about violence, places or figures.
"""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from pydantic import PrivateAttr

from corridorwatch import release as releases
from corridorwatch.clock import as_of_day
from corridorwatch.config import SQL, Settings, load_settings
from corridorwatch.cutoff import Cutoff
from corridorwatch.ingest import kept_loads, publishers
from corridorwatch.ingest.credentials import Secrets
from corridorwatch.ingest.download import told_to_log
from corridorwatch.ingest.http import Patience
from corridorwatch.ingest.job import Job
from corridorwatch.ingest.watch import SILENCE, Watch
from corridorwatch.lineage_kept import Lineage, column_lineage
from corridorwatch.snapshots import SnapshotStore
from corridorwatch.sqlmodels import load_models
from corridorwatch.warehouse import open_warehouse


class Clock(dg.ConfigurableResource):
    """The run's one moment and its as-of date. Nothing else in a run asks what time it is.

    `as_of` (YYYY-MM-DD): the state of knowledge to rebuild; empty means today. `now` (ISO 8601 with offset): the run's
    moment; empty means the machine's clock at the start of the run.
    """

    as_of: str = ""
    now: str = ""
    timezone: str = "Asia/Karachi"
    _moment: datetime = PrivateAttr()

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        self.begin()

    def begin(self) -> None:
        """Take the moment."""
        self._moment = (datetime.fromisoformat(self.now) if self.now else datetime.now(UTC)).astimezone(UTC)

    @property
    def moment(self) -> datetime:
        """The run's moment, UTC."""
        return self._moment

    @property
    def today(self) -> date:
        """The run's own day, whatever the as-of date."""
        return as_of_day("", self._moment, self.timezone)

    @property
    def day(self) -> date:
        """The as-of date.

        Raises:
            SettingsError: it lies in the future, or is no date.
        """
        return as_of_day(self.as_of, self._moment, self.timezone)

    @property
    def looks_back(self) -> bool:
        """Whether the as-of date lies before the run's own day."""
        return self.day < as_of_day("", self._moment, self.timezone)


class Store(dg.ConfigurableResource):
    """The settings of `corridorwatch.toml`, and the folders they name. Fields left empty are read from the file."""

    home: str = ""
    reference: str = ""
    own_tables: str = ""
    _settings: Settings = PrivateAttr()

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        self.begin()

    def begin(self) -> None:
        """Read the settings."""
        given = {name: Path(getattr(self, name)) for name in ("home", "reference", "own_tables") if getattr(self, name)}
        self._settings = load_settings().model_copy(update=given)

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def snapshots(self) -> SnapshotStore:
        return SnapshotStore(self._settings.snapshots)


class Warehouse(dg.ConfigurableResource):
    """The warehouse, open and locked from the first step of a run to its last.

    `full`: make every table anew, also those that rest on nothing that changed.
    """

    store: dg.ResourceDependency[Store]
    full: bool = False
    _connection: duckdb.DuckDBPyConnection = PrivateAttr()
    _cutoff: Cutoff = PrivateAttr()
    _is_shown: bool = PrivateAttr(default=False)
    _lineage: Lineage | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator["Warehouse"]:
        self._is_shown = True
        with self.opened():
            yield self

    @contextmanager
    def opened(self) -> Generator["Warehouse"]:
        """The warehouse, open for as long.

        Raises:
            WarehouseBusy: another process writes it.
        """
        with open_warehouse(self.store.settings.warehouse) as connection:
            # Before anything is made: the room that a failed run took may be what this one needs.
            releases.clear(self.store.settings.releases)
            self._connection = connection
            self._cutoff = Cutoff(connection, full=self.full)
            if self.full:
                kept_loads.forget(connection)
            yield self

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        return self._connection

    @property
    def is_shown(self) -> bool:
        """Whether Dagster's pages may show what the run tells of its tables."""
        return self._is_shown

    def lineage(self) -> Lineage:
        """What each column of each model is made from."""
        if self._lineage is None:
            self._lineage = column_lineage(self._connection, load_models(SQL / "models"))
        return self._lineage

    @property
    def cutoff(self) -> Cutoff:
        """What of the tables need not be made again."""
        return self._cutoff


class Network(dg.ConfigurableResource):
    """Whether publishers may be asked, and how patiently.

    `fetch`: ask the sources that the settings enable, and those that a run asks for unasked. `attempts`,
    `wait_seconds`: tries for one file or page, and the longest pause between two; 0 is none at all. What nobody enabled
    has one allowance for the whole run, `silence_seconds` without bytes: once it is used up, nobody is asked again.
    """

    fetch: bool = True
    attempts: int = 5
    wait_seconds: float = 60.0
    silence_seconds: float = SILENCE
    _watch: Watch = PrivateAttr()

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        self.begin()

    def begin(self) -> None:
        """Give the run its allowance."""
        self._watch = Watch(silence=self.silence_seconds)

    def may_ask(self, store: Store, source: str, clock: Clock) -> bool:
        """Whether this run asks the source: allowed to fetch, not a look back, and enabled or due without being so."""
        if not self.fetch or clock.looks_back:
            return False
        if publishers.is_enabled(store.settings, source):
            return True
        return not self._watch.given_up and publishers.is_due(store.settings, source, store.snapshots, clock.moment)

    def job(self, store: Store, source: str, clock: Clock) -> Job:
        """A fetch at the run's moment, with the credentials at hand."""
        if publishers.is_enabled(store.settings, source):
            pause = min(self.wait_seconds, 1.0)
            patience = Patience(self.attempts, pause, self.wait_seconds, pause)
        else:
            # What flows may take the night; what does not flow is for the watch to end.
            patience = Patience(1, connect=self._watch.connect, total=6 * 3600.0, watch=self._watch)
        secrets = Secrets.load(store.settings.home)
        return Job(store.snapshots, store.settings, secrets, clock.moment, patience, progress=told_to_log(source))


def sql_parameters(store: Store, clock: Clock) -> dict[str, Any]:
    """Every value an SQL file may name as `$name`: the as-of date and the settings of knowledge."""
    return {"as_of": clock.day, **store.settings.sql_parameters}
