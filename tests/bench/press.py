"""From the press on “Print slip” to the slip's bytes at the spooler, the printer or in the folder; in milliseconds.

Beside it what nobody can do without: the same slip drawn and turned into the dots of a print head. Prints JSON.
Arguments: the simulator's address, a folder, rounds.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "receipts"))

from printing.own_cups import missing, own_cups
from printing.receipt_printer import Machine, on_the_network
from PySide6.QtCore import QCoreApplication
from receipts_sample import sale as sample_slip
from sale import METER, sign_in

from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.printing import JobState, PrintJob
from vendingdesk.domain.sale import Sale
from vendingdesk.receipts import PdfSlips, render
from vendingdesk.ui.loop import run_desk
from vendingdesk.wiring.desk import Building
from vendingdesk.wiring.folders import DataFolder

HEAD_DPI = 203.2
SPOOLED = {JobState.HANDED, JobState.SENT, JobState.PRINTED}
WARM_UP = 3


async def pressed(building: Building, sold: Sale, setup: PrintSetup, rounds: int) -> tuple[list[float], list[float]]:
    """Press again and again, each time when the slip before is out; and the bare work in turns with it."""
    desk, slips = building.desk, PdfSlips()
    await desk.settings.change(printing=setup)
    spooled, out = asyncio.Event(), asyncio.Event()

    def tell(job: PrintJob) -> None:
        if job.state in SPOOLED:
            spooled.set()
        if job.ended:
            out.set()

    desk.print_queue.when_changed(tell)
    ours, bare = [], []
    for number in range(rounds + WARM_UP):
        spooled.clear()
        out.clear()
        begun = time.perf_counter()
        await desk.print_slips(sold, operator="demo", why="other")
        await asyncio.wait_for(spooled.wait(), 30)
        took = time.perf_counter() - begun
        await asyncio.wait_for(out.wait(), 60)
        begun = time.perf_counter()
        render(slips.pdf(sample_slip()), HEAD_DPI)
        if number >= WARM_UP:
            ours.append(took * 1000)
            bare.append((time.perf_counter() - begun) * 1000)
    return ours, bare


@contextmanager
def printers() -> Iterator[dict[str, PrintSetup]]:
    """The ways to paper that this machine has."""
    ways = {"folder": PrintSetup()}
    with on_the_network(Machine()) as machine:
        ways["network"] = PrintSetup(way=WayKind.NETWORK, host="127.0.0.1", port=machine.port)
        if missing():
            yield ways
            return
        with own_cups() as cups:
            os.environ["CUPS_SERVER"] = cups.server
            cups.add("Roll", "desk:/keep", ppd=cups.takes_pdf)
            yield ways | {"system": PrintSetup(way=WayKind.SYSTEM, printer="Roll")}


async def presses(server: str, folder: Path, rounds: int) -> dict[str, tuple[list[float], list[float]]]:
    """Every way in turn."""
    data = DataFolder(folder / "till")
    data.make()
    building = Building(data, DeskSetup(), server, None)
    desk = building.desk
    await building.open()
    await sign_in(building)
    sold = (await desk.sell_credit(await desk.sell_credit.propose(METER, "10"))).sale
    assert sold.tokens
    working = asyncio.create_task(desk.print_queue.run())
    with printers() as ways:
        found = {name: await pressed(building, sold, setup, rounds) for name, setup in ways.items()}
        await desk.print_queue.close(DeskSetup().soft_limit)
        await working
    await building.close()
    return found


def main() -> None:
    server, folder, rounds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])

    async def measure() -> None:
        print(json.dumps(await presses(server, folder, rounds)))

    run_desk(measure, QCoreApplication(sys.argv[:1]))


if __name__ == "__main__":
    main()
