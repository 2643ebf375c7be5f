"""How many cells of a column may break a rule before its heading is not believed, and other small tests of cells."""

from collections.abc import Callable

NEARLY = 0.9
"""The share of a column's filled cells that must keep its field's rule; below it the heading is not believed. In a
short table one cell may break it."""

MOSTLY = 0.5
"""The share of days below which a column named as one of days is none."""


def few(odd: int, of: int) -> bool:
    """Whether so many cells that break a rule are few enough to believe the others."""
    return odd == 0 or (odd <= max(1, (1 - NEARLY) * of) and odd <= MOSTLY * of)


def odd_word(words: list[str], keeps: Callable[[str], bool], share: float, what: str) -> str:
    """The first word that breaks a rule, as `what`; empty where few enough do to believe the others."""
    odd = [word for word in words if not keeps(word)]
    return f"{odd[0][:40]!r} is {what}" if odd and (share == 1 or not few(len(odd), len(words))) else ""


def at_in(order: list[str], name: str) -> int:
    """The place of a name in an order; behind all others where it has none."""
    return order.index(name) if name in order else len(order)


def between(value: float, bounds: tuple[float, float]) -> bool:
    """Whether a value lies between two bounds, both included."""
    return bounds[0] <= value <= bounds[1]
