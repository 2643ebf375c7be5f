"""What catalogues and their tools are told of a release: the tools themselves read it, and find no fault."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import frictionless
import mlcroissant
import pytest
import rdflib
import yaml

from corridorwatch.descriptors.about import DESCRIPTION

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def release(yesterday: Path) -> Path:
    return (yesterday / "data" / "latest").resolve()


@pytest.fixture(scope="module")
def package(release: Path) -> dict:
    return json.loads((release / "datapackage.json").read_text(encoding="utf-8"))


def validated(folder: Path, descriptor: dict) -> frictionless.Report:
    return frictionless.Package(descriptor, basepath=str(folder)).validate()


def faults(report: frictionless.Report) -> list[tuple[str, str]]:
    return [*report.flatten(["name", "message"]), *((error.type, error.message) for error in report.errors)]


# A grid of weeks by district costs frictionless a minute: those tables are the same kinds of columns in large.
LARGE = 5_000


def test_frictionless_reads_every_table_and_finds_no_error(release: Path, package: dict) -> None:
    """A column of lists was declared an object, and 37 cells were said to be wrong."""
    small = [resource for resource in package["resources"] if resource["rows"] <= LARGE]
    assert len(small) > 80
    assert {resource["format"] for resource in small} == {"csv", "parquet"}
    assert faults(validated(release, {**package, "resources": small})) == []


def test_a_table_too_large_for_it_is_read_by_its_first_rows(release: Path, package: dict) -> None:
    large = [resource for resource in package["resources"] if resource["rows"] > LARGE]
    assert large
    for resource in large:
        described = {key: value for key, value in resource.items() if key not in {"bytes", "hash"}}
        report = frictionless.Package({"name": "large", "resources": [described]}, basepath=str(release)).validate(
            limit_rows=200
        )
        assert faults(report) == []


def test_frictionless_finds_a_changed_file_and_a_wrong_type(release: Path, package: dict, tmp_path: Path) -> None:
    [incidents] = [each for each in package["resources"] if each["title"] == "core.incidents"]
    (tmp_path / "csv").mkdir()
    copy = tmp_path / incidents["path"]
    shutil.copyfile(release / incidents["path"], copy)
    copy.chmod(0o644)
    text = copy.read_text(encoding="utf-8")
    copy.write_text(text.replace(",41,", ",forty-one,", 1), encoding="utf-8")
    told = faults(validated(tmp_path, {**package, "resources": [incidents]}))
    assert any("forty-one" in message for _, message in told)
    assert any("hash" in message for _, message in told)


def test_the_package_says_by_which_standard_it_speaks_and_what_it_covers(package: dict) -> None:
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert {resource["type"] for resource in package["resources"]} == {"table"}
    assert package["temporal"]["start"] < package["temporal"]["end"] <= package["as_of"]
    assert package["description"].startswith(DESCRIPTION)


@pytest.fixture(scope="module")
def dataset(release: Path) -> Iterator[mlcroissant.Dataset]:
    with pytest.MonkeyPatch.context() as here:
        here.setenv("CROISSANT_CACHE", str(release))
        yield mlcroissant.Dataset(str(release / "croissant.json"))


def test_mlcroissant_finds_no_error_and_reads_the_rows_that_the_database_holds(
    dataset: mlcroissant.Dataset, release: Path
) -> None:
    assert sorted(dataset.metadata.ctx.issues.errors) == []
    rows = [row["core.incidents/killed_best"] for row in dataset.records("core.incidents")]
    with duckdb.connect(release / "corridorwatch.duckdb", read_only=True) as read:
        held = read.execute("select killed_best from core.incidents order by killed_best").fetchall()
    assert sorted(int(each) for each in rows) == [killed for (killed,) in held] == [5, 41]


def test_every_table_is_a_file_of_the_croissant_and_every_csv_a_record_set(release: Path, package: dict) -> None:
    told = json.loads((release / "croissant.json").read_text(encoding="utf-8"))
    assert [each["contentUrl"] for each in told["distribution"]] == [each["path"] for each in package["resources"]]
    assert {each["@id"] for each in told["recordSet"]} == {
        each["title"] for each in package["resources"] if each["format"] == "csv"
    }


def test_a_catalogue_reads_the_title_the_licence_and_each_file_with_its_digest(release: Path, package: dict) -> None:
    graph = rdflib.Graph().parse(release / "dcat.jsonld", format="json-ld")
    asked = """
        prefix dcat: <http://www.w3.org/ns/dcat#>
        prefix dct: <http://purl.org/dc/terms/>
        prefix spdx: <http://spdx.org/rdf/terms#>
        prefix schema: <https://schema.org/>
        select ?title ?name ?digest where {
            ?set a dcat:Dataset, schema:Dataset; dct:license ?licence; schema:name ?name; dcat:distribution ?file.
            ?file dct:title ?title; spdx:checksum/spdx:checksumValue ?digest.
        }
    """
    found = {str(row.title): str(row.digest) for row in graph.query(asked)}
    assert found == {each["title"]: each["hash"].removeprefix("sha256:") for each in package["resources"]}
    assert {str(row.name) for row in graph.query(asked)} == {package["title"]}


def test_the_crate_names_every_file_of_the_release_once_and_what_each_thing_refers_to_is_there(release: Path) -> None:
    graph = json.loads((release / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    entities = {entity["@id"]: entity for entity in graph}
    assert len(entities) == len(graph)
    assert {reference for entity in graph for reference in references(entity)} - entities.keys() == {
        "https://w3id.org/ro/crate/1.1"
    }
    parts = [part["@id"] for part in entities["./"]["hasPart"]]
    assert len(parts) == len(set(parts))
    lying = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    named = {part for part in parts if part != "site/"} | {"ro-crate-metadata.json", "success"}
    # Tables that are CSV are in Parquet too, as the data package says.
    assert {name for name in lying - named if not name.startswith(("site/", "parquet/"))} == set()
    assert named <= lying
    for part in parts:
        if "sha256" in entities[part]:
            assert entities[part]["sha256"] == hashlib.sha256((release / part).read_bytes()).hexdigest()


def references(value: object) -> list[str]:
    """The ids that an entity refers to."""
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            return [value["@id"]]
        return [each for inner in value.values() for each in references(inner)]
    return [each for inner in value for each in references(inner)] if isinstance(value, list) else []


def test_the_crate_names_the_files_that_were_read(release: Path) -> None:
    graph = json.loads((release / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    [run] = [entity for entity in graph if entity["@type"] == "CreateAction"]
    inputs = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert len(run["object"]) == len(inputs) > 10


def test_the_citation_is_a_citation_file_that_names_the_edition_and_every_source(release: Path, package: dict) -> None:
    told = yaml.safe_load((release / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors", "version", "date-released"} <= told.keys()
    assert told["cff-version"] == "1.2.0" and told["type"] == "dataset"
    assert package["id"] in told["message"]
    assert [each["title"] for each in told["references"]] == [each["title"] for each in package["sources"]]


def test_the_software_has_a_citation_file_of_its_version() -> None:
    from importlib.metadata import version

    from corridorwatch.config import ROOT

    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert told["version"] == version("corridorwatch")
    assert told["license"] == "Apache-2.0"
