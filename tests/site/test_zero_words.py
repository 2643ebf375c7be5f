"""What pages say of a zero: whose it is, and what its definition lets it find."""

from pathlib import Path

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
