"""`CITATION.cff` of a release, and the sentence that cites it: the Citation File Format 1.2.0.

The format: https://github.com/citation-file-format/citation-file-format.
"""

import json
from collections.abc import Mapping
from typing import Any

from corridorwatch.descriptors.about import CREATOR


def sentence(package: Mapping[str, Any]) -> str:
    """How a release is cited in a text.

    Args:
        package: the release's `datapackage.json`.
    """
    credits = "; ".join(source["title"] for source in package["sources"])
    where = f" {package['homepage']}." if "homepage" in package else ""
    return (
        f"{CREATOR} ({package['as_of'][:4]}): {package['title']}, release {package['id']}, as of {package['as_of']},"
        f" data through {package['temporal']['end']}.{where} Built on: {credits}."
    )


def citation(package: Mapping[str, Any]) -> str:
    """The `CITATION.cff` of a release, YAML.

    Args:
        package: the release's `datapackage.json`.
    """
    # A JSON text is a YAML text: quoted as JSON, no title can break the file.
    lines = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": f"Cite the release that you read, and the publishers it rests on. {sentence(package)}",
        "title": package["title"],
        "abstract": package["description"],
        "version": package["version"],
        "date-released": package["as_of"],
        "keywords": package["keywords"],
        "authors": [{"name": CREATOR}],
        "identifiers": [
            {"type": "other", "value": package["id"], "description": "The edition: a digest of inputs, day and code."}
        ],
        **({"url": package["homepage"]} if "homepage" in package else {}),
        "references": [
            {
                "type": "data",
                "title": source["title"],
                "authors": [{"name": source["title"]}],
                **({"url": source["path"]} if "path" in source else {}),
            }
            for source in package["sources"]
        ],
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in lines.items())
