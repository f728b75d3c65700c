"""The first verification picture by the standard library's HTTP, which is there long before httpx is imported.

A picture may be asked for as often as one likes. So nothing that goes wrong here is told: the caller then asks
through the client, which says what is the matter.
"""

from __future__ import annotations

from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import SplitResult, urlsplit
from uuid import uuid4

from vendingdesk.api.address import API_ROOT, parse_proxy
from vendingdesk.api.headers import request_headers
from vendingdesk.api.limits import LIMITS
from vendingdesk.api.sessions import read_captcha
from vendingdesk.domain.outcome import RawAnswer
from vendingdesk.domain.session import Captcha
from vendingdesk.domain.trust import Connection


def early_picture(connection: Connection) -> Captcha | None:
    """Fetch a picture from a server whose address was parsed; blocks, so call it in a thread. None for no picture."""
    asked_at = datetime.now(UTC).astimezone()
    try:
        return read_captcha(_fetched(connection), asked_at)
    except Exception:  # noqa: BLE001 - the client's own try explains it
        return None


def _fetched(wanted: Connection) -> RawAnswer:
    parts = urlsplit(wanted.address)
    connection = _opened(wanted, parts)
    try:
        connection.request("GET", f"{parts.path}{API_ROOT}/captcha", headers=request_headers(str(uuid4())))
        answer = connection.getresponse()
        body = answer.read(LIMITS.body + 1)
        return RawAnswer(
            status=answer.status,
            body=body,
            received_at=datetime.now(UTC).astimezone(),
            complete=answer.isclosed() and len(body) <= LIMITS.body,
            content_type=answer.getheader("content-type", ""),
        )
    finally:
        connection.close()


def _opened(wanted: Connection, parts: SplitResult) -> HTTPConnection:
    """A connection as the client would make it: the same trust, the same proxy."""
    host = parts.hostname or ""
    if parts.scheme != "https":
        return HTTPConnection(host, parts.port, timeout=LIMITS.connect)
    from vendingdesk.api.tls import tls_context

    context = tls_context(wanted.trust)
    proxy = urlsplit(parse_proxy(wanted.proxy))
    if proxy.hostname is None:
        return HTTPSConnection(host, parts.port, timeout=LIMITS.connect, context=context)
    connection = HTTPSConnection(proxy.hostname, proxy.port, timeout=LIMITS.connect, context=context)
    connection.set_tunnel(host, parts.port or 443)
    return connection
