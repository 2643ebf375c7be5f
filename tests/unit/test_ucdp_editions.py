"""Which editions of UCDP there are: read from its download page, or its usual names newest first."""

from datetime import date

import pytest

from corridorwatch.sources.ucdp import editions
from corridorwatch.sources.ucdp.editions import candidates, linked, month_of, of_name, yearly
from tests.servers.ucdp import download_page

BASE = "https://ucdp.example/downloads"
PAGE = f"{BASE}/"
TODAY = date(2026, 11, 20)
END_OF_2025 = month_of(2025, 12)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ged261-csv.zip", ("ucdp_ged", "26.1")),
        ("ged/GED27_1-csv.zip", ("ucdp_ged", "27.1")),
        ("GEDEvent_v26_1.csv", ("ucdp_ged", "26.1")),
        ("GEDEvent_v26_0_9.csv", ("ucdp_candidate", "26.0.9")),
        ("x/GEDEvent_v26_0_10.csv?v=2", ("ucdp_candidate", "26.0.10")),
        ("GEDEvent_v26_01_26_06.csv", ("ucdp_candidate", "26.01.26.06")),
        ("GEDEvent_v26_1_4_1101_2512.csv", None),
        ("GEDEvent_v26_0_13.csv", None),
        ("GEDEvent_v26_06_26_01.csv", None),
        ("GEDEvent_v26_0_9.xlsx", None),
        ("ged261-xlsx.zip", None),
        ("ged261.pdf", None),
        ("ged261.zip", None),
        ("ucdp-brd-conf-261-csv.zip", None),
    ],
)
def test_a_files_name_says_its_edition(name: str, said: tuple[str, str] | None) -> None:
    found = of_name(f"{BASE}/{name}")
    assert (found and (found.source, found.version)) == said


def test_the_links_of_the_page_say_where_the_editions_are() -> None:
    text = download_page(
        "ged/ged251-csv.zip",
        "/downloads/new/ged261-csv.zip",
        "https://files.ucdp.example/GEDEvent_v26_0_9.csv",
        "http://ucdp.example/downloads/candidateged/GEDEvent_v26_01_26_06.csv?session=1",
    )
    found = {each.version: each.url for each in linked(PAGE, text, BASE)}
    assert found == {
        "25.1": f"{BASE}/ged/ged251-csv.zip",
        "26.1": f"{BASE}/new/ged261-csv.zip",
        "26.0.9": "https://files.ucdp.example/GEDEvent_v26_0_9.csv",
        "26.01.26.06": f"{BASE}/candidateged/GEDEvent_v26_01_26_06.csv?session=1",
    }
    based = text.replace("<head>", '<head><base href="/elsewhere/">')
    assert linked(PAGE, based, BASE)[0].url == "https://ucdp.example/elsewhere/ged/ged251-csv.zip"


def test_a_page_that_a_script_draws_still_names_its_files() -> None:
    text = '<html><script>window.files = {"csv": "ged271-csv.zip", "month": "GEDEvent_v27_0_1.csv"} <!['
    assert {each.url for each in linked(PAGE, text, BASE)} == {
        f"{BASE}/ged/ged271-csv.zip",
        f"{BASE}/candidateged/GEDEvent_v27_0_1.csv",
    }


def test_the_newest_yearly_release_comes_first_and_none_of_a_year_to_come() -> None:
    found = [of_name(f"{BASE}/ged{number}-csv.zip") for number in ("191", "251", "261", "241", "991")]
    assert [each.version for each in yearly(found, BASE, TODAY)] == ["26.1", "25.1", "24.1"]
    assert [each.url for each in yearly([], BASE, date(2031, 2, 1))] == [
        f"{BASE}/ged/ged{year}1-csv.zip" for year in (31, 30, 29)
    ]


def test_of_candidate_files_those_that_gather_most_come_first_and_none_before_the_yearly_release() -> None:
    names = ("26_0_7", "26_0_8", "25_0_12", "26_01_26_03", "26_0_1", "26_01_26_06", "25_01_25_12", "27_0_1")
    found = [of_name(f"{BASE}/GEDEvent_v{name}.csv") for name in names]
    assert [each.version for each in candidates(found, BASE, TODAY, END_OF_2025)] == [
        *("26.01.26.06", "26.01.26.03", "26.0.8", "26.0.7", "26.0.1"),
    ]


def test_without_a_page_the_usual_names_are_tried_newest_first_and_none_of_the_running_month() -> None:
    names = [each.url.rpartition("/")[2] for each in candidates([], BASE, date(2026, 5, 3), END_OF_2025)]
    assert names == [
        "GEDEvent_v26_01_26_03.csv",
        *(f"GEDEvent_v26_0_{month}.csv" for month in (4, 3, 2, 1)),
    ]
    assert editions.candidates([], BASE, date(2026, 1, 3), END_OF_2025) == []
