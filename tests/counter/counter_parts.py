"""One counter of real parts: journal and register in a folder, the real client, the simulator as the server."""

import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from vendingdesk.api.client import VendingClient
from vendingdesk.counter.books_unit import BooksUnit
from vendingdesk.counter.clock import SystemClock
from vendingdesk.counter.doubts import Doubts
from vendingdesk.counter.find_sales import FindSales
from vendingdesk.counter.guard import Guard
from vendingdesk.counter.history import History
from vendingdesk.counter.key_change import IssueKeyChange
from vendingdesk.counter.management import IssueManagementToken
from vendingdesk.counter.meters import Meters
from vendingdesk.counter.people import People
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.pin_tries import PinTries
from vendingdesk.counter.proposal import Proposals
from vendingdesk.counter.receipt import MakeSlip
from vendingdesk.counter.recharge import SellCredit
from vendingdesk.counter.recovery import RecoverSales
from vendingdesk.counter.session import Session, SignIn
from vendingdesk.counter.session_check import CheckSession
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shifts import Shifts
from vendingdesk.counter.shop import Shop
from vendingdesk.counter.staff import Staff
from vendingdesk.counter.supervisors import Supervisors
from vendingdesk.counter.vend import Vending, VendResult
from vendingdesk.counter.vital_changes import WeighChanges
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.outcome import Outcome, RawAnswer
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import Order, Sale
from vendingdesk.domain.session import Captcha, Grant
from vendingdesk.journal.people_book import PeopleBook
from vendingdesk.journal.register import SqliteRegister
from vendingdesk.journal.sqlite_journal import SqliteJournal
from vendingdesk.journal.sqlite_shifts import SqliteShifts
from vendingdesk.journal.unit_book import UnitBook
from vendingdesk.printing.folder import SlipFolder
from vendingdesk.receipts import PdfSlips
from vendingdesk.simulator.ledger import LedgerEntry
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.simulator.traffic import SeenRequest

METER = "0128244400031"
NEIGHBOUR = "0151529923121"
BAD_CHECK = "0128244400032"
MAGIC = {
    "not-found": "0199000000018",
    "slow": "0199000000026",
    "lost-after": "0199000000042",
    "lost-before": "0199000000059",
    "bad-gateway": "0199000000067",
    "gateway-timeout": "0199000000075",
    "cut-short": "0199000000083",
    "session-expired": "0199000000091",
    "no-permission": "0199000000109",
    "quota": "0199000000117",
    "panic": "0199000000125",
    "no-form": "0199000000133",
    "html": "0199000000141",
    "gzip-bomb": "0199000000158",
    "huge": "0199000000166",
    "nested": "0199000000174",
    "thousand-digits": "0199000000182",
    "several-tokens": "0199000000190",
    "wrong-class": "0199000000208",
    "code-text": "0199000000216",
    "refused-500": "0199000000224",
    "two-documents": "0199000000232",
    "value-kwh": "0199000000240",
    "cut-connection": "0199000000265",
    "session-6401": "0199000000273",
    "unknown-text": "0199000000281",
    "no-data": "0199000000299",
    "dashed-form": "0199000000307",
    "observed-keys": "0199000000315",
    "wrong-path": "0199000000323",
    "other-value": "0199000000331",
}
DISK_FULL = "The disk is full: free some space on it, then try again."
SETUP = DeskSetup(shop=Shop("Harbour Kiosk", "Riverside Power", help_line="Ask at the counter."))


class MovedClock:
    """The machine's clock, put forward by as much as a test likes; ``passed`` is time that really went by."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.passed = timedelta()

    def ticks(self) -> float:
        return time.monotonic() + self.passed.total_seconds()

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead + self.passed


class FailingJournal(SqliteJournal):
    """The real journal, on a disk that is full before the steps named in ``full_at``.

    With ``after`` the step reaches the disk and the failure comes behind it, as when a commit's answer is lost.
    """

    def __init__(self, directory: Path, till: str) -> None:
        super().__init__(directory, till)
        self.full_at: set[str] = set()
        self.after = False
        self.fault: Exception = EnvironmentFault(DISK_FULL)
        self.called: list[str] = []
        self.heard: Callable[[str], None] | None = None

    def _before(self, step: str) -> None:
        self.called.append(step)
        if self.heard is not None:
            self.heard(step)
        if step in self.full_at and not self.after:
            raise self.fault

    def _behind(self, step: str) -> None:
        if step in self.full_at and self.after:
            raise self.fault

    async def prepare(self, order: Order, at: datetime) -> Sale:
        self._before("prepare")
        return await super().prepare(order, at)

    async def sending(self, uid: str, at: datetime) -> Sale:
        self._before("sending")
        sale = await super().sending(uid, at)
        self._behind("sending")
        return sale

    async def answered(self, uid: str, raw: RawAnswer) -> None:
        self._before("answered")
        await super().answered(uid, raw)

    async def conclude(self, uid: str, outcome: Outcome, at: datetime) -> Sale:
        self._before("conclude")
        return await super().conclude(uid, outcome, at)

    async def slip_made(self, uid: str, *, kind: SlipKind, at: datetime, **more: Any) -> int:
        self._before("slip_made")
        return await super().slip_made(uid, kind=kind, at=at, **more)


class Counter:
    """All use cases over one data folder and one server, as ``wiring`` joins them."""

    def __init__(
        self,
        server: SimulatorServer,
        folder: Path,
        setup: DeskSetup = SETUP,
        url: str = "",
        *,
        journal: type[FailingJournal] = FailingJournal,
    ) -> None:
        self.server = server
        self.folder = folder
        self.setup = setup
        self.settings = Settings(setup)
        self.clock = MovedClock()
        self.client = VendingClient(url or server.url)
        self.journal = journal(folder, setup.till)
        self.register = SqliteRegister(folder)
        self.session = Session(self.clock)
        self.signing_in = SignIn(self.client, self.session)
        self.guard = Guard(self.session)
        self.people_book = PeopleBook(self.journal)
        self.permits = Permits(self.guard, self.people_book, self.clock)
        tries = PinTries(self.register, self.clock, ticks=self.clock.ticks, pause_s=0)
        self.staff = Staff(self.register, self.people_book, self.guard, self.clock, tries, kiosk=setup.kiosk.on)
        self.people = People(self.staff, self.people_book, self.guard, tries, self.clock)
        self.meters = Meters(self.register, self.journal, self.permits)
        self.check_session = CheckSession(self.client, self.session, self.clock)
        proposals = Proposals(
            self.meters,
            self.session,
            self.client,
            journal=self.journal,
            clock=self.clock,
            guard=self.guard,
            check=self.check_session,
        )
        self.vending = Vending(
            self.journal,
            self.client,
            self.session,
            self.clock,
            guard=self.guard,
            at_once=setup.vends_at_once,
            check=self.check_session,
        )
        self.doubts = Doubts(self.journal, setup=setup, clock=self.clock, guard=self.guard)
        weigh = WeighChanges(lambda: self.shifts.shift, self.doubts.open, lambda: self.unit.stands)
        self.unit = BooksUnit(
            UnitBook(self.journal),
            settings=self.settings,
            guard=self.guard,
            clock=self.clock,
            why_not=weigh.why_not,
        )
        self.shifts = Shifts(
            SqliteShifts(self.journal),
            setup=setup,
            clock=self.clock,
            permits=self.permits,
            check_unit=self.unit.check,
        )
        self.settings.weigh_by(weigh)
        self.settings.note_unit_by(self.unit.kept)
        self.sell_credit = SellCredit(
            proposals, self.vending, settings=self.settings, clock=self.clock, check_unit=self.unit.check
        )
        self.issue_token = IssueManagementToken(proposals, self.vending)
        self.key_change = IssueKeyChange(proposals, self.vending, journal=self.journal, setup=setup, clock=self.clock)
        self.history = History(self.journal)
        self.find_sales = FindSales(self.journal.finder, self.guard)
        self.supervisors = Supervisors(self.staff, self.clock)
        self.recover = RecoverSales(self.journal, self.client, self.clock)
        slips = folder / "slips"
        self.make_slip = MakeSlip(
            self.journal,
            PdfSlips(),
            settings=self.settings,
            clock=self.clock,
            keep=SlipFolder(slips).keep,
            permits=self.permits,
        )

    async def open(self) -> None:
        await self.journal.open()
        await self.register.open()
        await self.people.begin()
        await self.shifts.look()
        await self.unit.look()

    async def close(self) -> None:
        await self.client.close()
        await self.register.close()
        await self.journal.close()

    async def fields(self, **changes: Any) -> dict[str, Any]:
        """What a person fills in to sign in, with a new picture."""
        picture: Captcha = await self.signing_in.picture()
        right = {
            "username": self.server.user,
            "password": self.server.password,
            "remember": False,
            "code": self.server.captcha_answer(picture.id),
            "captcha_id": picture.id,
        }
        return right | changes

    async def sign_in(self, **changes: Any) -> None:
        await self.signing_in(**await self.fields(**changes))

    def begin(self) -> None:
        """A session as signing in gives it, without the picture: quicker."""
        self.session.begin("demo", Grant(self.server.sessions.open("demo").token, None))

    async def sell(self, meter: str = METER, amount: str = "10", **more: Any) -> VendResult:
        return await self.sell_credit(await self.sell_credit.propose(meter, amount, **more))

    def requests(self, order: Order) -> list[SeenRequest]:
        """What the server saw of an order."""
        return [seen for seen in self.server.traffic.seen if seen.request_id == order.request_id]

    def minted(self, order: Order) -> list[LedgerEntry]:
        """What the server did for an order."""
        return [entry for entry in self.server.ledger.entries if entry.request_id == order.request_id]

    def steps(self, order: Order) -> list[str]:
        """The kinds of the journal's entries for an order, in their order, as they are on the disk."""
        with closing(sqlite3.connect(self.journal.path)) as file:
            asked = "SELECT kind FROM entry WHERE sale_uid = ? ORDER BY seq"
            return [kind for (kind,) in file.execute(asked, (order.uid,))]


@asynccontextmanager
async def running(counter: Counter) -> AsyncIterator[Counter]:
    await counter.open()
    try:
        yield counter
    finally:
        await counter.close()
