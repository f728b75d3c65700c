"""One exchange over HTTP/1.1: sent at most once, read up to a limit. The only module that knows httpx.

httpx2 is the continuation of httpx under a new name: the import below is the line to change.
"""

from __future__ import annotations

import asyncio
import importlib
import ssl
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from vendingdesk.api.errors import PROXY, Unanswered, Unsent, doubt_cause, unsent_cause
from vendingdesk.api.limits import SERVER_TEXT, Limits
from vendingdesk.api.texts import one_line
from vendingdesk.api.tls import tls_error, tls_fault
from vendingdesk.domain.errors import NotSent, OutcomeUnknown, VendingDeskError
from vendingdesk.domain.outcome import NotSentCause

for needed in ("httpcore", "anyio._backends._asyncio", "encodings.idna", "sniffio"):
    # Else the first request imports them, in the thread of whoever asks: 40 ms.
    with suppress(ImportError):
        importlib.import_module(needed)
# httpcore looks for it several times a request. Where it is not installed, that means all of the path each time.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

FIRST_BYTE = "http11.send_request_headers.started"
"""The trace event before the first byte. A request without it never left; a proxy's ``CONNECT`` has it too."""

CONNECTED = "connection.connect_tcp.complete"
"""The trace event that brings the line to the server, before TLS is spoken on it."""

LONGEST_TURN = 0.01
"""Seconds that an answer may be read without a turn for others: one read from the socket may hold 10,000 chunks."""

TURNS_TO_END = 16
"""Turns of the loop until the generators of httpx and httpcore, five in one another, are ended for sure."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request in full. ``alone``: on a connection of its own, for what must never meet a stale one."""

    method: str
    url: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    seconds: float = 15.0
    alone: bool = False


@dataclass(slots=True)
class Reply:
    """What came back, as far as it came. ``complete`` is False when it broke off or met the limit.

    ``certificate`` is the one that the server showed, as DER; empty without TLS. ``left_at`` and ``came_at`` are the
    seconds of ``time.monotonic`` at the request's first byte and at the answer's head.
    """

    status: int
    content_type: str
    server_date: str
    certificate: bytes = field(default=b"", repr=False)
    left_at: float = 0.0
    came_at: float = 0.0
    body: bytearray = field(default_factory=bytearray, repr=False)
    complete: bool = False


class Pool:
    """An httpx client with a number of connections; closed when it is retired and its last request is done.

    No redirects, no retries, no cookies, no proxy or other setting from the environment; ``proxy`` is one that was
    set, as ``parse_proxy`` gives it, and empty for none.
    """

    def __init__(
        self, context: ssl.SSLContext, limits: Limits, *, connections: int, keep: int, proxy: str = ""
    ) -> None:
        size = httpx.Limits(
            max_connections=connections, max_keepalive_connections=keep, keepalive_expiry=limits.keepalive
        )
        transport = httpx.AsyncHTTPTransport(
            verify=context, trust_env=False, http1=True, http2=False, retries=0, limits=size, proxy=proxy or None
        )
        cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
        self._client = httpx.AsyncClient(
            transport=transport, trust_env=False, follow_redirects=False, cookies=cookies
        )
        self._limits = limits
        self._running = 0
        self._retired = False

    def stream(
        self, call: Call, trace: Callable[[str, object], Awaitable[None]]
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """Send a request and hand out its answer while it is still coming in."""
        times = httpx.Timeout(
            connect=self._limits.connect, read=call.seconds, write=call.seconds, pool=self._limits.pool
        )
        return self._client.stream(
            call.method, call.url, headers=call.headers, content=call.body, timeout=times, extensions={"trace": trace}
        )

    async def __aenter__(self) -> None:
        """Count a request in."""
        self._running += 1

    async def __aexit__(self, *_: object) -> None:
        """Count it out; the last one of a retired pool closes it."""
        self._running -= 1
        await self._close_if_done()

    async def retire(self) -> None:
        """Close the pool, once nothing runs in it any more."""
        self._retired = True
        await self._close_if_done()

    async def _close_if_done(self) -> None:
        if self._retired and not self._running:
            with suppress(Exception):  # a socket that does not close well must not cost an answer
                await self._client.aclose()


class Attempt:
    """One try to get one call across; never used twice."""

    def __init__(self, before_send: Callable[[], Awaitable[None]] | None, seconds: float, proxied: float) -> None:
        """``seconds`` from the first byte to the last; ``proxied`` for a proxy to make the way."""
        self.left = False
        self.reply: Reply | None = None
        self._fault: Exception | None = None
        self._before_send = before_send
        self._asked_to_send = 0
        self._seconds = seconds
        self._proxied = proxied
        self._left_at = 0.0
        self._line: Any = None
        self._deadline = asyncio.timeout(None)

    async def run(self, pool: Pool, call: Call, most: int) -> None:
        """Send, and read ``most`` bytes at most; what went wrong is kept for ``explanation``.

        The deadline starts with the first byte: connecting has limits of its own, and is never cancelled, but for
        the part that a proxy takes.
        """
        try:
            async with pool, self._deadline, pool.stream(call, self._trace) as response:
                self.reply = reply = Reply(
                    status=response.status_code,
                    content_type=response.headers.get("content-type", ""),
                    server_date=response.headers.get("date", ""),
                    certificate=_certificate(response),
                    left_at=self._left_at,
                    came_at=time.monotonic(),
                )
                whole, turn = True, time.monotonic()
                pieces = response.aiter_raw()
                async for piece in pieces:
                    if time.monotonic() - turn > LONGEST_TURN:
                        await _give_turn(response, pieces)
                        turn = time.monotonic()
                    room = most - len(reply.body)
                    reply.body += piece[:room]
                    if whole and len(piece) > room:
                        whole = False
                        await response.aclose()  # the next read fails, which also ends what httpx has running
                reply.complete = whole
        except Exception as fault:  # noqa: BLE001 - whatever it is, the event says whether the request left
            self._fault = fault
        finally:
            if not self.left and self._line is not None:
                with suppress(Exception):  # whoever gives up in the middle of a handshake leaves the line open
                    await self._line.aclose()

    def explanation(self) -> NotSent | OutcomeUnknown:
        """What to raise when there is no reply: the two tables of ``errors``."""
        fault = self._fault or RuntimeError("no answer")
        if self.left:
            return Unanswered(doubt_cause(fault), type(fault).__name__)
        if isinstance(fault, StepFailed):
            return Unsent(NotSentCause.JOURNAL, str(fault))
        why = tls_fault(fault)
        if why is not None:
            return Unsent(NotSentCause.TLS, why.said, why.problem)
        detail = one_line(str(fault), SERVER_TEXT) or type(fault).__name__
        return Unsent(unsent_cause(fault), f"{PROXY}: {detail}." if isinstance(fault, httpx.ProxyError) else detail)

    def tls_error(self) -> ssl.SSLError | None:
        """What TLS raised, when that is what ended the try."""
        return None if self._fault is None else tls_error(self._fault)

    async def _trace(self, event: str, details: Any) -> None:
        if event == CONNECTED:
            self._line = details["return_value"]
        if event != FIRST_BYTE:
            return
        if details["request"].method == b"CONNECT":
            self._set_deadline(self._proxied)
            return
        self._asked_to_send += 1
        if self._asked_to_send > 1:
            raise RuntimeError("a request was about to be sent twice")
        self._deadline.reschedule(None)  # the proxy has done its part, and a step is never cut in two
        if self._before_send is not None:
            try:
                await self._before_send()
            except Exception as fault:
                known = isinstance(fault, VendingDeskError)
                raise StepFailed(one_line(str(fault), SERVER_TEXT) if known else type(fault).__name__) from fault
        self.left = True
        self._left_at = time.monotonic()
        self._set_deadline(self._seconds)

    def _set_deadline(self, seconds: float) -> None:
        self._deadline.reschedule(asyncio.get_running_loop().time() + seconds)


async def _give_turn(response: httpx.Response, pieces: Any) -> None:
    """Let others do something between two pieces of an answer; who is cancelled there leaves nothing running."""
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        await response.aclose()
        await pieces.aclose()
        for _ in range(TURNS_TO_END):  # the loop ends them one after the other, each in a turn or two
            await asyncio.sleep(0)
        raise


def _certificate(response: httpx.Response) -> bytes:
    """What the server showed in the handshake of this answer's connection; empty for plain http."""
    tls = response.extensions["network_stream"].get_extra_info("ssl_object")
    return b"" if tls is None else tls.getpeercert(binary_form=True)


class StepFailed(Exception):
    """The step before the first byte raised: nothing was sent."""
