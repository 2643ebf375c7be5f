"""Errors a person can act on: the fact, what was expected, the next command."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


class CorridorwatchError(Exception):
    """Base of every error this project raises on purpose.

    Args:
        fact: what happened, naming the file, row, table or value.
        expected: what would have been right.
        next_step: the command to run or the thing to change.
    """

    def __init__(self, fact: str, *, expected: str = "", next_step: str = "") -> None:
        self.fact, self.expected, self.next_step = fact, expected, next_step
        lines = [fact]
        if expected:
            lines.append(f"  expected: {expected}")
        if next_step:
            lines.append(f"  next:     {next_step}")
        super().__init__("\n".join(lines))


class SettingsError(CorridorwatchError):
    """corridorwatch.toml, or an environment variable, holds something that cannot be used."""


class BrokenSource(CorridorwatchError):
    """A source file as a whole cannot be read: the source stops, the last release stays up."""


class FetchFailed(CorridorwatchError):
    """A publisher could not be reached or sent what cannot be trusted: its last good snapshot stays.

    `status` is the server's HTTP status where that is the reason, else 0.
    """

    status = 0


class NoRoom(CorridorwatchError):
    """The disk would not take what a run writes; what was published stays."""

    def __init__(self, what: str, error: Exception) -> None:
        super().__init__(
            f"{what} could not be written: {' '.join(str(error).split())}",
            expected="room on the disk for a warehouse and one release more, and no limit on the size of a file",
            next_step="make room, or drop old releases (publishing.keep_releases), then: corridorwatch run",
        )


class BrokenModel(CorridorwatchError):
    """A SQL model's header, dependencies or result are not what the file says they are."""


class CheckFailed(CorridorwatchError):
    """A hard check found rows that break a rule: nothing is published."""


class WarehouseBusy(CorridorwatchError):
    """Another process is writing the warehouse."""


class ReleaseError(CorridorwatchError):
    """A release cannot be published or found."""


def first_fault(error: "ValidationError") -> tuple[str, str]:
    """Where the first fault of a pydantic model is, as `section.key`, and what it is."""
    first = error.errors()[0]
    return ".".join(str(part) for part in first["loc"]), first["msg"].removeprefix("Value error, ")
