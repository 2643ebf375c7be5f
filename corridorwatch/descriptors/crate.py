"""`ro-crate-metadata.json`: a release as a research object, by RO-Crate 1.1: its files, what they rest on, what made
them.

The format: https://www.researchobject.org/ro-crate/specification/1.1/.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corridorwatch.descriptors.about import CREATOR, PLACE

FILE = "ro-crate-metadata.json"
_CREATOR = "#authors"
_PLACE = "#balochistan"
_RUN = "#run"
_CODE = "#corridorwatch"
_KINDS = {".json": "application/json", ".jsonld": "application/ld+json", ".duckdb": "application/vnd.duckdb",
          ".cff": "text/yaml"}  # fmt: skip


def crate(package: Mapping[str, Any], inputs: Sequence[Mapping[str, Any]], folder: Path) -> dict[str, Any]:
    """The description of a release as a crate.

    Args:
        package: the release's `datapackage.json`.
        inputs: the files that were read: `file`, `sha256`, `received`.
        folder: the release: what lies in it beside the tables is listed too.
    """
    tables = {resource["path"]: resource for resource in package["resources"]}
    beside = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != FILE)
    licences = [licence for licence in package["licenses"] if "path" in licence]
    parts = [*tables, *beside, "site/"]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": package["title"],
        "description": package["description"],
        "identifier": package["id"],
        "version": package["version"],
        "datePublished": package["as_of"],
        "keywords": ", ".join(package["keywords"]),
        "license": [{"@id": licence["path"]} for licence in licences],
        "creator": {"@id": _CREATOR},
        "temporalCoverage": f"{package['temporal']['start']}/{package['temporal']['end']}",
        "spatialCoverage": {"@id": _PLACE},
        "hasPart": [{"@id": part} for part in parts],
        "mentions": {"@id": _RUN},
    }
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": FILE,
                "@type": "CreativeWork",
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                "about": {"@id": "./"},
            },
            root,
            {"@id": _CREATOR, "@type": "Organization", "name": CREATOR},
            {"@id": _PLACE, "@type": "Place", "name": PLACE},
            *(
                {
                    "@id": licence["path"],
                    "@type": "CreativeWork",
                    "name": licence["title"],
                    "description": f"The licence {licence['title']}.",
                }
                for licence in licences
            ),
            {"@id": _CODE, "@type": "SoftwareApplication", "name": "corridorwatch", "version": package["version"]},
            {
                "@id": _RUN,
                "@type": "CreateAction",
                "name": f"The run as of {package['as_of']}",
                "instrument": {"@id": _CODE},
                "object": [{"@id": _input(each)} for each in inputs],
                "result": {"@id": "./"},
            },
            *(_read(each) for each in inputs),
            *(_table(path, resource) for path, resource in tables.items()),
            *(_beside(name) for name in beside),
            {"@id": "site/", "@type": "Dataset", "name": "The site: pages, charts and api/v1"},
        ],
    }


def _input(read: Mapping[str, Any]) -> str:
    return f"#sha256-{read['sha256']}-{read['table']}"


def _read(read: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@id": _input(read),
        "@type": "CreativeWork",
        "name": read["file"],
        "description": f"{read['received']} rows received, read into raw.{read['table']}",
        "identifier": f"sha256:{read['sha256']}",
    }


def _table(path: str, resource: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@id": path,
        "@type": "File",
        "name": resource["title"],
        "description": resource["description"],
        "encodingFormat": resource["mediatype"],
        **({"contentSize": str(resource["bytes"])} if "bytes" in resource else {}),
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _beside(name: str) -> dict[str, Any]:
    return {"@id": name, "@type": "File", "name": name, "encodingFormat": _KINDS[Path(name).suffix]}
