"""What pages say of the day they are published for, all of it: the as-of date, the edition, how old the sources are.

A drawing that is kept for later nights has blanks in these places. They are filled in when it is published, so no
page prints the day of an earlier night.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from corridorwatch.display import readable
from corridorwatch.site.wording import count, day


@dataclass(frozen=True)
class Told:
    """The words, as pages and files print them.

    `as_of` and `as_of_iso`: the as-of date in words and in digits. `edition`: the release's name. `newest`: the line
    under a heading, through which day each source speaks. `ages`: the line of the foot, when each was last renewed.
    `reach`: whether the headline source ends before the as-of date.
    """

    as_of: str
    as_of_iso: str
    edition: str
    newest: Markup
    ages: Markup
    reach: str

    @classmethod
    def blank(cls, mark: str) -> "Told":
        """Blanks in the place of the words. `mark` stands in no text that is drawn: letters and digits, by chance."""
        return cls(**{each.name: Markup(f"{mark}-{each.name}-") for each in fields(cls)})

    def fill(self, drawn: bytes, mark: str) -> bytes:
        """What was drawn with blanks, with the words in their place."""
        words = {each.name.encode(): str(getattr(self, each.name)).encode() for each in fields(self)}
        return re.sub(rb"%s-([a-z_]+)-" % mark.encode(), lambda blank: words[blank[1]], drawn)


def told(as_of: date, edition: str, sources: Sequence[dict[str, Any]], headline: str) -> Told:
    """The words of one day.

    Args:
        edition: the release's name.
        sources: the rows of `sql/pages/source_ages.sql` on that day.
        headline: the source that the pages draw.
    """
    [reaches] = [source["data_through"] for source in sources if source["source_id"] == headline]
    in_words = str(day(as_of))
    return Told(
        as_of=in_words,
        as_of_iso=as_of.isoformat(),
        edition=edition,
        newest=Markup('<p class="small newest">Newest data: {} the as-of date, {}.</p>').format(
            Markup("; ").join(map(_reach, sources)), in_words
        ),
        ages=Markup('<p class="ages">Age of the sources: {}.</p>').format(Markup("; ").join(map(_age, sources))),
        reach="ends" if reaches < as_of else "is read up to",
    )


def _reach(source: dict[str, Any]) -> Markup:
    """`The source to 31 Jul 2026, 118 days before`."""
    return Markup("{} to {}, {} before").format(
        _title(source), day(source["data_through"]), _days(count(source["days_before"]), source["days_before"])
    )


def _age(source: dict[str, Any]) -> Markup:
    """`The source, compiled 20 Nov 2026, 6 days before (the last try to renew it failed)`."""
    if source["dated"] is None:
        age = escape("unknown")
    else:
        how = "compiled"
        if source["is_by_hand"]:
            how = Markup("a file added by hand, data to {}, on").format(day(source["period_end"]))
        elif source["checked_on"]:
            how = "last known to be the newest"
        days = source["age_days"]
        age = Markup("{} {}, {} before").format(how, day(source["dated"]), _days(days, days))
    if source["try_failed"]:
        limit = source["max_age_days"]
        past = "" if limit is None else f"; past {limit} days nothing is published"
        age += f" (the last try to renew it failed{past})"
    return Markup("{}, {}").format(_title(source), age)


def _title(source: dict[str, Any]) -> Markup:
    return escape(readable(str(source["title"])))


def _days(shown: object, number: object) -> str:
    return f"{shown} day{'' if number == 1 else 's'}"
