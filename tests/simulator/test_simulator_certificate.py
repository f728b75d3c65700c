"""Every certificate that ``--tls`` can show is judged by a till of our own as what it is named for."""

import datetime
import json
import ssl
import subprocess
import sys
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from vendingdesk.api.server_look import ServerLooker
from vendingdesk.domain.trust import Connection, Trust, TrustProblem
from vendingdesk.simulator.certificate import KINDS, CertificateKind
from vendingdesk.simulator.server import SimulatorServer

LOOK = ServerLooker()


@pytest.mark.parametrize(
    ("kind", "with_ca", "without"),
    [
        ("authority", None, TrustProblem.UNKNOWN_ISSUER),
        ("self-signed", None, TrustProblem.UNKNOWN_ISSUER),
        ("other-name", TrustProblem.WRONG_NAME, TrustProblem.UNKNOWN_ISSUER),
        ("expired", TrustProblem.EXPIRED, TrustProblem.EXPIRED),
        ("early", TrustProblem.NOT_YET_VALID, TrustProblem.NOT_YET_VALID),
    ],
)
async def test_each_kind_is_what_it_is_named_for(
    tmp_path: Path, kind: CertificateKind, with_ca: TrustProblem | None, without: TrustProblem
) -> None:
    with SimulatorServer(tls=kind) as server:
        ca_file = tmp_path / "ca.pem"
        ca_file.write_bytes(server.certificate_pem)
        look = await LOOK(Connection(server.url, Trust(ca_file)))
        assert (look.problem, look.vending) == (with_ca, True if with_ca is None else None)
        assert look.certificate is not None
        assert look.certificate.fingerprint == server.fingerprint
        assert look.certificate.self_signed is (kind == "self-signed")
        assert (await LOOK(Connection(server.url))).problem is without
        pinned = await LOOK(Connection(server.url, Trust(fingerprint=server.fingerprint)))
        in_time = kind in {"authority", "self-signed", "other-name"}
        assert (pinned.problem, pinned.vending) == ((None, True) if in_time else (without, None))


def test_every_kind_is_tried() -> None:
    assert set(KINDS) == {"authority", "self-signed", "other-name", "expired", "early"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_word_on_the_command_line(kind: str) -> None:
    command = [sys.executable, "-m", "vendingdesk", "simulator", "--parent-watch", "--tls", kind]
    run = subprocess.run(command, input="", capture_output=True, text=True, check=True)
    line = json.loads(run.stdout)
    assert line["url"].startswith("https://127.0.0.1:")
    assert len(line["fingerprint"]) == 64


async def test_a_running_server_changes_its_certificate(tmp_path: Path) -> None:
    with SimulatorServer(tls="self-signed") as server:
        pinned = Connection(server.url, Trust(fingerprint=server.fingerprint))
        assert (await LOOK(pinned)).vending is True
        server.show_certificate("self-signed")
        assert (await LOOK(pinned)).problem is TrustProblem.CHANGED
        async with httpx.AsyncClient(verify=_trusting(server), trust_env=False) as client:
            answer = await client.post(f"{server.url}/simulator/certificate", json={"kind": "expired"})
        assert answer.json() == {"kind": "expired", "fingerprint": server.fingerprint}
        look = await LOOK(Connection(server.url))
        assert look.problem is TrustProblem.EXPIRED
        assert look.certificate is not None
        assert look.certificate.fingerprint == server.fingerprint


def _trusting(server: SimulatorServer) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=server.certificate_pem.decode())


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"kind": "golden"}', '{"kind": []}', "[" * 10_000])
def test_an_order_that_is_none_changes_nothing(body: str) -> None:
    with SimulatorServer(tls=True) as server:
        before = server.fingerprint
        with httpx.Client(verify=_trusting(server), trust_env=False) as client:
            answer = client.post(f"{server.url}/simulator/certificate", content=body)
        assert answer.status_code == 400
        assert server.fingerprint == before


def test_a_server_of_plain_http_has_none_to_change(till: Any) -> None:
    answer = till.http.post("/simulator/certificate", json={"kind": "expired"})
    assert (answer.status_code, "plain HTTP" in answer.json()["error"]) == (400, True)


def test_an_answer_is_dated_by_the_servers_own_clock(open_till: Any, clock: Any) -> None:
    till = open_till(clock=clock)
    dates = till.http.get("/info").headers.get_list("date")
    assert [parsedate_to_datetime(date) for date in dates] == [
        datetime.datetime.fromtimestamp(int(clock.now), datetime.UTC)
    ]
