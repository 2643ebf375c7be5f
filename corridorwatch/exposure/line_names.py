"""Which texts of incidents name which lines of `ref.named_lines`.

DuckDB compiles a pattern once where a query states it, and once for every text where it comes out of a table: sixty
microseconds each time, of which a text takes one or two. So the patterns are written into the query.
"""

from collections.abc import Mapping
from typing import Any

import duckdb

from corridorwatch.errors import BrokenModel
from corridorwatch.warehouse import literal

_LINES = "select line_id, pattern from ref.named_lines where pattern is not null order by line_id"
_NAMED = """
create or replace table prepared.line_names as
with texts as (
    select lower(concat_ws(' ', place_as_written, target_as_written)) as text
    from core.incidents
    union
    -- Some publishers describe the place in a note of their own.
    select lower(note) from core.incidents
    where source_id in (select source_id from raw.sources where note_tells_place = 'yes')
),
named as (select text, list_filter([{named}]::varchar[], lambda line: line is not null) as line_ids from texts)
select text, line_ids from named where len(line_ids) > 0
"""


def prepare(connection: duckdb.DuckDBPyConnection, values: Mapping[str, Any]) -> None:
    """Fill `prepared.line_names`: one row per text of an incident, in small letters, that names a line, with the ids of
    the lines in their order.

    Raises:
        BrokenModel: a pattern is no regular expression.
    """
    connection.execute("create schema if not exists prepared")
    lines = connection.execute(_LINES).fetchall()
    named = (f"case when regexp_matches(text, {literal(pattern)}) then {literal(line)} end" for line, pattern in lines)
    try:
        connection.execute(_NAMED.format(named=", ".join(named)))
    except duckdb.IOException:
        raise
    except duckdb.Error as error:
        raise BrokenModel(
            f"a pattern of the named lines is no regular expression: {error}",
            expected="patterns that DuckDB can match (RE2)",
            next_step="mend the column pattern of named_lines.csv",
        ) from error
