"""The counter with its window: what is painted first, what is loaded behind it, and who gets what."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vendingdesk.domain.trust import Connection, Trust
from vendingdesk.wiring.crash_watch import CrashWatch
from vendingdesk.wiring.first_sight import first_sight
from vendingdesk.wiring.folders import JOURNAL, DataFolder, data_folder
from vendingdesk.wiring.remembered import RememberedFile
from vendingdesk.wiring.setup_layers import Layers, read_layers

if TYPE_CHECKING:
    from vendingdesk.api.client import VendingClient
    from vendingdesk.counter.desk import Desk
    from vendingdesk.counter.recovery import Recovered
    from vendingdesk.counter.setup import DeskSetup
    from vendingdesk.journal.register import SqliteRegister
    from vendingdesk.journal.sqlite_journal import SqliteJournal
    from vendingdesk.receipts import PdfSlips
    from vendingdesk.ui.application import CounterApplication
    from vendingdesk.ui.start import Application
    from vendingdesk.wiring.crash_files import CrashFiles
    from vendingdesk.wiring.demo import DemoServer
    from vendingdesk.wiring.first_picture import FirstPicture
    from vendingdesk.wiring.unseen import UnseenFile


class Wishes(NamedTuple):
    """What the command line asked for; ``trust`` is for the server that it names, ``config`` a file of settings.

    ``policy`` is the machine's own file. ``hands`` run a demo's counter and no other, given its server.
    """

    server: str | None = None
    data_dir: str | None = None
    demo: bool = False
    trust: Trust | None = None
    config: Path | None = None
    kiosk: bool = False
    policy: Path | None = None
    hands: Callable[[CounterApplication, str], Awaitable[int]] | None = None


class Building:
    """Everything of one run that has to be opened, and closed again in the right order."""

    def __init__(
        self,
        folder: DataFolder,
        setup: DeskSetup,
        connection: Connection,
        layers: Layers | None = None,
        crashes: CrashFiles | None = None,
    ) -> None:
        from vendingdesk.api.client import VendingClient
        from vendingdesk.api.limits import LIMITS
        from vendingdesk.counter.clock import SystemClock
        from vendingdesk.counter.guard import Guard
        from vendingdesk.counter.permits import Permits
        from vendingdesk.counter.session import Session
        from vendingdesk.counter.settings import Settings
        from vendingdesk.journal.people_book import PeopleBook
        from vendingdesk.journal.register import SqliteRegister
        from vendingdesk.journal.sqlite_journal import SqliteJournal
        from vendingdesk.receipts import PdfSlips
        from vendingdesk.wiring.crash_files import CrashFiles
        from vendingdesk.wiring.mask import PROCESS_MASK
        from vendingdesk.wiring.setup_writing import SettingsFile
        from vendingdesk.wiring.unseen import UnseenFile
        from vendingdesk.wiring.use_cases import use_cases

        self.setup = setup
        self.connection = connection
        self.above = layers.above if layers is not None else ()
        self.crashes = crashes or CrashFiles(folder.crashes)
        self.clock = SystemClock()
        limits = replace(LIMITS, vend=setup.hard_limit.total_seconds())
        self.client: VendingClient = VendingClient(
            connection.address, trust=connection.trust, proxy=connection.proxy, limits=limits
        )
        self.journal: SqliteJournal = SqliteJournal(folder.path, setup.till)
        self.people_book = PeopleBook(self.journal)
        self.session = Session(self.clock, PROCESS_MASK)
        self.guard = Guard(self.session)
        self.permits = Permits(self.guard, self.people_book, self.clock)
        self.settings_file = SettingsFile(folder.setup_file, setup, self.above)
        said = layers.values if layers is not None else None
        self.settings = Settings(setup, self.settings_file, self.permits, said)
        self.register: SqliteRegister = SqliteRegister(folder.path)
        self.slips: PdfSlips = PdfSlips()
        self.unseen: UnseenFile = UnseenFile(folder.path / "unseen")
        self._warming: Awaitable[object] | None = None
        self.desk: Desk = use_cases(self, folder)

    async def open(self) -> Recovered:
        """Open the books and settle what the last run left; raises ``EnvironmentFault``."""
        import asyncio

        from vendingdesk.counter.recovery import RecoverSales

        await self.journal.open()
        await self.register.open()
        for begin in (self.desk.shifts.look, self.desk.books_unit.look, self.desk.people.begin):
            await begin()
        if self.setup.demo and not await self.register.search("", limit=1):
            from vendingdesk.wiring.demo import demo_customers

            await self.register.save_many(demo_customers())
        # A slip's fonts are read while the first customer is served, not when the first slip is asked for.
        warm = asyncio.to_thread(self.slips.warm, self.setup.shop.language)
        self._warming = asyncio.gather(warm, return_exceptions=True)
        recovered = await RecoverSales(self.journal, self.client, self.clock)(ended_badly=self.journal.ended_badly)
        settled = {sale.receipt_no for sale in recovered.sales}
        left = [await self.journal.sale(number) for number in self.unseen.read() if number not in settled]
        unseen = tuple(sale for sale in left if sale is not None and sale.settlement is None)
        sets = [await self.desk.key_change.set_of(sale) for sale in (*recovered.sales, *unseen)]
        return replace(recovered, unseen=unseen, changes=tuple(filter(None, sets)), update=self.journal.update)

    async def close(self) -> None:
        """Close the connections, then the books."""
        if self._warming is not None:
            await self._warming
        await self.client.close()
        await self.register.close()
        await self.journal.close()


def open_already(wishes: Wishes) -> bool:
    """Whether a counter has this data folder open and brought its window to the front; cheap when there is none.

    Raises ``EnvironmentFault`` for a folder that is not for this start.
    """
    from vendingdesk.wiring.second_start import came_to_the_front

    return came_to_the_front(data_folder(wishes.data_dir, demo=wishes.demo), demo=wishes.demo)


def run_counter(wishes: Wishes) -> int:
    """Run the counter to its end; returns the exit code. Raises ``VendingDeskError`` for what a person can mend."""
    folder = data_folder(wishes.data_dir, demo=wishes.demo)
    folder.make()
    folder.hold_apart(demo=wishes.demo)
    folder.check_ours()
    with CrashWatch(folder.crashes) as watch:
        return _run_watched(wishes, folder, watch)


def _run_watched(wishes: Wishes, folder: DataFolder, watch: CrashWatch) -> int:
    begun = folder.has(JOURNAL)
    layers = read_layers(folder.setup_file, policy=wishes.policy, config=wishes.config, begun=begun)
    connection = layers.connection(wishes.server, wishes.trust)
    named = wishes.server is not None
    demo: DemoServer | None = None
    app: Application | None = None
    if wishes.demo:
        from vendingdesk.wiring.demo import DemoServer

        demo = DemoServer.start(folder.simulator)
    elif layers.to_ask(server_named=named):
        from vendingdesk.wiring.first_start import answered

        found = answered(folder, layers, watch, server_named=named, kiosk=wishes.kiosk)
        if found is None:
            return 0
        app, layers = found
        connection = layers.connection(wishes.server, wishes.trust)
    # What is imported now stays. Looking through it for garbage again and again costs a tenth of the start.
    gc.disable()
    try:
        from vendingdesk.ui.qt_fatal import hearing_fatal

        with hearing_fatal(watch.fatal):
            return _run_window(folder, layers, connection, demo, watch, wishes=wishes, app=app)
    finally:
        gc.enable()
        if demo is not None:
            demo.stop()


def _run_window(
    folder: DataFolder,
    layers: Layers,
    connection: Connection,
    demo: DemoServer | None,
    watch: CrashWatch,
    *,
    wishes: Wishes,
    app: Application | None = None,
) -> int:
    from vendingdesk.api.address import parse_address
    from vendingdesk.ui import start
    from vendingdesk.ui.signin import SignInDialog

    if demo is None:
        connection = replace(connection, address=parse_address(connection.address))
    app = app or start.application(sys.argv[:1], *first_sight(layers.values), hurry=True)
    dialog = SignInDialog(
        connection.address or "localhost",
        demo=demo.credentials if demo is not None else None,
        remembered=RememberedFile(folder.path).read(),
    )
    building: list[Building] = []
    asked: list[FirstPicture] = []

    def load(show: Callable[[bytes], None]) -> None:
        wanted = Connection(demo.wait()) if demo is not None else connection
        from vendingdesk.wiring.first_picture import FirstPicture  # behind the first paint

        early = FirstPicture(wanted, show)
        asked.append(early)
        try:
            from vendingdesk.wiring.logs import open_log

            # Before anybody has signed in; not undone, so that the very last word is masked too.
            open_log(folder.log, crashes=watch.files.tidied())
            setup = layers.settled()
            setup = replace(setup, kiosk=replace(setup.kiosk, on=wishes.kiosk))
            if demo is not None:
                from vendingdesk.wiring.demo import demo_setup

                setup = demo_setup(setup)
                from vendingdesk.ui import training_room  # noqa: F401 - loaded here, used below
            building.append(Building(folder, setup, wanted, layers, watch.files))
            from vendingdesk.ui import application, front_door, loop, qt_messages  # noqa: F401 - loaded here, used below

            early.wait()
        finally:
            early.end()

    if not start.load_behind(app, dialog, load, kiosk=wishes.kiosk):
        return 0
    gc.freeze()
    gc.enable()
    built, early = building[0], asked[0]
    dialog.server.setText(built.client.address)

    from vendingdesk.ui.application import CounterApplication
    from vendingdesk.ui.front_door import FrontDoor
    from vendingdesk.ui.loop import run_desk
    from vendingdesk.ui.qt_messages import log_qt
    from vendingdesk.wiring.second_start import ANSWER, KNOCK, door, open_or_knock

    async def main() -> int:
        counter = CounterApplication(
            app,
            dialog,
            built.desk,
            prepare=lambda: open_or_knock(folder, built.open, demo=demo is not None),
            leave=built.close,
            keep_unseen=built.unseen.write,
            early=early.captcha,
            front_door=FrontDoor(door(folder), KNOCK, ANSWER),
        )
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            number = getattr(signal, name, None)  # Windows has no SIGHUP, and nohup asks for it not to be heard
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda *_: counter.request_close())
        return await (counter.run() if wishes.hands is None or demo is None else wishes.hands(counter, demo.wait()))

    without_log = log_qt(watch.fatal)
    try:
        return run_desk(main, app)
    finally:
        without_log()
