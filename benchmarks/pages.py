"""What a page costs a reader on a phone: bytes over the wire, seconds to the first chart, stops of the tab key.

    python benchmarks/pages.py data/latest/site
    python benchmarks/pages.py SITE index.html corridor.html --runs 3 --most-kb 560 --most-seconds 5.5 --most-stops 600

SITE is the site of any release, old ones too. It is sent as `corridorwatch serve` sends it, texts compressed by
gzip, and read by Chromium as a phone: 390 pixels wide, 1.6 Mbit/s down, 150 ms each way and back, a processor at a
quarter of its speed. Of several runs the median is printed. `stops` are links, buttons, fields and folds of the whole
page, those in closed folds too; `tabbed` are those that the tab key reaches when the page opens. Kilobytes are 1,024
bytes. Seconds depend on the machine: compare runs on one that does nothing else. With limits, the first page named is
held to them: the script ends with 1 where it is over. Needs playwright and a Chromium (`CHROMIUM`, or on the path).
"""

import argparse
import os
import shutil
import statistics
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from corridorwatch.serve import folder_server

_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
_SLOWER = 4
_CHART = ".plot .main-svg, figure svg.map"
_STOPS = "a[href], button, input, select, summary, [tabindex='0']"
_PATIENCE = 60.0


@dataclass(frozen=True)
class Cost:
    """One page: kilobytes and requests, seconds to the first paint and the first chart (None: it has none), stops."""

    kilobytes: float
    requests: int
    paint: float
    chart: float | None
    stops: int
    tabbed: int


def measured(browser: Browser, address: str) -> Cost:
    """Read the page once, with nothing remembered from before."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, color_scheme="light")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    began = time.monotonic()
    page.goto(address, wait_until="commit")
    page.wait_for_load_state("domcontentloaded")
    chart = None
    if page.query_selector(".plot, svg.map"):
        page.locator(".plot, svg.map").first.scroll_into_view_if_needed()  # charts are drawn as they come near
        page.wait_for_selector(_CHART, state="attached", timeout=_PATIENCE * 1000)
        chart = time.monotonic() - began
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    cost = Cost(
        kilobytes=sum(sizes) / 1024,
        requests=len(sizes),
        paint=page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN") / 1000,
        chart=chart,
        stops=page.locator(_STOPS).count(),
        tabbed=page.eval_on_selector_all(_STOPS, "all => all.filter(each => each.checkVisibility()).length"),
    )
    context.close()
    return cost


def _median(costs: list[Cost]) -> Cost:
    charts = [cost.chart for cost in costs if cost.chart is not None]
    return Cost(
        kilobytes=statistics.median(cost.kilobytes for cost in costs),
        requests=costs[0].requests,
        paint=statistics.median(cost.paint for cost in costs),
        chart=statistics.median(charts) if charts else None,
        stops=costs[0].stops,
        tabbed=costs[0].tabbed,
    )


def main() -> int:
    """Print a line a page; 1 where the first page is over a limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("pages", nargs="*", default=["index.html"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--most-kb", type=float, default=float("inf"))
    parser.add_argument("--most-seconds", type=float, default=float("inf"))
    parser.add_argument("--most-stops", type=int, default=sys.maxsize)
    told = parser.parse_args()
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)
    found: list[Cost] = []
    with folder_server(told.site, 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        print(f"{'page':34} {'KB':>7} {'requests':>8} {'paint, s':>8} {'chart, s':>8} {'stops':>6} {'tabbed':>6}")
        for page in told.pages:
            address = f"http://127.0.0.1:{server.server_port}/{page}"
            cost = _median([measured(browser, address) for _ in range(told.runs)])
            chart = "none" if cost.chart is None else f"{cost.chart:.1f}"
            print(
                f"{page:34} {cost.kilobytes:7.0f} {cost.requests:8} {cost.paint:8.1f} {chart:>8}"
                f" {cost.stops:6} {cost.tabbed:6}",
                flush=True,
            )
            found.append(cost)
        browser.close()
        server.shutdown()
    first = found[0]
    over = first.kilobytes > told.most_kb or (first.chart or 0) > told.most_seconds or first.stops > told.most_stops
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
