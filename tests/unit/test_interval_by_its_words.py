"""The interval of a comparison, worked out anew from the formulas that decision 0016 and the page of methods give."""

import itertools
import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pytest

from corridorwatch.exposure import conditional
from corridorwatch.exposure.conditional import change

NORMAL = NormalDist()
DEVIATE = NORMAL.inv_cdf(0.975)


def crossing(rising: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def later(x: np.ndarray, k: int, t: float) -> np.ndarray:
    """p_i = 1 / (1 + exp(-a - t x_i)), a such that they add up to k."""

    def p(a: float) -> np.ndarray:
        return 1 / (1 + np.exp(-a - t * x))

    return p(crossing(lambda a: p(a).sum() - k, -60 - abs(t), 60 + abs(t)))


def ratio(x: np.ndarray, k: int, t: float) -> float:
    of_near = float((x * later(x, k, t)).sum())
    before = float(x.sum()) - of_near
    return of_near / before * (len(x) - k - before) / (k - of_near)


def by_all_choices(x: np.ndarray, is_after: np.ndarray, d: float) -> tuple[float, float, float]:
    k, found = int(is_after.sum()), x[is_after].sum()
    sums = np.array([sum(x[list(choice)]) for choice in itertools.combinations(range(len(x)), k)])
    c = NORMAL.cdf(-DEVIATE * math.sqrt(d))

    def tails(t: float) -> tuple[float, float]:
        weight = np.exp(t * (sums - found))
        return weight[sums <= found + 1e-9].sum() / weight.sum(), weight[sums >= found - 1e-9].sum() / weight.sum()

    low = crossing(lambda t: tails(t)[1] - c, -40, 40)
    high = crossing(lambda t: c - tails(t)[0], -40, 40)
    tail = min(tails(0))
    p_value = 1 if tail >= 0.5 else 2 * NORMAL.cdf(NORMAL.inv_cdf(tail) / math.sqrt(d))
    return ratio(x, k, low), ratio(x, k, high), p_value


def by_the_normal(x: np.ndarray, is_after: np.ndarray, d: float) -> tuple[float, float]:
    n, k, found = len(x), int(is_after.sum()), float(x[is_after].sum())

    def z(t: float) -> float:
        p = later(x, k, t)
        w = p * (1 - p)
        m = (w * x).sum() / w.sum()
        return (found - (x * p).sum()) / math.sqrt(n / (n - 1) * (w * (x - m) ** 2).sum())

    ends = [
        crossing(lambda t, end=end: end - z(t), -30, 30) for end in (DEVIATE * math.sqrt(d), -DEVIATE * math.sqrt(d))
    ]
    return ratio(x, k, ends[0]), ratio(x, k, ends[1])


@pytest.mark.parametrize("d", [1.0, 1.4])
@pytest.mark.parametrize("seed", range(4))
def test_the_ends_over_all_choices_are_those_of_the_formulas(seed: int, d: float) -> None:
    random = np.random.default_rng(seed)
    x = np.round(random.random(12) * (random.random(12) < 0.8), 3)
    is_after = np.zeros(12, bool)
    is_after[random.permutation(12)[:5]] = True
    found = change(x, is_after, d)
    low, high, p_value = by_all_choices(x, is_after, d)
    assert (found.low, found.high, found.p_value) == pytest.approx((low, high, p_value), rel=1e-6)


@pytest.mark.parametrize("d", [1.0, 6.0])
def test_the_ends_by_the_normal_distribution_are_those_of_the_formulas(
    d: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditional, "MOST_CELLS", 0)
    random = np.random.default_rng(7)
    x, is_after = random.random(80), random.random(80) < 0.4
    found = change(x, is_after, d)
    assert found.test == "normal"
    assert (found.low, found.high) == pytest.approx(by_the_normal(x, is_after, d), rel=1e-6)
