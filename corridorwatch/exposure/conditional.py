"""Did the share of incidents near a place change? An exact conditional test that takes probabilities whole.

Each incident has a probability of lying near, from 0 to 1, and lies before or after. If near and rest changed by the
same factor, which incidents are the later ones says nothing of their probabilities: given how many are later, every
choice of so many is equally likely. The sum of the probabilities of the later ones is held against all those choices:
Fisher's and Pitman's randomisation test (Pitman, Supplement to the Journal of the Royal Statistical Society 4, 1937),
the same as Fisher's exact test where every probability is 0 or 1, and valid for any others, since they are only
weights that were fixed before. For other factors the choices are tilted by exp(factor x probability): exact
conditional logistic regression (Cox, Analysis of Binary Data, 1970; Hirji, Mehta and Patel, JASA 82, 1987).

Incidents come in clusters, in which one incident is not one piece of evidence. `design_effect` measures by how much,
and the tails of the test are widened by it as those of a quasi-likelihood are: the normal deviate of a tail is divided
by its square root. So the interval leaves out 1 where the p-value is below 0.05, and nowhere else.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

STEPS = 100
"""The sums are formed in hundredths of a probability."""
MOST_CELLS = 300_000_000
"""As long as the exact sums take fewer additions than this they are formed; beyond, there are hundreds of incidents
near, and the normal approximation with the same mean and variance takes their place."""
_NORMAL = NormalDist()
_FARTHEST = 60.0
"""The largest tilt looked at: a factor of e^60."""


@dataclass(frozen=True)
class Change:
    """The rate near, after over before, over that of the rest.

    `ratio` is that of the sums, None where they do not give one; `low` and `high` its interval, `high` None where it
    has no end; `p_value` twice the smaller tail.
    """

    ratio: float | None
    low: float
    high: float | None
    p_value: float


def change(near: np.ndarray, is_after: np.ndarray, design: float = 1.0, level: float = 0.95) -> Change:
    """Compare the shares of incidents near, before and after.

    Args:
        near: the probability that each incident lies near, from 0 to 1 (n,).
        is_after: whether it lies after (n,).
        design: by how much clusters widen the variance, at least 1: see `design_effect`.
        level: of the interval.
    """
    near, is_after = np.asarray(near, float), np.asarray(is_after, bool)
    tails = _tails(near, is_after)
    widening = math.sqrt(max(1.0, design))
    tail = _NORMAL.cdf(_NORMAL.inv_cdf((1 - level) / 2) * widening)
    ratio = ratio_of_sums(near[is_after].sum(), near[~is_after].sum(), is_after.sum(), (~is_after).sum())
    low = -math.inf if tails.is_least else _where(lambda tilt: tails(tilt)[1] - tail)
    high = math.inf if tails.is_most else _where(lambda tilt: tail - tails(tilt)[0])
    ends = [_ratio_at(near, int(is_after.sum()), tilt) for tilt in (low, high)]
    return Change(ratio, ends[0], None if math.isinf(ends[1]) else ends[1], _two_sided(min(tails(0.0)), widening))


def p_value(near: np.ndarray, is_after: np.ndarray, design: float = 1.0) -> float:
    """The p-value of `change` alone: twice the smaller tail, for no change relative to the rest."""
    tails = _tails(np.asarray(near, float), np.asarray(is_after, bool))
    return _two_sided(min(tails(0.0)), math.sqrt(max(1.0, design)))


def ratio_of_sums(near_after: float, near_before: float, after: float, before: float) -> float | None:
    """The rate near, after over before, over that of the rest; None where either has none before or the rest none
    after. The weeks are the same for both and cancel.
    """
    rest_after, rest_before = after - near_after, before - near_before
    if near_before <= 0 or rest_after <= 0:
        return None
    return float(near_after / near_before * rest_before / rest_after)


def design_effect(near: np.ndarray, is_after: np.ndarray, blocks: np.ndarray) -> float:
    """By how much clusters of incidents widen the variance of the sum: its cluster-robust variance, from what the
    blocks of time differ by from the mean of their side, over that of single incidents (Liang and Zeger, Biometrika
    73, 1986; Kish's design effect). About 1 where incidents come alone, and 1 where it cannot be measured.

    Args:
        near, is_after: as in `change`.
        blocks: the block of time of each incident (n,), as whole numbers.
    """
    together = single = 0.0
    groups = 0
    for side in (is_after, ~is_after):
        if not side.any():
            return 1.0
        away = near[side] - near[side].mean()
        _, where = np.unique(blocks[side], return_inverse=True)
        sums = np.bincount(where, away)
        together += float((sums**2).sum())
        single += float((away**2).sum())
        groups += len(sums)
    if groups <= 2 or single <= 0:
        return 1.0
    return together / single * (groups / (groups - 2)) * ((len(near) - 2) / len(near))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjustment: the chance of one false finding among all stays below the level, however the tests hang
    together (Holm, Scandinavian Journal of Statistics 6, 1979).
    """
    order = sorted(range(len(p_values)), key=lambda number: (p_values[number], number))
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, number in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[number]))
        adjusted[number] = highest
    return adjusted


def _two_sided(tail: float, widening: float) -> float:
    if tail >= 0.5:
        return 1.0
    return min(1.0, 2 * _NORMAL.cdf(_NORMAL.inv_cdf(max(tail, 1e-300)) / widening))


def _where(rising: object) -> float:
    """The tilt at which a function that rises with it crosses zero."""
    low, high = -_FARTHEST, _FARTHEST
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def _tails(near: np.ndarray, is_after: np.ndarray) -> "_Exact | _Normal":
    scores = np.rint(near * STEPS).astype(np.int64)
    chosen = int(is_after.sum())
    some = scores[scores > 0]
    if len(some) * min(chosen, len(some)) * int(some.sum()) <= MOST_CELLS * _step(some):
        return _Exact(scores, chosen, int(scores[is_after].sum()))
    return _Normal(near, chosen, float(near[is_after].sum()))


def _step(scores: np.ndarray) -> int:
    return int(np.gcd.reduce(scores)) if len(scores) else 1


class _Exact:
    """The distribution of the sum over all choices of so many incidents, and its tails under a tilt."""

    def __init__(self, scores: np.ndarray, chosen: int, found: int) -> None:
        some = np.sort(scores[scores > 0])
        self.step = _step(some)
        weight = _distribution(some // self.step, len(scores) - len(some), chosen)
        self.sums = np.flatnonzero(weight > 0)
        self.log_weight = np.log(weight[self.sums])
        self.found = found // self.step
        self.is_least, self.is_most = self.found <= self.sums[0], self.found >= self.sums[-1]

    def __call__(self, tilt: float) -> tuple[float, float]:
        """The probabilities of no more and of no less than what was found, under a tilt."""
        logs = self.log_weight + tilt * self.step / STEPS * (self.sums - self.found)
        weight = np.exp(logs - logs.max())
        whole = weight.sum()
        return (
            float(weight[self.sums <= self.found].sum() / whole),
            float(weight[self.sums >= self.found].sum() / whole),
        )


def _distribution(scores: np.ndarray, zeros: int, chosen: int) -> np.ndarray:
    """The probability of each sum of the scores of `chosen` incidents, drawn without return from those with a score
    above 0 and `zeros` without: (sum of scores + 1,).
    """
    share = chosen / (len(scores) + zeros)
    most = min(chosen, len(scores))
    table = np.zeros((most + 1, int(scores.sum()) + 1))
    table[0, 0] = 1.0
    reached = 0
    for number, score in enumerate(scores.tolist()):
        rows = min(number + 1, most)
        taken = table[:rows, : reached + 1] * share
        table[: rows + 1, : reached + 1] *= 1 - share
        reached += score
        table[1 : rows + 1, score : reached + 1] += taken
    rest = np.array([_binomial(chosen - number, zeros, share) for number in range(most + 1)])
    weight = (table * rest[:, None]).sum(axis=0)
    return weight / weight.sum()


def _binomial(taken: int, trials: int, share: float) -> float:
    if not 0 <= taken <= trials:
        return 0.0
    ways = math.lgamma(trials + 1) - math.lgamma(taken + 1) - math.lgamma(trials - taken + 1)
    return math.exp(ways + taken * math.log(share) + (trials - taken) * math.log1p(-share))


class _Normal:
    """The same tails where there are too many incidents for exact sums."""

    is_least = is_most = False

    def __init__(self, near: np.ndarray, chosen: int, found: float) -> None:
        self.near, self.chosen, self.found = near, chosen, found

    def __call__(self, tilt: float) -> tuple[float, float]:
        after = _shares(self.near, self.chosen, tilt)
        spread = after * (1 - after)
        middle = (self.near * spread).sum() / max(spread.sum(), 1e-300)
        variance = ((self.near - middle) ** 2 * spread).sum()
        if variance <= 0:
            return 1.0, 1.0
        deviate = float((self.found - (self.near * after).sum()) / math.sqrt(variance))
        return _NORMAL.cdf(deviate), _NORMAL.cdf(-deviate)


def _shares(near: np.ndarray, chosen: int, tilt: float) -> np.ndarray:
    """The chance of each incident of being among the `chosen` later ones under a tilt: logistic, adding to them."""
    middle = _where_sum(near * tilt, chosen)
    return 1 / (1 + np.exp(-(near * tilt + middle)))


def _where_sum(tilted: np.ndarray, chosen: int) -> float:
    low, high = -_FARTHEST - float(tilted.max()), _FARTHEST - float(tilted.min())
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 / (1 + np.exp(-(tilted + middle)))).sum() < chosen else (low, middle)
    return (low + high) / 2


def _ratio_at(near: np.ndarray, chosen: int, tilt: float) -> float:
    """The ratio of the sums that is to be expected under a tilt."""
    if math.isinf(tilt):
        return 0.0 if tilt < 0 else math.inf
    after = _shares(near, chosen, tilt)
    ratio = ratio_of_sums((near * after).sum(), (near * (1 - after)).sum(), after.sum(), (1 - after).sum())
    return math.inf if ratio is None else ratio
