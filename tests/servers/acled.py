"""A server that behaves like ACLED's: tokens that expire, cursors or page numbers, envelopes, revisions, deletions."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers.web import Answer, Request, Web, serving

USER = "analyst@example.org"
PASSWORD = "pässword & nobody's business"
CLIENT_SECRETS = (USER, PASSWORD, "access-1", "access-2", "access-3", "refresh-1", "refresh-2")


def event(number: int, timestamp: int, **changes: object) -> dict:
    """One event as the API gives it; numbers come as text, as they have."""
    return {
        "event_id_cnty": f"PAK{number}", "event_date": f"2026-01-{number % 28 + 1:02d}", "year": "2026",
        "time_precision": "1", "disorder_type": "Political violence", "event_type": "Battles",
        "sub_event_type": "Armed clash", "actor1": "BLA: Baloch Liberation Army", "assoc_actor_1": "", "inter1": "Rebel group",
        "actor2": "Military Forces of Pakistan (2024-)", "assoc_actor_2": "", "inter2": "State forces",
        "interaction": "State forces-Rebel group", "civilian_targeting": "", "iso": "586", "region": "South Asia",
        "country": "Pakistan", "admin1": "Balochistan", "admin2": "Quetta", "admin3": "Quetta", "location": "Quetta",
        "latitude": "30.1872", "longitude": "67.0125", "geo_precision": "1", "source": "Dawn", "source_scale": "National",
        "notes": "An event.", "fatalities": str(number), "tags": "", "timestamp": str(timestamp), **changes,
    }  # fmt: skip


@dataclass
class Acled:
    """The publisher's state, which a test changes.

    `with_cursor`: whether the server knows cursors. `shown_to`: the last day that the account may see. `expire_after`: how many pages a token is good for. `envelope`:
    (kind, page) -> fields of the envelope to replace.
    """

    events: list[dict] = field(default_factory=list)
    deleted: list[dict] = field(default_factory=list)
    page_size: int = 2
    with_cursor: bool = True
    expire_after: int = 1_000
    refresh_works: bool = True
    restrictions: object = None
    shown_to: str = "9999-12-31"
    envelope: dict[tuple[str, int], dict] = field(default_factory=dict)
    busy: int = 0
    tokens: int = 0
    used: int = 0
    grants: list[str] = field(default_factory=list)
    web: Web | None = None

    def answer(self, request: Request) -> Answer:
        if request.path == "/oauth/token":
            return self._token(request)
        if self.busy:
            self.busy -= 1
            return Answer(b"slow", 429, {"Retry-After": "3600"})
        if request.headers.get("authorization") != f"Bearer access-{self.tokens}" or self.used >= self.expire_after:
            return Answer(b'{"message": "token expired"}', 401)
        self.used += 1
        if request.path == "/api/acled/read":
            since = int(request.query.get("timestamp", 0))
            first, last = request.query.get("event_date", ""), self.shown_to
            found = [
                each for each in self.events if int(each["timestamp"]) >= since and first <= each["event_date"] <= last
            ]
            return self._page(request, "unveiled" if first else "events", found)
        since = int(request.query["deleted_timestamp"])
        return self._page(
            request, "deleted", [each for each in self.deleted if int(each["deleted_timestamp"]) >= since]
        )

    def _token(self, request: Request) -> Answer:
        form = request.form
        self.grants.append(form.get("grant_type", ""))
        right = form.get("grant_type") == "password" and (form["username"], form["password"]) == (USER, PASSWORD)
        refresh = form.get("refresh_token") == f"refresh-{self.tokens}" and self.refresh_works
        if not right and not refresh:
            # Some servers repeat what they were sent.
            return Answer(json.dumps({"error": "invalid_grant", "sent": form}).encode(), 400)
        self.tokens, self.used = self.tokens + 1, 0
        content = {
            "access_token": f"access-{self.tokens}",
            "refresh_token": f"refresh-{self.tokens}",
            "expires_in": 86400,
        }
        return Answer(json.dumps(content).encode())

    def _page(self, request: Request, kind: str, found: list[dict]) -> Answer:
        by_cursor = self.with_cursor and "cursor" in request.query
        number = int(request.query["cursor"]) if by_cursor else int(request.query.get("page", 1)) - 1
        here = found[number * self.page_size : (number + 1) * self.page_size]
        page = {
            "status": 200, "success": True, "count": len(here), "last_update": 1, "messages": [], "data": here,
            "filename": "x", "data_query_restrictions": self.restrictions,
        }  # fmt: skip
        if by_cursor:
            more = (number + 1) * self.page_size < len(found)
            page |= {"total_count": len(found), "next_cursor": str(number + 1) if more else None}
        return Answer(json.dumps(page | self.envelope.get((kind, number), {})).encode())


@contextmanager
def acled() -> Iterator[Acled]:
    """The publisher, on loopback."""
    publisher = Acled()
    with serving(publisher.answer) as publisher.web:
        yield publisher
