"""The client of the vending server: the four documented calls, and what only asks, for its light and its session."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Protocol
from uuid import uuid4

from vendingdesk.api.address import API_ROOT, parse_address, parse_proxy
from vendingdesk.api.clock import Clock, SystemClock
from vendingdesk.api.connections import Connections
from vendingdesk.api.errors import Unanswered, Unsent
from vendingdesk.api.headers import request_headers
from vendingdesk.api.limits import LIMITS, Limits
from vendingdesk.api.numbers import JsonScalar, json_body
from vendingdesk.api.server_clock import ServerClock
from vendingdesk.api.sessions import is_header_safe, read_captcha, read_grant, read_session_good, sign_in_body
from vendingdesk.api.transport import Call, Reply
from vendingdesk.api.verdicts import read_vend
from vendingdesk.domain.management import METHOD
from vendingdesk.domain.outcome import NothingSent, NotSentCause, Outcome, RawAnswer, Unclear
from vendingdesk.domain.sale import Order
from vendingdesk.domain.session import Captcha, Grant
from vendingdesk.domain.trust import Trust

CREDIT_PATH = "/meter-recharge/recharge-token/0"
MANAGEMENT_PATH = "/meter-recharge/meter-token/0"


class Steps(Protocol):
    """What a vend must be told of while it runs; the counter's steps fit."""

    def sending(self) -> Awaitable[None]:
        """The first byte is about to leave; raising stops it."""

    def answered(self, raw: RawAnswer) -> Awaitable[None]:
        """This came; nothing has read it yet."""


class VendingClient:
    """One server, by its address, the ``trust`` for it and a ``proxy`` if one is set.

    Raises ``Refused`` for an address or a proxy that can't be one.

    Sessions are handed in with each call and never kept; nothing here writes to a log.
    """

    def __init__(
        self,
        address: str,
        *,
        trust: Trust | None = None,
        proxy: str = "",
        limits: Limits = LIMITS,
        clock: Clock | None = None,
    ) -> None:
        self._address = parse_address(address)
        self._limits = limits
        self._clock = clock or SystemClock()
        self._server_clock = ServerClock()
        secure = self._address.startswith("https:")
        self._connections = Connections(limits, secure=secure, trust=trust or Trust(), proxy=parse_proxy(proxy))

    @property
    def address(self) -> str:
        """The base URL without ``/api/v1``."""
        return self._address

    @property
    def clock_offset(self) -> timedelta | None:
        """The server's clock minus this machine's, by the last answer that told the time; None before the first."""
        return self._server_clock.offset

    @property
    def clock_answers(self) -> int:
        """How many answers told the time."""
        return self._server_clock.answers

    async def open(self) -> None:
        """Get ready off the calling thread; the first call does it too. Raises ``EnvironmentFault``."""
        await self._connections.open()

    async def close(self) -> None:
        """Close idle connections; a vend in flight keeps its own."""
        await self._connections.close()

    async def trust_anew(self, trust: Trust) -> None:
        """From the next call on believe what ``trust`` says. A vend under way ends on the connection it has."""
        await self._connections.trust_anew(trust)

    async def captcha(self) -> Captcha:
        """Fetch a new verification picture; raises ``Unsent``, ``Unanswered`` or ``Refused``."""
        asked_at = self._clock.now()
        return read_captcha(await self._fetch(self._call("GET", "/captcha")), asked_at)

    async def sign_in(self, *, username: str, password: str, remember: bool, code: str, captcha_id: str) -> Grant:
        """Sign in; raises ``Refused`` (also before sending, for empty fields), ``Unsent`` or ``Unanswered``."""
        body = sign_in_body(username=username, password=password, remember=remember, code=code, captcha_id=captcha_id)
        return read_grant(await self._fetch(self._call("POST", "/login", body)))

    async def vend(self, order: Order, session: str, steps: Steps) -> Outcome:
        """Send one vend exactly once and say what became of it; never raises for what a network can do.

        When ``steps.answered`` raises (the disk is full now), the outcome is returned all the same: a token in
        hand is never thrown away. The steps know of their own fault, and writing the outcome will meet it again.
        """
        try:
            call = self._vend_call(order, session)
        except ValueError as fault:
            return NothingSent(NotSentCause.BAD_ADDRESS, str(fault))
        try:
            reply = await self._connections.exchange(call, steps.sending)
        except Unsent as fault:
            return NothingSent(fault.cause, fault.detail)
        except Unanswered as fault:
            return Unclear(fault.cause, fault.detail)
        raw = self._raw(reply)
        with suppress(Exception):
            await steps.answered(raw)
        return self.read(order, raw)

    def read(self, order: Order, raw: RawAnswer) -> Outcome:
        """Read an answer, stored or new: pure, the same result each time, never raises."""
        return read_vend(order, raw, self._limits.body)

    async def reachable(self) -> bool:
        """Whether the server answers at all, with whatever; never raises, never a reason to block a sale."""
        try:
            await self._fetch(self._call("GET", "/health"))
        except (Unsent, Unanswered):
            return False
        return True

    async def session_good(self, token: str) -> bool | None:
        """Whether the server still takes a session, by a call that mints nothing [S]; never raises.

        False for the refusal that a vend would get, True for an answer that says whose it is. None for everything
        else, and when it takes longer than ``Limits.proof``: that is no reason to stop a sale.
        """
        if not is_header_safe(token):
            return None
        call = self._call("GET", "/getinfo")
        call = replace(call, headers=call.headers | {"Authorization": f"Bearer {token}"})
        with suppress(TimeoutError, Unsent, Unanswered):
            async with asyncio.timeout(self._limits.proof):
                return read_session_good(await self._fetch(call))
        return None

    async def _fetch(self, call: Call) -> RawAnswer:
        return self._raw(await self._connections.exchange(call))

    def _raw(self, reply: Reply) -> RawAnswer:
        now = self._clock.now()
        self._server_clock.hear(reply, now)
        return RawAnswer(
            status=reply.status,
            body=bytes(reply.body),
            received_at=now,
            complete=reply.complete,
            content_type=reply.content_type,
            server_date=reply.server_date,
        )

    def _call(self, method: str, path: str, body: bytes = b"") -> Call:
        return Call(
            method, self._address + API_ROOT + path, request_headers(str(uuid4()), body), body, self._limits.read
        )

    def _vend_call(self, order: Order, session: str) -> Call:
        """The request of a vend; raises ``ValueError`` for what can't be put into one."""
        if not (is_header_safe(session) and is_header_safe(order.request_id)):
            raise ValueError("The session or the request's id can't be sent: sign in again.")
        path, body = _vend_body(order)
        headers = request_headers(order.request_id, body) | {"Authorization": f"Bearer {session}"}
        return Call("POST", self._address + API_ROOT + path, headers, body, self._limits.vend, alone=True)


def _vend_body(order: Order) -> tuple[str, bytes]:
    """Path and body, as the manual's samples have them."""
    document: dict[str, JsonScalar] = {"meterNo": order.meter}
    if order.amount is not None:
        return CREDIT_PATH, json_body(document | {"money": order.amount.number})
    assert order.management is not None  # noqa: S101 - an order has exactly one of the two
    fields: dict[str, JsonScalar] = {
        "method": METHOD,
        "subClass": int(order.management.kind),
        "value": order.management.value,
    }
    return MANAGEMENT_PATH, json_body(document | fields)
