"""Files of UCDP's columns to measure a night on, made from the rows of one that is at hand.

`ged_shaped` is shaped like the whole of UCDP GED: of its rows 0.17 % lie in Balochistan, 1.4 % in the rest of Pakistan
and the others in 120 other countries, so the cost of reading past rows of elsewhere stands in its true proportion to
that of the province's own. `stressed` draws from all rows alike: from a file of Pakistan about a tenth of the rows lie
in the province, some sixty times the real share. Both follow a fixed rule: the same source gives the same bytes.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

PROVINCE = "Balochistan province"
SHARE_OF_PROVINCE = 0.0017
"""Some 700 rows of some 418,000."""
SHARE_OF_COUNTRY = 0.0137
"""The rest of Pakistan: some 5,700 rows."""
COUNTRIES, UNITS = 120, 20
"""Made-up countries elsewhere, and first-level units in each."""
LEAST_NEWS = 5
"""Rows of the province among new ones, where its share would be less: a night with news has some."""

_AT_ONCE = 400_000
_READ = "read_csv('{}', all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"')"


def stressed(source: Path, rows: int, target: Path) -> None:
    """Write `rows` rows drawn from `source` with replacement, whatever they are of, with ids that count up from 0.

    Args:
        source: a CSV of UCDP's columns with a header; a row of HXL tags is left out.
    """
    with _rows_of(source) as connection:
        count = connection.execute("select count(*) from base").fetchone()[0]
        connection.execute(
            "create table picked as select range as i, (hash(range, 7) % $count)::bigint as number, false as is_made_up"
            " from range($rows)",
            {"count": count, "rows": rows},
        )
        _write(connection, range(rows), target)


def ged_shaped(source: Path, rows: int, target: Path) -> int:
    """Write `rows` rows in the shape of the whole of GED, with ids that count up from 0.

    Each row of the province stands as often as every other, or once more. Rows elsewhere are drawn from all of the
    source, with a country and a first-level unit that are made up.

    Args:
        source: a CSV of UCDP's columns with a header, with rows of Balochistan; a row of HXL tags is left out.

    Returns:
        How many of the rows are of the province.

    Raises:
        SystemExit: the source has no row of the province.
    """
    with _rows_of(source) as connection:
        found = _pick(connection, 0, rows, 0)
        _write(connection, range(rows), target)
    return found


def with_news(source: Path, held: Path, rows: int, new: int, target: Path) -> int:
    """Write the file `held` of `rows` rows, which `ged_shaped` made from `source`, and `new` more rows at its end.

    At least five of them are of the province. Their days are those of the rows that they repeat: they fall into weeks
    long past, as what a publisher adds later does.

    Returns:
        How many of the new rows are of the province.
    """
    shutil.copyfile(held, target)
    with _rows_of(source) as connection:
        found = _pick(connection, rows, new, _of_province(rows), at_least=LEAST_NEWS)
        _write(connection, range(rows, rows + new), target, is_more=True)
    return found


def _of_province(rows: int) -> int:
    return round(rows * SHARE_OF_PROVINCE)


def _pick(connection: duckdb.DuckDBPyConnection, first: int, rows: int, before: int, *, at_least: int = 0) -> int:
    """Make the table `picked`: for ids from `first`, which row of `base` stands there and whether its place is made up.

    `before` rows of the province stand in the file already.
    """
    inside = min(rows, max(_of_province(rows), at_least))
    near = min(rows - inside, round(rows * SHARE_OF_COUNTRY))
    counts = dict(connection.execute("select kind, count(*) from base group by kind").fetchall())
    if not counts.get("province"):
        raise SystemExit(f"the file has no row of {PROVINCE}; expected one of UCDP's files of Pakistan or of the world")
    if not counts.get("country"):
        near = 0
    # What a row is, its rank by a hash decides: rows of the province lie all over the file.
    connection.execute(f"""
        create table picked as
        with ranked as (
            select range as i, row_number() over (order by hash(range, 11), range) - 1 as rank
            from range({first}, {first + rows})
        )
        select i, base.number, false as is_made_up
        from ranked join base on base.kind = 'province' and base.place = ({before} + rank) % {counts["province"]}
        where rank < {inside}
        union all
        select i, base.number, false
        from ranked join base on base.kind = 'country' and base.place = rank % {counts.get("country", 1)}
        where rank >= {inside} and rank < {inside + near}
        union all
        select i, (hash(i, 7) % {sum(counts.values())})::bigint, true from ranked where rank >= {inside + near}
    """)
    return inside


def _write(connection: duckdb.DuckDBPyConnection, ids: range, target: Path, *, is_more: bool = False) -> None:
    """Write the rows of `picked` in the order of their ids, so many at a time that memory holds them."""
    with TemporaryDirectory(dir=target.parent) as folder, target.open("ab" if is_more else "wb") as whole:
        part = Path(folder) / "part.csv"
        for start in ids[::_AT_ONCE]:
            connection.execute(f"""
                copy (
                    select i as id, base.* exclude (number, kind, place) replace (
                        if(is_made_up, 'Country ' || hash(i, 3) % {COUNTRIES}, country) as country,
                        if(is_made_up, 'Unit ' || hash(i, 5) % {UNITS}, adm_1) as adm_1
                    )
                    from picked join base using (number)
                    where i between {start} and {start + _AT_ONCE - 1}
                    order by i
                ) to '{part}' (format csv, header {not is_more and start == ids.start})
            """)
            with part.open("rb") as made:
                shutil.copyfileobj(made, whole)


def _rows_of(source: Path) -> duckdb.DuckDBPyConnection:
    """The source's rows as the table `base`, numbered, and numbered within the province and within its country.

    A highway that no alias decides is left out: many copies of its deaths would rightly stop a run.
    """
    connection = duckdb.connect(config={"memory_limit": "3GB"})
    connection.execute(f"""
        create table base as
        select *, row_number() over (partition by kind order by number) - 1 as place
        from (
            select row_number() over () - 1 as number, * exclude (id),
                case when adm_1 = '{PROVINCE}' then 'province' when country = 'Pakistan' then 'country' else 'other' end
                    as kind
            from {_READ.format(source)}
            where id <> '' and not starts_with(id, '#') and country <> '' and not starts_with(country, '#')
                and where_coordinates is distinct from 'Quetta-Mastung highway'
        )
    """)
    return connection
