"""What a run shows while it goes: one line an asset in a log, a bar on a terminal, and every failure in full."""

import logging
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from corridorwatch.ingest.download import PROGRESS
from pipelines.events import Began, Event, Failed, Judged, Made

_STYLES = {"failed": "bold red", "warning": "yellow"}
_FACTS = (("dagster/row_count", "rows"), ("deaths", "deaths"), ("outcome", ""), ("pages", "pages"))


class RunProgress(logging.Handler):
    """Turns a run's events into lines on standard error. `assets` is how many the run makes.

    As a handler it takes in how many bytes of a source came.
    """

    def __init__(self, assets: int) -> None:
        super().__init__()
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.assets, self.done = assets, 0
        self.said: set[str] = set()
        self.bar: Progress | None = None
        if self.console.is_terminal:
            self.bar = Progress(
                TextColumn("{task.description:<44}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self.console,
                transient=True,
            )
            self.task = self.bar.add_task("starting", total=assets)
            self.bar.start()

    def show(self, event: Event) -> None:
        """Show what an event tells."""
        match event:
            case Began(step) if self.bar:
                self.bar.update(self.task, description=step)
            case Made():
                self._finished(event)
            case Judged(passed=False):
                self._say("failed" if event.is_error else "warning", f"{event.name}: {event.said}")
            # The run's own failure repeats its steps'.
            case Failed(said=said) if said and (event.step or not self.said):
                self._failed(event)

    def emit(self, record: logging.LogRecord) -> None:
        """Bytes of a source came; `total` is all of them, where that is known."""
        if self.bar:
            told = vars(record)
            of = f" of {told['total'] / 1e6:,.1f}" if told["total"] else ""
            self.bar.update(self.task, description=f"{told['source']}: {told['received'] / 1e6:,.1f}{of} MB")

    def close(self) -> None:
        if self.bar:
            self.bar.stop()
        super().close()

    def _finished(self, made: Made) -> None:
        self.done += 1
        if self.bar:
            self.bar.update(self.task, completed=self.done)
            return
        told = [(made.metadata[key], unit) for key, unit in _FACTS if key in made.metadata]
        facts = [f"{value:,} {unit}" if isinstance(value, int) else str(value) for value, unit in told]
        self.console.print(f"[{self.done:>2}/{self.assets}] {made.asset:<40} {', '.join(facts)}", markup=False)

    def _failed(self, failed: Failed) -> None:
        line = f"{failed.where}: {failed.said}"
        if line not in self.said:
            self.said.add(line)
            self._say("failed", line)

    def _say(self, kind: str, text: str) -> None:
        self.console.print(f"{kind}: {text}", style=_STYLES[kind], markup=False)


@contextmanager
def shown(assets: int) -> Generator[RunProgress]:
    """Show the progress of a run that makes `assets` assets."""
    progress = RunProgress(assets)
    PROGRESS.addHandler(progress)
    try:
        yield progress
    finally:
        PROGRESS.removeHandler(progress)
        progress.close()
