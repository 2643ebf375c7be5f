"""`dcat.jsonld`: the release for data catalogues, in the words of DCAT 3 and of schema.org at once.

The vocabularies: https://www.w3.org/TR/vocab-dcat-3/ and https://schema.org/Dataset. The context stands in the file:
nothing is fetched to read it.
"""

from collections.abc import Mapping
from typing import Any

from corridorwatch.descriptors.about import BOX, CREATOR, DESCRIPTION, KEYWORDS, NAME, PLACE, TITLE

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def dcat(package: Mapping[str, Any]) -> dict[str, Any]:
    """The catalogue entry of a release: one dataset, one distribution per table.

    Args:
        package: the release's `datapackage.json`.
    """
    about = {key: value for key, value in schema_org(package).items() if not key.startswith("@")}
    return {
        "@context": _CONTEXT,
        "@id": f"urn:corridorwatch:{package['id']}",
        "@type": ["dcat:Dataset", "schema:Dataset"],
        "dct:title": package["title"],
        "dct:description": package["description"],
        "dct:identifier": package["id"],
        "dct:creator": {"@type": "schema:Organization", "schema:name": CREATOR},
        "dct:modified": {"@value": package["as_of"], "@type": "xsd:date"},
        "dcat:version": package["version"],
        "dcat:keyword": package["keywords"],
        "dct:license": [{"@id": licence["path"]} for licence in package["licenses"] if "path" in licence],
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": package["temporal"]["start"], "@type": "xsd:date"},
            "dcat:endDate": {"@value": package["temporal"]["end"], "@type": "xsd:date"},
        },
        "dct:spatial": {"@type": "dct:Location", "schema:name": PLACE},
        **{f"schema:{key}": _prefixed(value) for key, value in about.items()},
        "dcat:distribution": [
            {
                "@id": resource["path"],
                "@type": "dcat:Distribution",
                "dct:title": resource["title"],
                "dct:description": resource["description"],
                "dcat:mediaType": resource["mediatype"],
                **({"dcat:byteSize": resource["bytes"]} if "bytes" in resource else {}),
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": resource["hash"].removeprefix("sha256:"),
                },
            }
            for resource in package["resources"]
        ],
    }


def schema_org(package: Mapping[str, Any]) -> dict[str, Any]:
    """The schema.org description that a page of the site carries, for search engines of datasets.

    Args:
        package: of the release's `datapackage.json`: `id`, `as_of`, `temporal`, `licenses`, `sources` and, where the
            site's address is known, `homepage`.
    """
    south, west, north, east = BOX
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": TITLE,
        "alternateName": NAME,
        "description": DESCRIPTION,
        "identifier": package["id"],
        "dateModified": package["as_of"],
        "keywords": list(KEYWORDS),
        "license": [licence.get("path", licence["title"]) for licence in package["licenses"]],
        "creator": {"@type": "Organization", "name": CREATOR},
        "isAccessibleForFree": True,
        "isBasedOn": [source["title"] for source in package["sources"]],
        "temporalCoverage": f"{package['temporal']['start']}/{package['temporal']['end']}",
        "spatialCoverage": {
            "@type": "Place",
            "name": PLACE,
            "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"},
        },
        **({"url": package["homepage"]} if "homepage" in package else {}),
    }


def _prefixed(value: Any) -> Any:
    """A value of schema.org with its terms in the prefix of the graph."""
    if isinstance(value, Mapping):
        return {
            key if key.startswith("@") else f"schema:{key}": f"schema:{each}" if key == "@type" else _prefixed(each)
            for key, each in value.items()
        }
    return value
