"""What a run shows while it goes: one line an asset in a log, a bar on a terminal, and every failure in full."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from corridorwatch.fetching.download import PROGRESS

LOGGER = logging.getLogger("corridorwatch.run")
LOGGER.setLevel(logging.DEBUG)
LOGGER.propagate = False
LOGGER.addHandler(logging.NullHandler())

_OURS = "corridorwatch.errors."
_STYLES = {"failed": "bold red", "warning": "yellow"}


def errors_of(event: dg.DagsterEvent) -> list[object]:
    """The error that an event tells of, and what caused it, outermost first."""
    chain = []
    error = getattr(event.event_specific_data, "error", None)
    while error is not None:
        chain.append(error)
        error = error.cause
    return chain


def was_interrupted(event: dg.DagsterEvent) -> bool:
    """Whether an event tells that a signal stopped the run."""
    return any(error.cls_name == "DagsterExecutionInterruptedError" for error in errors_of(event))


class RunProgress(logging.Handler):
    """Turns a run's events into lines on standard error. `assets` is how many the run makes."""

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

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == PROGRESS.name:
            self._comes(record.source, record.received, record.total)
            return
        event = getattr(record, "dagster_event", None)
        if event is None:
            return
        if event.event_type_value == "STEP_START" and self.bar:
            self.bar.update(self.task, description=_readable(event.step_key))
        elif event.event_type_value == "ASSET_MATERIALIZATION":
            self._finished(event)
        elif event.event_type_value == "ASSET_CHECK_EVALUATION":
            self._judged(event.asset_check_evaluation_data)
        elif event.event_type_value in (
            "STEP_FAILURE",
            "RESOURCE_INIT_FAILURE",
            "PIPELINE_INIT_FAILURE",
            "PIPELINE_FAILURE",
        ):
            self._failed(event)

    def _comes(self, source: str, received: int, total: int | None) -> None:
        """Bytes of a source came; `total` is all of them, where that is known."""
        if self.bar:
            of = f" of {total / 1e6:,.1f}" if total else ""
            self.bar.update(self.task, description=f"{source}: {received / 1e6:,.1f}{of} MB")

    def close(self) -> None:
        if self.bar:
            self.bar.stop()
        super().close()

    def _finished(self, event: dg.DagsterEvent) -> None:
        self.done += 1
        if self.bar:
            self.bar.update(self.task, completed=self.done)
            return
        metadata = event.materialization.metadata
        facts = [
            f"{metadata[key].value:,} {unit}" if isinstance(metadata[key].value, int) else f"{metadata[key].value}"
            for key, unit in (("dagster/row_count", "rows"), ("deaths", "deaths"), ("outcome", ""), ("pages", "pages"))
            if key in metadata
        ]
        self.console.print(
            f"[{self.done:>2}/{self.assets}] {'.'.join(event.asset_key.path):<40} {', '.join(facts)}", markup=False
        )

    def _judged(self, evaluation: dg.AssetCheckEvaluation) -> None:
        if not evaluation.passed:
            kind = "failed" if evaluation.severity == dg.AssetCheckSeverity.ERROR else "warning"
            name = f"{'.'.join(evaluation.asset_key.path)}.{evaluation.check_name}"
            self._say(kind, f"{name}: {(evaluation.description or '').removeprefix(f'{name}: ')}")

    def _failed(self, event: dg.DagsterEvent) -> None:
        chain = errors_of(event)
        # A failed check was told row by row when it was judged; the run's own failure repeats its steps'; who stopped a
        # run knows it.
        if (
            not chain
            or was_interrupted(event)
            or chain[0].cls_name == "DagsterAssetCheckFailedError"
            or (self.said and not event.step_key)
        ):
            return
        ours = next((error for error in chain if error.message.startswith(_OURS)), None)
        said = ours.message.split(": ", 1)[1] if ours else chain[-1].message
        line = f"{_readable(event.step_key) if event.step_key else 'the run'}: {said.strip()}"
        if line not in self.said:
            self.said.add(line)
            self._say("failed", line)

    def _say(self, kind: str, text: str) -> None:
        self.console.print(f"{kind}: {text}", style=_STYLES[kind], markup=False)


@contextmanager
def shown(assets: int) -> Iterator[None]:
    """Show the progress of a run that makes `assets` assets."""
    handler = RunProgress(assets)
    for logger in (LOGGER, PROGRESS):
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger in (LOGGER, PROGRESS):
            logger.removeHandler(handler)
        handler.close()


def _readable(step_key: str) -> str:
    return step_key.replace("__", ".")


@dg.logger(description="Hands a run's events to whoever shows its progress; silent where nobody does.")
def progress_logger(_: dg.InitLoggerContext) -> logging.Logger:
    """The logger `LOGGER`, whose handler the command line adds for the time of a run."""
    return LOGGER
