"""Books with sales in them, made as the counter makes them."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.trust import Connection
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.desk import Building
from vendingdesk.wiring.folders import DataFolder

ROOT = Path(__file__).resolve().parents[2]
METER = "0128244400031"
NO_SUCH_METER = "0199000000018"
IN_DOUBT = "0199000000042"
WRONG_CLASS = "0199000000208"

T = TypeVar("T")


def with_building(
    server: SimulatorServer, folder: Path, work: Callable[[Building], Awaitable[T]], setup: DeskSetup | None = None
) -> T:
    """Open the books, sign in past the picture, do the work, close."""

    async def run() -> T:
        building = Building(DataFolder(folder), setup or DeskSetup(), Connection(server.url))
        try:
            await building.open()
            sign_in = building.desk.sign_in
            picture = await sign_in.picture()
            await sign_in(
                username=server.user,
                password=server.password,
                remember=False,
                code=server.captcha_answer(picture.id) or "",
                captcha_id=picture.id,
            )
            return await work(building)
        finally:
            await building.close()

    return asyncio.run(run())


async def sell_some(building: Building) -> list[Sale]:
    """A sale, a management token, a refusal and a doubt."""
    desk = building.desk
    sold = [(await desk.sell_credit(await desk.sell_credit.propose(METER, "10.50"))).sale]
    wanted = await desk.issue_token.propose(METER, ManagementKind.CLEAR_CREDIT, value="0", reason="=1+1")
    sold.append((await desk.issue_token(wanted)).sale)
    for meter in (NO_SUCH_METER, IN_DOUBT):
        sold.append((await desk.sell_credit(await desk.sell_credit.propose(meter, "5"))).sale)
    return sold


def command(*words: str) -> subprocess.Popen[str]:
    """The program as a process of its own, every warning an error."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "vendingdesk", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "QT_QPA_PLATFORM": "offscreen"},
    )
