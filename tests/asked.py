"""Names that a module's tests ask about, read in one go: half a second for a hundred names is what it is for one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import pytest

from corridorwatch.names.resolve import Answer, Kind, Resolver


class Asked:
    """Answers of one resolver. The first question of a kind and day also asks what the parameters of the module's other
    tests name; `test_names.py` among the properties holds that a name's company changes no answer.
    """

    def __init__(self, resolver: Resolver, kind: Kind, request: pytest.FixtureRequest) -> None:
        self._resolver, self._kind = resolver, kind
        self._waiting = _named_by_day(request)
        self._known: dict[date | None, dict[str, Answer]] = defaultdict(dict)

    def __call__(self, *names: str, on: date | None = None) -> dict[str, Answer]:
        known = self._known[on]
        wanted = dict.fromkeys([*names, *self._waiting.pop(on, ())])
        missing = [name for name in wanted if name not in known]
        if missing:
            known.update({answer.name: answer for answer in self._resolver.resolve(self._kind, missing, on)})
        return {name: known[name] for name in names}


def _named_by_day(request: pytest.FixtureRequest) -> dict[date | None, list[str]]:
    named: dict[date | None, list[str]] = defaultdict(list)
    for item in request.session.items:
        if item.path == request.path and hasattr(item, "callspec"):
            values = list(_flat(item.callspec.params.values()))
            [day] = [each for each in values if isinstance(each, date)] or [None]
            named[day] += [each for each in values if isinstance(each, str)]
    return named


def _flat(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _flat(value)
        else:
            yield value
