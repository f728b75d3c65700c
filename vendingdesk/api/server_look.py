"""A look at a server before it is used: whether it is believed, which certificate it shows, and what answers there.

A certificate that is refused gets one more handshake, only to be shown to a person; over that one nothing can be
sent. Whether to trust it is never decided here.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

from vendingdesk.api.address import API_ROOT, parse_address, parse_proxy
from vendingdesk.api.answers import NO_PATH
from vendingdesk.api.certificates import read_certificate
from vendingdesk.api.connections import Connections
from vendingdesk.api.errors import Unanswered, Unsent
from vendingdesk.api.headers import request_headers
from vendingdesk.api.limits import LIMITS, Limits
from vendingdesk.api.sessions import read_captcha
from vendingdesk.api.tls import SENTENCES
from vendingdesk.api.transport import Call, Reply
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.outcome import DoubtCause, RawAnswer
from vendingdesk.domain.trust import Certificate, Connection, ServerLook, TrustProblem

_FOUND = "A vending server answers there."
_OTHER = "What answers there is no vending server. Check the address and its port."
_SILENT = "The server takes the connection but doesn't answer as it should. Try again, or check the address."
_BROKEN = "What answers there shows no certificate that can be read, so nothing was sent."


class ServerLooker:
    """Looks once at each call; fits the counter's ``LookAtServer``."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits

    async def __call__(self, connection: Connection) -> ServerLook:
        """What is there. Raises ``Refused`` for no address or no proxy, and ``Unsent`` for no server at all."""
        address, proxy = parse_address(connection.address), parse_proxy(connection.proxy)
        secure = address.startswith("https:")
        connections = Connections(self._limits, secure=secure, trust=connection.trust, proxy=proxy)
        url = f"{address}{API_ROOT}/captcha"
        call = Call("GET", url, request_headers(str(uuid4())), seconds=self._limits.read)
        try:
            return await _look(address, connections, call)
        finally:
            await connections.close()


async def _look(address: str, connections: Connections, call: Call) -> ServerLook:
    try:
        reply = await connections.exchange(call)
    except Unsent as refusal:
        if refusal.problem is None:
            raise
        return await _refused(address, connections, call, refusal)
    except Unanswered:
        return ServerLook(address, said=_SILENT)
    vending, said = _vending(reply)
    return ServerLook(address, await _read(reply.certificate), vending=vending, said=said)


async def _refused(address: str, connections: Connections, call: Call, refusal: Unsent) -> ServerLook:
    """Why the server is not believed, with the certificate that it shows. One out of time can't be trusted at all."""
    problem, said = refusal.problem, refusal.detail
    certificate = None
    if problem is not TrustProblem.NO_TLS:
        try:
            certificate = await _read(await connections.certificate_shown(call))
        except Unsent:
            said = _BROKEN if problem is TrustProblem.OTHER else said
    worse = None if problem is TrustProblem.CHANGED else _out_of_time(certificate)
    if worse is not None:
        problem, said = worse, SENTENCES[worse]
    return ServerLook(address, certificate, problem, said=said)


def _out_of_time(certificate: Certificate | None) -> TrustProblem | None:
    if certificate is None:
        return None
    now = datetime.now(UTC)
    if now > certificate.not_after:
        return TrustProblem.EXPIRED
    return TrustProblem.NOT_YET_VALID if now < certificate.not_before else None


async def _read(der: bytes) -> Certificate | None:
    try:
        return await asyncio.to_thread(read_certificate, der) if der else None
    except ValueError:
        return None


def _vending(reply: Reply) -> tuple[bool | None, str]:
    """Whether that was a verification picture, and the sentence; None when the answer broke off."""
    raw = RawAnswer(reply.status, bytes(reply.body), datetime.now(UTC), reply.complete, reply.content_type)
    try:
        read_captcha(raw, raw.received_at)
    except Refused as refusal:
        return False, _OTHER if str(refusal) == NO_PATH else str(refusal)
    except Unanswered as fault:
        if fault.cause is DoubtCause.NOT_JSON:
            return False, _OTHER
        return (False, str(fault)) if fault.cause is DoubtCause.GATEWAY else (None, _SILENT)
    return True, _FOUND
