"""What happens in a run, in a few kinds of event, whoever runs it: Dagster's engine or `pipelines.walk`."""

import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corridorwatch.errors import CorridorwatchError

_OURS = "corridorwatch.errors."


@dataclass(frozen=True)
class Began:
    """A step began."""

    step: str


@dataclass(frozen=True)
class Made:
    """An asset was materialised; the metadata are those of Dagster's event."""

    asset: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """An asset check was evaluated. `is_error`: not passed, and of severity ERROR where that is so."""

    asset: str
    check: str
    passed: bool
    is_error: bool
    description: str

    @property
    def name(self) -> str:
        return f"{self.asset}.{self.check}"

    @property
    def said(self) -> str:
        """The description, without the check's own name."""
        return self.description.removeprefix(f"{self.name}: ")


@dataclass(frozen=True)
class Failed:
    """A step failed, and nothing downstream of it is made; without a step, the run itself.

    `said` is empty where a blocking check stopped the step: its rows were told when it was judged. `is_ours`: the error
    is one that the project raises on purpose, and says what to do.
    """

    step: str
    said: str
    is_ours: bool = False

    @property
    def where(self) -> str:
        return self.step or "the run"

    @property
    def next_step(self) -> str:
        """The next command, where the error names one."""
        found = re.search(r"\n  next: +(.+)", self.said) if self.is_ours else None
        return found[1].strip() if found else ""


Event = Began | Made | Judged | Failed


def failed(step: str, error: BaseException) -> Failed:
    """The failure of a step: what the first of the project's own errors in the chain says, else what the last says."""
    chain = list(_chain(error))
    ours = next((each for each in chain if isinstance(each, CorridorwatchError)), None)
    if ours:
        return Failed(step, str(ours), is_ours=True)
    return Failed(step, "".join(traceback.format_exception_only(chain[-1])).strip())


def failed_by_words(step: str, chain: list[str]) -> Failed:
    """The same from what each error of the chain says, its class in front, outermost first."""
    ours = next((words for words in chain if words.startswith(_OURS)), None)
    if ours:
        return Failed(step, ours.split(": ", 1)[1].strip(), is_ours=True)
    return Failed(step, chain[-1].strip() if chain else "")


def readable(step_key: str) -> str:
    """`core__reports` -> core.reports."""
    return step_key.replace("__", ".")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
