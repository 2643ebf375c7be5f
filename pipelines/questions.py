"""What a table of one's own leaves open: asked on a terminal, or said in one sentence with the options to give."""

from pathlib import Path
from typing import Any

from corridorwatch.errors import CorridorwatchError
from corridorwatch.ingest.filetypes import Cells
from corridorwatch.sources.own_tables.day_formats import DayFormat, guess_day_format
from corridorwatch.sources.own_tables.guess import NEARLY, Guess
from corridorwatch.sources.own_tables.mapping import UNKNOWN
from pipelines.asking import ask


class OpenQuestions:
    """The questions of one table. Without a terminal they are gathered and end the command together.

    Args:
        file: the table.
        may_ask: somebody is at a terminal.
    """

    def __init__(self, file: Path, *, may_ask: bool) -> None:
        self._file, self._may_ask = file, may_ask
        self._open: list[tuple[str, str]] = []

    def settle(self) -> None:
        """End the command where something is open.

        Raises:
            CorridorwatchError: something is, and nobody is there to ask.
        """
        if self._open:
            raise CorridorwatchError(
                f"{self._file.name}: " + "; ".join(why for why, _ in self._open) + ". Nothing was written.",
                expected="an answer that only the owner of the table can give",
                next_step="say it: " + " ".join(option for _, option in self._open),
            )

    def encoding(self, cells: Cells) -> None:
        """Whether the text is in the encoding that was guessed."""
        if cells.encoding_is_sure:
            return
        words = (cell for _, record in cells.records for cell in record if cell and not cell.isascii())
        shown = ", ".join(repr(word) for word, _ in zip(words, range(3), strict=False))[:200]
        why = f"the file is not UTF-8; as {cells.encoding} it holds {shown or 'no other letters'}"
        if not self._may_ask:
            self._open.append((why, f"--encoding {cells.encoding}"))
        elif ask(f"{why}. Is it right? [y/n] ") != "y":
            raise CorridorwatchError(
                f"{self._file.name} is not in {cells.encoding}.",
                expected="its encoding",
                next_step="say it: --encoding latin-1",
            )

    def columns(self, guess: Guess, columns: dict[str, str], given: dict[str, str], *, has_year: bool) -> None:
        """Which of several columns is meant."""
        for question in guess.questions:
            is_answered = question.field in given or (
                question.field == "killed_total" and any(name.startswith("killed_") for name in given)
            )
            if is_answered or (question.field == "year" and has_year):
                continue
            if question.field == "row":
                raise CorridorwatchError(
                    f"{self._file.name}: {question.why}. Nothing was written.",
                    expected="one row for each incident: sums of several cannot be placed, dated or told apart",
                    next_step="give the table that the sums were made from",
                )
            if question.field == "year":
                self._open.append((question.why, "--constant year=2024"))
                continue
            if self._may_ask and question.options:
                answer = ask(f"{question.why}. Which is it (empty for none)? ")
                if answer in question.options:
                    columns[question.field] = answer
                    continue
                if not answer:
                    continue
            if not question.options:
                self._open.append(
                    (
                        f"{question.why}: write the number of the killed in a column of its own",
                        f"--column '{question.field}=' (to go without)",
                    )
                )
                continue
            first = question.options[0]
            asked = "which is it" if question.options[1:] else f"is {first!r} it"
            refused = "; cells that are no number would refuse their rows" if "holds" in question.why else ""
            self._open.append(
                (
                    f"{question.why}: {asked}{refused}",
                    f"--column '{question.field}={first}' (or '{question.field}=' for none)",
                )
            )

    def dates(
        self, guess: Guess, columns: dict[str, str], cells: Cells, formats: tuple[str, ...], year: str
    ) -> dict[str, Any]:
        """How the days of events are written: what `[dates]` of the mapping says.

        Raises:
            CorridorwatchError: no column holds them, or they do not say how they are written and nobody can be asked.
        """
        parts: dict[str, Any] = {**guess.parts, **({"year_is": int(year)} if year.isdecimal() else {})}
        if "date" not in columns:
            if "year" in parts or ("year_is" in parts and "month" in parts):
                return parts
            if self._open:
                return parts
            if guess.questions:
                self.settle()
            raise CorridorwatchError(
                f"{self._file.name}: no column holds the day of the event; it has {', '.join(cells.header)[:400]}."
                + "".join(f" {doubt}." for doubt in guess.doubts[:4]),
                expected="a column of days, or columns of year, month and day",
                next_step="say which: --column date=COLUMN, or --column year=COLUMN --column month=COLUMN",
            )
        if formats:
            return {"format": formats[0], "also": formats[1:], **parts}
        found = guess.day_format
        if columns["date"] != guess.columns.get("date") or found is None:
            found = _format_of(cells, columns["date"], with_year=bool(parts))
        if found.format:
            return {"format": found.format, "also": found.also, **parts}
        if self._may_ask and found.candidates:
            answer = ask(f"{columns['date']!r}: {found.why}. Which is it: {', '.join(found.candidates)}? ")
            if answer in found.candidates:
                return {"format": answer, **parts}
        option = found.candidates[0] if found.candidates else "%d/%m/%Y"
        also = f" (or {' or '.join(found.candidates[1:])})" if found.candidates[1:] else ""
        why = f"the column {columns['date']!r} does not say how its days are written: {found.why}"
        self._open.append((why, f"--date-format {option}{also}"))
        return {"format": "%Y-%m-%d", **parts}


def _format_of(cells: Cells, column: str, *, with_year: bool) -> DayFormat:
    place = cells.header.index(column)
    words = [
        word
        for number, record in cells.records
        if number not in cells.unreadable and place < len(record) and (word := record[place])
    ]
    known = [word for word in words if word.casefold() not in UNKNOWN]
    plain = guess_day_format(known)
    if with_year and plain.share < NEARLY:
        return guess_day_format([f"{word} 2000" for word in known], without_year=True)
    return plain
