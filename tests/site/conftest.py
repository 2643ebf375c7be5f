"""Two small sites, and one real browser with the network cut for all the pages of a run."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb
import pytest

from corridorwatch.site.build import build_site
from tests.once import once
from tests.site.tables import AS_OF, STAMP, long_tables, published_tables


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A site drawn from a sample, and one drawn from a census."""
    return {kind: _drawn(tmp_path_factory, kind, partial(published_tables, kind)) for kind in ("sample", "census")}


@pytest.fixture(scope="session")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site drawn from a sample of eight years, with names, phases and a credit as long as the real ones."""
    return _drawn(tmp_path_factory, "long", long_tables)


def _drawn(folders: pytest.TempPathFactory, name: str, tables: Callable[[], duckdb.DuckDBPyConnection]) -> Path:
    def make(folder: Path) -> None:
        build_site(tables(), folder / "site", as_of=AS_OF, stamp=STAMP)

    return once(folders, f"site of a {name}", make) / "site"


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    executable = _chromium()
    if executable is None:
        pytest.skip("no Chromium: set CHROMIUM to its path, or install the package chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page as a reader has it, and what it said and asked for."""

    page: object
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def read(self, file: Path) -> None:
        """Open the file and scroll to each chart, waiting until it is drawn."""
        self.page.goto(file.as_uri())
        for plot in self.page.query_selector_all(".plot"):
            plot.scroll_into_view_if_needed()
            self.page.wait_for_function("plot => plot.querySelector('.main-svg') && plot._fullData", arg=plot)


@pytest.fixture(scope="session")
def windows(browser: object) -> Iterator[dict[int, Visit]]:
    """Windows by width, kept open from test to test: a new one costs more than most pages."""
    opened: dict[int, Visit] = {}
    yield opened
    for visit in opened.values():
        visit.page.context.close()


@pytest.fixture
def visit(browser: object, windows: dict[int, Visit]) -> Callable[..., Visit]:
    """Opens pages: `visit(width=...)` gives a `Visit` that starts with nothing said or asked for, offline and light."""

    def start(*, width: int = 1280) -> Visit:
        if width not in windows:
            context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
            visit = windows[width] = Visit(context.new_page())
            visit.page.on("console", lambda message: visit.complaints.append(f"{message.type}: {message.text}"))
            visit.page.on("pageerror", lambda error: visit.complaints.append(f"error: {error}"))
            visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit = windows[width]
        visit.page.emulate_media(color_scheme="light")
        visit.complaints.clear()
        visit.requests.clear()
        return visit

    return start
