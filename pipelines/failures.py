"""What a run that failed says at its end: what stopped it, which rows were refused, and the next command."""

import re
from collections.abc import Iterator

import dagster as dg

from pipelines.progress import errors_of

_OURS = "corridorwatch.errors."
_ROWS = 3
"""How many lines of a failure, rows of a table as a rule, are told again."""

MEND = "mend what is named above and run again: corridorwatch run"


def told(result: dg.ExecuteInProcessResult) -> tuple[str, str]:
    """Why a run failed, a line each, and the next step; rows that the door refused are named with file, row and rule.

    Returns:
        The lines, and the next step of the first failure that has one.
    """
    stopped = [*_steps(result), *_checks(result)]
    refused = [
        (f"refused in {'.'.join(each.asset_key.path)}: ", each.description or "", "")
        for each in result.get_asset_check_evaluations()
        if each.check_name == "no_row_is_refused" and not each.passed and each.severity == dg.AssetCheckSeverity.WARN
    ]
    lines = [f"  {said}{_first(text)}" for said, text, _ in [*stopped, *refused]]
    steps = [step for _, _, step in stopped if step]
    return "\n".join(dict.fromkeys(lines)), steps[0] if steps else MEND


def _steps(result: dg.ExecuteInProcessResult) -> Iterator[tuple[str, str, str]]:
    for event in result.all_events:
        if event.event_type_value != "STEP_FAILURE":
            continue
        for error in errors_of(event):
            if error.message.startswith(_OURS):
                text = error.message.split(": ", 1)[1]
                step = re.search(r"\n  next: +(.+)", text)
                yield f"{event.step_key.replace('__', '.')}: ", text, step[1].strip() if step else ""
                break


def _checks(result: dg.ExecuteInProcessResult) -> Iterator[tuple[str, str, str]]:
    for each in result.get_asset_check_evaluations():
        if not each.passed and each.severity == dg.AssetCheckSeverity.ERROR:
            name = f"{'.'.join(each.asset_key.path)}.{each.check_name}"
            yield f"{name}: ", (each.description or "").removeprefix(f"{name}: "), ""


def _first(text: str) -> str:
    """The first lines of a text, without what was expected and what to do."""
    lines = re.split(r"\n  (?:expected|next): ", text, maxsplit=1)[0].strip().splitlines()
    more = [f"    and {len(lines) - _ROWS} lines more above"] if len(lines) > _ROWS else []
    return "\n".join([*lines[:1], *(f"    {line.strip()}" for line in lines[1:_ROWS]), *more])
