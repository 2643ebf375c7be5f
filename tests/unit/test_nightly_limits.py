"""The benchmark's last lines: medians of the repetitions, held to the limits, and nothing said of what was not measured."""

import sys

import pytest

from benchmarks.nightly import Figures, Taken, measure


def figures(**taken: list[tuple[float, float, float]]) -> Figures:
    """Figures of processes named with `_` for a space: (processor seconds, wall seconds, megabytes) per repetition."""
    found = Figures()
    for name, runs in taken.items():
        for run in runs:
            found.add(name.replace("_", " "), Taken(*run, steps={}))
    return found


def told(found: Figures) -> dict[str, tuple[float, bool]]:
    """Each limit's figure, and whether its line says that it holds."""
    return {limit.what: (limit.found, not limit.line().endswith("DOES NOT HOLD")) for limit in found.limits()}


def test_a_figure_is_the_median_of_its_repetitions() -> None:
    found = figures(night_with_news=[(50, 9, 100), (8, 30, 300), (9, 1, 900)])
    assert told(found)["night with 0.1 % new rows, processor"] == (9, True)
    assert told(found)["peak memory of the 1 nights"] == (300, True)


def test_each_limit_is_told_with_whether_it_holds() -> None:
    found = figures(
        plain_script=[(4, 5, 600)],
        same_outputs=[(6, 7, 900)],
        first_night=[(19, 20, 650)],
        night_without_news=[(4, 3, 200)],
        night_with_news=[(10.5, 9, 300)],
        full_night=[(15, 9, 400)],
        make_run_again=[(3, 3.5, 200)],
    )
    assert told(found) == {
        "night without news / plain script, processor": (1, True),
        "night without news / own full night, processor": (4 / 15, False),
        "night with 0.1 % new rows, processor": (10.5, False),
        "first night / script of the same outputs, processor": (19 / 6, False),
        "peak memory of the 4 nights": (650, False),
        "make run a second time on the ledger, wall": (3.5, True),
    }


def test_what_was_not_measured_is_held_to_nothing() -> None:
    assert told(figures(first_night=[(19, 20, 500)])) == {"peak memory of the 1 nights": (500, True)}


def test_a_process_that_fails_ends_the_benchmark_with_its_last_lines() -> None:
    with pytest.raises(SystemExit, match="ended with 3:\nwhy it failed"):
        measure(sys.executable, "-c", "print('why it failed'); raise SystemExit(3)")


def test_a_process_is_measured_with_its_children_and_without_the_one_that_started_it() -> None:
    """A peak was at least that of the benchmark's own process, which had just made a large file."""
    held = bytearray(150_000_000)
    work = "x = bytearray(80_000_000)\nfor _ in range(3_000_000): pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}], check=True)"
    idle, busy = measure(sys.executable, "-c", "pass"), measure(sys.executable, "-c", child)
    assert idle.peak < len(held) / 1e6 / 2
    assert busy.peak > idle.peak + 60
    assert busy.cpu > idle.cpu
