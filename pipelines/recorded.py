"""A run through Dagster's engine, recorded where `DAGSTER_HOME` says, and its events as `pipelines.events`."""

import logging
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

import dagster as dg

from pipelines.events import Began, Event, Failed, Judged, Made, failed_by_words, readable

LOGGER = logging.getLogger("corridorwatch.run")
LOGGER.setLevel(logging.DEBUG)
LOGGER.propagate = False
LOGGER.addHandler(logging.NullHandler())

_FAILURES = ("STEP_FAILURE", "RESOURCE_INIT_FAILURE", "PIPELINE_INIT_FAILURE", "PIPELINE_FAILURE")


@dg.logger({}, description="Hands a run's events to whoever shows its progress; silent where nobody does.")
def progress_logger(_: dg.InitLoggerContext) -> logging.Logger:
    """The logger `LOGGER`, which hands on a run's events while somebody asks for them."""
    return LOGGER


def run_recorded(
    job: dg.JobDefinition, config: Mapping[str, Any], instance: dg.DagsterInstance, tell: Callable[[Event], None]
) -> None:
    """Run the job to its end, and tell what happens as it happens.

    Raises:
        KeyboardInterrupt: a signal stopped the run.
    """
    config = {**config, "loggers": {"progress": {}}}
    with _heard(tell):
        result = job.execute_in_process(instance=instance, run_config=config, raise_on_error=False)
    if any(_was_interrupted(event) for event in result.all_events):
        raise KeyboardInterrupt


@contextmanager
def _heard(tell: Callable[[Event], None]) -> Generator[None]:
    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            event = getattr(record, "dagster_event", None)
            told = event and _event(event)
            if told:
                tell(told)

    handler = Handler()
    LOGGER.addHandler(handler)
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)


def _event(event: dg.DagsterEvent) -> Event | None:
    """The event in the run's own kinds; none of what nobody follows."""
    kind = event.event_type_value
    step = readable(event.step_key or "")
    if kind == "STEP_START":
        return Began(step)
    if kind == "ASSET_MATERIALIZATION" and event.asset_key:
        metadata = event.materialization.metadata
        return Made(".".join(event.asset_key.path), {name: value.value for name, value in metadata.items()})
    if kind == "ASSET_CHECK_EVALUATION":
        judged = event.asset_check_evaluation_data
        is_error = not judged.passed and judged.severity == dg.AssetCheckSeverity.ERROR
        asset = ".".join(judged.asset_key.path)
        return Judged(asset, judged.check_name, judged.passed, is_error, judged.description or "")
    if kind in _FAILURES and not _was_interrupted(event):
        chain = _errors_of(event)
        if chain and chain[0].cls_name == "DagsterAssetCheckFailedError":
            return Failed(step, "")
        return failed_by_words(step, [error.message for error in chain])
    return None


def _errors_of(event: dg.DagsterEvent) -> list[Any]:
    """The error that an event tells of, and what caused it, outermost first."""
    chain = []
    error = getattr(event.event_specific_data, "error", None)
    while error is not None:
        chain.append(error)
        error = error.cause
    return chain


def _was_interrupted(event: dg.DagsterEvent) -> bool:
    """Whether an event tells that a signal stopped the run."""
    return any(error.cls_name == "DagsterExecutionInterruptedError" for error in _errors_of(event))
