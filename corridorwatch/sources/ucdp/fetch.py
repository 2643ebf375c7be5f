"""UCDP: the zipped yearly file, the candidate files, and the API with a token.

Which editions there are is found in `corridorwatch.sources.ucdp.editions`.

The API gives at most 1,000 events a page (larger sizes once cut the answer in silence), says with status 400 that
it is asked too fast, and numbers its pages from 0 or from 1 by version: so the first page is asked for without a number
and the others are those that `NextPageUrl` names.
"""

from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from corridorwatch.errors import CorridorwatchError, FetchFailed
from corridorwatch.ingest.download import Download, download
from corridorwatch.ingest.http import attempt, get_json, open_client, plain, require_private
from corridorwatch.ingest.inspection import inspect
from corridorwatch.ingest.job import Job
from corridorwatch.ingest.pages import SUFFIX, PageWriter
from corridorwatch.snapshots import Attempt, Snapshot
from corridorwatch.sources.ucdp import editions
from corridorwatch.sources.ucdp.parse import CANDIDATE, GED

NEWEST = "newest"
"""The edition that the publisher's download page says is its newest."""

PAKISTAN = 770
"""Pakistan in the code of Gleditsch and Ward, which UCDP uses."""

_PAGE_SIZE = 1000
_EMPTY_PAGES = 10
_CUTS = 8


def fetch(job: Job, source: str) -> list[Snapshot]:
    """The newest files of one of UCDP's sources, as the settings want them.

    Raises:
        CorridorwatchError: at least one did not come; what was held stays.
    """
    return _fetch_ged(job) if source == GED else _fetch_candidate(job)


def _fetch_ged(job: Job) -> list[Snapshot]:
    """The yearly release that the settings name, or the newest that there is.

    Of several to try, newest first, the first that comes is taken; one older than what is held is not asked for.

    Raises:
        CorridorwatchError: nothing trustworthy came; what was held stays.
    """
    chosen, base = job.settings.sources.ucdp_ged, job.settings.publishers.ucdp_files
    held = job.store.newest(GED)
    if chosen.way == "api":
        # Whoever has no token learns it before anybody is asked.
        job.secrets.get("ucdp_token")
    if chosen.version == NEWEST:
        known = str(held.details.get("version", "")) if held else ""
        wanted = [
            each
            for each in editions.yearly(_listed(job), base, job.today)
            if not known or not editions.newer(known, each.version)
        ]
    else:
        named = editions.of_name(f"{base}/ged/ged{chosen.version.replace('.', '')}-csv.zip")
        wanted = [named] if named else []
    failed: list[tuple[editions.Edition, CorridorwatchError]] = []
    for edition in wanted:
        try:
            if chosen.way == "api":
                taken = _fetch_api(job, edition.version)
            else:
                taken = _fetch_file(job, GED, edition.url, edition.version, series="")
        except CorridorwatchError as error:
            failed.append((edition, error))
            # An older one may be there where the newest was refused or is broken, not where nobody answers.
            may_be_older = _is_not_there(error) or (chosen.way == "file" and not _is_silence(error))
            if job.has_given_up or not may_be_older:
                break
            continue
        _note(job, GED, [(each, error) for each, error in failed if not _is_not_there(error)])
        return [taken]
    told = [error for _, error in failed if not _is_not_there(error)]
    if told or len(failed) == 1:
        raise (told or [failed[0][1]])[0]
    raise FetchFailed(
        f"{plain(base)}: no yearly release is there (404); {', '.join(each.version for each in wanted)} were tried.",
        expected="a file such as ged/ged261-csv.zip, or a page that links to one",
        next_step="look at the address in a browser, and correct publishers.ucdp_files in corridorwatch.toml",
    )


def _fetch_candidate(job: Job) -> list[Snapshot]:
    """The candidate files that the settings name, or those that tell most of the months after the yearly release.

    One that fails does not keep the others from coming. A file whose months those taken before hold is left out, and so
    is one that was added by hand or taken back.

    Raises:
        FetchFailed: at least one did not come.
    """
    chosen, base = job.settings.sources.ucdp_candidate, job.settings.publishers.ucdp_files
    is_newest = chosen.versions == NEWEST
    # What no page names, but may be there, is no failure where it is not.
    listed, is_sure = [], True
    if is_newest:
        listed = _listed(job)
        wanted = editions.candidates(listed, base, job.today, _last_yearly_month(job, listed))
        is_sure = any(each.source == CANDIDATE for each in listed)
    else:
        named = (f"{base}/candidateged/GEDEvent_v{each.replace('.', '_')}.csv" for each in chosen.versions)
        wanted = [edition for edition in map(editions.of_name, named) if edition]
    left_alone = _left_alone(job) if is_newest else frozenset()
    kept: list[Snapshot] = []
    failed: list[tuple[editions.Edition, CorridorwatchError]] = []
    covered: set[int] = set()
    was_tried = False
    for edition in wanted:
        if (is_newest and edition.months <= covered) or edition.version in left_alone:
            continue
        was_tried = True
        try:
            kept.append(_fetch_file(job, CANDIDATE, edition.url, edition.version, series=edition.version))
            covered |= edition.months
        except CorridorwatchError as error:
            if is_sure or not _is_not_there(error):
                failed.append((edition, error))
            if job.has_given_up:
                break
    _note(job, CANDIDATE, failed)
    if failed:
        raise FetchFailed(
            f"{len(failed)} of {len(failed) + len(kept)} candidate files did not come: "
            + failed[0][1].fact
            + (f" And {len(failed) - 1} more." if len(failed) > 1 else ""),
            next_step=failed[0][1].next_step,
        )
    if was_tried and not kept and not listed:
        raise FetchFailed(
            f"{plain(base)}: no candidate file is there under its usual name.",
            expected="a file such as candidateged/GEDEvent_v26_0_8.csv, or a page that links to one",
            next_step="look at the address in a browser, and correct publishers.ucdp_files in corridorwatch.toml",
        )
    return kept


def _listed(job: Job) -> list[editions.Edition]:
    base = job.settings.publishers.ucdp_files
    found = editions.listed(base, job.patience)
    if (watch := job.patience.watch) and watch.given_up:
        raise FetchFailed(
            f"{plain(base)} could not be reached: {watch.given_up}.",
            expected="the page that links to UCDP's files",
            next_step="corridorwatch fetch ucdp_ged (later); what is held is kept",
        )
    return found


def _last_yearly_month(job: Job, listed: list[editions.Edition]) -> int:
    """The last month of the yearly release that is held; else of the newest that is listed; else of last year's."""
    held = job.store.newest(GED)
    if held and held.details.get("version"):
        major = int(str(held.details["version"]).partition(".")[0])
        return editions.month_of(1999 + major, 12)
    releases = editions.yearly(listed, "", job.today)
    if any(each in listed for each in releases):
        return releases[0].last
    # A release comes out in June, of the year before.
    return editions.month_of(job.today.year - (1 if job.today.month > 6 else 2), 12)


def _left_alone(job: Job) -> frozenset[str]:
    """The series that are held as somebody brought them, and those that somebody took back."""
    held = {each.series: each for each in job.store.current(CANDIDATE)}
    by_hand = {series for series, each in held.items() if each.details.get("added_by_hand")}
    return frozenset(by_hand | (job.store.taken_back(CANDIDATE) - held.keys()))


def _note(job: Job, source: str, failed: list[tuple[editions.Edition, CorridorwatchError]]) -> None:
    for edition, error in failed:
        series = edition.version if source == CANDIDATE else ""
        job.store.note(source, Attempt(job.at, "failed", edition.url, series, error=error.fact, asked=True))


def _is_not_there(error: CorridorwatchError) -> bool:
    return isinstance(error, FetchFailed) and error.status in (404, 410)


def _is_silence(error: CorridorwatchError) -> bool:
    return isinstance(error, FetchFailed) and not error.status


def _fetch_file(job: Job, source: str, url: str, version: str, *, series: str) -> Snapshot:
    held = job.store.newest(source, series)
    came = _whole(job, source, url, held)
    if came.path is None:
        return job.store.unchanged(held)  # ty: ignore[invalid-argument-type] only what is held can be unchanged
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    try:
        found = inspect(source, came.path, name, job.today)
    except CorridorwatchError:
        came.path.unlink(missing_ok=True)
        raise
    return job.keep(
        source,
        came.path,
        file_name=name,
        url=url,
        series=series,
        received_count=found.received_count,
        details={"version": version, **came.validators, **found.details},
    )


def _whole(job: Job, source: str, url: str, held: Snapshot | None) -> Download:
    """The file, gone on with where it was cut as long as each try brings more of it."""
    furthest = 0

    def progress(received: int, total: int | None) -> None:
        nonlocal furthest
        furthest = max(furthest, received)
        job.progress(received, total)

    for _ in range(_CUTS):
        before = furthest
        try:
            return download(url, job.store.workspace(source), patience=job.patience, held=held, progress=progress)
        except FetchFailed:
            if job.patience.watch is None or job.has_given_up or furthest <= before:
                raise
    return download(url, job.store.workspace(source), patience=job.patience, held=held, progress=progress)


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
                    client, url, patience=patience, headers=headers, also_retryable=frozenset({400})
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
