"""The conditional test of before and after: held against scipy, against all choices, and against chance."""

import itertools
import math

import numpy as np
import pytest
from scipy import optimize, stats
from scipy.stats.contingency import odds_ratio

from corridorwatch.exposure import conditional
from corridorwatch.exposure.conditional import change, design_effect, holm, p_value
from corridorwatch.exposure.controls import relative_change

TABLES = [(15, 8, 106, 243), (0, 1, 96, 202), (2, 0, 137, 148), (5, 5, 60, 40), (51, 71, 107, 175), (0, 6, 30, 30)]


def counted(near_after: int, near_before: int, rest_after: int, rest_before: int) -> tuple[np.ndarray, np.ndarray]:
    near = [1.0] * (near_after + near_before) + [0.0] * (rest_after + rest_before)
    after = [True] * near_after + [False] * near_before + [True] * rest_after + [False] * rest_before
    return np.array(near), np.array(after)


@pytest.mark.parametrize("table", TABLES)
def test_where_every_place_is_sure_it_is_fishers_test_and_interval(table: tuple[int, int, int, int]) -> None:
    near_after, near_before, rest_after, rest_before = table
    found = change(*counted(*table))
    oracle = odds_ratio(
        [[near_after, near_before], [rest_after, rest_before]], kind="conditional"
    ).confidence_interval()
    assert found.low == pytest.approx(oracle.low, rel=1e-5)
    assert (found.high or math.inf) == pytest.approx(oracle.high, rel=1e-5)
    law = stats.hypergeom(sum(table), near_after + near_before, near_after + rest_after)
    assert found.p_value == pytest.approx(min(1, 2 * min(law.cdf(near_after), law.sf(near_after - 1))), rel=1e-9)
    if near_before:
        assert found.ratio == pytest.approx(near_after / near_before / (rest_after / rest_before))


def test_the_p_value_is_twice_the_smaller_tail_and_no_mid_p() -> None:
    near, after = counted(3, 0, 5, 8)
    assert p_value(near, after) == pytest.approx(2 * math.comb(8, 3) / math.comb(16, 3))


def test_probabilities_between_0_and_1_are_held_against_every_choice() -> None:
    """Counted only where above a half, a road's incidents lost half of what was known of them."""
    near = np.array([0.9, 0.7, 0.55, 0.4, 0.35, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.01])
    after = np.array([1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0], bool)
    found = near[after].sum()
    sums = np.array([sum(chosen) for chosen in itertools.combinations(near, int(after.sum()))])
    tails = (sums <= found + 1e-9).mean(), (sums >= found - 1e-9).mean()
    assert p_value(near, after) == pytest.approx(min(1, 2 * min(tails)))


def test_an_end_lies_where_its_tail_does_however_small_the_probabilities() -> None:
    """The upper end of a power plant's interval, 1,225, was the farthest that was looked: its tail lay at 18,924."""
    near = np.array([0.006, 0.7, 0.9, 0.8, 0.5, 0.6, 0.0, 0.0, 0.0])
    after = np.array([0, 1, 1, 1, 1, 1, 1, 1, 0], bool)
    found, high = near[after].sum(), change(near, after).high
    chosen = [list(each) for each in itertools.combinations(range(len(near)), int(after.sum()))]
    sums = np.array([near[each].sum() for each in chosen])

    def lower_tail(tilt: float) -> float:
        weight = np.exp(tilt * (sums - sums.max()))
        return weight[sums <= found + 1e-9].sum() / weight.sum()

    tilt = optimize.brentq(lambda tilt: lower_tail(tilt) - 0.025, -100, 10_000)
    assert tilt > 60
    assert high == pytest.approx(conditional._ratio_at(near, int(after.sum()), tilt), rel=1e-4)


def test_incidents_of_less_than_half_a_probability_can_show_a_change() -> None:
    near, after = np.array([0.4] * 12 + [0.0] * 60), np.array([True] * 12 + [False] * 40 + [True] * 20)
    assert p_value(near, after) < 0.001


@pytest.mark.parametrize("change_of_all", [0.4, 1.0, 3.0])
def test_a_change_of_the_whole_province_is_found_about_as_rarely_as_promised(change_of_all: float) -> None:
    """Every raw ratio of years in which the province's incidents halved read as a fall."""
    random = np.random.default_rng(7)
    wrong = 0
    for _ in range(300):
        sizes = random.poisson([12 * change_of_all, 12, 80 * change_of_all, 80])
        near, after = counted(*sizes)
        wrong += p_value(near * random.choice([0.3, 0.5, 0.8, 1.0], len(near)), after) < 0.05
    assert wrong / 300 <= 0.075


@pytest.mark.parametrize("design", [1.0, 1.3, 2.6])
def test_the_interval_leaves_out_1_where_p_is_below_five_in_a_hundred_and_nowhere_else(design: float) -> None:
    for near_after in range(16):
        found = change(*counted(near_after, 5, 60, 60), design=design)
        assert (found.p_value < 0.05) == (found.low > 1 or (found.high or math.inf) < 1)


def test_a_dispersion_below_one_and_a_half_widens_too_and_one_below_1_does_not_narrow() -> None:
    """A note above 1.5 was all that clusters changed."""
    plain, wide, less = (change(*counted(15, 8, 106, 243), design=design) for design in (1.0, 1.37, 0.6))
    assert wide.low < plain.low < plain.high < wide.high and wide.p_value > plain.p_value
    assert less == plain


def test_by_how_much_a_dispersion_widens_is_the_deviate_over_its_root() -> None:
    plain, wide = (p_value(*counted(15, 8, 106, 243), design=design) for design in (1.0, 1.7))
    assert stats.norm.isf(wide / 2) == pytest.approx(stats.norm.isf(plain / 2) / math.sqrt(1.7))


def test_incidents_that_come_together_are_told_from_incidents_that_come_alone() -> None:
    random = np.random.default_rng(3)
    after = np.arange(400) >= 200
    alone = (random.random(400) < 0.3).astype(float)
    together = np.repeat((random.random(80) < 0.3).astype(float), 5)
    blocks = np.arange(400) // 10
    assert 0.6 < design_effect(alone, after, blocks) < 1.5 < 2.5 < design_effect(together, after, blocks)


def test_clusters_of_five_count_as_five_times_the_variance() -> None:
    near = np.repeat((np.random.default_rng(4).random(2000) < 0.3).astype(float), 5)
    after = np.arange(10_000) >= 5000
    assert design_effect(near, after, np.arange(10_000) // 5) == pytest.approx(5, rel=0.02)


def test_where_the_blocks_of_time_begin_changes_nothing() -> None:
    """Counted from one Monday, the allowance of a road was the smallest of the 52 that other Mondays would have given."""
    random = np.random.default_rng(6)
    near, after, weeks = random.random(120), np.arange(120) >= 60, np.sort(random.integers(0, 520, 120))
    for length in (4, 13, 26, 52):
        moved = [design_effect(near, after, weeks + origin, length) for origin in range(length)]
        assert moved == pytest.approx([moved[0]] * length, rel=1e-12)
        alone = [design_effect(near, after, (weeks + origin) // length) for origin in range(length)]
        assert moved[0] == pytest.approx(np.mean(alone), rel=1e-12) and max(alone) > 1.05 * min(alone)


def test_two_incidents_count_together_by_how_near_in_time_they_are() -> None:
    """The mean over all origins is the sum over pairs with Bartlett's weights, where every block holds an incident."""
    random = np.random.default_rng(8)
    near, after, weeks = random.random(600), np.arange(600) >= 300, np.arange(600)
    away = np.where(after, near - near[after].mean(), near - near[~after].mean())
    gap = np.abs(weeks[:, None] - weeks)
    weight = np.clip(1 - gap / 10, 0, None) * (after[:, None] == after)
    blocks = np.array([sum(len(np.unique((weeks[side] + o) // 10)) for side in (after, ~after)) for o in range(10)])
    small = (blocks / (blocks - 2)).mean() * 598 / 600
    expected = (away[:, None] * away * weight).sum() / (away**2).sum() * small
    assert design_effect(near, after, weeks, 10) == pytest.approx(expected, rel=0.005)


def test_a_thousandth_of_an_incident_is_not_nothing() -> None:
    """In hundredths ten places of less than half a hundredth each were none, and p was 1."""
    near = np.array([1.0] + [0.004] * 6 + [0.0] * 23)
    after = np.array([False] * 7 + [True] * 12 + [False] * 11)
    found = near[after].sum()
    tails = _every_choice(near, int(after.sum()), found)
    assert p_value(near, after) == pytest.approx(min(1, 2 * min(tails))) and p_value(near, after) < 0.5


def test_what_was_rounded_or_approximated_is_said() -> None:
    after = np.arange(40) > 20
    assert change(np.repeat([1.0, 0.0], 20), after).test == "exact"
    assert change(np.repeat([0.125, 0.0], 20), after).test == "exact"
    assert change(np.repeat([1 / 3, 0.0], 20), after).test == "rounded"
    many = np.linspace(0.001, 0.999, 1200)
    assert change(many, np.arange(1200) > 500).test == "normal"


def _every_choice(near: np.ndarray, chosen: int, found: float) -> tuple[float, float]:
    """The tails by counting: `near` has one 1, some 0.004 and the rest 0."""
    ones, small = int((near == 1).sum()), int((near == 0.004).sum())
    none = len(near) - ones - small
    less = more = 0
    for one, few in itertools.product(range(ones + 1), range(small + 1)):
        if not 0 <= chosen - one - few <= none:
            continue
        ways = math.comb(ones, one) * math.comb(small, few) * math.comb(none, chosen - one - few)
        total = one + 0.004 * few
        less += ways * (total <= found + 1e-9)
        more += ways * (total >= found - 1e-9)
    whole = math.comb(len(near), chosen)
    return less / whole, more / whole


def test_nothing_to_measure_clusters_by_widens_nothing() -> None:
    none = np.zeros(6)
    assert design_effect(none, np.arange(6) > 2, np.arange(6)) == 1
    assert design_effect(none, np.zeros(6, bool), np.arange(6)) == 1


def test_too_many_for_exact_sums_are_approximated_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    near, after = np.where(random.random(250) < 0.35, random.uniform(0, 1, 250), 0), random.random(250) < 0.4
    monkeypatch.setattr(conditional, "MOST_CELLS", 10**9)
    exact = change(near, after, design=1.4)
    monkeypatch.setattr(conditional, "MOST_CELLS", 0)
    close = change(near, after, design=1.4)
    assert (exact.test, close.test) == ("rounded", "normal") and close.p_value == pytest.approx(exact.p_value, rel=0.05)
    assert (close.low, close.high) == pytest.approx((exact.low, exact.high), rel=0.03)


def test_nothing_near_after_has_a_lower_end_of_nothing_and_nothing_near_before_no_upper_end() -> None:
    fall, rise = change(*counted(0, 6, 50, 50)), change(*counted(6, 0, 50, 50))
    assert (fall.ratio, fall.low) == (0, 0) and fall.high < 1
    assert (rise.ratio, rise.high) == (None, None) and rise.low > 1


def test_holms_adjustment_is_the_published_one() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.7]) == [1, 1] and holm([]) == []


@pytest.mark.parametrize(("after", "before"), [(60, 202), (30, 30), (200, 10)])
def test_a_place_with_nothing_before_and_after_did_not_change_whatever_the_windows(after: int, before: int) -> None:
    """Half an event on both sides made 0 and 0 a rise of 2.45 where the second window was shorter."""
    assert relative_change(np.zeros(1), np.zeros(1), after, before) == pytest.approx(1)


def test_what_is_added_leaves_a_rise_a_rise_and_a_fall_a_fall() -> None:
    rose, fell = relative_change(np.array([3.0, 0.0]), np.array([1.0, 4.0]), 40, 40)
    assert rose > 1 > fell > 0
