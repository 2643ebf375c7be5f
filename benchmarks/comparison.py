"""How often the comparison of before and after finds a change where there is none.

python -m benchmarks.comparison            worlds without a change, simulated: the share of p-values below 0.05
python -m benchmarks.comparison --draws N  so many worlds of each kind (2,000 when left out)

In every world what is near changes as the rest does. The province's rate halves, stays or doubles; the years before
and after are 5 and 5 or 5 and 2; so many incidents are expected near; probabilities are 0 and 1, or spread between as
those of a road's are; incidents come alone, in clusters of a place within a month, or in half-years in which the place
is hot or quiet. Beside the test stand the same test without the allowance for clusters, and a ratio of the rates near
alone, which asks nothing of the rest of the province (the binomial test).
"""

import argparse
import itertools
import math

import numpy as np

from corridorwatch.exposure.comparison import dispersion
from corridorwatch.exposure.conditional import p_value

SEED = 20260131
REST_BEFORE = 120
"""Incidents of the rest of the province in the five years before."""
NEAR = (3, 10, 40)
YEARS = ((5, 5), (5, 2))
CHANGES = (0.5, 1.0, 2.0)
CLUSTERS = ("alone", "clusters", "half-years")


def world(
    random: np.random.Generator, near: float, years: tuple[int, int], change: float, clusters: str, *, is_spread: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Incidents of one world: how likely each is near, whether it is after, its Monday as a number."""
    weeks = np.arange(52 * sum(years))
    after = weeks >= 52 * years[0]
    level = np.where(after, change, 1.0)
    probabilities, when = [], []
    for expected, places in ((near, 3), (REST_BEFORE, 30)):
        for place in range(places):
            rate = expected / places / (52 * years[0]) * level
            if clusters == "half-years":
                rate = rate * random.gamma(2.0, 0.5, len(weeks) // 26)[weeks // 26]
            found = random.poisson(rate / (2 if clusters == "clusters" else 1))
            at = np.repeat(weeks, found)
            if clusters == "clusters":
                # Each brings one more on average, at its place within the month.
                more = random.poisson(1.0, len(at))
                at = np.concatenate(
                    (at, np.minimum(np.repeat(at, more) + random.integers(0, 4, more.sum()), weeks[-1]))
                )
            likely = (0.35, 0.7, 1.0)[place] if places == 3 else (0.0, 0.0, 0.02, 0.1)[place % 4]
            probabilities.append(np.full(len(at), likely if is_spread else float(places == 3)))
            when.append(at)
    where, when = np.concatenate(probabilities), np.concatenate(when)
    return where, when >= 52 * years[0], when * 7


def alone(near_before: int, near_after: int, share_after: float) -> float:
    """The binomial test of the rates near alone: twice the smaller tail."""
    count = near_before + near_after
    terms = [
        math.exp(
            math.lgamma(count + 1)
            - math.lgamma(k + 1)
            - math.lgamma(count - k + 1)
            + k * math.log(share_after)
            + (count - k) * math.log1p(-share_after)
        )
        for k in range(count + 1)
    ]
    return min(1.0, 2 * min(sum(terms[: near_after + 1]), sum(terms[near_after:])))


def main() -> None:
    """Print the shares, by kind of world."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=2000)
    draws = parser.parse_args().draws
    random = np.random.default_rng(SEED)
    print("| incidents | probabilities | near before | worlds | test | without clusters | rates near alone |")
    print("|---|---|---|---|---|---|---|")
    for clusters, is_spread, near in itertools.product(CLUSTERS, (False, True), NEAR):
        wrong = np.zeros(3)
        made = 0
        for years, change in itertools.product(YEARS, CHANGES):
            for _ in range(draws // (len(YEARS) * len(CHANGES))):
                where, is_after, weeks = world(random, near, years, change, clusters, is_spread=is_spread)
                if where.sum() < 1 or is_after.all() or not is_after.any():
                    continue
                made += 1
                counted = where > 0.5
                wrong += (
                    p_value(where, is_after, dispersion(where, is_after, weeks)) < 0.05,
                    p_value(where, is_after) < 0.05,
                    alone(int((counted & ~is_after).sum()), int((counted & is_after).sum()), years[1] / sum(years))
                    < 0.05,
                )
        kind = "between" if is_spread else "0 and 1"
        print(
            f"| {clusters} | {kind} | {near} | {made:,} | "
            + " | ".join(f"{share:.1%}" for share in wrong / made)
            + " |"
        )


if __name__ == "__main__":
    main()
