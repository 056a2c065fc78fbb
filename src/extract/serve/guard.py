"""What holds for every request, before and around the service itself: whom it may come from, how large it may be, how many may wait."""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Headers of every answer that does not set them itself."""
RETRY_AFTER: Final = 5
"""Seconds after which whom the queue had no room for may ask again."""

log = logging.getLogger("extract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a request may take. Sizes of `body` in bytes, of a `text` in characters; `seconds` for each, the wait included.

    `waiting` is how many requests wait beside those in work before the next is told to come again.
    """

    body: int = 2_000_000
    text: int = 100_000
    documents: int = 100
    seconds: float = 60
    waiting: int = 100


def said(status: int, line: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that says in one line what is wrong."""
    text = json.dumps({"error": " ".join(line.split())}, ensure_ascii=False)
    return Response(text.encode("utf-8", "backslashreplace"), status, headers, "application/json")


def _host(scope: Scope) -> str | None:
    """The name in the header Host, in lower case, without port and brackets."""
    try:
        return urlsplit("//" + Headers(scope=scope).get("host", "")).hostname
    except ValueError:
        return None


class Guard:
    """The service behind its limits; whatever happens in it, the answer is one line and never a traceback."""

    def __init__(self, app: ASGIApp, *, limits: Limits, jobs: int, hosts: Sequence[str]) -> None:
        self._app = app
        self._limits = limits
        self._room = jobs + limits.waiting
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def headed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            if "*" in self._hosts or _host(scope) in self._hosts:
                await self._admit(scope, receive, headed)
            else:
                await said(400, "the header Host names no host of this service")(scope, receive, headed)
        except asyncio.CancelledError:  # the time to stop is over
            if not started:
                await said(503, "the service stops", {"Connection": "close"})(scope, receive, headed)
        except Exception:
            log.exception("%s %s", scope["method"], scope["path"])
            if not started:
                await said(500, "an error of the service; its log says more")(scope, receive, headed)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A request from an expected host: it waits for its turn, or is told that too many do."""
        if scope["method"] != "POST":
            await self._app(scope, receive, send)
        elif not self._room:
            busy = {"Retry-After": str(RETRY_AFTER), "Connection": "close"}
            await said(503, f"too many requests wait; try again in {RETRY_AFTER} seconds", busy)(scope, receive, send)
        else:
            self._room -= 1
            try:
                await self._limited(scope, receive, send)
            finally:
                self._room += 1

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A request whose body must not be too large, nor take too long to come."""
        most, size, done = self._limits.body, 0, False
        too_large = HTTPException(413, f"the body has more than {most:,} bytes", {"Connection": "close"})
        deadline = asyncio.get_running_loop().time() + self._limits.seconds

        async def measured() -> Message:
            nonlocal size, done
            if done:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                late = f"the body did not come within {self._limits.seconds:g} seconds"
                raise HTTPException(408, late, {"Connection": "close"}) from None
            size += len(message.get("body", b""))
            if size > most:
                raise too_large
            done = not message.get("more_body", False)
            return message

        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdecimal() and int(declared) > most:
            await said(413, too_large.detail, too_large.headers)(scope, receive, send)
        else:
            await self._app(scope, measured, send)
