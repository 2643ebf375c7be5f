"""What pages say of a zero: whose it is, and what its definition lets it find."""

from pathlib import Path

from corridorwatch.site.reader import Reader
from corridorwatch.site.wording import zero_words
from tests.site.tables import AS_OF, published_tables

MEANS = "means no event of a named group"


def test_a_zero_is_said_to_be_its_sources_own_wherever_it_is_drawn(sites: dict[str, Path]) -> None:
    """A zero of UCDP was printed as if nothing had happened: its definition leaves out unclaimed bombs."""
    folder = sites["census"]
    for page in ("districts/alpha.html", "methods.html", "csv/README.txt"):
        assert MEANS in (folder / page).read_text(encoding="utf-8"), page
    assert "A zero is this source" in (folder / "districts/alpha.html").read_text(encoding="utf-8")
    for page in ("districts/alpha.html", "methods.html", "csv/README.txt"):
        assert MEANS not in (sites["sample"] / page).read_text(encoding="utf-8"), page


def test_the_six_states_are_explained_on_the_page_of_methods_and_beside_the_files(sites: dict[str, Path]) -> None:
    methods = (sites["census"] / "methods.html").read_text(encoding="utf-8")
    files = (sites["census"] / "csv/README.txt").read_text(encoding="utf-8")
    for status in ("reported", "reported_zero", "not_covered", "source_down", "provisional", "cut_short"):
        assert f'class="swatch {status}"' in methods, status
        assert f"\n{status}: " in files, status
        assert f".swatch.{status} " in (sites["census"] / "assets/site.css").read_text(encoding="utf-8"), status


def test_what_samples_document_in_a_censuss_zeros_is_counted_beside_them() -> None:
    """29 of 52 lethal incidents of the ledger lay in weeks that a census calls a zero, and no page said so."""
    census = published_tables("census")
    census.execute(
        "insert into ref.sources select * replace ('sample' as source_id, 'sample' as kind, null as zero_means, date '2023-12-31' as period_end) from ref.sources"
    )
    # A week of the census's zeros, one of its reports, and one without any dead.
    for number, (day, killed) in enumerate([("2024-01-10", 5), ("2024-01-03", 7), ("2024-01-11", 0)]):
        census.execute(
            "insert into core.incidents (incident_id, source_id, date, district_id, killed_best) values (?, 'sample', ?, 'alpha', ?)",
            [f"s{number}", day, killed],
        )
    [row] = [row for row in Reader(census, AS_OF).rows("sources") if row["source_id"] == "src"]
    assert zero_words(row) == (
        "A zero of Test source means no event of a named group. Of 2 lethal incidents (12 dead) that samples document in"
        " its weeks, 1 (5 dead) lie in its zeros."
    )
