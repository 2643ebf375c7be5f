"""The reviewed reference tables: places, names, actors, sites, closed lists. Facts that people decided, as CSV.

They pass the same ingest as any source. Their integrity across tables (parents exist, aliases point somewhere) is
checked in SQL, where the tables meet.
"""

from collections import defaultdict
from dataclasses import replace

import polars as pl

from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.corrections import ACCEPTED
from corridorwatch.ingest.rules import Cell, code, day, degrees, identifier, named, number, route, text
from corridorwatch.ingest.tables import TableSpec, parse_table
from corridorwatch.reviewed_files import Folder
from corridorwatch.sources.published_totals.parse import DEFINITIONS, TOTALS
from corridorwatch.sources.reference.guard import no_marks

VOCABULARY_FILES = ("vocabularies.csv", "vocabularies_places_actors.csv")
YES_NO = ("yes", "no")

_VOCABULARY = TableSpec(
    "vocabularies",
    {name: text(required=name in ("vocabulary", "code")) for name in ("vocabulary", "code", "label", "definition")},
    ("vocabulary", "code"),
)


def read_vocabularies(folder: Folder) -> dict[str, set[str]]:
    """The closed lists in `folder`: vocabulary -> its codes.

    Raises:
        BrokenSource: a file is missing or cannot be read.
    """
    lists: dict[str, set[str]] = defaultdict(set)
    for name in VOCABULARY_FILES:
        path = folder / name
        if not path.is_file():
            raise BrokenSource(
                f"there is no {path}.",
                expected="the reviewed tables of this version",
                next_step="restore the folder, or correct `reference` in corridorwatch.toml",
            )
        no_marks(path.read_bytes(), str(path))
        # The same ingest as every table: a list that cannot be read is said so, by file, line and byte.
        for row in parse_table(path.read_bytes(), _VOCABULARY, file_name=name).rows.iter_rows(named=True):
            lists[row["vocabulary"]].add(row["code"])
    return dict(lists)


def _texts(names: str) -> dict[str, Cell]:
    """A text for each of these names, in their order; required where `!` follows the name."""
    return {name.rstrip("!"): text(required=name.endswith("!")) for name in names.split()}


def specs() -> dict[str, TableSpec]:
    """`raw` table name -> spec; the file is `reference/<spec.name>.csv`."""
    yes_no = code(YES_NO, required=True)
    districts = {
        **_texts(
            "district_id! name! name_ur status! pcode headquarters division_2023 division_2026 parent_id "
            "constant_group_id constant_group_2018_id change_note confidence source"
        ),
        **{name: number() for name in ("hq_latitude", "hq_longitude", "latitude", "longitude", "area_km2")},
        **{name: text() for name in ("population_basis", "valid_from_precision", "valid_to_precision")},
        **{name: number() for name in ("population_2017", "population_2023", "population_2023_after_split")},
        **{name: day() for name in ("valid_from", "valid_to")},
        **dict.fromkeys(("set_34", "set_36", "set_2026"), yes_no),
    }
    district_aliases = {
        **_texts(
            "alias! district_id! script kind match_scope ambiguous_with ambiguous_note point_kind confidence "
            "note source"
        ),
        "is_ambiguous": yes_no,
        "valid_from": day(),
        "valid_to": day(),
        "point_latitude": number(),
        "point_longitude": number(),
    }
    actors = {
        **_texts(
            "actor_id! name! abbreviation kind family! parent_id umbrella_ids member_ids active_from "
            "active_to designations ucdp_actor_id note confidence source"
        ),
        "is_label": yes_no,
    }
    actor_aliases = {
        **_texts("alias! actor_id! script scheme match_scope ambiguous_with ambiguous_note confidence note source"),
        "valid_from": day(),
        "valid_to": day(),
        "is_ambiguous": yes_no,
        "is_official_label": yes_no,
    }
    sites = {
        **_texts(
            "site_id! name! sector! status! status_as_written status_date geometry! waypoints segments "
            "extent_note district_ids other_area_ids formal_cpec_note chinese_operated owner_operator "
            "opened_date announced_date coord_source note confidence source"
        ),
        **{name: number() for name in ("latitude", "longitude", "cost_usd", "coord_uncertainty_km", "extent_km")},
        "in_balochistan": yes_no,
        "formal_cpec": yes_no,
    }
    outline = {
        **{name: number(required=True) for name in ("step", "latitude", "longitude")},
        **{name: text(required=True) for name in ("stretch", "landmark", "source")},
    }
    radii = {
        **{name: text(required=name == "reason") for name in ("point_kind", "district_id", "reason")},
        "where_prec": number(required=True),
        "radius_km": number(required=True),
    }
    lines = {**_texts("line_id! name! kind! pattern! site_ids waypoints source!"), "course_km": number()}
    tapers = {
        **{name: text(required=True) for name in ("line_id", "reason")},
        **{name: number() for name in ("waypoint_km", "course_growth")},
    }
    phases = {
        **_texts("site_id! phase! date_precision! confidence! note! source!"),
        "date_start": day(required=True),
        "date_end": day(),
    }
    landmarks = {
        **{name: text(required=True) for name in ("district_id", "landmark", "source")},
        **{name: number(required=True) for name in ("latitude", "longitude")},
    }
    first_and_last = {name: day(required=True) for name in ("date_start", "date_end")}
    outages = {**_texts("source_id!"), **first_and_last, **_texts("reason!")}
    latitude, longitude = degrees(20, 45), degrees(55, 85)
    districts |= {"district_id": identifier(required=True), "parent_id": identifier(), "name": named(required=True)}
    districts |= {"hq_latitude": latitude, "hq_longitude": longitude, "latitude": latitude, "longitude": longitude}
    district_aliases |= {"alias": named(required=True), "point_latitude": latitude, "point_longitude": longitude}
    actors |= {"actor_id": identifier(required=True)}
    actor_aliases |= {"alias": named(required=True)}
    sites |= {"site_id": identifier(required=True), "latitude": latitude, "longitude": longitude, "waypoints": route()}
    ends_after = pl.col("date_start") <= pl.col("date_end")
    breaks = {**_texts("source_id!"), "date": day(required=True), **_texts("change! source!")}
    words = {
        **{name: text(required=True) for name in ("source_id", "id", "note", "source")},
        "kind": code(("district", "actor", "family", "event_class"), required=True),
        "can_name": yes_no,
        "valid_from": day(),
        "valid_to": day(),
    }
    return {
        "vocabularies": _VOCABULARY,
        "vocabularies_places_actors": replace(_VOCABULARY, name="vocabularies_places_actors"),
        "districts": TableSpec("districts", districts, ("district_id",)),
        "district_aliases": TableSpec(
            "district_aliases", district_aliases, ("alias", "district_id", "kind", "valid_from")
        ),
        "actors": TableSpec("actors", actors, ("actor_id",)),
        "actor_aliases": TableSpec("actor_aliases", actor_aliases, ("alias", "actor_id", "scheme")),
        "cpec_sites": TableSpec("cpec_sites", sites, ("site_id",)),
        "places_elsewhere": TableSpec(
            "places_elsewhere", {name: text(required=True) for name in ("name", "region", "source")}, ("name",)
        ),
        "province_outline": TableSpec("province_outline", outline, ("step",)),
        "district_landmarks": TableSpec("district_landmarks", landmarks, ("district_id", "landmark")),
        "cpec_site_names": TableSpec(
            "cpec_site_names", {name: text(required=True) for name in ("alias", "site_id", "source")}, ("alias",)
        ),
        "place_radii": TableSpec("place_radii", radii, ("where_prec", "point_kind", "district_id")),
        "named_lines": TableSpec("named_lines", lines, ("line_id",)),
        "line_tapers": TableSpec("line_tapers", tapers, ("line_id",)),
        "cpec_site_phases": TableSpec("cpec_site_phases", phases, ("site_id", "phase", "date_start")),
        "claimants": TableSpec(
            "claimants",
            {name: text(required=name != "note") for name in ("claimant_id", "name", "side", "kind", "note")},
            ("claimant_id",),
        ),
        "source_outages": TableSpec(
            "source_outages", outages, ("source_id", "date_start"), {"date_end lies before date_start": ends_after}
        ),
        "source_vocabulary": TableSpec("source_vocabulary", words, ("source_id", "kind", "id", "valid_from")),
        "method_breaks": TableSpec("method_breaks", breaks, ("source_id", "date")),
        "publishers_of_totals": DEFINITIONS,
        "published_totals": TOTALS,
        "accepted_changes": ACCEPTED,
    }
