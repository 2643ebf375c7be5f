"""The probability that a place lies within reach of a course, where both are uncertain: chord by chord.

Two points of the unit disc are drawn, one for where the place is in its blur, one for the course
(`courses.py`). One of them, that with the larger blur, is taken along parallel chords of its disc. Seen in that disc,
what brings the place within reach of a straight piece of the course is all that two discs hull: around the piece's
two ends, of the radius of the reach, each over the blur. For the blur of the place the two are equal, a piece with
round ends; for the blur of the course the blur of each end scales its own. A chord meets such a hull in one interval,
whose ends lie on the two circles or on their outer tangents, and the intervals of all pieces together are the share
of the chord: in closed form. The average over chords is Gauss' with Chebyshev's second polynomials, whose weight is a
chord's length; that over the other disc is over few moves, the same ones each time.
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from corridorwatch.exposure import courses
from corridorwatch.exposure.overlap import GOLDEN_RATIO, averaged, unit_moves

CHORDS, MOVES = 32, (4, 12)
"""Chords of the larger blur, and rings and angles of the moves of the smaller, around a single place."""
SMALL, SMALL_MOVES = 0.25, (3, 8)
"""Of a smaller blur below this share of the larger fewer moves do."""
EXACT_CHORDS = 96
"""Chords where the smaller has no blur to move in."""
ROAD_CHORDS, ROAD_MOVES = 12, (3, 8)
"""The same around each step along a road, turned from step to step."""
AT_ONCE = 60_000
"""Chords times pieces held at once: some 30 MB."""


def within(places: np.ndarray, weight: np.ndarray, legs: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """The probability of each reach: (m,).

    Args:
        places: (n, 3) kilometres on the flat map, and the blur there; in order along a road.
        weight: of each (n,); they add to 1.
        legs: the pieces of the course (k, 2, 3), see `courses.pieces`. A place or a course has some blur.
        reach: distances (m,), kilometres.
    """
    if len(places) == 1:
        return _shares(places, np.zeros(1), legs, reach, False)[:, 0]
    least, most = (bound.min(axis=1) for bound in courses.bounds_km(places[:, :2], legs))
    least, most = least - places[:, 2], most + places[:, 2]
    share = (most <= reach[:, None]).astype(float)
    at_once = max(1, AT_ONCE // (ROAD_CHORDS * ROAD_MOVES[0] * ROAD_MOVES[1] * len(legs)))
    for first in range(0, len(places), at_once):
        some = slice(first, first + at_once)
        is_open = (least[some] < reach[:, None]) & (most[some] > reach[:, None])
        asked, which = is_open.any(axis=1), is_open.any(axis=0)
        if asked.any():
            number = np.arange(first, min(first + at_once, len(places)))[which]
            share[np.ix_(asked, number)] = _shares(places[number], number, legs, reach[asked], True)
    return averaged(share, weight)


def _shares(places: np.ndarray, number: np.ndarray, legs: np.ndarray, reach: np.ndarray, is_road: bool) -> np.ndarray:
    """The probability of each reach at each place: (m, n)."""
    legs = courses.of_use(places[:, :2], legs, places[:, 2].max())
    blur, out = _seen_from(places, legs)
    own = float(places[:, 2].max())
    if is_road:
        chords, moves = ROAD_CHORDS, ROAD_MOVES
    elif own == 0 or legs[..., 2].max() == 0:
        chords, moves = EXACT_CHORDS, (1, 1)
    else:
        small = own if blur[0] > own else min(float(legs[..., 2].max()), own)
        chords, moves = CHORDS, SMALL_MOVES if small < SMALL * max(own, float(blur[0])) else MOVES
    across, half, along_weight = _chords(chords)
    move, move_weight = unit_moves(*moves)
    turn = 2 * np.pi * (number * GOLDEN_RATIO % 1) if is_road else np.zeros(1)
    cosine, sine = np.cos(turn)[:, None], np.sin(turn)[:, None]
    # (n, moves, 2): the moves of each place, turned.
    move = np.stack((move[:, 0] * cosine - move[:, 1] * sine, move[:, 0] * sine + move[:, 1] * cosine), axis=-1)
    by_course = (blur > places[:, 2])[:, None, None, None]
    corner, beside = legs[..., :2], legs[..., 2]
    # Where the ends of the pieces lie in the disc that is cut into chords: (n, moves, k, 2, 2).
    away = places[:, None, None, None, :2] - corner
    scale = 1 / np.where(by_course, beside, places[:, 2, None, None, None])
    own, others = places[:, 2, None, None, None, None], beside[..., None]
    step = move[:, :, None, None, :] * np.where(by_course[..., None], own, -others)
    centre = np.where(by_course[..., None], 1, -1) * (away + step) * scale[..., None]
    x = (centre * out[:, None, None, None]).sum(axis=-1)[:, :, None]
    y = (centre[..., 1] * out[:, 0, None, None, None] - centre[..., 0] * out[:, 1, None, None, None])[:, :, None]
    y = y - across[:, None, None]
    met = _met(x, y, (far * scale[:, :, None] for far in reach), half[:, None])
    return np.array([((each * along_weight).sum(axis=2) * move_weight).sum(axis=1) for each in met])


def _seen_from(places: np.ndarray, legs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The blur of the course at its point nearest to each place (n,), and the direction to there, or across the piece
    where the place lies on it (n, 2): along it the distance changes fastest.
    """
    start, span = legs[:, 0], legs[:, 1] - legs[:, 0]
    squared = np.maximum((span[:, :2] ** 2).sum(axis=1), 1e-12)
    to = places[:, None, :2] - start[:, :2]
    share = np.clip((to * span[:, :2]).sum(axis=2) / squared, 0, 1)
    off = to - share[..., None] * span[:, :2]
    far = np.hypot(off[..., 0], off[..., 1])
    piece, row = far.argmin(axis=1), np.arange(len(places))
    off, far = off[row, piece], far[row, piece]
    across = np.column_stack((-span[:, 1], span[:, 0])) / np.sqrt(squared)[:, None]
    out = np.where((far > 1e-6)[:, None], off / np.maximum(far, 1e-9)[:, None], across[piece])
    return start[piece, 2] + share[row, piece] * span[piece, 2], out


@lru_cache
def _chords(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Parallel chords of the unit disc: how far from its middle, half their length, and weights over that length."""
    angle = np.arange(1, count + 1) * np.pi / (count + 1)
    half = np.sin(angle)
    return np.cos(angle), half, half / (count + 1)


def _met(x: np.ndarray, y: np.ndarray, radii: Iterable[np.ndarray], half: np.ndarray) -> list[np.ndarray]:
    """The length that the chord y = 0 from -half to half has in common with the hulls of two discs each, for each of
    several radii of the discs.

    Args:
        x, y: the middles of the discs (..., k, 2), y from the chord; each of `radii` of both, broadcast.
        half: half the chord (..., 1).
    """
    # The two ends apart, each in one piece of memory: numpy is slow along an axis of two.
    (x_one, x_other), (y_one, y_other) = _ends(x), _ends(y)
    right, up = x_other - x_one, y_other - y_one
    apart = np.sqrt(np.maximum(right * right + up * up, 1e-18))
    right_of, up_of = right / apart, up / apart
    squared = y_one * y_one, y_other * y_other
    found = []
    for radius in radii:
        one, other = _ends(radius)
        low, high = _cut(x_one, one * one - squared[0])
        low_other, high_other = _cut(x_other, other * other - squared[1])
        low, high = np.minimum(low, low_other), np.maximum(high, high_other)
        grows = other - one
        sine = -grows / apart
        cosine = np.sqrt(np.maximum(1 - sine * sine, 0))
        along_x, along_y = right_of * sine, up_of * sine
        is_side = cosine > 0
        for side in (1, -1):
            normal_x, normal_y = along_x - side * up_of * cosine, along_y + side * right_of * cosine
            start, end = y_one + one * normal_y, y_other + other * normal_y
            crosses = ((start > 0) != (end > 0)) & is_side
            share = start / np.where(crosses, start - end, 1)
            at = x_one + one * normal_x + share * (right + grows * normal_x)
            low, high = np.where(crosses, np.minimum(low, at), low), np.where(crosses, np.maximum(high, at), high)
        found.append(_covered(low, high, half))
    return found


def _ends(pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.ascontiguousarray(pairs[..., 0]), np.ascontiguousarray(pairs[..., 1])


def _cut(x: np.ndarray, squared: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where a circle cuts the chord, from its middle's place along it and the square of half the cut."""
    reach = np.sqrt(np.maximum(squared, 0))
    is_cut = squared > 0
    return np.where(is_cut, x - reach, np.inf), np.where(is_cut, x + reach, -np.inf)


def _covered(low: np.ndarray, high: np.ndarray, half: np.ndarray) -> np.ndarray:
    """The length of a chord that intervals (..., k) cover together."""
    low = np.clip(low, -half, half)
    high = np.maximum(np.clip(high, -half, half), low)
    if low.shape[-1] == 1:
        return (high - low)[..., 0]
    order = low.argsort(axis=-1)
    low, high = np.take_along_axis(low, order, -1), np.take_along_axis(high, order, -1)
    before = np.maximum.accumulate(high, axis=-1)[..., :-1]
    return (high[..., 0] - low[..., 0]) + np.maximum(high[..., 1:] - np.maximum(low[..., 1:], before), 0).sum(axis=-1)
