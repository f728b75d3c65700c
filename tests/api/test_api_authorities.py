"""Whose signature counts: the system's authorities and those of a file, whatever the environment says."""

import asyncio
import os
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from api.api_certificates import CA, OTHER_CA, shown
from api.api_peers import ISSUED_BODY, SESSION, RawServer, Steps, captcha_answer, credit, http, replying

from vendingdesk.api import authorities, connections
from vendingdesk.api.authorities import LARGEST, load_file, load_system, read_ca_file
from vendingdesk.api.early_picture import early_picture
from vendingdesk.api.errors import Unsent
from vendingdesk.api.limits import Limits
from vendingdesk.api.server_look import ServerLooker
from vendingdesk.api.tls import tls_context
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.outcome import Issued, NothingSent, NotSentCause
from vendingdesk.domain.trust import Connection, Trust, TrustProblem

SERVER_AUTH = ssl.Purpose.SERVER_AUTH.oid


def empty() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def known(context: ssl.SSLContext) -> int:
    return context.cert_store_stats()["x509_ca"]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    file = tmp_path / "bundle.pem"
    file.write_bytes(CA.cert_pem.bytes() + OTHER_CA.cert_pem.bytes())
    return file


@pytest.mark.parametrize("named", ["nothing", "another authority"])
async def test_the_environment_makes_nobody_believed(
    serve: Callable, client_of: Callable, bundle: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    CA.cert_pem.write_to_path(bundle.with_name(f"{_subject_hash()}.0"))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    monkeypatch.setenv("SSL_CERT_DIR", str(bundle.parent))
    theirs = bundle.with_name("theirs.pem")
    OTHER_CA.cert_pem.write_to_path(theirs)
    trust = Trust() if named == "nothing" else Trust(theirs)
    server: RawServer = await serve(replying(http(captcha_answer())), shown("good").context)
    got = await client_of(server.address, trust=trust).vend(credit(), SESSION, Steps())
    assert isinstance(got, NothingSent)
    assert "unknown issuer" in got.detail
    assert await asyncio.to_thread(early_picture, Connection(server.address, trust)) is None
    look = await ServerLooker()(Connection(server.address, trust))
    assert look.problem is TrustProblem.UNKNOWN_ISSUER
    assert not any(server.received)


def test_the_system_s_authorities_are_believed() -> None:
    """Those that stand in the file of this system, or in the folder that is looked at during a handshake."""
    places = ssl.get_default_verify_paths()
    context = empty()
    load_system(context)
    found = Path(places.openssl_capath).is_dir() or any(map(os.path.isfile, authorities.USUAL_FILES))
    assert known(context) or Path(places.openssl_capath).is_dir() or not found


def test_the_compiled_file_counts_and_the_usual_ones_only_without_it(bundle: Path) -> None:
    one = bundle.with_name("one.pem")
    CA.cert_pem.write_to_path(one)
    gone = str(bundle.with_name("gone"))
    for compiled, usual, count in (
        ((str(one), gone), [str(bundle)], 1),
        ((gone, gone), [gone, str(bundle), str(one)], 2),
        ((gone, gone), [gone], 0),
        ((gone, str(bundle.parent)), [str(bundle)], 0),  # a folder is asked during a handshake
    ):
        context = empty()
        load_system(context, compiled=compiled, usual=usual)
        assert known(context) == count
    nobody = bundle.with_name("nobody")
    nobody.mkdir()
    context = empty()
    load_system(context, compiled=(gone, str(nobody)), usual=[str(bundle)])
    assert known(context) == 2


async def test_a_compiled_folder_is_asked_during_the_handshake(
    serve: Callable, client_of: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "certs"
    folder.mkdir()
    CA.cert_pem.write_to_path(folder / f"{_subject_hash()}.0")
    monkeypatch.setattr(
        "vendingdesk.api.tls.load_system", lambda context: load_system(context, compiled=("", str(folder)))
    )
    server: RawServer = await serve(replying(http(ISSUED_BODY)), shown("good").context)
    assert isinstance(await client_of(server.address).vend(credit(), SESSION, Steps()), Issued)


def _subject_hash() -> str:
    """What OpenSSL calls the file of an authority in such a folder."""
    import subprocess

    done = subprocess.run(
        ["openssl", "x509", "-hash", "-noout"], input=CA.cert_pem.bytes(), capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def test_a_bundle_that_is_none_believes_nobody(bundle: Path) -> None:
    bundle.write_text("nothing")
    context = empty()
    load_system(context, compiled=(str(bundle), ""), usual=[])
    assert known(context) == 0


def test_of_windows_what_is_good_for_naming_a_server(bundle: Path) -> None:
    ours, theirs = (ssl.PEM_cert_to_DER_cert(each.cert_pem.bytes().decode()) for each in (CA, OTHER_CA))

    def stores(name: str) -> Iterator[tuple[bytes, str, bool | frozenset[str]]]:
        if name == "ROOT":
            yield ours, "x509_asn", True
            yield b"\x30\x03junk", "x509_asn", True
        else:
            yield theirs, "x509_asn", frozenset({SERVER_AUTH})
            yield theirs, "pkcs_7_asn", True

    def mail(_name: str) -> Iterator[tuple[bytes, str, bool | frozenset[str]]]:
        yield ours, "x509_asn", frozenset({"1.3.6.1.5.5.7.3.4"})
        yield theirs, "x509_asn", False

    for listed, count in ((stores, 2), (mail, 0)):
        context = empty()
        load_system(context, compiled=(str(bundle), ""), windows=listed)
        assert known(context) == count


def test_a_file_with_words_around_its_certificates(bundle: Path) -> None:
    bundle.write_bytes("\ufeff# Autorité\n".encode() + bundle.read_bytes())
    context = empty()
    load_file(context, bundle)
    assert known(context) == 2


@pytest.mark.parametrize("content", [b"", b"words", b"\x30\x82\xff\x00", b"-----BEGIN CERTIFICATE-----\nAA\n"])
def test_a_file_without_a_certificate(bundle: Path, content: bytes) -> None:
    bundle.write_bytes(content)
    with pytest.raises(EnvironmentFault, match=r"bundle\.pem holds no certificate"):
        load_file(empty(), bundle)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda file: file.symlink_to("/dev/zero")])
def test_what_is_no_ordinary_file_is_not_waited_for(tmp_path: Path, make: Callable) -> None:
    make(tmp_path / "ca.pem")
    with pytest.raises(EnvironmentFault, match=r"ca\.pem can't be read: (it is no ordinary file|Is a directory)"):
        read_ca_file(tmp_path / "ca.pem")


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "film.pem"
    file.write_bytes(b"x" * (LARGEST + 1))
    with pytest.raises(EnvironmentFault, match="larger than 1 MB"):
        read_ca_file(file)
    file.write_bytes(b"x" * LARGEST)
    assert len(read_ca_file(file)) == LARGEST


async def test_a_pipe_in_place_of_the_ca_file_ends_a_vend_with_nothing_sent(
    serve: Callable, client_of: Callable, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "ca.pem")
    server: RawServer = await serve(replying(http(ISSUED_BODY)), shown("good").context)
    steps = Steps()
    got = await client_of(server.address, trust=Trust(tmp_path / "ca.pem")).vend(credit(), SESSION, steps)
    assert isinstance(got, NothingSent)
    assert got.cause is NotSentCause.TLS
    assert "no ordinary file" in got.detail
    assert steps.log == server.requests == []


async def test_a_disk_that_hangs_ends_a_call_and_not_the_next_one(
    serve: Callable, client_of: Callable, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, made = threading.Event(), []

    def slow(trust: Trust) -> ssl.SSLContext:
        made.append(trust)
        assert go.wait(20)
        return tls_context(trust)

    monkeypatch.setattr(connections, "tls_context", slow)
    server: RawServer = await serve(replying(http(captcha_answer())), shown("good").context)
    client = client_of(server.address, Limits(connect=1.0), trust=Trust(bundle))
    try:
        for _ in range(2):
            with pytest.raises(Unsent, match="disk doesn't answer") as fault:
                await client.captcha()
            assert fault.value.cause is NotSentCause.TLS
    finally:
        go.set()
    await client.open()
    assert (await client.captcha()).picture
    assert len(made) == 1
