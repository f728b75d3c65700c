"""A till made of httpx, and servers that are gone when the test is."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from vendingdesk.simulator.server import SimulatorServer

METER = "0128244400031"
RECHARGE = "/api/v1/meter-recharge/recharge-token/0"
MANAGE = "/api/v1/meter-recharge/meter-token/0"

NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # made once: a context of httpx's own takes 50 ms a client


class Till:
    """Just enough of a client; it does what it is told and judges nothing."""

    def __init__(self, server: SimulatorServer) -> None:
        self.server = server
        self.http = httpx.Client(base_url=server.url, trust_env=False, verify=NO_TRUST)
        self._bearer: str | None = None

    def captcha(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.http.get("/api/v1/captcha").json()
        return answer

    def sign_in(self, **changes: Any) -> dict[str, Any]:
        uuid = self.captcha()["id"]
        fields = {
            "username": self.server.user,
            "password": self.server.password,
            "rememberMe": False,
            "code": self.server.captcha_answer(uuid),
            "uuid": uuid,
            **changes,
        }
        headers = {"Content-Type": "application/json"}
        response = self.http.post("/api/v1/login", content=json.dumps(fields), headers=headers)
        assert response.status_code == 200
        answer: dict[str, Any] = response.json()
        return answer

    @property
    def bearer(self) -> dict[str, str]:
        if self._bearer is None:
            self._bearer = f"Bearer {self.sign_in()['token']}"
        return {"Authorization": self._bearer}

    def forget(self) -> None:
        self._bearer = None

    def charge(self, meter: Any = METER, money: Any = 10, **headers: str) -> httpx.Response:
        return self.http.post(RECHARGE, json={"meterNo": meter, "money": money}, headers={**self.bearer, **headers})

    def charge_raw(self, body: str | bytes) -> httpx.Response:
        return self.http.post(RECHARGE, content=body, headers=self.bearer)

    def manage(self, subclass: Any = 1, value: Any = 0, meter: str = METER, method: Any = 1) -> httpx.Response:
        body = {"meterNo": meter, "method": method, "subClass": subclass, "value": value}
        return self.http.post(MANAGE, json=body, headers=self.bearer)

    def minted(self) -> list[str]:
        tokens: list[str] = self.http.get("/simulator/ledger").json()["tokens"]
        return tokens


Opener = Callable[..., Till]


@pytest.fixture
def open_till() -> Iterator[Opener]:
    before = set(threading.enumerate())
    open_tills: list[Till] = []

    def opened(**options: Any) -> Till:
        server = SimulatorServer(**{"seed": 7, "slow_factor": 0.0, **options})
        server.start()
        open_tills.append(Till(server))
        return open_tills[-1]

    yield opened
    for till in open_tills:
        till.http.close()
        till.server.stop()
    assert set(threading.enumerate()) == before


@pytest.fixture
def till(open_till: Opener) -> Till:
    return open_till()


@pytest.fixture(scope="module")
def shared_till() -> Iterator[Till]:
    """One server for many small questions; who asks compares before and after."""
    with SimulatorServer(slow_factor=0.0) as server:
        till = Till(server)
        yield till
        till.http.close()


class Clock:
    """Time that moves when told; it starts at the minute of the manual's own recharge."""

    def __init__(self) -> None:
        self.now = 1753864662.9

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()
