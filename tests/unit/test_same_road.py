"""What is said of a record that lies on a named road, against that road itself and on its strip."""

import json

import numpy as np
import pytest
import shapely
import shapely.ops

from corridorwatch.exposure.distances import measure
from corridorwatch.exposure.locations import Location, Site, line
from corridorwatch.exposure.strips import _along, _roads

STRETCH = shapely.LineString([(0, 0), (40, 0)])
ON_IT = Site("section", shapely.LineString([(0, 0), (100, 0)]), 25.0)
FARTHER = Site("next", shapely.LineString([(46, 0), (100, 0)]), 25.0)


@pytest.mark.parametrize("site", [ON_IT, FARTHER])
def test_on_the_road_itself_neither_the_place_nor_the_section_is_blurred(site: Site) -> None:
    apart = 6.0 if site is FARTHER else 0.0
    itself = measure(Location(STRETCH, 25.0, frozenset({"section", "next"})), [site], [5, 10, 50], 25.0)
    other = measure(Location(STRETCH, 25.0), [site], [5, 10, 50], 25.0)
    assert itself.nearest_km[0] == pytest.approx(apart, abs=1e-6)
    assert itself.farthest_km[0] == pytest.approx(apart + 40 if apart else 0, abs=1e-6)
    share = [0, 4 / 40, 1] if apart else [1, 1, 1]
    assert itself.within[0] == pytest.approx(share, abs=2e-3)
    assert other.nearest_km[0] == 0 and other.farthest_km[0] == pytest.approx(itself.farthest_km[0] + 50, abs=1e-6)
    assert np.all(other.within[0][:2] < 1)


def test_a_record_on_a_road_is_drawn_half_a_kilometre_longer_at_each_end_as_far_as_the_road_goes() -> None:
    way = [[28.0, 65.0, "a"], [28.0, 66.0, "b"]]
    [road] = _roads([{"line_id": "r", "ways": json.dumps([way])}]).values()
    [(_, whole)] = road.parts
    assert whole.length == pytest.approx(line(way).length)
    row = {"model": "stretch", "line_ids": ["r"]}
    middle = Location(shapely.ops.substring(whole, 30, 50), 25.0)
    assert _along(row, middle, "r", road) == (29.5, 50.5)
    first = Location(shapely.ops.substring(whole, 0, 50), 25.0)
    assert _along(row, first, "r", road) == (0.0, 50.5)
    assert _along(row, middle, "another", road) == (None, None)
