"""The export for other people's maps keeps to its own schema."""

import json
from pathlib import Path

import pytest

KINDS = {"string": str, "number": (int, float), "integer": int, "boolean": bool, "array": list, "object": dict}


def violations(value: object, schema: dict, path: str = "") -> list[str]:
    """What breaks the part of JSON Schema that the export uses."""
    found = []
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    fits = any((value is None) if kind == "null" else isinstance(value, KINDS[kind]) for kind in kinds)
    if kinds and not fits:
        found.append(f"{path} is {value!r}, no {kinds}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{path} is {value!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path} is {value!r}")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        found += [f"{path} lacks {name}" for name in schema.get("required", []) if name not in value]
        if schema.get("additionalProperties") is False:
            found += [f"{path} has {name}" for name in value if name not in properties]
        found += [
            each
            for name in value
            if name in properties
            for each in violations(value[name], properties[name], f"{path}/{name}")
        ]
    if isinstance(value, list):
        found += [each for item in value for each in violations(item, schema.get("items", {}), f"{path}[]")]
    return found


@pytest.fixture(scope="module")
def exported(sites: dict[str, Path]) -> tuple[dict, dict]:
    folder = sites["sample"] / "geo"
    return tuple(
        json.loads((folder / f"sites.{kind}").read_text(encoding="utf-8")) for kind in ("geojson", "schema.json")
    )


def test_the_export_keeps_to_its_schema(exported: tuple[dict, dict]) -> None:
    collection, schema = exported
    assert violations(collection, schema) == []
    broken = json.loads(json.dumps(collection))
    broken["features"][0]["properties"]["exposure"][0] |= {"sure_incidents": "two", "row": 1}
    assert len(violations(broken, schema)) == 2


def test_the_export_carries_credit_licence_and_dates(exported: tuple[dict, dict]) -> None:
    collection, _ = exported
    stated = {name: collection[name] for name in ("credit", "licence", "as_of", "data_through", "kind")}
    assert stated == {"credit": "Test credit line", "licence": "CC BY 4.0", "as_of": "2024-04-03", "data_through": "2024-03-31", "kind": "sample"}  # fmt: skip
    [site] = collection["features"]
    assert site["geometry"] == {"type": "Point", "coordinates": [62.3, 25.1]}
    assert {row["radius_km"]: row["sure_incidents"] for row in site["properties"]["exposure"]} == {10: 3, 25: 3, 50: 3}
