"""The script that draws: its version and bytes, and that no figure asks it for what it cannot draw."""

import hashlib
import json
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

from corridorwatch.errors import CorridorwatchError
from corridorwatch.site import bundle

ROOT = Path(__file__).resolve().parents[2]


def test_the_script_of_a_site_is_the_published_one_of_the_version_that_figures_are_checked_against(sites):
    """The whole of Plotly is 1,468 KB over the wire, and charts are bars and points: 395."""
    script = (sites["sample"] / "assets/plotly-basic.min.js").read_bytes()
    assert hashlib.sha256(script).hexdigest() == bundle.SHA256
    assert b"plotly.js (basic - minified) v4.1.1" in script[:200]
    assert get_plotlyjs_version() == bundle.VERSION
    assert bundle.FILE.stat().st_size < 400_000
    assert not (sites["sample"] / "assets/plotly.min.js").exists()


def test_a_script_that_is_not_the_published_one_stops_the_build(tmp_path, monkeypatch):
    broken = tmp_path / bundle.FILE.name
    monkeypatch.setattr(bundle, "FILE", broken)
    with pytest.raises(CorridorwatchError, match="is not the script"):
        bundle.plotly_script()
    broken.write_bytes(b"\x1f\x8b not one")
    with pytest.raises(CorridorwatchError, match=f"sha256 {bundle.SHA256}"):
        bundle.plotly_script()


@pytest.mark.parametrize("kind", ["sample", "census"])
def test_no_figure_uses_a_trace_that_the_script_lacks(kind, sites):
    used = {}
    for script in sorted((sites[kind] / "charts").glob("*.js")):
        name, _, value = script.read_text(encoding="utf-8").strip().rstrip(";").partition("=")
        for chart, figure in json.loads(value).items() if name == "window.CW_CHARTS" else ():
            for trace in figure["data"]:
                used.setdefault(trace.get("type", "scatter"), chart)
    assert {kind: chart for kind, chart in used.items() if kind not in bundle.TRACES} == {}
    assert used


def test_notice_and_licence_are_with_the_script():
    assert "MIT" in (bundle.FILE.parent / "LICENSE-plotly.txt").read_text(encoding="utf-8")
    assert "plotly.js" in (ROOT / "NOTICE").read_text(encoding="utf-8")
