"""A site's page says what was compared with what, how sure it is, and that it is association."""

import re
from pathlib import Path

from corridorwatch.site.build import build_site
from tests.site.tables import AS_OF, STAMP, published_tables


def section(folder: Path) -> str:
    html = (folder / "sites" / "port.html").read_text(encoding="utf-8")
    text = re.search(r'<section aria-labelledby="more">.*?</section>', html, re.S)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.replace("&lt;", "<")))


def test_near_and_the_rest_stand_one_below_the_other_before_and_after(sites: dict[str, Path]) -> None:
    told = section(sites["census"])
    assert "within 25 km 2.5 1.2 1.25" in told and "rest of the province 20.0 10.0 1.25" in told
    assert "near, relative to the rest [95 % interval] 1.00 [from 0.40 up, without an upper end]" in told


def test_how_sure_it_is_what_was_compared_and_that_it_is_no_cause_stand_below(sites: dict[str, Path]) -> None:
    told = section(sites["census"])
    assert "No change is shown." in told
    assert "p = 0.50. Where no site is, 18 of 97. Association, not cause." in told
    assert "Compared: 104 weeks with 260 weeks." in told and "One comparison with" not in told


def test_where_nothing_was_compared_the_page_has_the_reason_and_no_table(tmp_path: Path) -> None:
    tables = published_tables("census")
    tables.execute(
        "update marts.before_and_after set verdict = null, compared = null, beside = null, near_before = null, near_after = null,"
        " rest_before = null, rest_after = null, ratio_near = null, ratio = null, ratio_low = null, compared_as = null,"
        " sentence = 'Cannot be said: the source covers 12 weeks.'"
    )
    build_site(tables, tmp_path, as_of=AS_OF, stamp=STAMP)
    told = section(tmp_path)
    assert "Cannot be said: the source covers 12 weeks." in told and "within 25 km" not in told and "None" not in told


def test_a_site_at_the_same_place_is_named(tmp_path: Path) -> None:
    tables = published_tables("census")
    for table, change in (
        ("ref.cpec_sites", "'clinic' as site_id, 'The clinic' as name"),
        ("marts.before_and_after", "'clinic' as site_id"),
    ):
        tables.execute(f"insert into {table} select * replace ({change}) from {table} where site_id = 'port'")
    build_site(tables, tmp_path, as_of=AS_OF, stamp=STAMP)
    assert "One comparison with The clinic, which stands at the same place." in section(tmp_path)


def test_the_methods_page_says_which_p_value_it_is(sites: dict[str, Path]) -> None:
    html = (sites["census"] / "methods.html").read_text(encoding="utf-8")
    assert 'id="before-after"' in html and "p is twice the smaller tail." in html and "Holm" in html


def test_the_methods_page_says_exact_only_of_what_is(sites: dict[str, Path]) -> None:
    html = (sites["census"] / "methods.html").read_text(encoding="utf-8")
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index('id="before-after"') :]))
    assert "The test is exact" not in told and "others are rounded to the thousandth" in told
    assert "a normal distribution of the same mean and variance" in told
    assert "the mean over every week that the blocks can begin with" in told and "marts.comparison_places" in told
