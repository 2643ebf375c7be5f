"""Did the share of incidents near a place change? A conditional test over all choices that takes probabilities whole.

Each incident has a probability of lying near, from 0 to 1, and lies before or after. If near and rest changed by the
same factor, which incidents are the later ones says nothing of their probabilities: given how many are later, every
choice of so many is equally likely. The sum of the probabilities of the later ones is held against all those choices:
Fisher's and Pitman's randomisation test (Pitman, Supplement to the Journal of the Royal Statistical Society 4, 1937),
the same as Fisher's exact test where every probability is 0 or 1, and valid for any others, since they are only
weights that were fixed before. For other factors the choices are tilted by exp(factor x probability): exact
conditional logistic regression (Cox, Analysis of Binary Data, 1970; Hirji, Mehta and Patel, JASA 82, 1987).

The tails are those of all choices where every probability is a whole number of thousandths, as 0 and 1 are. Others are
rounded to the thousandth, and where the sums would be too many they are not formed: `Change.test` says which.

Incidents come in clusters, in which one incident is not one piece of evidence. `design_effect` measures by how much,
and the tails of the test are widened by it as those of a quasi-likelihood are: the normal deviate of a tail is divided
by its square root. So the interval leaves out 1 where the p-value is below 0.05, and nowhere else.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

STEPS = 1000
"""The sums are formed in thousandths of a probability. Hundredths tied what is not tied: seven
incidents near with one chance in a thousand each counted as none, and p was 1.00 where all choices give 0.65."""
MOST_CELLS = 300_000_000
"""As long as the exact sums take fewer additions than this they are formed; beyond, some hundred incidents or more are
likely near, and the normal approximation with the same mean and variance takes their place."""
_AT_ONCE = 8
"""Rows of the table of sums that are reckoned with at a time."""
EXACT, ROUNDED, NORMAL = "exact", "rounded", "normal"
"""How the tails of a test were formed: over all choices, over all choices of probabilities rounded to the thousandth,
or as those of a normal distribution."""
_NORMAL = NormalDist()
_FARTHEST = 60.0
"""The tilt up to which an end of the interval is looked for first: a factor of e^60 for an incident surely near."""
_LIMIT = 1e6
"""And the last one: where small probabilities alone tell, only a large tilt moves them. What lies beyond has no end."""


@dataclass(frozen=True)
class Change:
    """The rate near, after over before, over that of the rest.

    `ratio` is that of the sums, None where they do not give one; `low` and `high` its interval, `high` None where it
    has no end; `p_value` twice the smaller tail; `test` how the tails were formed, before they were widened.
    """

    ratio: float | None
    low: float
    high: float | None
    p_value: float
    test: str


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
    p_value = _two_sided(min(tails(0.0)), widening)
    return Change(ratio, ends[0], None if math.isinf(ends[1]) else ends[1], p_value, tails.test)


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


def design_effect(near: np.ndarray, is_after: np.ndarray, times: np.ndarray, length: int = 1) -> float:
    """By how much clusters of incidents widen the variance of the sum. About 1 where incidents come alone.

    For blocks of so many times that begin at one origin it is

        sum over blocks of (sum of near - mean of its side)^2 / sum of (near - mean of its side)^2
        x G / (G - 2) x (n - 2) / n

    with G blocks that hold an incident, before and after each by itself, and n incidents. The first line is the
    cluster-robust variance of the sum over that of single incidents (Liang and Zeger, Biometrika 73, 1986; Kish's
    design effect). Both are made from what differs from two means, which the same data gave: one is too small by
    (G - 2) / G, the other by (n - 2) / n (MacKinnon and White, Journal of Econometrics 29, 1985). Where the blocks
    begin is nobody's choice: the mean over all `length` origins is taken. But for G this counts two incidents together
    by 1 - distance / length (Bartlett's weights; Newey and West, Econometrica 55, 1987). With an origin that leaves two
    blocks or fewer nothing can be measured, and 1 is its part of the mean.

    Args:
        near, is_after: as in `change`.
        times: when each incident was (n,), as whole numbers: weeks, for example.
        length: of a block, in the same unit.
    """
    together, groups, single = np.zeros(length), np.zeros(length), 0.0
    for side in (is_after, ~is_after):
        if not side.any():
            return 1.0
        away = near[side] - near[side].mean()
        single += float((away**2).sum())
        found, where = np.unique(times[side], return_inverse=True)
        sums = np.bincount(where, away)
        first = int(found[0]) // length * length
        blocks = (found - first + np.arange(length)[:, None]) // length
        width = int(blocks.max()) + 1
        at = (blocks + width * np.arange(length)[:, None]).ravel()
        of_blocks = np.bincount(at, np.tile(sums, length), width * length).reshape(length, width)
        together += (of_blocks**2).sum(axis=1)
        groups += (np.bincount(at, minlength=width * length).reshape(length, width) > 0).sum(axis=1)
    if single <= 0:
        return 1.0
    measured = groups > 2
    factor = groups / np.where(measured, groups - 2, 1) * ((len(near) - 2) / len(near))
    return float(np.where(measured, together / single * factor, 1.0).mean())


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


def _where(rising: Callable[[float], float]) -> float:
    """The tilt at which a function that rises with it crosses zero; infinite where it does so at none."""
    low, high = -_FARTHEST, _FARTHEST
    while rising(low) >= 0:
        if low < -_LIMIT:
            return -math.inf
        low *= 2
    while rising(high) < 0:
        if high > _LIMIT:
            return math.inf
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        if middle in (low, high):
            # No number lies between: what follows would not move them.
            break
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def _tails(near: np.ndarray, is_after: np.ndarray) -> "_Exact | _Normal":
    scores = np.rint(near * STEPS).astype(np.int64)
    chosen = int(is_after.sum())
    some = scores[scores > 0]
    if len(some) * min(chosen, len(some)) * int(some.sum()) <= MOST_CELLS * _step(some):
        is_whole = bool(np.allclose(near * STEPS, scores, rtol=0, atol=1e-6))
        return _Exact(scores, chosen, int(scores[is_after].sum()), EXACT if is_whole else ROUNDED)
    return _Normal(near, chosen, float(near[is_after].sum()))


def _step(scores: np.ndarray) -> int:
    return int(np.gcd.reduce(scores)) if len(scores) else 1


class _Exact:
    """The distribution of the sum over all choices of so many incidents, and its tails under a tilt."""

    def __init__(self, scores: np.ndarray, chosen: int, found: int, test: str) -> None:
        self.test = test
        some = np.sort(scores[scores > 0])
        self.step = _step(some)
        weight = _distribution(some // self.step, len(scores) - len(some), chosen)
        self.sums = np.flatnonzero(weight > 0)
        self.log_weight = np.log(weight[self.sums])
        self.found = found // self.step
        self.is_least, self.is_most = self.found <= self.sums[0], self.found >= self.sums[-1]
        self.away = self.sums - self.found
        self.up_to = int(np.searchsorted(self.sums, self.found, side="right"))
        self.down_to = int(np.searchsorted(self.sums, self.found, side="left"))

    def __call__(self, tilt: float) -> tuple[float, float]:
        """The probabilities of no more and of no less than what was found, under a tilt."""
        logs = self.log_weight + tilt * self.step / STEPS * self.away
        weight = np.exp(logs - logs.max())
        whole = weight.sum()
        return (float(weight[: self.up_to].sum() / whole), float(weight[self.down_to :].sum() / whole))


def _distribution(scores: np.ndarray, zeros: int, chosen: int) -> np.ndarray:
    """The probability of each sum of the scores of `chosen` incidents, drawn without return from those with a score
    above 0 and `zeros` without: (sum of scores + 1,).

    Args:
        scores: in order, the least first.
    """
    share = chosen / (len(scores) + zeros)
    most = min(chosen, len(scores))
    sums = [0, *np.cumsum(scores).tolist()]
    # How likely each sum is, together with the number of scores that it is of. It lies between the sums of as many
    # least and greatest scores: what cannot be is not reckoned with, the rest some rows at a time, which caches hold.
    table = np.zeros((most + 1, sums[-1] + 1))
    table[0, 0] = 1.0
    for number, score in enumerate(scores.tolist()):
        for last in range(min(number + 1, most), 0, -_AT_ONCE):
            before = max(last - _AT_ONCE, 0)
            least, end = sums[before], sums[number] - sums[number - min(last, number)] + 1
            taken = table[before:last, least:end] * share
            rows = table[before + 1 : last + 1]
            rows[:, least:end] *= 1 - share
            rows[:, least + score : end + score] += taken
        table[0, 0] *= 1 - share
    weight = np.zeros(sums[-1] + 1)
    for number in range(most + 1):
        least, end = sums[number], sums[-1] - sums[len(scores) - number] + 1
        weight[least:end] += table[number, least:end] * _binomial(chosen - number, zeros, share)
    return weight / weight.sum()


def _binomial(taken: int, trials: int, share: float) -> float:
    if not 0 <= taken <= trials:
        return 0.0
    ways = math.lgamma(trials + 1) - math.lgamma(taken + 1) - math.lgamma(trials - taken + 1)
    return math.exp(ways + taken * math.log(share) + (trials - taken) * math.log1p(-share))


class _Normal:
    """The same tails where there are too many incidents for exact sums."""

    is_least = is_most = False
    test = NORMAL

    def __init__(self, near: np.ndarray, chosen: int, found: float) -> None:
        self.near, self.chosen, self.found = near, chosen, found

    def __call__(self, tilt: float) -> tuple[float, float]:
        after = _shares(self.near, self.chosen, tilt)
        spread = after * (1 - after)
        middle = (self.near * spread).sum() / max(spread.sum(), 1e-300)
        # Drawn without return: for no change this is the variance of the test's own sums.
        variance = ((self.near - middle) ** 2 * spread).sum() * len(self.near) / (len(self.near) - 1)
        if variance <= 0:
            return 1.0, 1.0
        deviate = float((self.found - (self.near * after).sum()) / math.sqrt(variance))
        return _NORMAL.cdf(deviate), _NORMAL.cdf(-deviate)


def _shares(near: np.ndarray, chosen: int, tilt: float) -> np.ndarray:
    """The chance of each incident of being among the `chosen` later ones under a tilt: logistic, adding to them."""
    middle = _where_sum(near * tilt, chosen)
    return _logistic(near * tilt + middle)


def _where_sum(tilted: np.ndarray, chosen: int) -> float:
    low, high = -_FARTHEST - float(tilted.max()), _FARTHEST - float(tilted.min())
    for _ in range(80):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _logistic(tilted + middle).sum() < chosen else (low, middle)
    return (low + high) / 2


def _logistic(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.minimum(np.maximum(logits, -700), 700)))


def _ratio_at(near: np.ndarray, chosen: int, tilt: float) -> float:
    """The ratio of the sums that is to be expected under a tilt."""
    if math.isinf(tilt):
        return 0.0 if tilt < 0 else math.inf
    after = _shares(near, chosen, tilt)
    ratio = ratio_of_sums((near * after).sum(), (near * (1 - after)).sum(), after.sum(), (1 - after).sum())
    return math.inf if ratio is None else ratio
