"""What a run that failed says at its end: what stopped it, which rows were refused, and the next command."""

import re
from collections.abc import Sequence

from pipelines.events import Event, Failed, Judged

_ROWS = 3
"""How many lines of a failure, rows of a table as a rule, are told again."""

MEND = "mend what is named above and run again: corridorwatch run"


def told(events: Sequence[Event]) -> tuple[str, str]:
    """Why a run failed, a line each, and the next step; rows that ingest refused are named with file, row and rule.

    Returns:
        The lines, and the next step of the first failure that has one.
    """
    steps = [event for event in events if isinstance(event, Failed) and event.is_ours]
    judged = [event for event in events if isinstance(event, Judged) and not event.passed]
    lines = [
        *(f"{event.where}: {_first(event.said)}" for event in steps),
        *(f"{event.name}: {_first(event.said)}" for event in judged if event.is_error),
        *(
            f"refused in {event.asset}: {_first(event.description)}"
            for event in judged
            if event.check == "no_row_is_refused" and not event.is_error
        ),
    ]
    found = [event.next_step for event in steps if event.next_step]
    return "\n".join(dict.fromkeys(f"  {line}" for line in lines)), found[0] if found else MEND


def _first(text: str) -> str:
    """The first lines of a text, without what was expected and what to do."""
    lines = re.split(r"\n  (?:expected|next): ", text, maxsplit=1)[0].strip().splitlines()
    more = [f"    and {len(lines) - _ROWS} lines more above"] if len(lines) > _ROWS else []
    return "\n".join([*lines[:1], *(f"    {line.strip()}" for line in lines[1:_ROWS]), *more])
