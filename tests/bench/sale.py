"""One sale from the press to the token, and its durable writes alone, each beside its bare counterpart.

Prints the times in milliseconds as JSON. Arguments: the simulator's address, a folder, rounds.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import ssl
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from PySide6.QtCore import QCoreApplication

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Issued, RawAnswer
from vendingdesk.domain.sale import Order
from vendingdesk.domain.trust import Connection
from vendingdesk.journal.sqlite_journal import SqliteJournal
from vendingdesk.ui.loop import run_desk
from vendingdesk.wiring.desk import Building
from vendingdesk.wiring.folders import DataFolder

METER = "0128244400031"
RECHARGE = "/api/v1/meter-recharge/recharge-token/0"
WARM_UP = 5
PRAGMAS = ("synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON")
ENTRY_BYTES = 900
"""About what one entry of the journal takes with its hashes."""


async def sign_in(building: Building) -> str:
    """Through the captcha, whose answer the simulator gives away; returns the session's token."""
    desk = building.desk
    captcha = await desk.sign_in.picture()
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{building.client.address}/simulator/captcha/{captcha.id}")
    code = answer.json()["answer"]
    await desk.sign_in(username="demo", password="demo-1234", remember=False, code=code, captcha_id=captcha.id)
    return desk.session.token()


class BareCommits:
    """SQLite with the journal's pragmas in a one-thread executor, and nothing else."""

    def __init__(self, file: Path) -> None:
        self.executor = ThreadPoolExecutor(1)
        self.executor.submit(self._open, file).result()

    def _open(self, file: Path) -> None:
        self.connection = sqlite3.connect(file, isolation_level=None)
        for pragma in (*PRAGMAS, "journal_mode = WAL"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body BLOB)")

    def _commit(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute("INSERT INTO entry (body) VALUES (?)", (bytes(ENTRY_BYTES),))
        self.connection.execute("COMMIT")

    async def four(self) -> None:
        """As many as a sale makes."""
        for _ in range(4):
            await asyncio.get_running_loop().run_in_executor(self.executor, self._commit)

    def close(self) -> None:
        self.executor.submit(self.connection.close).result()
        self.executor.shutdown()


async def timed(work: Any) -> float:
    """Milliseconds that an awaitable took."""
    begun = time.perf_counter()
    await work
    return (time.perf_counter() - begun) * 1000


async def sales(server: str, folder: Path, rounds: int) -> dict[str, list[float]]:
    """Sell, post over a new connection, post over a kept one, in turns."""
    data = DataFolder(folder / "till")
    data.make()
    building = Building(data, DeskSetup(), Connection(server))
    desk = building.desk
    await building.open()
    headers = {"Authorization": f"Bearer {await sign_in(building)}"}
    body = {"meterNo": METER, "money": 10}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    new_each = httpx.Limits(max_keepalive_connections=0)
    commits = BareCommits(folder / "beside.sqlite")
    found: dict[str, list[float]] = {"ours": [], "bare": [], "kept": [], "bare and commits": []}

    async def post(client: httpx.AsyncClient) -> None:
        answer = await client.post(server + RECHARGE, json=body, headers=headers)
        assert answer.json()["data"]["form"], answer.text

    async def sell() -> None:
        assert (await desk.sell_credit(proposal)).sale.tokens

    async with (
        httpx.AsyncClient(verify=context, trust_env=False, limits=new_each) as fresh,
        httpx.AsyncClient(verify=context, trust_env=False) as kept,
    ):
        for number in range(rounds + WARM_UP):
            proposal = await desk.sell_credit.propose(METER, "10")
            times = {"ours": await timed(sell()), "bare": await timed(post(fresh)), "kept": await timed(post(kept))}
            times["bare and commits"] = times["bare"] + await timed(commits.four())
            if number >= WARM_UP:
                for name, took in times.items():
                    found[name].append(took)
    await building.close()
    commits.close()
    return found


def an_order(server: str) -> Order:
    return Order(
        uid=uuid4().hex,
        request_id=str(uuid4()),
        meter=METER,
        operator="demo",
        server=server,
        amount=Money(1000, Currency("USD")),
        customer="Okonkwo, Blessing",
        place="12 Harbour Road, Flat 12B, Lagos",
    )


async def writes(server: str, folder: Path, rounds: int) -> dict[str, list[float]]:
    """The four commits of a sale, and four bare ones, in turns."""
    journal = SqliteJournal(folder / "writes", "K01")
    await journal.open()
    bare = BareCommits(folder / "bare.sqlite")
    body = json.dumps(
        {"code": 200, "data": {"meterNo": METER, "token": "5" * 20, "kwh": "64.52"}, "msg": "ok"}
    ).encode()
    issued = Issued(tokens=("58217340962715508463",), flow_no="20260314092653000417")
    found: dict[str, list[float]] = {"ours": [], "bare": []}

    async def sale() -> None:
        order = an_order(server)
        now = datetime.now(UTC)
        await journal.prepare(order, now)
        await journal.sending(order.uid, now)
        raw = RawAnswer(
            status=200, body=body, received_at=now, complete=True, content_type="application/json", server_date=""
        )
        await journal.answered(order.uid, raw)
        await journal.conclude(order.uid, issued, now)

    for number in range(rounds + WARM_UP):
        ours, theirs = await timed(sale()), await timed(bare.four())
        if number >= WARM_UP:
            found["ours"].append(ours)
            found["bare"].append(theirs)
    await journal.close()
    bare.close()
    return found


def main() -> None:
    server, folder, rounds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])

    async def measure() -> None:
        found = {"sale": await sales(server, folder, rounds), "writes": await writes(server, folder, rounds)}
        print(json.dumps(found))

    run_desk(measure, QCoreApplication(sys.argv[:1]))


if __name__ == "__main__":
    main()
