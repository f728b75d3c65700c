"""A program that is killed with a slip on its way: the next start knows of it, and asks instead of printing."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from counter.counter_spooler import Spoolers
from printing.receipt_printer import Machine, on_the_network
from printing.slips import slip

from vendingdesk.counter.clock import SystemClock
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.printing import CUT_OFF, PrintQueue
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.printing import JobState, PaperName
from vendingdesk.printing.job_files import PrintJobFiles
from vendingdesk.printing.ways import PaperWays
from vendingdesk.receipts import render

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such kill")

CHILD = """
import asyncio, sys
from pathlib import Path
from counter.counter_spooler import Spoolers
from vendingdesk.counter.clock import SystemClock
from vendingdesk.counter.paper_ports import PaperWork
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.printing import PrintQueue
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.printing import PaperName
from vendingdesk.printing.job_files import PrintJobFiles
from vendingdesk.printing.ways import PaperWays
from vendingdesk.receipts import render

folder, port, pdf = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).read_bytes()

async def main():
    setup = PrintSetup(way=WayKind.NETWORK, host="127.0.0.1", port=port) if port else PrintSetup()
    ways = PaperWays(render, folder) if port else Spoolers(folder)
    if not port:
        ways.named("desk").reports = True
    queue = PrintQueue(
        PrintJobFiles(folder / "printing"), ways, settings=Settings(DeskSetup(printing=setup)), clock=SystemClock()
    )
    running = asyncio.create_task(queue.run())
    for title in ("first", "second"):
        work = PaperWork(title, pdf, PaperName.ROLL_80)
        await queue.submit(work, operator="amina", receipt_no=title, sale_uid=title)
    await running

asyncio.run(main())
"""


def killed(folder: Path, port: int, state: JobState, reached: Callable[[], object]) -> None:
    """Print two slips in a program of its own; kill it when the first stands so on the disk and is ``reached``."""
    pdf = folder / "slip.pdf"
    pdf.write_bytes(slip(PaperName.ROLL_80))
    env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    words = [sys.executable, "-c", CHILD, str(folder), str(port), str(pdf)]
    with subprocess.Popen(words, env=env) as child:
        end = time.monotonic() + PATIENCE_S
        while states(folder) != [state, JobState.WAITING] or not reached():
            assert child.poll() is None
            assert time.monotonic() < end
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)


def states(folder: Path) -> list[JobState]:
    """What stands on the disk, the first slip first."""
    found = [json.loads(file.read_bytes()) for file in (folder / "printing").glob("*.json")]
    return [JobState(job["state"]) for job in sorted(found, key=lambda job: job["receipt_no"])]


async def test_killed_while_its_bytes_leave(tmp_path: Path) -> None:
    with on_the_network(Machine(stalls_after=3000)) as machine:
        killed(tmp_path, machine.port, JobState.SENDING, lambda: machine.jobs)
        settings = Settings(DeskSetup(printing=PrintSetup(way=WayKind.NETWORK, host="127.0.0.1", port=machine.port)))
        files = PrintJobFiles(tmp_path / "printing")
        queue = PrintQueue(files, PaperWays(render, tmp_path), settings=settings, clock=SystemClock())
        first, second = await queue.begin()
        assert (first.state, first.said) == (JobState.UNSURE, CUT_OFF)
        assert second.state is JobState.WAITING
        assert [queue.same_again(job) for job in (first, second)] == [False, True]
        assert files.pdf(second.uid).startswith(b"%PDF")
        assert machine.jobs == 1  # nothing by itself


async def test_killed_while_its_spooler_has_it(tmp_path: Path) -> None:
    killed(tmp_path, 0, JobState.HANDED, (tmp_path / "desk" / "first.state").exists)
    ways = Spoolers(tmp_path)
    ways.named("desk").say("first", JobState.PRINTED)
    files = PrintJobFiles(tmp_path / "printing")
    queue = PrintQueue(files, ways, settings=Settings(DeskSetup()), clock=SystemClock())
    (second,) = await queue.begin()  # the other one is looked after where it is
    assert (second.title, second.state) == ("second", JobState.WAITING)
    assert [job.state for job in queue.waiting] == [JobState.HANDED]
