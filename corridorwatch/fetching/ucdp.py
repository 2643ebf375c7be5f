"""UCDP: the zipped yearly file, the candidate files, and the API with a token.

The API gives at most 1,000 events a page (larger sizes once cut the answer in silence), says with status 400 that
it is asked too fast, and numbers its pages from 0 or from 1 by version: so the first page is asked for without a number
and the others are those that `NextPageUrl` names.
"""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from corridorwatch.errors import CorridorwatchError, FetchFailed
from corridorwatch.fetching.download import download
from corridorwatch.fetching.http import attempt, get_json, open_client, plain, require_private
from corridorwatch.fetching.inspection import inspect
from corridorwatch.fetching.job import Job
from corridorwatch.fetching.pages import SUFFIX, PageWriter
from corridorwatch.snapshots import Attempt, Snapshot

LICENCE = "CC BY 4.0"
PAKISTAN = 770
"""Pakistan in the code of Gleditsch and Ward, which UCDP uses."""

_PAGE_SIZE = 1000
_EMPTY_PAGES = 10


def fetch_ged(job: Job) -> list[Snapshot]:
    """The yearly release that the settings name.

    Raises:
        CorridorwatchError: nothing trustworthy came; what was held stays.
    """
    chosen = job.settings.sources.ucdp_ged
    if chosen.way == "api":
        return [_fetch_api(job, chosen.version)]
    major, minor = chosen.version.split(".")
    url = f"{job.settings.publishers.ucdp_files}/ged/ged{major}{minor}-csv.zip"
    return [_fetch_file(job, "ucdp_ged", url, chosen.version, series="")]


def fetch_candidate(job: Job) -> list[Snapshot]:
    """Each candidate file that the settings name; one that fails does not keep the others from coming.

    Raises:
        FetchFailed: at least one did not come.
    """
    kept, failed = [], []
    for version in job.settings.sources.ucdp_candidate.versions:
        url = f"{job.settings.publishers.ucdp_files}/candidateged/GEDEvent_v{version.replace('.', '_')}.csv"
        try:
            kept.append(_fetch_file(job, "ucdp_candidate", url, version, series=version))
        except CorridorwatchError as error:
            job.store.note("ucdp_candidate", Attempt(job.moment.isoformat(), "failed", url, version, error=error.fact))
            failed.append(error)
    if failed:
        raise FetchFailed(
            f"{len(failed)} of {len(failed) + len(kept)} candidate files did not come: "
            + " ".join(error.fact for error in failed),
            next_step=failed[0].next_step,
        )
    return kept


def _fetch_file(job: Job, source: str, url: str, version: str, *, series: str) -> Snapshot:
    held = job.store.newest(source, series)
    came = download(url, job.store.workspace(source), patience=job.patience, held=held, progress=job.progress)
    if came.path is None:
        return job.store.unchanged(held)
    name = url.rpartition("/")[2]
    try:
        found = inspect(source, came.path, name, job.moment.astimezone(ZoneInfo(job.settings.timezone)).date())
    except CorridorwatchError:
        came.path.unlink(missing_ok=True)
        raise
    return job.keep(
        source,
        came.path,
        file_name=name,
        url=url,
        licence=LICENCE,
        series=series,
        received_count=found.received_count,
        details={"version": version, **came.validators, **found.details},
    )


def _fetch_api(job: Job, version: str) -> Snapshot:
    base = f"{job.settings.publishers.ucdp_api}/gedevents/{version}"
    require_private(base)
    writer = PageWriter(job.store.workspace("ucdp_ged") / f"api{SUFFIX}")
    try:
        total = _write_pages(job, f"{base}?pagesize={_PAGE_SIZE}&Country={PAKISTAN}", writer)
        pages = writer.close()
    except BaseException:
        writer.abandon()
        raise
    received = sum(page.records for page in writer.pages)
    return job.keep(
        "ucdp_ged",
        writer.path,
        file_name=f"gedevents-{version}{SUFFIX}",
        url=base,
        licence=LICENCE,
        declared_count=total,
        received_count=received,
        details={"version": version, "country": PAKISTAN, "pages": pages},
    )


def _write_pages(job: Job, first: str, writer: PageWriter) -> int:
    """Every page into `writer`; the total that all of them declared.

    Raises:
        FetchFailed: the pages contradict each other or their total.
    """
    total: int | None = None
    seen: set[str] = set()
    for url, content, page in _pages(job, first):
        declared, records = _count(url, page.get("TotalCount")), page.get("Result")
        if not isinstance(records, list):
            raise _contradiction(url, "the page has no list of results")
        if total is not None and declared != total:
            raise _contradiction(url, f"the total changed from {total:,} to {declared:,} between pages")
        total = declared
        identities = [str(record.get("id")) for record in records if isinstance(record, dict)]
        if len(identities) != len(records) or "None" in identities:
            raise _contradiction(url, "a result has no id")
        repeated = next((identity for identity in identities if identity in seen), None)
        if repeated or len(set(identities)) < len(identities):
            raise _contradiction(url, f"the event {repeated or 'of one id'} comes twice")
        seen.update(identities)
        writer.add("events", content, url, len(records))
        job.progress(len(seen), total)
    if total is None or len(seen) != total:
        raise _contradiction(first, f"{len(seen):,} events came, {total or 0:,} were declared")
    if total == 0:
        raise _contradiction(first, "no event at all came")
    return total


def _pages(job: Job, first: str) -> Iterator[tuple[str, bytes, dict]]:
    headers = {"x-ucdp-access-token": job.secrets.get("ucdp_token").reveal()}
    patience = job.patience.slower(30, 480)
    url, asked, empty = first, set(), 0
    with open_client(patience) as client:
        while url:
            if url in asked:
                raise _contradiction(url, "the pages lead in a circle")
            asked.add(url)
            content, page = attempt(
                patience,
                url,
                # Bound now: the loop moves on to the next address.
                lambda url=url: get_json(
                    client, url, patience=patience, headers=headers, also_passing=frozenset({400})
                ),
            )
            yield url, content, page
            empty = 0 if page.get("Result") else empty + 1
            if empty > _EMPTY_PAGES:
                raise _contradiction(url, f"{empty} pages in a row are empty")
            url = _next_url(first, page.get("NextPageUrl"))


def _next_url(first: str, named: object) -> str:
    """The address of the next page, on the host that was asked and no other: the token goes with it."""
    if not named:
        return ""
    asked, parts = urlsplit(first), urlsplit(urljoin(first, str(named)))
    if parts.hostname != asked.hostname:
        raise _contradiction(first, f"the next page is said to be on another host ({parts.hostname})")
    return urlunsplit((asked.scheme, asked.netloc, parts.path, parts.query, ""))


def _count(url: str, value: object) -> int:
    if isinstance(value, bool) or not str(value).isdigit():
        raise _contradiction(url, f"the page declares no total ({value!r})")
    return int(str(value))


def _contradiction(url: str, fact: str) -> FetchFailed:
    return FetchFailed(
        f"{plain(url)}: {fact}.",
        expected="as many different events as every page declares",
        next_step="corridorwatch fetch ucdp_ged (later); the last good snapshot is kept",
    )
