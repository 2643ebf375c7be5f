"""ACLED's API: a token for a user and password, then pages of events and of deletions.

A night asks for what changed since the newest change held, less an overlap, for all event dates: old events are
revised. After `full_read_days` everything is read again, which shows rows that vanished without being announced. Every
page is held to its envelope: counts, totals, ids, and what the account is not allowed to see.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from corridorwatch.errors import FetchFailed
from corridorwatch.ingest.credentials import Secret
from corridorwatch.ingest.http import (
    Retryable,
    attempt,
    get_json,
    judge_status,
    open_client,
    plain,
    require_private,
    sorted_failures,
)
from corridorwatch.ingest.job import Job
from corridorwatch.ingest.pages import SUFFIX, PageWriter
from corridorwatch.snapshots import Snapshot
from corridorwatch.sources.acled.parse import hidden_from

if TYPE_CHECKING:
    import httpx

SOURCE_ID = "acled"

_FULL = "full"
_LIMIT = 5000
_MAX_PAGES = 10_000


def fetch(job: Job, source: str = SOURCE_ID) -> list[Snapshot]:
    """Changes since the last fetch, or everything where that is due, with the deletions since the same moment.

    Raises:
        CorridorwatchError: nothing trustworthy came; what was held stays.
    """
    base, chosen = job.settings.publishers.acled, job.settings.sources.acled
    require_private(base)
    since, is_full = _since(job)
    writer = PageWriter(job.store.workspace(SOURCE_ID) / f"api{SUFFIX}")
    with open_client(job.patience) as client:
        try:
            session = _Session(job, client)
            query = {"_format": "json", "country": chosen.country}
            if not is_full:
                query |= {"timestamp": str(since), "timestamp_where": ">="}
            events = _Reading(job, session, writer, "events", f"{base}/api/acled/read", query, "event_id_cnty")
            events.read()
            if is_full and not events.seen:
                raise _contradiction(base, "no event at all came; the account may have a token and still no access")
            gone = {"_format": "json", "deleted_timestamp": str(since), "deleted_timestamp_where": ">="}
            unveiled = _unveiled_from(job)
            if not is_full and unveiled:
                # A row that an embargo hid keeps its old timestamp: no question about changes would find it.
                days = {
                    "_format": "json",
                    "country": chosen.country,
                    "event_date": str(unveiled),
                    "event_date_where": ">=",
                }
                _Reading(job, session, writer, "unveiled", f"{base}/api/acled/read", days, "event_id_cnty").read()
            deleted = _Reading(job, session, writer, "deleted", f"{base}/api/deleted/read", gone, "event_id_cnty")
            deleted.read()
            pages = writer.close()
        except BaseException:
            writer.abandon()
            raise
    return [
        job.keep(
            SOURCE_ID,
            writer.path,
            file_name=f"acled-{'full' if is_full else 'changes'}{SUFFIX}",
            url=f"{base}/api/acled/read",
            # Apart, so that a full read is on record as such even where its pages equal the last night's.
            series=_FULL if is_full else "changes",
            in_order=True,
            declared_count=events.total,
            received_count=len(events.seen),
            details={
                "country": chosen.country,
                "is_full": is_full,
                "since": since,
                "max_timestamp": max(events.newest, _newest_held(job)),
                "deleted": len(deleted.seen),
                "restrictions": events.restrictions,
                "pages": pages,
            },
        )
    ]


def _since(job: Job) -> tuple[int, bool]:
    """The unix time from which changes are asked for, and whether everything is."""
    chosen = job.settings.sources.acled
    held = [each for each in job.store.history(SOURCE_ID) if each.details.get("country") == chosen.country]
    full = [each for each in held if each.details.get("is_full")]
    if not full:
        return 0, True
    overlap = chosen.overlap_days * 86_400
    since = max(0, max(int(each.details["max_timestamp"]) for each in held) - overlap)
    # A full read that found nothing new left no snapshot, but a line in the log.
    read = [each.at for each in job.store.attempts(SOURCE_ID) if each.series == _FULL and not each.error]
    last = max(datetime.fromisoformat(at) for at in [full[-1].fetched_at, *read])
    return since, last + timedelta(days=chosen.full_read_days) <= job.moment


def _unveiled_from(job: Job) -> date | None:
    """The first day that the account could not see when it last read, or None where nothing was hidden."""
    newest = job.store.newest(SOURCE_ID)
    restrictions = newest.details.get("restrictions", ()) if newest else ()
    return min((day for day in map(hidden_from, restrictions) if day), default=None)


def _newest_held(job: Job) -> int:
    return max((int(each.details.get("max_timestamp", 0)) for each in job.store.history(SOURCE_ID)), default=0)


class _Session:
    """Holds the token, and gets another when it is refused: by the refresh token, else by the password."""

    def __init__(self, job: Job, client: "httpx.Client") -> None:
        self._job, self._client = job, client
        self._url = f"{job.settings.publishers.acled}/oauth/token"
        self._refresh: Secret | None = None
        self._access = self._log_in()

    def get(self, url: str, query: Mapping[str, str]) -> tuple[bytes, dict]:
        """One page, asked for again once with a new token where the old one has expired."""
        try:
            return self._get(url, query)
        except _Expired:
            self._access = self._renew()
        try:
            return self._get(url, query)
        except _Expired:
            raise FetchFailed(
                f"{plain(url)}: a new token is refused as well.",
                expected="access to the events for every account with a token",
                next_step="log in on the publisher's site and see whether the account may use the API",
            ) from None

    def _get(self, url: str, query: Mapping[str, str]) -> tuple[bytes, dict]:
        headers = {"Authorization": f"Bearer {self._access.reveal()}"}
        try:
            return get_json(self._client, url, patience=self._job.patience, headers=headers, params=query)
        except FetchFailed as error:
            if error.status == 401:
                raise _Expired from None
            raise

    def _renew(self) -> Secret:
        if self._refresh is not None:
            form = {"grant_type": "refresh_token", "refresh_token": self._refresh.reveal(), "client_id": "acled"}
            try:
                return self._ask(form)
            except FetchFailed:
                self._refresh = None
        return self._log_in()

    def _log_in(self) -> Secret:
        user, password = self._job.secrets.get("acled_username"), self._job.secrets.get("acled_password")
        return self._ask(
            {"grant_type": "password", "username": user.reveal(), "password": password.reveal(), "client_id": "acled"}
        )

    def _ask(self, form: Mapping[str, str]) -> Secret:
        def once() -> dict:
            with sorted_failures(self._url):
                response = self._client.post(self._url, data=form)
            if response.status_code in (400, 401, 403):
                raise FetchFailed(
                    f"{plain(self._url)}: the credentials are refused ({response.status_code}).",
                    expected="the user and password of an account at the publisher",
                    next_step="check CORRIDORWATCH_ACLED_USERNAME and CORRIDORWATCH_ACLED_PASSWORD",
                )
            judge_status(response)
            try:
                answer = response.json()
                return {"access": answer["access_token"], "refresh": answer.get("refresh_token")}
            except (ValueError, KeyError, TypeError, AttributeError):
                raise Retryable("the answer holds no token") from None

        tokens = attempt(self._job.patience, self._url, once)
        if tokens["refresh"]:
            self._refresh = self._job.secrets.learn(str(tokens["refresh"]))
        return self._job.secrets.learn(str(tokens["access"]))


class _Expired(Exception):
    """The server refuses the token."""


class _Reading:
    """Reads one listing to its end and holds every page to its envelope.

    `seen`: the ids that came; `total`: what the server declared, null where it does not; `newest`: the largest
    `timestamp`; `restrictions`: what the server says it left out.
    """

    def __init__(
        self, job: Job, session: _Session, writer: PageWriter, kind: str, url: str, query: Mapping[str, str], key: str
    ) -> None:
        self._job, self._session, self._writer = job, session, writer
        self._kind, self._url, self._query, self._key = kind, url, query, key
        self.seen: set[str] = set()
        self.total: int | None = None
        self.newest = 0
        self.restrictions: list[object] = []

    def read(self) -> None:
        """Read it.

        Raises:
            FetchFailed: a page contradicts its envelope or another page.
        """
        for query, content, page in self._pages():
            self._take(query, content, page)
        if self.total is not None and len(self.seen) != self.total:
            raise _contradiction(self._url, f"{len(self.seen):,} records came, {self.total:,} were declared")

    def _pages(self) -> Iterator[tuple[Mapping[str, str], bytes, dict]]:
        """By cursor where the server knows cursors, else by page number until a page is empty."""
        query = {**self._query, "limit": str(_LIMIT), "cursor": "0", "with_total": "true"}
        content, page = self._ask(query)
        if "next_cursor" not in page:
            yield from self._numbered_pages()
            return
        yield query, content, page
        asked = {"0"}
        while (cursor := page.get("next_cursor")) not in (None, ""):
            if str(cursor) in asked:
                raise _contradiction(self._url, "the pages lead in a circle")
            asked.add(str(cursor))
            query = {**query, "cursor": str(cursor)}
            content, page = self._ask(query)
            yield query, content, page

    def _numbered_pages(self) -> Iterator[tuple[Mapping[str, str], bytes, dict]]:
        # A page shorter than asked for does not mean the end: some servers cap the limit in silence.
        for number in range(1, _MAX_PAGES):
            query = {**self._query, "limit": str(_LIMIT), "page": str(number)}
            content, page = self._ask(query)
            yield query, content, page
            if not page.get("data"):
                return
        raise _contradiction(self._url, f"{_MAX_PAGES:,} pages and no end")

    def _ask(self, query: Mapping[str, str]) -> tuple[bytes, dict]:
        def once() -> tuple[bytes, dict]:
            content, page = self._session.get(self._url, query)
            status = page.get("status", 200)
            if str(status) in ("429", "500", "502", "503", "504"):
                raise Retryable(f"the envelope says status {status}")
            return content, page

        return attempt(self._job.patience, self._url, once)

    def _take(self, query: Mapping[str, str], content: bytes, page: dict) -> None:
        records = page.get("data")
        if page.get("success") is False or str(page.get("status", 200)) != "200":
            said = self._job.secrets.scrub(json.dumps(page.get("messages") or page.get("error") or ""))[:200]
            raise _contradiction(self._url, f"the envelope says that it failed ({page.get('status')}, {said})")
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise _contradiction(self._url, "a page has no list of records")
        self._hold_to_counts(page, len(records))
        for record in records:
            identity = str(record.get(self._key) or "")
            if not identity or identity in self.seen:
                raise _contradiction(self._url, f"the record {identity or 'without id'} comes twice or has no id")
            self.seen.add(identity)
            self.newest = max(self.newest, _unix(record.get("timestamp")))
        restriction = page.get("data_query_restrictions")
        if restriction and restriction not in self.restrictions:
            self.restrictions.append(restriction)
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        self._writer.add(self._kind, content, f"{self._url}?{asked}", len(records))
        self._job.progress(len(self.seen), self.total)

    def _hold_to_counts(self, page: dict, records: int) -> None:
        count = _number(page.get("count"))
        if count is not None and count != records:
            raise _contradiction(self._url, f"a page declares {count:,} records and holds {records:,}")
        total = _number(page.get("total_count"))
        if total is None:
            return
        if self.total is not None and total != self.total:
            raise _contradiction(self._url, f"the total changed from {self.total:,} to {total:,} between pages")
        self.total = total


def _unix(value: object) -> int:
    """A `timestamp`, which has come as a number, as a text of digits, and as a date."""
    number = _number(value)
    if number is not None:
        return number
    try:
        return int(datetime.fromisoformat(str(value)).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0


def _number(value: object) -> int | None:
    return int(str(value)) if not isinstance(value, bool) and str(value).isdigit() else None


def _contradiction(url: str, fact: str) -> FetchFailed:
    return FetchFailed(
        f"{plain(url)}: {fact}.",
        expected="as many different records as every page declares",
        next_step="corridorwatch fetch acled (later); the last good snapshot is kept",
    )
