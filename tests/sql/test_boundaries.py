"""Series that survive boundary changes: the same events on districts of the day, on the 36-set and on constant groups."""

import pytest

from tests.conftest import Build


def events(*places: tuple[str, str, int | None]) -> list[dict[str, object]]:
    return [
        {
            "incident_id": f"a{number}",
            "district_as_written": district,
            "date": day,
            "published_date": day,
            "killed_total": killed,
        }
        for number, (district, day, killed) in enumerate(places)
    ]


def areas(small_world: Build, basis: str, *places: tuple[str, str, int]) -> dict[str, int]:
    world = small_world(incidents=events(*places))
    found = world.execute(
        "select area_id, sum(killed_best)::bigint from marts.weekly_casualties_by_boundary"
        " where basis = ? and incidents > 0 group by area_id",
        [basis],
    )
    return dict(found.fetchall())


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("as_reported", {"lasbela": 1, "hub": 2}),
        ("set_36", {"hub": 3}),
        ("constant_1989", {"lasbela": 3}),
        ("constant_2018", {"lasbela": 3}),
    ],
)
def test_hub_before_and_after_its_split(small_world: Build, basis: str, expected: dict[str, int]) -> None:
    """Lasbela seemed to calm down in September 2022, when Hub was taken out of it."""
    assert areas(small_world, basis, ("Hub", "2022-08-20", 1), ("Hub", "2022-09-20", 2)) == expected


def test_a_district_of_2026_is_its_parent_on_the_36_set(small_world: Build) -> None:
    assert areas(small_world, "set_36", ("Quetta", "2024-05-06", 1), ("Wadh", "2024-05-06", 2)) == {
        "quetta": 1,
        "khuzdar": 2,
    }


def test_what_is_known_to_the_province_only_stays_in_the_bucket_on_every_basis(small_world: Build) -> None:
    world = small_world(incidents=events(("Nowhereabad", "2024-05-06", 5)))
    found = world.execute(
        "select basis, area_id, killed_best from marts.weekly_casualties_by_boundary where incidents > 0 order by basis"
    ).fetchall()
    assert found == [(basis, "balochistan", 5) for basis in ("as_reported", "constant_1989", "constant_2018", "set_36")]


def test_a_zero_beside_an_unknown_toll_is_unknown_on_every_basis(small_world: Build) -> None:
    world = small_world(incidents=events(("Quetta", "2024-05-06", 0), ("Quetta", "2024-05-07", None)))
    found = world.execute(
        "select basis, incidents, killed_best from marts.weekly_casualties_by_boundary where incidents > 0 order by basis"
    ).fetchall()
    assert found == [(basis, 2, None) for basis in ("as_reported", "constant_1989", "constant_2018", "set_36")]
