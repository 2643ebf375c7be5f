"""What a table of one's own probably means: a first mapping, and the questions that only its owner can answer.

Columns are recognised by their headings and then held to their cells; a column nobody named is recognised by content
alone (days, districts of the alias table, degrees). What the content does not decide is asked, never guessed: in
03/04/2024 no cell says which number is the month, and of two columns `Killed` no heading says which is the toll.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from corridorwatch.ingest.cell_rules import whole
from corridorwatch.ingest.filetypes import Cells
from corridorwatch.sources.own_tables.cells import (
    may_group_thousands,
    read_bounds,
    read_count,
    read_degrees,
    read_month,
    read_point,
    read_whole,
)
from corridorwatch.sources.own_tables.codes import ACLEDS_SCALE, codes_of
from corridorwatch.sources.own_tables.day_formats import DayFormat, all_read, guess_day_format
from corridorwatch.sources.own_tables.fields import FIELDS
from corridorwatch.sources.own_tables.headings import (
    DATE_PARTS,
    POINT,
    SUMS_OF_ROWS,
    Candidate,
    candidates,
    plain_heading,
    speaks_of_the_killed,
)
from corridorwatch.sources.own_tables.layout import SHEET
from corridorwatch.sources.own_tables.mapping import UNKNOWN
from corridorwatch.sources.own_tables.parse import NO, YES
from corridorwatch.sources.own_tables.shares import MOSTLY, NEARLY, at_in, between, few, odd_word
from corridorwatch.sources.own_tables.sheet_months import parts_of_sheets

__all__ = ["DayFormat", "Guess", "KnownNames", "Question", "guess_columns", "guess_day_format"]

SAMPLE = 5_000
"""How many filled cells of a column are looked at."""

DISTRICTS_FROM = 0.5
"""The share of known names from which a column that nobody named is one of districts or places."""

LATITUDES, LONGITUDES = (22, 39), (59, 80)
"""Degrees between which Pakistan and its neighbours lie."""

KnownNames = Callable[[list[str]], set[str]]
"""Of the names given, those that the alias table knows."""

_KILLED = tuple(name for name in FIELDS if name.startswith("killed_"))
_SIDES = _KILLED[:4]
_ASKED = (*_KILLED, "injured_total", "date", "date_end")
"""Fields of which two columns that differ are a question."""

_WHOLE_FORCES = set("security sec sf sfs force forces personnel officials law enforcement agencies lea leas".split())  # noqa: SIM905
_YES_NO = {*YES, *NO} - {""}


@dataclass(frozen=True)
class Question:
    """What the table does not decide. `field`: whose column it is about; `options`: the columns to choose from."""

    field: str
    why: str
    options: tuple[str, ...]


@dataclass
class Guess:
    """A first mapping of columns, and what has to be asked.

    `columns`: field -> column. `sums`: field -> columns that add up to it. `values`: field -> word -> code.
    `parts`: year, month or day -> column, where the day stands in several. `day_format` of the date column; None where
    there is none. `unused`: columns nothing was made of. `doubts`: what was not believed, and why.
    """

    columns: dict[str, str] = field(default_factory=dict)
    sums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    day_format: DayFormat | None = None
    unused: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def guess_columns(cells: Cells, known_names: KnownNames, vocabularies: Mapping[str, set[str]] | None = None) -> Guess:
    """Recognise the columns of a table.

    Args:
        vocabularies: the closed lists; without them no column is taken for a code.
    """
    return _Guesser(cells, known_names, vocabularies or {}).guess()


class _Guesser:
    def __init__(self, cells: Cells, known_names: KnownNames, vocabularies: Mapping[str, set[str]]) -> None:
        self.cells, self.known_names, self.vocabularies = cells, known_names, vocabularies
        self.places = {name: place for place, name in enumerate(cells.header) if name}
        self.filled = {name: self._filled(place) for name, place in self.places.items()}
        self.found = Guess()

    def guess(self) -> Guess:
        """Everything in order: headings, then content, then what the two leave open."""
        found = self.found
        claims: dict[str, list[tuple[int, str]]] = {}
        for column in self.filled:
            if self.filled[column] and (chosen := self._chosen(column)):
                claims.setdefault(chosen.field, []).append((chosen.rank, column))
        for name in (*DATE_PARTS, POINT, *FIELDS):
            if name in claims:
                self._take(name, claims[name])
        self._point()
        self._by_content()
        for column in self.filled:  # an empty column of a known name: a later edition may fill it
            known = candidates(self._heading(column))[:1] if not self.filled[column] else ()
            name = known[0].field if known and known[0].rank == 0 else ""
            if name in FIELDS and FIELDS[name].kind == "text" and name not in (*claims, *found.columns):
                found.columns[name] = column
        self._date()
        self._classes()
        self._bare_total(claims)
        self._killed()
        self._one_row_an_incident()
        found.columns = dict(sorted(found.columns.items(), key=lambda each: self.places[each[1]]))
        used = {*found.columns.values(), *found.parts.values(), *(c for each in found.sums.values() for c in each)}
        found.unused = [column for column in self.places if column not in used and column != SHEET]
        return found

    def _chosen(self, column: str) -> Candidate | None:
        """The first meaning of the heading that its cells keep."""
        first_doubt = ""
        for candidate in candidates(self._heading(column)):
            doubt = self._doubt(candidate.field, column)
            if not doubt:
                if first_doubt:
                    self.found.doubts.append(f"{first_doubt}; taken as {candidate.field}")
                return candidate
            first_doubt = first_doubt or f"{column!r} is not taken as {candidate.field}: {doubt}"
        if first_doubt:
            self.found.doubts.append(first_doubt)
        return None

    def _take(self, name: str, claims: list[tuple[int, str]]) -> None:
        best = min(rank for rank, _ in claims)
        columns = [column for rank, column in claims if rank == best]
        if len(columns) > 1 and not (best == 3 and name == "injured_total"):
            order = FIELDS[name].names.split("|") if name in FIELDS else []
            twice = [column for column in columns if self._heading(column) != column]
            alike = len({self._column(column) for column in columns}) == 1
            if not alike and name == "killed_security" and not twice and self._are_parts_of_the_forces(columns):
                self.found.sums[name] = tuple(columns)
                self.found.doubts.append(f"{' + '.join(map(repr, columns))} are added up as {name}")
                return
            if not alike and (name in _ASKED or (twice and name == "district_as_written")):
                self.found.questions.append(
                    Question(
                        name, f"{len(columns)} columns may be {name}: {', '.join(map(repr, columns))}", tuple(columns)
                    )
                )
                return
            columns.sort(key=lambda column: at_in(order, plain_heading(self._heading(column))))
            if not alike:
                others = ", ".join(map(repr, columns[1:]))
                self.found.doubts.append(f"{columns[0]!r} is taken as {name}, and not {others}")
        if best == 3 and name == "injured_total":
            if len(columns) > 1:
                self.found.sums[name] = tuple(columns)
                self.found.doubts.append(f"{' + '.join(map(repr, columns))} are added up as {name}")
            return
        if best == 2 and name in _SIDES:
            self.found.doubts.append(f"{columns[0]!r} is taken as {name}: its heading does not say that they died")
        if name in DATE_PARTS:
            self.found.parts[name] = columns[0]
        else:
            self.found.columns[name] = columns[0]
            if name in FIELDS and FIELDS[name].kind == "code":
                self.found.values[name] = self._codes(name, columns[0])[0]

    def _are_parts_of_the_forces(self, columns: list[str]) -> bool:
        """Army, police and Levies stand side by side; `security forces` holds them all."""
        return not any(_WHOLE_FORCES & set(plain_heading(column).split()) for column in columns)

    def _codes(self, name: str, column: str) -> tuple[dict[str, str], list[str]]:
        words = [word for word in self.filled[column] if word.casefold() not in UNKNOWN]
        if (
            name == "where_prec"
            and {whole(word) for word in words} <= ACLEDS_SCALE.keys()
            and plain_heading(column) != "where prec"
        ):
            return dict(ACLEDS_SCALE), []
        return codes_of(name, words, self.vocabularies.get(FIELDS[name].vocabulary, set()))

    def _doubt(self, name: str, column: str) -> str:
        """Why a column is not what its heading says; empty where it may be."""
        words = self.filled[column]
        known = [word for word in words if word.casefold() not in UNKNOWN]
        if not known:
            return "" if name in FIELDS and FIELDS[name].kind in ("text", "count") else "it is empty"
        if name in _PARTS:
            return odd_word(known, _PARTS[name], NEARLY, f"no {name}")
        kind = FIELDS[name].kind
        if kind == "day":
            share = guess_day_format(known).share
            return "" if share >= MOSTLY or self._days_without_year(known) else f"{known[0][:40]!r} is no day"
        if kind == "count":
            has_bounds = name == "killed_total"
            return odd_word(
                known,
                lambda word: read_count(word) is not None or (has_bounds and read_bounds(word) is not None),
                NEARLY,
                "no count",
            )
        if kind == "number":
            return odd_word(known, lambda word: read_degrees(word) is not None, NEARLY, "no number of degrees")
        if kind == "url":
            return odd_word(known, lambda word: bool(re.match(r"^https?://\S+$", word)), 1.0, "no url")
        if kind == "yes_no":
            return odd_word(known, lambda word: word.casefold() in _YES_NO, 1.0, "neither yes nor no")
        if kind == "code":
            _, odd = self._codes(name, column)
            if odd:
                return f"{odd[0][:40]!r} is no code of its closed list, and no word that surely means one"
            if name == "where_prec" and plain_heading(column) != "where prec":
                self.found.doubts.append(
                    f"{column!r} is read as "
                    + ("ACLED's scale" if whole(known[0]) else "words of precision")
                    + ": see [values.where_prec] in the mapping"
                )
            return ""
        return self._doubt_of_text(name, column, known)

    def _doubt_of_text(self, name: str, column: str, known: list[str]) -> str:
        if name == "report_id":
            place = self.places[column]
            ids = Counter(
                record[place]
                for number, record in self.cells.records
                if number not in self.cells.unreadable and place < len(record) and record[place]
            )
            twice = next((word for word, number in ids.items() if number > 1), "")
            return f"{twice[:40]!r} stands in several rows" if twice else ""
        if name in ("perpetrator_as_written", "claimed_by_as_written") and all(
            word.casefold() in _YES_NO for word in known
        ):
            return f"{known[0]!r} is no name"
        if name.endswith("_as_written") and sum(
            bool(re.fullmatch(r"[\d.,\s-]+", word)) for word in known
        ) >= NEARLY * len(known):
            return f"{known[0][:40]!r} is a number"
        return ""

    def _days_without_year(self, words: list[str]) -> bool:
        return guess_day_format([f"{word} 2000" for word in words[:200]], without_year=True).share >= NEARLY

    def _point(self) -> None:
        columns = self.found.columns
        both = columns.pop(POINT, None)
        latitude, longitude = columns.get("point_latitude"), columns.get("point_longitude")
        if latitude is None or longitude is None:
            columns.pop("point_latitude", None)
            columns.pop("point_longitude", None)
            if both:
                columns["point_latitude"] = columns["point_longitude"] = both
                points = [read_point(word) for word in self.filled[both] if word.casefold() not in UNKNOWN]
                swapped = [p for p in points if p and between(p[0], LONGITUDES) and between(p[1], LATITUDES)]
                if len(swapped) >= NEARLY * len(points):
                    del columns["point_latitude"], columns["point_longitude"]
                    self.found.doubts.append(
                        f"latitudes look like longitudes in {both!r} ({self.filled[both][0]!r}): the points are left"
                        " out; write them as latitude, longitude"
                    )
            return
        degrees = [[read_degrees(word) for word in self.filled[column]] for column in (latitude, longitude)]
        turned = [
            sum(value is not None and between(value, bounds) for value in values) >= NEARLY * len(values)
            for values, bounds in zip(degrees, (LONGITUDES, LATITUDES), strict=True)
        ]
        if all(turned):
            del columns["point_latitude"], columns["point_longitude"]
            self.found.doubts.append(
                f"latitudes look like longitudes ({latitude!r} holds {self.filled[latitude][0]}): the points are left"
                f" out; take them the other way round with --column 'point_latitude={longitude}'"
                f" --column 'point_longitude={latitude}'"
            )

    def _by_content(self) -> None:
        guess, filled = self.found, self.filled
        asked = {option for question in guess.questions for option in question.options}
        used = {*guess.columns.values(), *guess.parts.values(), *(c for each in guess.sums.values() for c in each)}
        free = [column for column in filled if column not in used and column not in asked and filled[column]]
        if "date" not in guess.columns and not guess.parts and "date" not in {q.field for q in guess.questions}:
            shares = {column: guess_day_format(filled[column]).share for column in free if column != SHEET}
            best = max(shares, key=shares.__getitem__, default="")
            if best and shares[best] >= NEARLY and not all(word.isdigit() and len(word) <= 5 for word in filled[best]):
                guess.columns["date"] = best
                free.remove(best)
        if SHEET in free and "district_as_written" not in guess.columns:
            sheets = set(filled[SHEET])
            if self.known_names(sorted(sheets)) == sheets:
                guess.columns["district_as_written"] = SHEET
        if not {"district_as_written", "place_as_written"} & guess.columns.keys():
            names = {column: Counter(filled[column]) for column in free}
            known = self.known_names(
                sorted({name for counted in names.values() for name in counted if len(name) <= 80})
            )
            shares = {
                column: sum(number for name, number in counted.items() if name in known) / counted.total()
                for column, counted in names.items()
            }
            best = max(shares, key=shares.__getitem__, default="")
            if best and shares[best] >= DISTRICTS_FROM:
                guess.columns["district_as_written"] = best
                free.remove(best)
        if not {"point_latitude", "point_longitude"} & guess.columns.keys() and not any(
            "longitudes" in d for d in guess.doubts
        ):
            for name, bounds in {"point_latitude": LATITUDES, "point_longitude": LONGITUDES}.items():
                fits = [
                    column
                    for column in free
                    if all(
                        re.fullmatch(r"\d{2}\.\d+", word) and between(float(word), bounds) for word in filled[column]
                    )
                ]
                if len(fits) == 1:
                    guess.columns[name] = fits[0]
            if len({"point_latitude", "point_longitude"} & guess.columns.keys()) == 1:
                guess.columns.pop("point_latitude", None)
                guess.columns.pop("point_longitude", None)

    def _date(self) -> None:
        """How days are written; or from which columns they come together."""
        found = self.found
        if "date" not in found.columns and "month" not in found.parts:
            found.parts |= parts_of_sheets(self.filled, found.parts, self._heading)
            if found.parts.get("month") == SHEET:
                found.doubts.append(
                    "the month" + (" and year" * ("year" in found.parts)) + " of a row are its sheet's name"
                )
        if "date" in found.columns:
            words = self.filled[found.columns["date"]]
            found.day_format = guess_day_format([word for word in words if word.casefold() not in UNKNOWN])
            if found.day_format.share >= MOSTLY or not self._days_without_year(words):
                found.parts = {}
            else:
                found.parts = {name: column for name, column in found.parts.items() if name == "year"}
                found.day_format = guess_day_format([f"{word} 2000" for word in words], without_year=True)
                if not found.parts:
                    found.questions.append(Question("year", f"the days have no year ({words[0]!r})", ()))
        elif {"year", "month"} <= found.parts.keys() or set(found.parts) == {"year"}:
            if "month" not in found.parts:
                found.parts.pop("day", None)
        elif "month" in found.parts:
            found.questions.append(Question("year", f"{found.parts['month']!r} names months and no column a year", ()))
        else:
            found.parts = {}
        formats = found.day_format.formats if found.day_format else ()
        for name in ("date_end", "published_date"):
            words = self.filled.get(found.columns.get(name, ""), [])
            if (
                words
                and formats
                and guess_day_format(words).share
                and not all_read([word for word in words if word.casefold() not in UNKNOWN], formats)
            ):
                column = found.columns.pop(name)
                found.doubts.append(
                    f"{column!r} is not taken as {name}: its days are written in another way than date's"
                )

    def _classes(self) -> None:
        """An attack or an operation of the state: a column of kinds tells, where every word of it is known."""
        found = self.found
        column = found.columns.get("tactic_as_written")
        if column is None or "event_class" in found.columns or "event_class" not in self.vocabularies:
            return
        words = [word for word in self.filled[column] if word.casefold() not in UNKNOWN]
        codes, unknown = codes_of("event_class", words, self.vocabularies["event_class"])
        if not unknown and words:
            found.columns["event_class"] = column
            found.values["event_class"] = codes
        elif other := [word for word, code in codes.items() if code != "attack"]:
            found.doubts.append(
                f"{column!r} holds {other[0]!r}, which is {codes[other[0]]}, beside words that may be either such as"
                f" {unknown[0][:40]!r}: add [values.event_class] and event_class = {column!r} to the mapping"
            )

    def _killed(self) -> None:
        """A total less than its sides is asked about, and a column about the dead that would be left out."""
        found = self.found
        sides = [name for name in _SIDES if name in found.columns]
        if "killed_total" in found.columns and sides:
            total, *parts = (self._counts(found.columns[name]) for name in ("killed_total", *sides))
            told = [
                (whole, sum(part for part in row if part is not None))
                for whole, row in zip(total, zip(*parts, strict=True), strict=True)
                if whole is not None
            ]
            over = [pair for pair in told if pair[1] > pair[0]]
            if len(over) > (1 - NEARLY) * len(told):
                column = found.columns.pop("killed_total")
                why = f"the sides add up to {over[0][1]} where {column!r} says {over[0][0]}, in {len(over)} rows"
                found.questions.append(Question("killed_total", why, (column,)))
        if any(name in found.columns or name in found.sums for name in _KILLED):
            return
        if any(question.field in _KILLED for question in found.questions):
            return
        about = [
            column for column in self.places if speaks_of_the_killed(self._heading(column)) and self.filled[column]
        ]
        if not about:
            found.doubts.append("no column is recognised as a number of the killed: the table has no toll")
        if about:
            odd = {column: self._no_figures(column) for column in about}
            figures = [c for c in about if len(odd[c]) <= MOSTLY * len(self._known(c))]
            shown = "; ".join(
                f"{column!r} holds {', '.join(repr(word[:40]) for word in list(dict.fromkeys(odd[column]))[:3])}"
                f" ({len(odd[column])} of {len(self._known(column))} filled cells)"
                if odd[column]
                else f"{column!r} ({self.filled[column][0][:40]!r}) may be"
                for column in about
            )
            grouped = any(may_group_thousands(word) for words in odd.values() for word in words)
            marks = "; of 1.000 nobody knows whether it is 1 or 1000: write numbers without marks" if grouped else ""
            found.questions.append(
                Question("killed_total", f"no column is surely a number of the killed: {shown}{marks}", tuple(figures))
            )

    def _known(self, column: str) -> list[str]:
        return [word for word in self.filled[column] if word.casefold() not in UNKNOWN]

    def _no_figures(self, column: str) -> list[str]:
        """The cells of a column that are no number of people, and no bound of one."""
        return [word for word in self._known(column) if read_count(word) is None and read_bounds(word) is None]

    def _bare_total(self, claims: Mapping[str, list[tuple[int, str]]]) -> None:
        """A column `Total` is the toll only where the sides beside it add up to it."""
        found = self.found
        if min((rank for rank, _ in claims.get("killed_total", ())), default=0) < 3:
            return
        total = found.columns.pop("killed_total", None)
        found.questions = [question for question in found.questions if question.field != "killed_total"]
        sides = [column for name in _SIDES for column in (*found.sums.get(name, ()), found.columns.get(name)) if column]
        if total is None or not sides:
            return
        rows = zip(self._counts(total), zip(*(self._counts(column) for column in sides), strict=True), strict=True)
        told = [(whole, parts) for whole, parts in rows if whole is not None]
        wrong = [whole for whole, parts in told if sum(part or 0 for part in parts) != whole]
        if told and few(len(wrong), len(told)) and len(wrong) < len(told):
            found.columns["killed_total"] = total
        else:
            found.doubts.append(f"{total!r} is not taken as killed_total: the sides beside it do not add up to it")

    def _one_row_an_incident(self) -> None:
        for column in self.places:
            words = [read_count(word) for word in self.filled[column]]
            if plain_heading(self._heading(column)) in SUMS_OF_ROWS and any((word or 0) > 1 for word in words):
                why = f"{column!r} counts up to {max(word or 0 for word in words)} incidents in a row"
                self.found.questions.append(Question("row", why, ()))

    def _counts(self, column: str) -> list[int | None]:
        return [read_count(word) if word else None for word in self._column(column)]

    def _column(self, column: str) -> tuple[str | None, ...]:
        place = self.places[column]
        return tuple(
            record[place] if place < len(record) else None
            for number, record in self.cells.records
            if number not in self.cells.unreadable
        )

    def _heading(self, column: str) -> str:
        """The heading as the file has it: of several of one name the number is ours."""
        bare = re.sub(r" \(\d+\)$", "", column)
        return bare if bare in self.cells.twice else column

    def _filled(self, place: int) -> list[str]:
        found = (
            record[place]
            for number, record in self.cells.records
            if number not in self.cells.unreadable and place < len(record)
        )
        return [word for word, _ in zip((word for word in found if word), range(SAMPLE), strict=False)]


_PARTS: dict[str, Callable[[str], bool]] = {
    "year": lambda word: 1970 <= (read_whole(word) or 0) <= 2100,
    "month": lambda word: read_month(word) is not None,
    "day": lambda word: 0 <= (found if (found := read_whole(word)) is not None else 99) <= 31,
    POINT: lambda word: read_point(word) is not None,
}
