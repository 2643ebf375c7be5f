"""What a sum on the site cites: the pages of its own incidents, all of them and no other."""

from datetime import date

import duckdb
import pytest

from corridorwatch import sqlmodels
from corridorwatch.site.build import headline_source
from corridorwatch.site.reader import Reader
from tests import world


@pytest.fixture(scope="module")
def cited(real_world: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], set[str]]:
    """Sum -> the addresses it cites."""
    reader = Reader(real_world, world.AS_OF)
    headline_source(reader)
    pages = {row["cited"]: row["source_url"] for row in reader.rows("cited_pages")}
    return {(row["kind"], row["key"]): {pages[each] for each in row["cited"]} for row in reader.rows("citations")}


def test_each_week_and_district_cites_the_leading_page_of_every_incident_it_counts(cited, real_world) -> None:
    counted = real_world.execute(
        "select incident.district_id, incident.week, list(distinct incident.source_url) from core.incidents as incident "
        "join marts.weekly_casualties_by_district as counted using (source_id, district_id, week) "
        "where counted.incidents > 0 and incident.date_precision in ('day', 'week') group by all"
    ).fetchall()
    assert len(counted) > 200
    for district, week, urls in counted:
        assert set(urls) <= cited["district_week", f"{district}|{week}"], (district, week)
        assert set(urls) <= cited["week", str(week)] & cited["district", district] & cited["province", ""]


def test_a_week_cites_no_page_that_none_of_its_incidents_rests_on(cited, real_world) -> None:
    for (kind, key), urls in cited.items():
        if kind == "week":
            known = real_world.execute(
                "select source_url from core.reports where week = $week union select claim.source_url from core.claims as claim "
                "join core.incidents as incident on incident.incident_id = claim.event_id where incident.week = $week",
                {"week": date.fromisoformat(key)},
            ).fetchall()
            assert urls <= {url for (url,) in known}, key


def test_an_account_that_widens_an_interval_is_cited_with_the_leading_one(cited, real_world) -> None:
    widened = real_world.execute(
        "select incident.week, claim.source_url from core.incidents as incident join core.claim_standing as standing "
        "on standing.event_id = incident.incident_id join core.claims as claim on claim.claim_id = standing.claim_id "
        "where standing.series_kind = 'whole' and standing.victim_group = 'total' and standing.metric = 'killed' "
        "and standing.standing = 'current' and standing.high = incident.killed_high "
        "and claim.source_url <> incident.source_url and incident.date_precision = 'day' and incident.district_id is not null "
        "and not incident.is_landmark"
    ).fetchall()
    assert widened
    assert [row for row in widened if row[1] not in cited["week", str(row[0])]] == []


def test_a_record_without_a_page_is_cited_by_name_and_one_of_a_publisher_by_its_file(real_world_as_of) -> None:
    world_now = real_world_as_of(world.AS_OF, lambda table: False)
    world_now.execute("update core.incidents set source_url = null where week = '2026-01-26'")
    world_now.execute("update core.reports set source_url = null, source_name = 'A caller' where week = '2026-01-26'")
    world_now.execute("delete from core.claim_standing where event_kind = 'incident'")
    world_now.execute("delete from core.interval_claims where event_kind = 'incident'")
    marts = [model for model in world.MODELS if model.table in ("marts.cited_pages", "marts.incident_pages")]

    def read() -> set[tuple[str | None, str]]:
        for model in marts:
            sqlmodels.build(world_now, model, world.parameters())
        reader = Reader(world_now, world.AS_OF)
        headline_source(reader)
        pages = {row["cited"]: (row["source_url"], row["source_name"]) for row in reader.rows("cited_pages")}
        [week] = [row for row in reader.rows("citations") if (row["kind"], row["key"]) == ("week", "2026-01-26")]
        return {pages[each] for each in week["cited"]}

    assert read() == {(None, "A caller")}
    world_now.execute(
        "update ref.sources set url = 'https://example.org/file', title = 'The file' where source_id = 'ledger'"
    )
    assert read() == {("https://example.org/file", "The file")}


def test_no_page_of_a_source_whose_rows_may_not_leave_is_numbered(real_world_as_of) -> None:
    world_now = real_world_as_of(world.AS_OF, lambda table: False)
    world_now.execute("update ref.sources set rows_may_leave = false")
    [model] = [model for model in world.MODELS if model.table == "marts.cited_pages"]
    assert sqlmodels.build(world_now, model, world.parameters()) == 0
