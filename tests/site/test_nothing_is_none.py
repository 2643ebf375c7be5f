"""Where a table holds nothing, pages and their files print no word of the programming language for it."""

import csv
import re
from pathlib import Path

import pytest

from corridorwatch.config import ROOT
from corridorwatch.site.build import build_site
from tests.site.tables import AS_OF, STAMP, published_tables

NOTHING = re.compile(r"""[>"'\s,](?:None|NaN|nan|NaT)\s*[<"',]""")


@pytest.mark.parametrize("kind", ["sample", "census"])
def test_no_page_prints_the_word_for_a_missing_value(kind: str, tmp_path: Path) -> None:
    """The meaning of a code without one was printed as `None`."""
    tables = published_tables(kind)
    tables.execute("insert into ref.vocabularies values ('line_kind', 'road', 'Road', null)")
    build_site(tables, tmp_path, as_of=AS_OF, stamp=STAMP)
    texts = {
        file.relative_to(tmp_path).as_posix(): file.read_text(encoding="utf-8")
        for file in tmp_path.rglob("*")
        if file.suffix in (".html", ".csv", ".json", ".geojson") and file.name != "queries.html"
    }
    assert "<td><code>road</code></td><td>Road</td><td></td>" in texts["methods.html"]
    assert {name: found for name, text in texts.items() if (found := NOTHING.findall(text))} == {}


def test_every_code_of_a_closed_list_has_a_meaning() -> None:
    for file in (ROOT / "reference").glob("vocabularies*.csv"):
        with file.open(encoding="utf-8", newline="") as rows:
            assert [row["code"] for row in csv.DictReader(rows) if not row["definition"]] == [], file.name
