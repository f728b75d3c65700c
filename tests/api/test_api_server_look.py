"""A look at a server: every kind of certificate, and everything that may answer in a vending server's place."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from api.api_certificates import CA, shown
from api.api_peers import RawServer, answering_at_once, captcha_answer, http, replying
from api.conftest import SHORT

from vendingdesk.api.errors import Unsent
from vendingdesk.api.limits import Limits
from vendingdesk.api.server_look import ServerLooker
from vendingdesk.counter.ports import LookAtServer
from vendingdesk.domain.errors import NotSent, Refused
from vendingdesk.domain.outcome import NotSentCause
from vendingdesk.domain.trust import Connection, ServerLook, Trust, TrustProblem

VENDING = replying(http(captcha_answer()))
LOOK: LookAtServer = ServerLooker(SHORT)


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    CA.cert_pem.write_to_path(path)
    return path


async def test_a_trusted_vending_server_is_found(serve: Callable, ca_file: Path) -> None:
    server: RawServer = await serve(VENDING, shown("good").context)
    look = await LOOK(Connection(f" {server.address}/api/v1/ ", Trust(ca_file)))
    assert (look.address, look.problem, look.vending) == (server.address, None, True)
    assert "vending server answers" in look.said
    assert look.certificate is not None
    assert look.certificate.fingerprint == shown("good").fingerprint
    assert look.certificate.names == ("127.0.0.1",)
    assert "trustme" in look.certificate.issuer
    assert not look.certificate.self_signed
    assert server.connections == len(server.requests) == 1
    assert server.requests[0].startswith(b"GET /api/v1/captcha ")


async def test_plain_http_to_this_machine_has_no_certificate(serve: Callable) -> None:
    server: RawServer = await serve(VENDING)
    look = await LOOK(Connection(server.address))
    assert look == ServerLook(server.address, None, None, vending=True, said=look.said)


@pytest.mark.parametrize(
    ("kind", "with_ca", "problem", "says"),
    [
        ("good", False, TrustProblem.UNKNOWN_ISSUER, "unknown issuer"),
        ("unknown", True, TrustProblem.UNKNOWN_ISSUER, "unknown issuer"),
        ("other name", True, TrustProblem.WRONG_NAME, "another name"),
        ("expired", True, TrustProblem.EXPIRED, "expired"),
        ("early", True, TrustProblem.NOT_YET_VALID, "not valid yet"),
        ("unknown and expired", True, TrustProblem.EXPIRED, "expired"),
        ("unknown and early", True, TrustProblem.NOT_YET_VALID, "not valid yet"),
    ],
)
async def test_a_certificate_that_is_refused_is_shown_and_nothing_is_sent(
    serve: Callable, ca_file: Path, kind: str, with_ca: bool, problem: TrustProblem, says: str
) -> None:
    server: RawServer = await serve(VENDING, shown(kind).context)
    look = await LOOK(Connection(server.address, Trust(ca_file if with_ca else None)))
    assert (look.problem, look.vending) == (problem, None)
    assert says in look.said
    assert look.certificate is not None
    assert look.certificate.fingerprint == shown(kind).fingerprint
    await server.stop()
    assert not any(server.received)


async def test_what_was_shown_can_be_pinned_and_a_change_is_told(serve: Callable) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown("unknown").show_in(context)
    server: RawServer = await serve(VENDING, context)
    first = await LOOK(Connection(server.address))
    assert first.certificate is not None
    pinned = Connection(server.address, Trust(fingerprint=first.certificate.fingerprint))
    assert (await LOOK(pinned)).vending is True
    shown("expired").show_in(context)
    changed = await LOOK(pinned)
    assert (changed.problem, changed.vending) == (TrustProblem.CHANGED, None)
    assert changed.certificate is not None
    assert changed.certificate.fingerprint == shown("expired").fingerprint
    assert len(server.requests) == 1


async def test_a_certificate_without_readable_dates_is_not_shown(serve: Callable) -> None:
    server: RawServer = await serve(VENDING, shown("undated").context)
    look = await LOOK(Connection(server.address))
    assert look.problem is not None
    assert (look.certificate, look.vending) == (None, None)


@pytest.mark.parametrize(
    ("reply", "vending", "says"),
    [
        (http(b"<html>A shop</html>"), False, "no vending server"),
        (http(b"<html>Not found</html>", "404 Not Found"), False, "no vending server"),
        (http(b"404 page not found", "404 Not Found"), False, "no vending server"),
        (http(b'{"detail":"no"}', "404 Not Found"), False, "refused to send"),
        (http(captcha_answer(code=500, msg="too many request")), False, "busy"),
        (http(b"", "301 Moved", more="Location: https://elsewhere.example/\r\n"), False, "gateway"),
        (http(b"", "502 Bad Gateway"), False, "gateway"),
        (http(captcha_answer()[:50], length=5000), None, "doesn't answer as it should"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", None, "doesn't answer as it should"),
        (b"", None, "doesn't answer as it should"),
    ],
)
async def test_what_is_no_vending_server_is_told(
    serve: Callable, ca_file: Path, reply: bytes, vending: bool | None, says: str
) -> None:
    server: RawServer = await serve(replying(reply), shown("good").context)
    look = await LOOK(Connection(server.address, Trust(ca_file)))
    assert (look.problem, look.vending) == (None, vending)
    assert says in look.said
    assert look.certificate is None or look.certificate.fingerprint == shown("good").fingerprint


async def test_a_server_without_tls_shows_no_certificate(serve: Callable) -> None:
    server: RawServer = await serve(answering_at_once(http(b"", "400 Bad Request")))
    look = await LOOK(Connection(f"https://127.0.0.1:{server.port}"))
    assert (look.certificate, look.problem, look.vending) == (None, TrustProblem.NO_TLS, None)
    assert "doesn't speak TLS" in look.said


async def test_a_server_with_nothing_in_common_is_told_apart(serve: Callable) -> None:
    server: RawServer = await serve(answering_at_once(bytes([21, 3, 3, 0, 2, 2, 40])))  # alert: handshake failure
    look = await LOOK(Connection(f"https://127.0.0.1:{server.port}"))
    assert (look.certificate, look.problem) == (None, TrustProblem.OTHER)
    assert "no certificate that can be read" in look.said


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


async def test_a_server_that_hangs_before_the_handshake_is_not_reached(silent: int) -> None:
    look = ServerLooker(Limits(connect=0.3, read=0.3))
    with pytest.raises(Unsent, match="in time") as fault:
        await look(Connection(f"https://127.0.0.1:{silent}"))
    assert fault.value.cause is NotSentCause.TIMED_OUT


async def test_a_server_that_hangs_after_the_handshake_is_told(serve: Callable, ca_file: Path) -> None:
    async def hang(server: RawServer, reader: asyncio.StreamReader, _w: asyncio.StreamWriter) -> None:
        await server.read_request(reader)
        await server.over.wait()

    server: RawServer = await serve(hang, shown("good").context)
    look = await ServerLooker(Limits(connect=2.0, read=0.3))(Connection(server.address, Trust(ca_file)))
    assert (look.problem, look.vending) == (None, None)
    assert "doesn't answer" in look.said


async def test_a_closed_port_and_a_bad_file_raise_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        address = f"https://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(NotSent, match="can't be reached"):
            await LOOK(Connection(address))
        with pytest.raises(NotSent, match="can't be read"):
            await LOOK(Connection(address, Trust(tmp_path / "none.pem")))


@pytest.mark.parametrize("typed", ["", "vending.example", "https://a b", "http://vending.example", "https://a/?b"])
async def test_an_address_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        await LOOK(Connection(typed))
