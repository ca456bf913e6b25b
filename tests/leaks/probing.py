"""Asking a page and looking at the answer: a lean client, answers made comparable, and the report."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client

from config import urls_intranet

# What differs from one answer to the next for no reason of content: tokens, nonces, keys of forms.
_CHANGING = re.compile(
    rb"""(name="csrfmiddlewaretoken"\s+value="[^"]*"|value="[^"]*"\s+name="csrfmiddlewaretoken"|"?CSRF_?TOKEN"?:\s*"[^"]*"|data-csrf[a-z-]*="[^"]*"|nonce-[A-Za-z0-9+/=_-]+|name="(?:key|once)"\s+value="[^"]*")""",
    re.IGNORECASE,
)
# The length is that of the body, which is compared itself.
_HEADERS_THAT_CHANGE = frozenset({"set-cookie", "x-request-id", "content-security-policy", "content-length"})


class LeanClient(Client):
    """Django's client without the copies of every template context, which cost more than the pages.

    An error in a view is an answer with status 500 here: it is compared like any other.
    """

    def request(self, **request: Any) -> HttpResponse:
        environ = self._base_environ(**request)
        caught: list[BaseException] = []
        remember = partial(_remember, caught)
        got_request_exception.connect(remember, dispatch_uid="leaks")
        try:
            response = self.handler(environ)
        finally:
            got_request_exception.disconnect(dispatch_uid="leaks")
        if caught:
            raise caught[0]
        if response.cookies:
            self.cookies.update(response.cookies)
        return response


def _remember(caught: list[BaseException], sender: Any, **kwargs: Any) -> None:
    error = sys.exc_info()[1]
    if error is not None:
        caught.append(error)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader gets: everything that could tell him something. ``queries`` stands for the time it took."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]
    queries: int

    @property
    def refused(self) -> bool:
        """A redirect or an error page: it shows nothing of what stands behind."""
        return self.status != 200

    @property
    def everything(self) -> bytes:
        """Body and headers, to look for words in."""
        return self.body + "\n".join(f"{name}: {value}" for name, value in self.headers).encode()


class _Counter:
    """Counts the statements of a request; an execute wrapper costs less than Django's query log."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def ask(client: Client, method: str, path: str, data: dict[str, Any] | None = None) -> Answer:
    """One request, its answer made comparable with others'. The path itself is left out of the answer."""
    counter = _Counter()
    with connection.execute_wrapper(counter):
        response = client.generic("HEAD", path) if method == "head" else getattr(client, method)(path, data or {})
        body = b"".join(response.streaming_content) if response.streaming else response.content
    client.cookies.pop("messages", None)  # what one answer says on the next page is the reader's own doing
    plain = path.partition("?")[0]
    headers = tuple(
        sorted((name.lower(), value.replace(plain, "…")) for name, value in response.items() if name.lower() not in _HEADERS_THAT_CHANGE)
    )
    return Answer(response.status_code, _CHANGING.sub(b"", body).replace(plain.encode(), "…".encode()), headers, counter.count)


def _plain(status: int) -> Callable[..., HttpResponse]:
    def handler(request: HttpRequest, exception: Exception) -> HttpResponse:
        return HttpResponse(f"{status} {exception}", status=status)

    return handler


@contextmanager
def plain_refusals() -> Iterator[None]:
    """Refusals as one line with the reason that the view gave, instead of the whole error page, which is the same
    for every address (the comparison before and after asks for it whole) and costs four times as much as the view."""
    with pytest.MonkeyPatch.context() as patch:
        for status in (403, 404):
            patch.setattr(urls_intranet, f"handler{status}", _plain(status), raising=False)
        yield


def differences(first: Answer, second: Answer) -> list[str]:
    """In what two answers differ, in words."""
    found = []
    if first.status != second.status:
        found.append(f"status {first.status} / {second.status}")
    if first.headers != second.headers:
        found.append(f"headers {sorted(set(first.headers) ^ set(second.headers))[:4]}")
    if first.body != second.body:
        at = next(
            (i for i, (a, b) in enumerate(zip(first.body, second.body, strict=False)) if a != b), min(len(first.body), len(second.body))
        )
        piece = slice(max(0, at - 60), at + 60)
        found.append(f"body at {at}: {first.body[piece].decode(errors='replace')!r} / {second.body[piece].decode(errors='replace')!r}")
    if first.queries != second.queries:
        found.append(f"queries {first.queries} / {second.queries}")
    return found


@dataclass
class Report:
    """What was asked and what was found.

    A probe is one record that the reader may not see (or one whose secrets nobody may see) held against one
    answer that he got: a page, an export, a total, a notice, a mail. A page on which twenty such records could
    stand is twenty probes, as each of them is looked for by its own words and numbers. An answer that refuses
    (redirect, 403, 404) is one probe whatever was asked, and a page compared with itself before and after is one
    probe for each record that was made in between.
    """

    probes: Counter[tuple[str, str]] = field(default_factory=Counter)
    requests: int = 0
    leaks: list[str] = field(default_factory=list)
    # Where somebody who may see a record does see it: without these an empty list of leaks proves nothing.
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    hidden: list[str] = field(default_factory=list)
    _channel: str = ""

    @contextmanager
    def channel(self, name: str) -> Iterator[None]:
        self._channel = name
        yield

    def probe(self, kind: str, count: int = 1) -> None:
        self.probes[self._channel, kind] += count

    def leak(self, kind: str, post: object, where: str, what: str) -> None:
        self.leaks.append(f"[{self._channel}] {kind} → {post}: {where}: {what}")

    def sighting(self, kind: str) -> None:
        self.seen[self._channel, kind] += 1

    def denial(self, kind: str, post: object, where: str, what: str) -> None:
        """Somebody who may see a record does not get it."""
        self.hidden.append(f"[{self._channel}] {kind} → {post}: {where}: {what}")

    @property
    def total(self) -> int:
        return sum(self.probes.values())

    def table(self) -> str:
        """Probes by channel and kind."""
        channels = sorted({channel for channel, _kind in self.probes})
        lines = [f"{'kind':28}" + "".join(f"{channel:>12}" for channel in channels)]
        for kind in sorted({kind for _channel, kind in self.probes}):
            lines.append(f"{kind:28}" + "".join(f"{self.probes[channel, kind]:>12}" for channel in channels))
        lines.append(f"{self.total} probes in {self.requests} requests, {len(self.leaks)} leaks")
        return "\n".join(lines)
