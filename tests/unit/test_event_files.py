"""The files that a night is measured on: the province's share of the rows, ids, and the same bytes every time."""

from pathlib import Path

import duckdb
import pytest

from benchmarks.event_files import LEAST_NEWS, ged_shaped, stressed, with_news
from tests.ucdp_file import content

PROVINCE = [{"adm_2": f"{name} district", "where_description": 'a, quote "and\na line'} for name in ("Kech", "Sibi")]
SINDH = [{"adm_1": "Sindh province", "adm_2": f"{name} district"} for name in ("Karachi", "Thatta", "Dadu")]
TAGS = {"id": "#event+id", "country": "#country+name", "adm_1": "#adm1+name"}
ROWS = 20_000


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two rows of the province, three of Sindh, one of India, a row of HXL tags and a highway no alias decides."""
    path = tmp_path_factory.mktemp("source") / "pakistan.csv"
    highway = {"where_coordinates": "Quetta-Mastung highway"}
    path.write_bytes(content([TAGS, *PROVINCE, *SINDH, {"country": "India", "adm_1": "Punjab state"}, highway]))
    return path


@pytest.fixture(scope="module")
def made(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file in GED's shape."""
    path = tmp_path_factory.mktemp("made") / "ged.csv"
    assert ged_shaped(source, ROWS, path) == 34
    return path


def read(file: Path, query: str) -> list[tuple]:
    """What a query over the file's rows gives."""
    rows = f"read_csv('{file}', all_varchar = true, header = true, quote = '\"', escape = '\"')"
    with duckdb.connect() as connection:
        return connection.execute(query.replace("the_file", rows)).fetchall()


def test_seventeen_in_ten_thousand_rows_are_of_the_province_and_137_of_the_rest_of_the_country(made: Path) -> None:
    assert read(
        made,
        "select count(*), count(*) filter (adm_1 = 'Balochistan province'), count(*) filter (adm_1 = 'Sindh province'),"
        " count(distinct country) > 100, count(*) filter (starts_with(id, '#')),"
        " count(*) filter (where_coordinates = 'Quetta-Mastung highway') from the_file",
    ) == [(ROWS, 34, 274, True, 0, 0)]


def test_every_row_of_the_province_stands_as_often_as_every_other(made: Path) -> None:
    assert read(
        made, "select adm_2, count(*) from the_file where adm_1 = 'Balochistan province' group by 1 order by 1"
    ) == [("Kech district", 17), ("Sibi district", 17)]


def test_ids_count_up_from_zero_without_a_gap(made: Path) -> None:
    rows = f"read_csv('{made}', all_varchar = true, header = true, quote = '\"', escape = '\"')"
    with duckdb.connect() as connection:
        ids = [int(row[0]) for row in connection.execute(f"select id from {rows}").fetchall()]
    assert ids == list(range(ROWS))


def test_the_same_source_gives_the_same_bytes(source: Path, made: Path, tmp_path: Path) -> None:
    ged_shaped(source, ROWS, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == made.read_bytes()


def test_new_rows_come_at_the_end_and_some_are_of_the_province(source: Path, made: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.csv"
    assert with_news(source, made, ROWS, 20, newer) == LEAST_NEWS
    assert newer.read_bytes().startswith(made.read_bytes())
    assert read(
        newer,
        f"select count(*), count(distinct id), max(id::bigint), count(*) filter (id::bigint >= {ROWS}"
        " and adm_1 = 'Balochistan province') from the_file",
    ) == [(ROWS + 20, ROWS + 20, ROWS + 19, LEAST_NEWS)]


def test_the_stress_file_draws_from_all_rows_alike(source: Path, tmp_path: Path) -> None:
    stressed(source, 6_000, tmp_path / "stress.csv")
    found = read(
        tmp_path / "stress.csv",
        "select count(distinct id), count(*) filter (adm_1 = 'Balochistan province'), count(*) filter (starts_with(id, '#'))"
        " from the_file",
    )
    assert found[0][0] == 6_000
    assert 1_800 < found[0][1] < 2_200
    assert found[0][2] == 0


def test_a_file_without_rows_of_the_province_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sindh.csv").write_bytes(content(SINDH))
    with pytest.raises(SystemExit, match="no row of Balochistan province"):
        ged_shaped(tmp_path / "sindh.csv", 100, tmp_path / "out.csv")
