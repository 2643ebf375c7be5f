"""`croissant.json`: the same tables for machine-learning tools, by Croissant 1.0.

The format: https://docs.mlcommons.org/croissant/docs/croissant-spec.html. Record sets are those tables that are CSV;
the others are listed as files.
"""

from collections.abc import Mapping
from typing import Any

from corridorwatch.descriptors.about import BOX, CREATOR, PLACE
from corridorwatch.descriptors.citation import sentence

_TYPES = {
    "string": "sc:Text",
    "boolean": "sc:Boolean",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "array": "sc:Text",
    "any": "sc:Text",
}
# The context is the standard's own, word for word: readers compare it.
_TERMS = (
    *("citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format"),
    *("includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
    *("repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
)
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS},
}


def croissant(package: Mapping[str, Any]) -> dict[str, Any]:
    """The Croissant description of a release.

    Args:
        package: the release's `datapackage.json`.
    """
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": package["name"],
        "alternateName": package["title"],
        "description": package["description"],
        **({"url": package["homepage"]} if "homepage" in package else {}),
        "version": package["version"],
        "identifier": package["id"],
        "datePublished": package["as_of"],
        "keywords": package["keywords"],
        "license": [licence.get("path", licence["title"]) for licence in package["licenses"]],
        "creator": {"@type": "sc:Organization", "name": CREATOR},
        "citeAs": sentence(package),
        "temporalCoverage": f"{package['temporal']['start']}/{package['temporal']['end']}",
        "spatialCoverage": {
            "@type": "sc:Place",
            "name": PLACE,
            "geo": {"@type": "sc:GeoShape", "box": " ".join(map(str, BOX))},
        },
        "isLiveDataset": True,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": resource["path"],
                "name": resource["path"],
                "description": resource["description"],
                "contentUrl": resource["path"],
                **({"contentSize": f"{resource['bytes']} B"} if "bytes" in resource else {}),
                "encodingFormat": resource["mediatype"],
                "sha256": resource["hash"].removeprefix("sha256:"),
            }
            for resource in package["resources"]
        ],
        "recordSet": [_records(resource) for resource in package["resources"] if resource["format"] == "csv"],
    }


def _records(resource: Mapping[str, Any]) -> dict[str, Any]:
    table = resource["title"]
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": resource["description"],
        "key": [{"@id": f"{table}/{name}"} for name in resource["schema"]["primaryKey"]],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{field['name']}",
                "name": f"{table}/{field['name']}",
                "description": field["description"],
                "dataType": _TYPES[field["type"]],
                "source": {"fileObject": {"@id": resource["path"]}, "extract": {"column": field["name"]}},
            }
            for field in resource["schema"]["fields"]
        ],
    }
