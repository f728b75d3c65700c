"""What the doctor says of a server's certificate, with servers that really show one."""

import asyncio
import datetime
from collections.abc import Callable
from email.utils import format_datetime
from pathlib import Path

import pytest
from api.api_certificates import CA, Shown, shown
from api.api_peers import answering_at_once, captcha_answer, http, replying
from api.conftest import serve  # noqa: F401 - a fixture

from vendingdesk.domain.trust import Connection, Trust, shown_fingerprint
from vendingdesk.wiring.doctor_server import server
from vendingdesk.wiring.findings import Finding

VENDING_ANSWER = http(captcha_answer())
VENDING = replying(VENDING_ANSWER)


async def found(wanted: Connection) -> dict[str, Finding]:
    return {each.about: each for each in await asyncio.to_thread(server, wanted)}


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    CA.cert_pem.write_to_path(path)
    return path


async def test_a_server_that_is_believed(serve: Callable, ca_file: Path) -> None:  # noqa: F811
    address = (await serve(VENDING, shown("good").context)).address
    said = await found(Connection(address, Trust(ca_file)))
    assert said["server"] == Finding("server", f"{address} answers and gives a verification picture")
    assert said["trust"].found.startswith(f"the system's authorities and those of {ca_file}; the certificate is good")
    assert said["trust"].to_do == ""
    pinned = await found(Connection(address, Trust(fingerprint=shown("good").fingerprint)))
    assert shown_fingerprint(shown("good").fingerprint) in pinned["trust"].found
    assert pinned["trust"].to_do == ""


async def test_a_certificate_that_ends_soon(serve: Callable, ca_file: Path) -> None:  # noqa: F811
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=13)
    ends = Shown(CA.issue_cert("127.0.0.1", not_after=soon))
    said = await found(Connection((await serve(VENDING, ends.context)).address, Trust(ca_file)))
    assert f"good until {soon:%Y-%m-%d}" in said["trust"].found
    assert "ends soon" in said["trust"].to_do


@pytest.mark.parametrize(("kind", "says"), [("unknown", "unknown issuer"), ("expired", "expired")])
async def test_a_server_that_is_not_believed(
    serve: Callable,  # noqa: F811
    ca_file: Path,
    kind: str,
    says: str,
) -> None:
    there = await serve(VENDING, shown(kind).context)
    said = await found(Connection(there.address, Trust(ca_file)))
    assert "was sent nothing" in said["server"].found
    assert says in said["trust"].to_do
    assert f"shows {shown_fingerprint(shown(kind).fingerprint)}" in said["trust"].found
    assert there.requests == []


async def test_a_certificate_that_changed_is_for_a_supervisor(serve: Callable) -> None:  # noqa: F811
    address = (await serve(VENDING, shown("good").context)).address
    said = await found(Connection(address, Trust(fingerprint="a" * 64)))
    assert "A supervisor trusts the new one" in said["trust"].to_do
    assert said["trust"].found.startswith("one certificate alone, AAAA AAAA")


async def test_a_port_without_tls_shows_nothing(serve: Callable) -> None:  # noqa: F811
    address = (await serve(answering_at_once(http(b"")))).address.replace("http:", "https:")
    said = await found(Connection(address))
    assert said["trust"].found == "the system's authorities"
    assert said["trust"].to_do


async def test_plain_http_and_a_web_page(serve: Callable) -> None:  # noqa: F811
    address = (await serve(replying(http(b"<html>a page</html>")))).address
    said = await found(Connection(address))
    assert said["trust"] == Finding("trust", "plain http, for this machine alone")
    assert "no vending server" in said["server"].to_do


async def test_nobody_there_and_nobody_named() -> None:
    said = await found(Connection("https://127.0.0.1:1"))
    assert said["server"].to_do
    assert said["trust"] == Finding("trust", "the system's authorities")
    assert list(await found(Connection())) == ["server"]


@pytest.mark.parametrize(
    ("ahead", "says", "look"),
    [
        (0, "together, to a few seconds", False),
        (60, "60 s apart: this machine is behind the server", False),
        (-60, "60 s apart: this machine is ahead of the server", False),
        (300, "300 s apart: this machine is behind the server", True),
    ],
)
async def test_the_two_clocks(serve: Callable, ahead: int, says: str, look: bool) -> None:  # noqa: F811
    now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=ahead)
    dated = VENDING_ANSWER.replace(b"Wed, 04 Mar 2026 05:06:07 GMT", format_datetime(now, usegmt=True).encode())
    said = (await found(Connection((await serve(replying(dated))).address)))["clocks"]
    shown_s = int("".join(each for each in said.found if each.isdigit()) or 0)
    assert abs(shown_s - abs(ahead)) <= 3, said
    assert said.found.lstrip("0123456789") == says.lstrip("0123456789")
    assert bool(said.to_do) == look


async def test_a_server_without_a_date_says_nothing_of_clocks(serve: Callable) -> None:  # noqa: F811
    silent = VENDING_ANSWER.replace(b"Date: Wed, 04 Mar 2026 05:06:07 GMT\r\n", b"")
    assert "clocks" not in await found(Connection((await serve(replying(silent))).address))
