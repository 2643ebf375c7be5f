"""Publishers' files in the forms that went wrong on real use: what of them counts in the province."""

from pathlib import Path

import pytest

from tests.field_files import ACLED, GTD
from tests.sql.test_scope import publishers


@pytest.mark.parametrize(
    ("source", "name", "counted", "left_out"),
    [
        ("acled", "acled_sea.csv", (3, 19), [("another_country", 1)]),
        ("acled", "acled_points.csv", (4, 30), []),
        ("acled", "acled_africa.csv", (0, None), [("another_country", 3)]),
        ("acled", "acled_year3025.csv", (3, 19), [("quarantined", 1)]),
        (
            "gtd",
            "gtd_province_unknown.csv",
            (1, 2),
            [("another_province", 1), ("no_province_named", 1), ("place_elsewhere", 1)],
        ),
    ],
)
def test_what_is_of_the_province_counts_and_the_rest_has_its_reason(
    tmp_path: Path, reference_database: Path, source: str, name: str, counted: tuple, left_out: list
) -> None:
    tables = publishers(reference_database, tmp_path, **{source: (ACLED | GTD)[name]})
    assert (
        tables.execute(
            "select count(*), sum(killed_best)::bigint from core.incidents"
            " where source_id = $source and district_method <> 'outside_balochistan' and district_id <> 'balochistan'",
            {"source": source},
        ).fetchone()
        == counted
    )
    found = tables.execute(
        "select reason, sum(records)::int from core.exclusions where source_id = $source"
        " and reason in ('another_country', 'another_province', 'no_province_named', 'place_elsewhere', 'quarantined')"
        " group by 1 order by 1",
        {"source": source},
    ).fetchall()
    assert found == left_out
