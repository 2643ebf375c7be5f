"""What all pages share: queries, files, templates, names, and which pages exist to link to."""

from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corridorwatch.charts import SIDES
from corridorwatch.exposure import comparison_words
from corridorwatch.site import wording
from corridorwatch.site.citations import LISTS, Citations, who
from corridorwatch.site.figures import Gallery, Source
from corridorwatch.site.reader import Reader
from corridorwatch.site.told import Told
from corridorwatch.site.trend import trend_source
from corridorwatch.site.writer import Writer

TEMPLATES = Path(__file__).parent / "templates"
BUCKET = "balochistan"
_STAGES = {
    "ingest": "files read",
    "reports": "reports",
    "incidents": "events, second reports set apart",
    "districts": "places",
    "weeks": "weekly series",
}


class Site:
    """One build.

    Args:
        reader: the queries.
        writer: the files.
        source: the headline source.
        told: what the pages say of their day, or the blanks where it is filled in later.
        notice: what every page says on top; empty for a release.
    """

    def __init__(self, reader: Reader, writer: Writer, *, source: Source, told: Told, notice: str = "") -> None:
        self.reader, self.writer, self.source, self.told = reader, writer, source, told
        self.figures = 0
        self.cites = Citations(reader.rows("cited_pages"), reader.rows("citations"))
        self._shared = {
            "told": told,
            "notice": notice,
            "source": source,
            "sides": SIDES,
            "bucket": BUCKET,
            "statuses": wording.STATUS_MEANINGS,
            "cites": self.cites,
        }

    def gallery(self, page: str, *, root: str = "") -> Gallery:
        """The figures of one page, whose way to the site's root is `root`."""
        return Gallery(self.writer, page, self.source, root)

    def page(
        self,
        path: str,
        template: str,
        *,
        title: str,
        gallery: Gallery | None = None,
        numbers: str = "",
        **context: object,
    ) -> None:
        """Render a template to a page.

        Args:
            path: the page's file, relative to the site's root.
            template: name in `templates/`. The lists of pages that it refers to become a page beside it.
            title: the page's title.
            gallery: its figures.
            numbers: file name of the page, beside it, of the tables that stand apart.
            context: what the template names.
        """
        script = gallery.publish() if gallery else ""
        self.figures += gallery.count if gallery else 0
        html = self._render(path, template, title=title, script=script, **context)
        pages = {path: html}
        of = {"of": title, "back": path.rpartition("/")[2], "script": ""}
        if numbers:
            file = f"{path.rpartition('/')[0]}{numbers}"
            tables = gallery.apart if gallery else {}
            pages[file] = self._render(file, "numbers.html.j2", title=f"Numbers of: {title}", tables=tables, **of)
        lists = self.cites.take()
        file = f"{path.removesuffix('.html')}.sources.html"
        for each, content in pages.items():
            self.writer.page(each, content.replace(LISTS, file.rpartition("/")[2]))
        if lists:
            of["at"] = {
                listed.anchor: each.rpartition("/")[2]
                for listed in lists
                for each, content in pages.items()
                if f' id="at-{listed.anchor}"' in content
            }
            html = self._render(file, "sources.html.j2", title=f"Sources of: {title}", lists=lists, **of)
            self.writer.page(file, html)

    def _render(self, path: str, template: str, **context: object) -> str:
        return (
            _environment()
            .get_template(template)
            .render(
                **self._shared,
                root="../" * path.count("/"),
                path=path,
                district_pages=self.district_pages,
                campaign_pages=self.campaign_pages,
                site_pages=self.site_pages,
                accounts=self.accounts,
                counted_by_groups=self.counted_by_groups,
                **context,
            )
        )

    @cached_property
    def trend_source(self) -> Source | None:
        return trend_source(self.reader)

    @cached_property
    def districts(self) -> list[dict[str, Any]]:
        return self.reader.rows("districts")

    @cached_property
    def campaigns(self) -> list[dict[str, Any]]:
        return self.reader.rows("campaigns")

    @cached_property
    def sites(self) -> list[dict[str, Any]]:
        return self.reader.rows("sites")

    @cached_property
    def accounts(self) -> dict[str, list[dict[str, Any]]]:
        """Incident -> the totals that stand of it, where any but its own row's figure does."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.reader.rows("incident_accounts"):
            found.setdefault(str(row["incident_id"]), []).append(row)
        return found

    @cached_property
    def counted_by_groups(self) -> dict[str, str]:
        """Incident -> of whom the highest of the armed groups' own counts is: `security`, or `all, at least`."""
        found: dict[str, str] = {}
        for row in self.reader.rows("armed_group_counts"):
            part = row["victim_part"] if row["victim_part"] != "part" else f"part of {row['victim_group']}"
            of_whom = str(part or row["victim_group"]).replace("total", "all")
            found[str(row["incident_id"])] = f"{of_whom}, at least" if row["is_open_above"] else of_whom
        return found

    @cached_property
    def by_account(self) -> dict[tuple[date | None, str | None], list[dict[str, Any]]]:
        """Week and district -> by whose account the dead of its incidents are counted; the province's has neither."""
        found: dict[tuple[date | None, str | None], list[dict[str, Any]]] = {}
        for row in self.reader.rows("by_account"):
            found.setdefault((row["week"], row["district_id"]), []).append(row)
        return found

    @cached_property
    def in_no_week(self) -> dict[str | None, dict[str, Any]]:
        """District -> its incidents that are in no week, and their dead; None is the province."""
        return {row["district_id"]: row for row in self.reader.rows("in_no_week")}

    @cached_property
    def conservation(self) -> list[dict[str, Any]]:
        """One row per source and stage: rows and deaths in, placed, bucketed and left out, with the reasons."""
        left_out = self.reader.rows("conservation")
        return [
            row
            | {
                "stage": _STAGES.get(str(row["stage"]), row["stage"]),
                "reasons": [
                    each for each in left_out if (each["source_id"], each["stage"]) == (row["source_id"], row["stage"])
                ],
            }
            for row in self.reader.rows("conservation_stages")
        ]

    @cached_property
    def district_pages(self) -> dict[str, str]:
        return {str(row["district_id"]): str(row["name"]) for row in self.districts}

    @cached_property
    def campaign_pages(self) -> dict[str, str]:
        return {str(row["campaign_id"]): str(row["name"]) for row in self.campaigns}

    @cached_property
    def site_pages(self) -> dict[str, str]:
        return {str(row["site_id"]): str(row["name"]) for row in self.sites}


@cache
def _environment() -> Environment:
    """The templates, each compiled once, and how they print values."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=wording.shown,
    )
    for name in (
        *("day", "days", "dated", "iso_week", "sunday", "count", "said", "interval", "change", "words", "voice"),
        *("safe_url", "addresses", "distance", "likelihood", "known_as", "phase_day", "tenth"),
        *("change_tenth", "band_verdict"),
    ):
        environment.filters[name] = getattr(wording, name)
    environment.filters |= {name: getattr(comparison_words, name) for name in ("times", "expected", "between")}
    environment.filters |= {"status_words": wording.status_words, "zero_words": wording.zero_words, "who": who}
    return environment
