"""Writes a release's descriptors, each made from the first."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corridorwatch.descriptors.citation import citation
from corridorwatch.descriptors.crate import FILE, crate
from corridorwatch.descriptors.croissant import croissant
from corridorwatch.descriptors.dcat import dcat


def write_descriptors(package: Mapping[str, Any], inputs: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Write `datapackage.json`, `croissant.json`, `dcat.jsonld`, `CITATION.cff` and `ro-crate-metadata.json`.

    Args:
        package: as `datapackage.describe` gives it.
        inputs: the files that the release was made from, with `table`, `file`, `sha256` and `received`.
        folder: the release, with every other file in it.
    """
    for name, content in (
        ("datapackage.json", package),
        ("croissant.json", croissant(package)),
        ("dcat.jsonld", dcat(package)),
    ):
        _write(folder / name, _json(content))
    _write(folder / "CITATION.cff", citation(package))
    # Last: it lists the others.
    _write(folder / FILE, _json(crate(package, inputs, folder)))


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
