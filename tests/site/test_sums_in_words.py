"""What a sum with an unknown in it says, and what a count counts, stands where it is printed."""

import re
from pathlib import Path

import pytest

from corridorwatch.config import SQL
from corridorwatch.sqlmodels import load_models

SUMMED = re.compile(r"(?:known|expected)_sum\([^\n]*? as (\w+)")
"""Columns that the macros make, under the names of the tables."""


def text(file: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("methods", "Where these add up to 0 and another incident says nothing, the sum might be anything"),
        ("methods", "0 beside an unknown is 0 there, and the remainder is the figure less what is held"),
        ("methods", "the record is on the road itself: neither its place nor the section is moved"),
        ("methods", "a figure is replaced by one of a later day only"),
        ("methods", "drawn half a kilometre longer at each end"),
        ("campaigns/raid", "an armed group's own count has none: what other accounts hold is not taken off it"),
    ],
)
def test_the_rule_stands_where_the_figure_is(sites: dict[str, Path], page: str, words: str) -> None:
    assert words in text(sites["sample"] / f"{page}.html")


@pytest.mark.parametrize("page", ["index", "districts/alpha", "incidents"])
def test_dead_by_account_are_said_to_be_in_lethal_incidents(sites: dict[str, Path], page: str) -> None:
    """Incidents with nobody killed are in none of these numbers."""
    told = text(sites["sample"] / f"{page}.html")
    assert re.search(r"By whose account: \w[\w ]* \d+ dead in \d+ lethal incidents?[.;]", told)


def test_growth_says_which_victims_and_sides_are_left_out() -> None:
    told = " ".join(line.removeprefix("--").strip() for line in (SQL / "figures/toll_growth.sql").open())
    assert "Left out: victims whose side is not said, and sides other than state, media and armed group." in told


def test_every_sum_that_a_nought_beside_an_unknown_makes_unknown_says_so_in_the_dictionary() -> None:
    found = 0
    models = {model.table: model for model in load_models(SQL / "models")}
    cut = {f"marts.weekly_casualties_by_{name}": "core.weekly_counts" for name in ("district", "actor", "family")}
    for table, model in models.items():
        made = set(SUMMED.findall(models[cut.get(table, table)].sql))
        for column in model.columns:
            if column.name in made:
                found += 1
                assert re.search(r"null where .*(?: 0| zero) and another", column.meaning), (
                    table,
                    column,
                )
    assert found > 35
