"""The as-of date: today where nothing is asked, never a day to come."""

from datetime import UTC, date, datetime

import pytest

from corridorwatch.clock import as_of_day
from corridorwatch.errors import SettingsError

LATE = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)


def test_today_is_the_day_it_is_in_pakistan() -> None:
    assert as_of_day("", LATE, "Asia/Karachi") == date(2026, 11, 21)
    assert as_of_day("", LATE, "UTC") == date(2026, 11, 20)


def test_any_day_until_today_may_be_asked_for() -> None:
    assert as_of_day("2026-11-21", LATE, "Asia/Karachi") == date(2026, 11, 21)
    assert as_of_day("2018-01-01", LATE, "Asia/Karachi") == date(2018, 1, 1)


@pytest.mark.parametrize(
    ("asked", "said"), [("2026-11-22", "lies in the future"), ("2026-02-31", "is no date"), ("yesterday", "is no date")]
)
def test_no_other_day_may(asked: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        as_of_day(asked, LATE, "Asia/Karachi")
