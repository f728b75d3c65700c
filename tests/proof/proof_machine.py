"""One till under everything that can befall it, step by step: what the state machine drives and looks at."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from counter.counter_parts import DISK_FULL, Counter
from proof.proof_expected import EXPECTED
from proof.proof_promises import VENDS, Facts, Shown, facts_of

from vendingdesk import sts
from vendingdesk.counter.doubts import RecoveredToken
from vendingdesk.counter.proposal import DoubtOverride, Proposal
from vendingdesk.counter.supervisors import Authority
from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import EnvironmentFault, SessionExpired
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.sale import Sale, SaleKind, VendState
from vendingdesk.simulator.server import SimulatorServer

T = TypeVar("T")
LARGEST_FILE = 2**32 - 2
"""SQLite's own limit, in pages."""


class PowerGone(Exception):
    """Nothing happens any more in this run."""


@dataclass
class Trouble:
    """What the disk or the power does to the next writes: the ``nth`` one fails, and with ``lasting`` all behind it.

    ``crash``: the program is gone at that write, and the folder is found as it was at that moment.
    """

    nth: int = 0
    lasting: bool = False
    crash: bool = False


class Servers:
    """A server for each few dozen tills: to end one takes longer than a till's whole life."""

    TILLS = 40

    def __init__(self) -> None:
        self._running: SimulatorServer | None = None
        self._tills = 0

    def next(self) -> SimulatorServer:
        """The server for the next till."""
        if self._running is None or not self._tills % self.TILLS:
            self.__exit__()
            self._running = SimulatorServer(slow_factor=0.0)
            self._running.start()
        self._tills += 1
        return self._running

    def __enter__(self) -> Servers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._running is not None:
            self._running.stop()
            self._running = None


@dataclass
class Till:
    """A counter on real books and a real server, and what a person has seen of it."""

    server: SimulatorServer
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    shown: list[Shown] = field(default_factory=list)
    awaited: set[str] = field(default_factory=set)
    fault: str = ""
    expired: bool = False
    full: bool = False
    runs: int = 1

    def __post_init__(self) -> None:
        """Open for the first time."""
        self._place = tempfile.TemporaryDirectory(prefix="vendingdesk-proof-")
        self.folder = Path(self._place.name) / "till"
        self._image = Path(self._place.name) / "as it was"
        self._others = {seen.request_id for seen in self.server.traffic.seen}
        self.server.faults.clear()
        self._authority: Authority | None = None
        self._writes = 0
        self._trouble = Trouble()
        self.counter = self._open()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it on this till's loop."""
        return self.runner.run(work)

    def end(self) -> None:
        """Leave nothing behind."""
        self.run(self.counter.close())
        self.runner.close()
        self._place.cleanup()

    # Runs of the program

    def _open(self) -> Counter:
        counter = Counter(self.server, self.folder)
        self.run(counter.open())
        self.run(counter.recover())
        self.begin(counter)
        self.awaited.clear()
        return counter

    def _open_again(self) -> None:
        ahead = self.counter.clock.ahead
        self.full, self._trouble = False, Trouble()
        self.runs += 1
        self.counter = self._open()
        self.counter.clock.ahead = ahead

    def restart(self) -> None:
        """Close in good order, and start again."""
        self.run(self.counter.close())
        self._open_again()

    def crash(self) -> None:
        """The program is gone as it stands: the next start finds the files as they were at that moment."""
        if not self._image.exists():
            shutil.copytree(self.folder, self._image)
        self.run(self.counter.close())
        shutil.rmtree(self.folder)
        self._image.rename(self.folder)
        self._open_again()

    # The disk

    def befall(self, trouble: Trouble) -> None:
        """Have this happen to the writes from now on."""
        self._writes, self._trouble = 0, trouble
        self.counter.journal.heard = self._on_write

    def _on_write(self, step: str) -> None:
        self._writes += 1
        trouble = self._trouble
        if self._writes == trouble.nth or (self._writes > trouble.nth > 0 and (trouble.lasting or trouble.crash)):
            if not trouble.crash:
                raise EnvironmentFault(DISK_FULL)
            if not self._image.exists():
                shutil.copytree(self.folder, self._image)
            raise PowerGone

    def fill_disk(self, *, full: bool) -> None:
        """Let SQLite itself find no more room in the file, or room again."""
        connection = self.counter.journal._connection
        assert connection is not None

        def limit(connection: sqlite3.Connection = connection) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0] if full else LARGEST_FILE
            connection.execute(f"PRAGMA max_page_count = {pages}")

        self.run(self.counter.journal._worker.run(limit))
        self.full = full

    # Vends

    def arm(self, fault: str) -> None:
        """The server's next vend goes wrong so; none for an empty name."""
        self.server.faults.clear()
        self.fault = fault
        for path in VENDS if fault else ():
            self.server.faults.arm(fault, path)

    def expire(self) -> None:
        """The server ends the session, which nobody here notices yet."""
        self.server.sessions.expire_all()
        self.expired = True

    def begin(self, counter: Counter) -> None:
        """Sign in."""
        counter.begin()
        self.expired = False

    async def propose(self, meter: str, asked: str, *, override: bool = False) -> Proposal:
        """An amount sells credit, watts make a management token."""
        doubt = DoubtOverride(await self.supervisor(), "the clinic must have light") if override else None
        if asked.endswith("W"):
            value, kind = asked.removesuffix("W"), ManagementKind.MAXIMUM_POWER_LIMIT
            return await self.counter.issue_token.propose(meter, kind, value=value, reason="a proof", doubt=doubt)
        return await self.counter.sell_credit.propose(meter, asked, doubt=doubt)

    def vend(self, meter: str, asked: str, trouble: Trouble | None = None, *, override: bool = False) -> None:
        """One vend from the press to what a person sees of it, whatever befalls it.

        Raises ``Refused`` where the till refuses; an end of the session is signed in again.
        """
        try:
            proposal = self.run(self.propose(meter, asked, override=override))
        except SessionExpired:
            self.begin(self.counter)
            return
        if trouble is not None:
            self.befall(trouble)
        calm = trouble is None and not self.full
        expected = EXPECTED[self.fault].vend.state if self.fault else VendState.ISSUED
        if self.expired:  # it is looked at before anything else
            expected = VendState.REFUSED
        result: VendResult | None = None
        try:
            result = self.run(self.counter.vending(proposal.order))
        except (EnvironmentFault, PowerGone):
            assert not calm
        finally:
            self.befall(Trouble()) if not self._image.exists() else None
        if self._image.exists():
            self.crash()
        elif result is not None:
            self.see(result)
            assert not calm or (result.sale.state, result.fault) == (expected, ""), self.fault
        if result is not None or trouble is not None:
            self.arm("")

    def see(self, result: VendResult) -> None:
        """A person sees what became of it."""
        sale, warned = result.sale, bool(result.fault)
        self.shown.append(Shown(sale.order.request_id, sale.state, sale.tokens, warned))
        if warned:
            self.awaited.add(sale.order.request_id)

    # Doubts

    async def supervisor(self) -> Authority:
        """The supervisor, named once."""
        if self._authority is None:
            try:
                self._authority = await self.counter.supervisors.name("Sarah", "7391", "7391", by="demo")
            except EnvironmentFault:
                return Authority("Sarah", self.counter.clock.now())
        return self._authority

    def typed(self, sale: Sale, **changes: str) -> RecoveredToken:
        """What a person types who has the utility's records before them; ``changes`` are what they mistype."""
        tokens = [token for request, token in self.facts().minted if request == sale.order.request_id]
        text = ", ".join(sts.group_token(token) for token in tokens)
        amount = sale.order.amount.text if sale.order.amount is not None else ""
        right = {"token": text, "again": text, "meter": sale.order.meter, "amount": amount, "source": "the utility"}
        return RecoveredToken(**{**right, **changes})

    def minted(self, sale: Sale) -> tuple[str, ...]:
        """What the server minted for a sale."""
        return tuple(token for request, token in self.facts().minted if request == sale.order.request_id)

    def is_of_its_class(self, sale: Sale) -> bool:
        """Whether the minted tokens are what was asked for."""
        wanted = sts.TokenClass.CREDIT if sale.order.kind is SaleKind.CREDIT else sts.TokenClass.MANAGEMENT
        return all(sts.token_class(token) is wanted for token in self.minted(sale))

    # What is found

    def facts(self) -> Facts:
        """Both books as they are now."""
        return facts_of(self.folder, self.server, shown=self.shown, awaited=self.awaited, elsewhere=self._others)

    @property
    def doubts(self) -> list[Sale]:
        """Open doubts, oldest first."""
        return [sale for sale in self.facts().sales if sale.state is VendState.IN_DOUBT]
