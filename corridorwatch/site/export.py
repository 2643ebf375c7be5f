"""Sites and their exposure as GeoJSON, with its JSON schema, for the maps of others.

Holds figures derived from the headline source, whose licence and credit travel with it, and no row of any source.
"""

import json
from typing import Any

from corridorwatch.site.context import Site

GEOJSON = "geo/sites.geojson"
SCHEMA = "geo/sites.schema.json"

_FIGURES = {
    "radius_km": ("integer", "kilometres from the site, the nearest point of its line, or its edge"),
    "expected_incidents": (
        "number",
        "events of the last 52 weeks of data, each counted by the probability that it lies within",
    ),
    "sure_incidents": ("integer", "of them, those surely within"),
    "possible_incidents": ("integer", "those that may lie within, not surely"),
    "expected_killed": ("number", "deaths in them, counted likewise"),
    "expected_without_toll": (
        "number",
        "of the expected events, those of which no toll is known: their dead are in no figure",
    ),
    "expected_incidents_before": ("number", "events of the 52 weeks before"),
    "expected_incidents_all": ("number", "events of the source's whole period"),
    "expected_killed_all": ("number", "deaths of the whole period"),
    "expected_without_toll_all": ("number", "expected events of the whole period of which no toll is known"),
}
_FACTS = {
    "site_id": ("string", "key"),
    "name": ("string", "name"),
    "sector": ("string", "port, road, power, mining, ..."),
    "status": ("string", "operational, under_construction, planned, shelved, cancelled, completed or replaced"),
    "formal_cpec": ("boolean", "on the official CPEC list"),
    "coord_uncertainty_km": (
        "number",
        "how far the true place may be from the geometry, kilometres; of a line, the most",
    ),
    "extent_km": ("number", "an area's radius, kilometres; 0 for a point or line"),
}
_STATED = ("title", "association", "as_of", "data_through", "source", "kind", "credit", "licence", "edition")


def write_export(site: Site) -> None:
    """Write `geo/sites.geojson` and `geo/sites.schema.json`."""
    exposure: dict[str, list[dict[str, Any]]] = {}
    for row in site.reader.rows("export_exposure"):
        exposure.setdefault(str(row["site_id"]), []).append({name: row[name] for name in _FIGURES})
    source = site.source
    collection = {
        "type": "FeatureCollection",
        "title": "CPEC sites in Balochistan and incidents near them",
        "association": "Nearness is association, never cause. A null is an unknown figure, never a zero.",
        "as_of": site.told.as_of_iso,
        "data_through": source.data_through.isoformat(),
        "source": source.source_id,
        "kind": source.kind,
        "credit": source.credit,
        "licence": source.licence,
        "edition": site.told.edition,
        "features": [
            {
                "type": "Feature",
                "geometry": _geometry(row),
                "properties": {
                    **{name: row[name] for name in _FACTS},
                    "exposure": exposure.get(str(row["site_id"]), []),
                },
            }
            for row in sorted(site.sites, key=lambda row: str(row["site_id"]))
        ],
    }
    site.writer.text(GEOJSON, _written(collection))
    site.writer.text(SCHEMA, _written(schema()))


def schema() -> dict[str, Any]:
    """The JSON schema of the export: every property, its type and meaning. A figure may be null, a fact of place
    too.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "CPEC sites and exposure",
        "type": "object",
        "required": ["type", "features", *_STATED],
        "properties": {
            "type": {"const": "FeatureCollection"},
            **{name: {"type": "string"} for name in _STATED},
            "features": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["type", "geometry", "properties"],
                    "properties": {
                        "type": {"const": "Feature"},
                        "geometry": {
                            "type": "object",
                            "required": ["type", "coordinates"],
                            "properties": {
                                "type": {"enum": ["Point", "LineString"]},
                                "coordinates": {"type": "array", "description": "longitude, latitude, in degrees"},
                            },
                        },
                        "properties": {
                            "type": "object",
                            "required": [*_FACTS, "exposure"],
                            "properties": {
                                **{name: _typed(*told) for name, told in _FACTS.items()},
                                "exposure": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": list(_FIGURES),
                                        "additionalProperties": False,
                                        "properties": {name: _typed(*told) for name, told in _FIGURES.items()},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    }


def _typed(kind: str, meaning: str) -> dict[str, Any]:
    return {"type": [kind, "null"], "description": meaning}


def _geometry(row: dict[str, Any]) -> dict[str, Any]:
    if row["latitude"] is not None:
        return {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
    way = json.loads(str(row["waypoints"]))
    return {"type": "LineString", "coordinates": [[stop[1], stop[0]] for stop in way]}


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
