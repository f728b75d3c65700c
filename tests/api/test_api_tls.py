"""TLS: verified by default, off the calling thread, and plain words for each refusal."""

import asyncio
import datetime
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme
from api.api_peers import ISSUED_BODY, SESSION, RawServer, Steps, answering_at_once, credit, http, replying

from vendingdesk.api import connections
from vendingdesk.api.errors import Unsent
from vendingdesk.api.limits import Limits
from vendingdesk.api.pinning import CertificateShown
from vendingdesk.api.tls import SENTENCES, TlsFault, tls_context, tls_fault
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.outcome import Issued, NothingSent, NotSentCause
from vendingdesk.domain.trust import Trust, TrustProblem

CA = trustme.CA()
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    CA.cert_pem.write_to_path(path)
    return path


def server_context(*names: str, ca: trustme.CA = CA, **more: object) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(*names, **more).configure_cert(context)  # type: ignore[arg-type]
    return context


async def vend_over(serve: Callable, client_of: Callable, context: ssl.SSLContext, ca: Path | None) -> tuple:
    server: RawServer = await serve(replying(http(ISSUED_BODY)), context)
    steps = Steps()
    got = await client_of(server.address, trust=Trust(ca)).vend(credit(), SESSION, steps)
    await server.stop()
    return got, steps.log, server.requests


async def test_a_server_of_a_trusted_ca_is_sold_from(serve: Callable, client_of: Callable, ca_file: Path) -> None:
    got, log, requests = await vend_over(serve, client_of, server_context("127.0.0.1"), ca_file)
    assert isinstance(got, Issued)
    assert log == ["sending", "answered"]
    assert len(requests) == 1


@pytest.mark.parametrize("name", ["127.0.0.1", "vending.example"])
async def test_the_servers_own_certificate_may_stand_in_the_file_and_its_name_still_counts(
    serve: Callable, client_of: Callable, tmp_path: Path, name: str
) -> None:
    leaf = trustme.CA().issue_cert(name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    file = tmp_path / "server.pem"
    leaf.cert_chain_pems[0].write_to_path(file)
    got, _, requests = await vend_over(serve, client_of, context, file)
    assert isinstance(got, Issued if name == "127.0.0.1" else NothingSent)
    assert len(requests) == (name == "127.0.0.1")


@pytest.mark.parametrize(
    ("context", "trusted", "says"),
    [
        (lambda: server_context("127.0.0.1"), False, "unknown issuer"),
        (lambda: server_context("127.0.0.1", ca=trustme.CA()), True, "unknown issuer"),
        (lambda: server_context("vending.example"), True, "another name"),
        (lambda: server_context("127.0.0.2"), True, "another name"),
        (
            lambda: server_context("127.0.0.1", not_before=LONG_AGO, not_after=LONG_AGO.replace(day=2)),
            True,
            "expired",
        ),
        (lambda: server_context("127.0.0.1", not_before=LONG_AGO.replace(year=2090)), True, "not valid yet"),
    ],
)
async def test_a_server_that_is_not_trusted_gets_nothing(
    serve: Callable, client_of: Callable, ca_file: Path, context: Callable, trusted: bool, says: str
) -> None:
    got, log, requests = await vend_over(serve, client_of, context(), ca_file if trusted else None)
    assert isinstance(got, NothingSent)
    assert got.cause is NotSentCause.TLS
    assert says in got.detail
    assert log == requests == []


async def test_a_server_without_tls_gets_nothing(serve: Callable, client_of: Callable) -> None:
    server = await serve(answering_at_once(http(ISSUED_BODY)))
    steps = Steps()
    got = await client_of(f"https://127.0.0.1:{server.port}").vend(credit(), SESSION, steps)
    assert isinstance(got, NothingSent)
    assert got.cause is NotSentCause.TLS
    assert "doesn't speak TLS: check" in got.detail
    assert steps.log == server.requests == []


async def test_a_handshake_that_never_ends_is_a_time_out_and_no_fault_of_tls(client_of: Callable) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = client_of(f"https://127.0.0.1:{silent.getsockname()[1]}", Limits(connect=0.3))
        with pytest.raises(Unsent) as fault:
            await client.captcha()
    assert (fault.value.cause, fault.value.problem) == (NotSentCause.TIMED_OUT, None)


async def test_a_handshake_that_breaks_off_sends_nothing(serve: Callable, client_of: Callable) -> None:
    async def hang_up(_s: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    server = await serve(hang_up)
    got = await client_of(f"https://127.0.0.1:{server.port}").vend(credit(), SESSION, Steps())
    assert isinstance(got, NothingSent)
    assert got.cause in (NotSentCause.UNREACHABLE, NotSentCause.TLS)


async def test_the_context_is_made_once_and_in_another_thread(
    serve: Callable, client_of: Callable, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def watched(trust: Trust) -> ssl.SSLContext:
        threads.append(threading.current_thread())
        return tls_context(trust)

    monkeypatch.setattr(connections, "tls_context", watched)
    server = await serve(replying(http(b"{}")), server_context("127.0.0.1"))
    client = client_of(server.address, trust=Trust(ca_file))
    await client.open()
    await asyncio.gather(client.open(), client.reachable(), client.reachable())
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def put(path: Path, content: bytes | None) -> None:
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)


async def test_a_ca_file_can_be_mended_without_a_restart(serve: Callable, client_of: Callable, ca_file: Path) -> None:
    good = CA.cert_pem.bytes()
    server = await serve(replying(http(ISSUED_BODY)), server_context("127.0.0.1"))
    client = client_of(server.address, trust=Trust(ca_file))
    put(ca_file, b"no certificate")
    with pytest.raises(EnvironmentFault, match="no certificate"):
        await client.open()
    got = await client.vend(credit(), SESSION, Steps())
    assert isinstance(got, NothingSent)
    assert got.cause is NotSentCause.TLS
    with pytest.raises(Unsent, match="Choose a PEM file"):
        await client.captcha()
    assert not await client.reachable()
    put(ca_file, None)
    with pytest.raises(EnvironmentFault, match="can't be read"):
        await client.open()
    put(ca_file, good)
    assert isinstance(await client.vend(credit(), SESSION, Steps()), Issued)


def test_the_context_verifies_and_writes_no_keys(ca_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(ca_file.with_name("keys")))
    context = tls_context(Trust(ca_file))
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert context.keylog_filename is None


def test_an_unusual_refusal_is_quoted() -> None:
    error = ssl.SSLCertVerificationError(1, "x")
    error.verify_code, error.verify_message = 23, "certificate revoked"
    assert tls_fault(error) == TlsFault(TrustProblem.OTHER, "Its certificate was refused: certificate revoked.")
    said = "Its certificate was refused: it can't be judged."
    assert tls_fault(CertificateShown(b"")) == TlsFault(TrustProblem.OTHER, said)
    said = "It doesn't speak TLS as it should (handshake failed)."
    assert tls_fault(ssl.SSLError()) == TlsFault(TrustProblem.OTHER, said)
    loop = ValueError("a")
    loop.__context__ = KeyError("b")
    loop.__context__.__context__ = loop
    assert tls_fault(loop) is None


def test_every_problem_has_a_sentence() -> None:
    assert set(SENTENCES) == set(TrustProblem)
    assert len(set(SENTENCES.values())) == len(TrustProblem)
