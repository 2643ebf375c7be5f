"""`fetch`, `add` and `sources` as a stranger meets them: the command line, a real server on loopback."""

import io
import sys
from datetime import date
from pathlib import Path

import pytest

from corridorwatch.ingest.spans import Span
from pipelines import sources_cli
from tests import world
from tests.commands import command
from tests.servers.acled import event
from tests.servers.ucdp import candidate, ucdp, yearly
from tests.ucdp_file import content


def test_fetching_says_what_came_and_ends_with_status_1_when_something_did_not(tmp_path: Path) -> None:
    with ucdp() as publisher:
        publisher.files["ged/ged261-csv.zip"] = yearly(candidate(1, 2, 3))
        settings = tmp_path / "corridorwatch.toml"
        settings.write_text(f'[publishers]\nucdp_files = "{publisher.web.url}/downloads"\n', encoding="utf-8")
        given = {"CORRIDORWATCH_CONFIG": str(settings)}
        good = command(tmp_path / "data", "fetch", "ucdp_ged", **given)
        bad = command(tmp_path / "data", "fetch", "ucdp_ged", "ucdp_candidate", **given)
    assert good.returncode == 0, good.stderr
    assert good.stdout.splitlines()[1].split()[:2] == ["ucdp_ged", "success"]
    assert bad.returncode == 1
    assert bad.stdout.splitlines()[1].split()[:2] == ["ucdp_ged", "unchanged"]
    assert "no candidate file is there" in bad.stdout
    assert "1 of 2 sources failed: ucdp_candidate" in bad.stderr
    assert "next:" in bad.stderr
    assert "Traceback" not in bad.stderr


def test_a_file_is_added_by_hand_or_refused_and_listed_with_its_age(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(candidate(1, 2))
    added = command(tmp_path / "data", "add", "ucdp_ged", str(file))
    assert added.returncode == 0, added.stderr
    assert Path(added.stdout.strip()).read_bytes() == file.read_bytes()
    assert "2 records" in added.stderr
    file.write_bytes(b"<!DOCTYPE html>")
    refused = command(tmp_path / "data", "add", "ucdp_candidate", str(file))
    assert refused.returncode == 1
    assert "lacks the column" in refused.stderr
    listed = {line.split()[0]: line for line in command(tmp_path / "data", "sources").stdout.splitlines()}
    assert " 0 d " in listed["ucdp_ged"]
    assert "failed" in listed["ucdp_candidate"]
    assert listed["acled"].rstrip().endswith("corridorwatch fetch acled")


def test_without_a_name_and_with_nothing_enabled_nobody_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CORRIDORWATCH_HOME", str(tmp_path))
    sources_cli.fetch()
    assert "no source is enabled" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_does_not_say_its_days_is_kept_to_its_own_and_others_can_be_declared(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    rows = [{**event(number, 1), "event_date": day} for number, day in enumerate(("2024-01-10", "2024-01-20"))]
    world.write_csv(file, list(rows[0]), rows)
    silent = command(tmp_path / "data", "add", "acled", str(file))
    assert silent.returncode == 0, silent.stderr
    assert "kept to its own first and last event, 2024-01-10 to 2024-01-20; --from DAY --to DAY" in silent.stderr
    said = command(tmp_path / "data", "add", "acled", str(file), "--from", "2024-01-01", "--to", "2024-01-31")
    assert said.returncode == 0, said.stderr
    assert "it speaks for 2024-01-01 to 2024-01-31, as declared" in said.stderr
    late = command(tmp_path / "data", "add", "acled", str(file), "--to", "2999-01-01")
    assert late.returncode == 1
    assert "declared to end on 2999-01-01, after" in late.stderr
    rows = [{**row, "country": "Zambia"} for row in rows]
    world.write_csv(file, list(rows[0]), rows)
    assert "holds no event of the country" in command(tmp_path / "data", "add", "acled", str(file)).stderr


def test_a_file_that_holds_less_than_its_name_says_is_told_so(tmp_path: Path) -> None:
    """A part of an edition, saved under the edition's name, would be read as all of it."""
    file = tmp_path / "GEDEvent_v26_1.csv"
    file.write_bytes(content([{}]))
    added = command(tmp_path / "data", "add", "ucdp_ged", str(file))
    assert "its name says 1989-01-01 to 2025-12-31, its events reach from 2015-05-06 to 2015-05-06" in added.stderr
    declared = command(tmp_path / "data", "add", "ucdp_ged", str(file), "--from", "2015-01-01", "--to", "2015-12-31")
    assert "it speaks for 2015-01-01 to 2015-12-31, as declared" in declared.stderr


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("\n\n", (None, None)),
        ("2024-01-01\n\n", (date(2024, 1, 1), None)),
        ("\n2024-02-29\n", (None, date(2024, 2, 29))),
    ],
)
def test_on_a_terminal_the_days_are_asked_for(
    answers: str, expected: tuple[date | None, date | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", _Terminal(answers))
    own = Span(date(2024, 1, 10), date(2024, 1, 20), "own_events")
    assert sources_cli._asked_for_days(own) == expected
