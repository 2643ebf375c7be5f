"""Shares of a disc within a distance: the closed form that most probabilities come from."""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

GOLDEN_ANGLE, GOLDEN_RATIO = np.pi * (3 - np.sqrt(5)), (np.sqrt(5) - 1) / 2


def share_within(blur_km: ArrayLike, reach_km: ArrayLike, distance_km: ArrayLike) -> np.ndarray:
    """The share of a disc of radius `blur_km` that lies within `reach_km` of a point `distance_km` from its centre.

    The area common to two circles (the lens), over the disc's own: Weisstein, "Circle-Circle Intersection",
    MathWorld, eq. 14. The arguments broadcast. A disc of no radius is a point: 1 within reach, 0 beyond.
    """
    r, reach, d = np.broadcast_arrays(
        np.asarray(blur_km, float), np.asarray(reach_km, float), np.asarray(distance_km, float)
    )
    share = np.zeros(d.shape)
    share[d + r <= reach] = 1.0
    contains = (r > 0) & (d + reach < r)
    share[contains] = (reach[contains] / r[contains]) ** 2
    crosses = (d + r > reach) & (d + reach >= r) & (d - r < reach) & (r > 0) & (d > 0)
    r, reach, d = r[crosses], reach[crosses], d[crosses]
    to_disc = np.clip((d * d + r * r - reach * reach) / (2 * d * r), -1, 1)
    to_reach = np.clip((d * d + reach * reach - r * r) / (2 * d * reach), -1, 1)
    kite = np.sqrt(np.clip((-d + r + reach) * (d + r - reach) * (d - r + reach) * (d + r + reach), 0, None)) / 2
    lens = r * r * np.arccos(to_disc) + reach * reach * np.arccos(to_reach) - kite
    share[crosses] = lens / (np.pi * r * r)
    return share


def averaged(shares: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The sums of `shares` (m, n) weighted by `weight` (n,): (m,), added in one order whatever the machine.

    The product of a matrix would be added by BLAS, which shares the work out among its threads: another last digit on a
    machine with another number of cores.
    """
    return (shares * weight).sum(axis=-1)


def moved(shares: np.ndarray, one_km: float, other_km: float) -> np.ndarray:
    """Moves by the difference of two even discs of these radii: (n, 2) kilometres for `shares` (n, 2) spread evenly
    over the unit square.

    The difference is alike in every direction; how far it goes has a distribution that is inverted numerically.
    """
    edges, within = _reach_of_difference(max(one_km, other_km), min(one_km, other_km))
    radius, angle = np.interp(shares[:, 0], within, edges), 2 * np.pi * shares[:, 1]
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))


def density_of_difference(one_km: float, other_km: float, shares: np.ndarray) -> np.ndarray:
    """The density of the distance that the difference of two even discs goes, at these shares of the farthest, not
    scaled: a ring's length times the lens of the two discs at its distance.

    Args:
        one_km, other_km: the radii of the discs, of which one at least is not 0.
    """
    large, small = max(one_km, other_km), min(one_km, other_km)
    return shares * share_within(small, large, shares * (large + small))


def in_disc(shares: np.ndarray) -> np.ndarray:
    """Points of the unit disc (n, 2) for `shares` (n, 2) spread evenly over the unit square."""
    angle = 2 * np.pi * shares[:, 1]
    return np.sqrt(shares[:, :1]) * np.column_stack((np.cos(angle), np.sin(angle)))


@lru_cache
def unit_moves(rings: int, angles: int) -> tuple[np.ndarray, np.ndarray]:
    """Points of the unit disc (n, 2) and weights (n,) that add to 1: Gauss-Legendre's rings, each turned."""
    place, weight = np.polynomial.legendre.leggauss(rings)
    share = (place + 1) / 2
    weight = weight * share
    angle = 2 * np.pi * (np.arange(angles) / angles + np.arange(rings)[:, None] * GOLDEN_ANGLE)
    moves = np.stack((share[:, None] * np.cos(angle), share[:, None] * np.sin(angle)), axis=-1)
    return moves.reshape(-1, 2), np.repeat(weight / weight.sum() / angles, angles)


@lru_cache
def _reach_of_difference(large_km: float, small_km: float) -> tuple[np.ndarray, np.ndarray]:
    """Distances, and the share of the differences of two even discs that go no farther."""
    edges = np.linspace(0, large_km + small_km, 513)
    share, weight = np.polynomial.legendre.leggauss(64)
    steps = small_km * np.sqrt((share + 1) / 2)
    within = averaged(share_within(large_km, edges[:, None], steps[None, :]), weight) / 2 if large_km else np.ones(513)
    return edges, within


@lru_cache(maxsize=8)
def draws(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Points of two unit discs, spread evenly over both together: (count, 2) each."""
    sequence = even_sequence(count, 4)
    return in_disc(sequence[:, :2]), in_disc(sequence[:, 2:])


def even_sequence(count: int, dimensions: int) -> np.ndarray:
    """`count` points spread evenly over the unit cube (Roberts' R sequence, 2018), the same each time: (count,
    dimensions).
    """
    root = 2.0
    for _ in range(64):
        root = (1 + root) ** (1 / (dimensions + 1))
    steps = (1 / root) ** np.arange(1, dimensions + 1)
    return (0.5 + np.arange(1, count + 1)[:, None] * steps) % 1
