"""The counter with its window: what is painted first, what is loaded behind it, and who gets what."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.folders import DataFolder, data_folder
from vendingdesk.wiring.setup_file import SetupFile, read_setup

if TYPE_CHECKING:
    import asyncio

    from vendingdesk.api.client import VendingClient
    from vendingdesk.counter.desk import Desk
    from vendingdesk.counter.recovery import Recovered
    from vendingdesk.counter.setup import DeskSetup
    from vendingdesk.journal.register import SqliteRegister
    from vendingdesk.journal.sqlite_journal import SqliteJournal
    from vendingdesk.wiring.demo import DemoServer

HEAD_START_S = 1.0
"""How long the first picture may keep the rest of the program from being loaded: both want the processor."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asked for."""

    server: str | None = None
    data_dir: str | None = None
    demo: bool = False
    ca_file: Path | None = None


class Building:
    """Everything of one run that has to be opened, and closed again in the right order.

    What the sign-in needs stands at once; the rest is imported and put up when ``desk`` is first asked for.
    """

    def __init__(self, folder: DataFolder, setup: DeskSetup, server: str, ca_file: Path | None) -> None:
        from vendingdesk.api.client import VendingClient
        from vendingdesk.counter.clock import SystemClock
        from vendingdesk.counter.session import Session, SignIn

        self.folder = folder
        self.setup = setup
        self.clock = SystemClock()
        self.client: VendingClient = VendingClient(server, ca_file=ca_file)
        self.session = Session(self.clock)
        self.sign_in = SignIn(self.client, self.session)

    @cached_property
    def journal(self) -> SqliteJournal:
        """The till's book."""
        from vendingdesk.journal.sqlite_journal import SqliteJournal

        return SqliteJournal(self.folder.path, self.setup.till)

    @cached_property
    def register(self) -> SqliteRegister:
        """The shop's customers."""
        from vendingdesk.journal.register import SqliteRegister

        return SqliteRegister(self.folder.path)

    @cached_property
    def desk(self) -> Desk:
        """The use cases."""
        from vendingdesk.counter.desk import Desk
        from vendingdesk.counter.history import History
        from vendingdesk.counter.management import IssueManagementToken
        from vendingdesk.counter.meters import Meters
        from vendingdesk.counter.proposal import Proposals
        from vendingdesk.counter.receipt import MakeSlip
        from vendingdesk.counter.recharge import SellCredit
        from vendingdesk.counter.vend import Vending
        from vendingdesk.receipts import PdfSlips, render

        session, clock, setup = self.session, self.clock, self.setup
        meters = Meters(self.register, self.journal)
        proposals = Proposals(meters, session, self.client)
        slips = PdfSlips()
        vending = Vending(self.journal, self.client, session, clock)
        return Desk(
            setup=setup,
            clock=clock,
            server=self.client,
            session=session,
            sign_in=self.sign_in,
            meters=meters,
            sell_credit=SellCredit(proposals, vending, setup=setup, clock=clock),
            issue_token=IssueManagementToken(proposals, vending),
            vending=vending,
            history=History(self.journal),
            make_slip=MakeSlip(self.journal, slips, setup=setup, clock=clock, folder=self.folder.slips),
            pictures=render,
        )

    async def furnish(self, *, after: asyncio.Event) -> Desk:
        """Load what the sign-in did without, in a thread, once ``after`` is set or its head start is over."""
        import asyncio

        with suppress(TimeoutError):
            await asyncio.wait_for(after.wait(), HEAD_START_S)
        return await asyncio.to_thread(self._load_rest)

    def _load_rest(self) -> Desk:
        from vendingdesk.ui import application  # noqa: F401 - loaded here, used where the counter runs

        return self.desk

    async def open(self) -> Recovered:
        """Open the books and settle what the last run left; raises ``EnvironmentFault``."""
        from vendingdesk.counter.recovery import RecoverSales

        await self.journal.open()
        await self.register.open()
        if self.setup.demo and not await self.register.search("", limit=1):
            from vendingdesk.wiring.demo import demo_customers

            await self.register.save_many(demo_customers())
        return await RecoverSales(self.journal, self.client, self.clock)()

    async def close(self) -> None:
        """Close the connections, then the books."""
        await self.client.close()
        await self.register.close()
        await self.journal.close()


def run_counter(wishes: Wishes) -> int:
    """Run the counter to its end; returns the exit code. Raises ``VendingDeskError`` for what a person can mend."""
    folder = data_folder(wishes.data_dir, demo=wishes.demo)
    folder.make()
    folder.hold_apart(demo=wishes.demo)
    stored = read_setup(folder.setup_file)
    server = wishes.server or stored.server
    demo: DemoServer | None = None
    if wishes.demo:
        from vendingdesk.wiring.demo import DemoServer

        demo = DemoServer.start(folder.simulator)
    elif not server:
        raise EnvironmentFault(
            "Name the vending server with --server https://…, write it into "
            f"{folder.setup_file}, or look around with --demo."
        )
    try:
        return _run_window(folder, stored, server, wishes.ca_file or stored.ca_file, demo)
    finally:
        if demo is not None:
            demo.stop()


def _run_window(
    folder: DataFolder, stored: SetupFile, server: str, ca_file: Path | None, demo: DemoServer | None
) -> int:
    from vendingdesk.api.address import parse_address
    from vendingdesk.ui import start
    from vendingdesk.ui.signin import SignInDialog

    if demo is None:
        server = parse_address(server)
    app = start.application(sys.argv[:1])
    dialog = SignInDialog(server or "localhost", demo=demo.credentials if demo is not None else None)
    building: list[Building] = []

    def load() -> None:
        setup = stored.setup()
        if demo is not None:
            from vendingdesk.wiring.demo import demo_setup

            setup = demo_setup(setup)
        building.append(Building(folder, setup, demo.wait() if demo is not None else server, ca_file))
        from vendingdesk.ui import entrance, loop  # noqa: F401 - loaded here, used below

    if not start.load_behind(app, dialog, load):
        return 0
    built = building[0]
    dialog.server.setText(built.client.address)

    import asyncio

    from vendingdesk.ui.entrance import Entrance
    from vendingdesk.ui.loop import run_desk

    async def main() -> int:
        entrance = Entrance(dialog, built.sign_in, built.clock)
        _, desk = await asyncio.gather(entrance.first_picture(), built.furnish(after=entrance.pictured))

        from vendingdesk.ui.application import CounterApplication

        counter = CounterApplication(app, dialog, desk, prepare=built.open, leave=built.close, entrance=entrance)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: counter.request_close())
        return await counter.run()

    return run_desk(main, app)
