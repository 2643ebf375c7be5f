"""District boundaries from their publishers, on request only: OCHA's through HDX, and geoBoundaries'.

Both describe what they have in one JSON answer: HDX as a CKAN `package_show` of `cod-ab-pak`, whose resources may be a
GeoJSON or a zip of several, geoBoundaries as one object a country and level. Licence and year come from that answer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from corridorwatch.errors import CorridorwatchError, FetchFailed
from corridorwatch.geography import boundaries
from corridorwatch.geography.boundaries import Facts, Polygon
from corridorwatch.ingest.archive import unpack
from corridorwatch.ingest.download import download
from corridorwatch.ingest.http import attempt, get_json, open_client, plain
from corridorwatch.ingest.job import Job
from corridorwatch.snapshots import Attempt, Snapshot

HDX_DATASET = "cod-ab-pak"
_MAX_BYTES = 512 << 20
_SECOND_LEVEL = re.compile(r"adm(in)?_?2", re.IGNORECASE)


@dataclass(frozen=True)
class _Offer:
    """A file that a publisher offers, with what the product must say of it."""

    file_url: str
    facts: Facts


def fetch(publisher: str, job: Job, *, vintage: str = "") -> tuple[Snapshot, list[Polygon]]:
    """Get a publisher's districts, check them as a file by hand is checked, and keep them.

    Args:
        publisher: one of `PUBLISHERS`.
        vintage: the day (YYYY-MM-DD) whose borders they are; empty for what the publisher says.

    Raises:
        FetchFailed: there is no such publisher, it offers no GeoJSON of districts, or it did not come whole.
        BrokenSource: the file is refused. What was held stays, either way.
    """
    if publisher not in PUBLISHERS:
        raise FetchFailed(
            f"there is no publisher {publisher!r} of boundaries.",
            expected=" or ".join(PUBLISHERS),
            next_step=f"corridorwatch boundaries fetch {next(iter(PUBLISHERS))}",
        )
    at = job.moment.isoformat(timespec="seconds")
    try:
        with job.store.only_me(boundaries.SOURCE_ID):
            kept, found = _fetch(PUBLISHERS[publisher], job, vintage)
    except (CorridorwatchError, OSError) as error:
        fact = error.fact if isinstance(error, CorridorwatchError) else str(error)
        job.store.note(boundaries.SOURCE_ID, Attempt(at, "failed", error=fact))
        raise
    job.store.note(boundaries.SOURCE_ID, Attempt(at, kept.outcome, kept.url, "", kept.sha256, kept.bytes))
    return kept, found


def _fetch(find: Callable[[Job], _Offer], job: Job, vintage: str) -> tuple[Snapshot, list[Polygon]]:
    offer = find(job)
    facts = Facts(vintage or offer.facts.vintage, offer.facts.licence, offer.facts.source, offer.file_url)
    came = download(
        offer.file_url,
        job.store.workspace(boundaries.SOURCE_ID),
        patience=job.patience,
        max_bytes=_MAX_BYTES,
        progress=job.progress,
    )
    name = Path(urlsplit(offer.file_url).path).name
    try:
        name, content = _districts(came.path, name)  # ty: ignore[invalid-argument-type] without one held a file comes
        return boundaries.add(job.store, content, facts, job.settings.facts, file_name=name, moment=job.moment)
    finally:
        came.path.unlink(missing_ok=True)  # ty: ignore[missing-union-attribute]


def _districts(path: Path, name: str) -> tuple[str, bytes]:
    """The GeoJSON of the second level: the file itself, or the one in its zip."""
    if not name.lower().endswith(".zip"):
        return name, path.read_bytes()
    with TemporaryDirectory(prefix="boundaries-") as folder:
        members = unpack(path, Path(folder), suffix=".geojson")
        found = [member for member in members if _SECOND_LEVEL.search(member.stem)]
        if len(found) != 1:
            raise _no_file(name, f"holds {len(found)} files of the second level: {[each.name for each in members]}")
        return found[0].name, found[0].read_bytes()


def _hdx(job: Job) -> _Offer:
    url = f"{job.settings.publishers.hdx}/api/3/action/package_show"
    answer = _ask(job, url, {"id": HDX_DATASET})
    dataset = answer.get("result")
    if not answer.get("success") or not isinstance(dataset, Mapping):
        raise _no_file(url, "has no data set of this name")
    found = [
        (str(resource.get("name") or ""), str(resource.get("download_url") or resource.get("url") or ""))
        for resource in dataset.get("resources", ())
        if "geojson" in str(resource.get("format", "")).lower().replace(" ", "")
    ]
    # A file of districts comes before a zip of all levels.
    found.sort(key=lambda each: (not _SECOND_LEVEL.search(each[0]), not each[1].lower().endswith(".zip"), each))
    if not found or not (_SECOND_LEVEL.search(found[0][0]) or found[0][1].lower().endswith(".zip")):
        raise _no_file(url, f"offers no GeoJSON of districts in {HDX_DATASET}")
    source = f"{dataset.get('dataset_source') or 'OCHA'} (COD-AB, through HDX)"
    licence = str(dataset.get("license_title") or dataset.get("license_id") or "")
    return _Offer(found[0][1], Facts(_hdx_day(str(dataset.get("dataset_date") or "")), licence, source, url))


def _hdx_day(text: str) -> str:
    """The last day of HDX's `[2018-01-01T00:00:00 TO 2022-09-09T23:59:59]`; the first where the end is open."""
    days = re.findall(r"\d{4}-\d{2}-\d{2}", text)
    return days[-1] if days else ""


def _geoboundaries(job: Job) -> _Offer:
    url = f"{job.settings.publishers.geoboundaries}/api/current/gbOpen/PAK/ADM2/"
    answer = _ask(job, url, {})
    file_url = str(answer.get("gjDownloadURL") or "")
    if not file_url:
        raise _no_file(url, "names no gjDownloadURL")
    year = str(answer.get("boundaryYearRepresented") or "")[:4]
    # It tells the year only: its last day, so that what changed within the year is drawn.
    vintage = date(int(year), 12, 31).isoformat() if re.fullmatch(r"[12]\d{3}", year) else ""
    source = f"geoBoundaries ({answer.get('boundarySource') or 'source not named'})"
    return _Offer(file_url, Facts(vintage, str(answer.get("boundaryLicense") or ""), source, url))


PUBLISHERS: dict[str, Callable[[Job], _Offer]] = {"ocha": _hdx, "geoboundaries": _geoboundaries}
"""Name -> how its offer is found."""


def _ask(job: Job, url: str, params: Mapping[str, str]) -> dict:
    def once() -> dict:
        with open_client(job.patience, follow=True) as client:
            return get_json(client, url, patience=job.patience, headers={}, params=params)[1]

    return attempt(job.patience, url, once)


def _no_file(name: str, fact: str) -> FetchFailed:
    return FetchFailed(
        f"{plain(name) if '://' in name else name} {fact}.",
        expected="one GeoJSON of the districts of Pakistan",
        next_step="take the file from the publisher's page, then: corridorwatch boundaries add FILE",
    )
