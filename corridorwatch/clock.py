"""The as-of date: which day's state of knowledge a run rebuilds."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from corridorwatch.errors import SettingsError


def as_of_day(as_of: str, moment: datetime, timezone: str) -> date:
    """The date `as_of` names, or the date of `moment` in `timezone` when it is empty.

    Args:
        as_of: YYYY-MM-DD, or empty.
        moment: an aware time.

    Raises:
        SettingsError: `as_of` is no date, or lies after the moment's.
    """
    today = moment.astimezone(ZoneInfo(timezone)).date()
    try:
        day = date.fromisoformat(as_of) if as_of else today
    except ValueError as error:
        raise SettingsError(
            f"as-of date {as_of!r} is no date: {error}.",
            expected="a calendar date as YYYY-MM-DD",
            next_step="corridorwatch run --as-of 2026-02-01",
        ) from error
    if day > today:
        raise SettingsError(
            f"as-of date {day} lies in the future; today is {today} ({timezone}).",
            expected="today or an earlier day",
            next_step="choose an earlier date, or leave --as-of out",
        )
    return day
