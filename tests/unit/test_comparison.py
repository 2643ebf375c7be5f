"""Before and after, beside places without a site: exact, honest about samples, and association only."""

import math
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from corridorwatch.exposure.comparison import clopper_pearson, dispersion, exact_test, rate_ratio, sentence, window

WEEKS = [date(2000, 1, 3) + timedelta(weeks=number) for number in range(52 * 20)]


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (5, 10, 0.1871, 0.8129), (1, 20, 0.0013, 0.2487), (81, 263, 0.2527, 0.3676)],
)  # fmt: skip
def test_the_exact_interval_is_the_published_one(successes: int, trials: int, low: float, high: float) -> None:
    assert clopper_pearson(successes, trials) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.5, 0.97])
def test_a_tail_summed_from_its_largest_term_is_that_of_all_its_terms(share: float) -> None:
    trials = 500
    terms = [math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(trials + 1)]
    for successes in (0, 1, 120, 151, 250, 480, 499):
        before, after = successes, trials - successes
        # The weeks are such that equal rates give each event the share of falling into the second.
        low, high = sum(terms[: after + 1]), sum(terms[after:])
        assert exact_test(before, 1 - share, after, share) == pytest.approx(min(1, 2 * min(low, high)), abs=1e-9)


def test_the_interval_of_very_many_is_found_too() -> None:
    assert clopper_pearson(500_000, 1_000_000) == pytest.approx((0.49902, 0.50098), abs=1e-5)


def test_twice_the_rate_is_twice_the_rate_whatever_the_weeks() -> None:
    found = rate_ratio(10, 200, 10, 100)
    assert found.ratio == 2
    assert found.low < 1 < found.high
    assert found.p_value == pytest.approx(0.184, abs=0.001)
    assert rate_ratio(100, 200, 100, 100).low > 1


def test_nothing_before_gives_a_lower_end_and_no_ratio() -> None:
    found = rate_ratio(0, 100, 6, 100)
    assert found.ratio is None and found.high is None
    assert found.low == pytest.approx(1.18, abs=0.01)


def test_equal_rates_are_rejected_about_as_often_as_promised() -> None:
    """The exact test is never more often wrong than one in twenty."""
    random = np.random.default_rng(3)
    wrong = [exact_test(int(b), 100, int(a), 100) < 0.05 for b, a in random.poisson(12, (1000, 2))]
    assert sum(wrong) / len(wrong) <= 0.06


def test_the_year_in_which_a_phase_began_is_neither_before_nor_after() -> None:
    span = window(date(2010, 1, 1), "year", WEEKS)
    assert max(span.before) < date(2009, 12, 28) and min(span.after) >= date(2011, 1, 1)
    assert len(span.before) in (260, 261) and len(span.after) in (260, 261)
    assert min(window(date(2010, 1, 1), "day", WEEKS).after) == date(2010, 1, 4)


def test_events_that_come_together_are_told_from_events_that_come_alone() -> None:
    alone = WEEKS[::8]
    together = [week for week in WEEKS[::80] for _ in range(10)]
    assert dispersion(Counter(alone), WEEKS) < 1 < 5 < dispersion(Counter(together), WEEKS)


def test_a_sample_cannot_say() -> None:
    assert sentence("sample", "construction", date(2010, 1, 1), None, {}, None).startswith(
        "Cannot be said: the source is a sample"
    )


def test_a_sentence_holds_its_uncertainty_and_claims_no_cause() -> None:
    told = sentence(
        "census",
        "construction",
        date(2010, 1, 1),
        rate_ratio(4, 260, 8, 260),
        {"random": (7, 20), "matched": (0, 0)},
        rate_ratio(4, 260, 6, 260),
    )
    assert "2.0 times the rate, 95 % interval 0.5 to 9.1" in told
    assert "The interval holds 1: no change is shown." in told
    assert "7 of 20 random places changed by as much or more" in told and "matched" not in told
    assert "Without the day with most incidents: 1.5 times." in told
    assert told.endswith("Association, not cause.")


def test_the_dispersion_is_the_same_to_the_last_digit_whatever_order_the_weeks_come_in() -> None:
    """Two runs of one night differed in a sixteenth digit, and so in the digest of their tables."""
    random = np.random.default_rng(3)
    events = Counter(WEEKS[number] for number in random.integers(0, len(WEEKS), 500))
    assert (
        len({dispersion(events, [WEEKS[number] for number in random.permutation(len(WEEKS))]) for _ in range(20)}) == 1
    )


def test_a_line_is_said_to_have_nothing_to_be_compared_with() -> None:
    for after in ((0, 8), (4, 8)):
        ratio = rate_ratio(after[0], 260, after[1], 260)
        told = sentence("census", "construction", date(2010, 1, 1), ratio, None, None)
        assert "Not compared with elsewhere" in told and told.endswith("Association, not cause.")
