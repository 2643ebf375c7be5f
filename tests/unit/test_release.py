"""What a release does when the disk would not take it, and what becomes of one that is not whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from corridorwatch import release
from corridorwatch.config import ROOT, Settings
from corridorwatch.errors import ReleaseError

_PUBLISH = """
import resource, signal, sys, duckdb
from datetime import UTC, date, datetime
from pathlib import Path
from corridorwatch import release, sqlmodels
from corridorwatch.config import Settings
from corridorwatch.errors import NoRoom
home = Path(sys.argv[1])
(home / "ref").mkdir()
header = "-- description: One row per number.\\n-- grain: a\\n-- columns:\\n--   a BIGINT: a number\\n--   b VARCHAR: noise\\n"
(home / "ref/big.sql").write_text(header + "select range as a, md5(range::varchar) as b from range(300_000)")
models = sqlmodels.load_models(home)
connection = duckdb.connect(home / "w.duckdb")
sqlmodels.build(connection, models[0], {})
connection.execute("create table ref.sources (source_id varchar, rows_may_leave boolean)")
moment = datetime(2026, 11, 20, tzinfo=UTC)
site = release.begin(home / "releases", moment) / "site"
site.mkdir()
(site / "index.html").touch()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    release.publish(connection, models, Settings(home=home), moment=moment, as_of=date(2026, 11, 20))
except NoRoom as error:
    print(error)
"""


def test_a_disk_that_takes_no_more_is_told_as_that_and_nothing_is_published(tmp_path: Path) -> None:
    for number, room in enumerate((20_000, 2_000_000, 11_000_000)):
        home = tmp_path / str(number)
        home.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", _PUBLISH, str(home), str(room)],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert "could not be written" in done.stdout and "make room" in done.stdout, done.stderr
        assert [path.name for path in (home / "releases").iterdir()] == [".building-20261120T000000Z"]
        assert not (home / "latest").exists()


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"tables": {}}', b'{"edition": "e", "as_of": "2026-11-19", "tables": []}',
     b'{"edition": "e", "as_of": "yesterday", "tables": {}}', b'{"edition": "e", "as_of": "2026-11-19", "tables": {"a": 1}}'],
)  # fmt: skip
def test_a_release_with_a_damaged_manifest_is_none_and_says_what_helps(tmp_path: Path, manifest: bytes) -> None:
    settings = Settings(home=tmp_path)
    for name, told in (
        ("20261118T000000Z", b'{"edition": "e", "as_of": "2026-11-18", "tables": {"a": {"rows": 3}}}'),
        ("20261119T000000Z", manifest),
    ):
        (settings.releases / name).mkdir(parents=True)
        (settings.releases / name / "manifest.json").write_bytes(told)
        (settings.releases / name / "success").touch()
    (tmp_path / "latest").symlink_to("releases/20261119T000000Z")
    assert [made.path.name for made in release.published(settings)] == ["20261118T000000Z"]
    with pytest.raises(ReleaseError, match=r"(?s)20261119T000000Z cannot be read.*corridorwatch run"):
        release.latest(settings)


def test_what_is_half_built_or_half_removed_goes_and_whole_releases_and_other_folders_stay(tmp_path: Path) -> None:
    for name in (".building-20261120T000000Z", "20261118T000000Z", "20261119T000000Z", "notes"):
        (tmp_path / name / "site").mkdir(parents=True)
    (tmp_path / "20261119T000000Z" / "success").touch()
    release.clear(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["20261119T000000Z", "notes"]
    release.clear(tmp_path / "no releases yet")
