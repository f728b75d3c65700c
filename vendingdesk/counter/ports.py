"""What the counter needs of the world, in domain terms; ``wiring`` hands in what fits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from vendingdesk.domain.customer import Customer
from vendingdesk.domain.outcome import Outcome, RawAnswer
from vendingdesk.domain.paper import Picture, Pictures
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import Receipt, SlipKind
from vendingdesk.domain.register import Batch, Found, Known, Undone, Weighed
from vendingdesk.domain.sale import Order, Sale, VendState
from vendingdesk.domain.session import Captcha, Grant
from vendingdesk.domain.slips import SlipAsked, SlipMade
from vendingdesk.domain.trust import Connection, ServerLook

__all__ = [
    "Captcha",
    "Clock",
    "Grant",
    "ImportRegister",
    "Journal",
    "KeepFile",
    "LookAtServer",
    "Picture",
    "Pictures",
    "Register",
    "Secrets",
    "Slips",
    "VendSteps",
    "VendingServer",
]


class VendSteps(Protocol):
    """What the vending server must call while it sends one vend; each returns when it is on disk."""

    async def sending(self) -> None:
        """Called before the first byte leaves. If it raises, nothing may be sent."""

    async def answered(self, raw: RawAnswer) -> None:
        """Called with the answer as it came, before anything reads it."""


class VendingServer(Protocol):
    """The server that mints tokens."""

    @property
    def address(self) -> str:
        """The base URL, for screens and the journal."""

    async def captcha(self) -> Captcha:
        """Fetch a new verification picture; raises ``NotSent``, ``Refused`` or ``OutcomeUnknown``."""

    async def sign_in(self, *, username: str, password: str, remember: bool, code: str, captcha_id: str) -> Grant:
        """Sign in; raises ``Refused`` (with the server's words), ``NotSent`` or ``OutcomeUnknown``."""

    async def vend(self, order: Order, session: str, steps: VendSteps) -> Outcome:
        """Send one vend exactly once and say what became of it; never raises for what a network can do."""

    def read(self, order: Order, raw: RawAnswer) -> Outcome:
        """Read a stored answer again: pure, the same result as ``vend`` gave."""

    async def reachable(self) -> bool:
        """Whether the server answers at all; never raises, never a reason to block a sale."""


class LookAtServer(Protocol):
    """Looks at a server before it is trusted or used; decides nothing."""

    async def __call__(self, connection: Connection) -> ServerLook:
        """Say what answers there and whether its certificate is believed; never sends a password or a session.

        ``connection.address`` may stand as it was typed. Raises ``Refused`` for an address or a proxy that is none
        and ``NotSent`` for a server that can't be reached in time and for a CA file that can't be used, each with a
        sentence for a person.
        """


class Journal(Protocol):
    """The append-only book. Every coroutine returns when the row is on disk.

    All raise ``EnvironmentFault`` with a sentence when the disk or the file is at fault, and
    ``MoveRefused`` for a move that a sale's state doesn't allow.
    """

    @property
    def newest_at(self) -> datetime | None:
        """When the newest entry was written, by this machine's clock; None when the book is not open."""

    @property
    def till(self) -> str:
        """The till's id, as in receipt numbers."""

    async def prepare(self, order: Order, at: datetime) -> Sale:
        """Give the order the next number and write it down as PREPARED.

        Raises ``MeterHeld`` for a meter with an open doubt, unless the order carries a supervisor's override.
        """

    async def sending(self, uid: str, at: datetime) -> Sale:
        """Write SENDING."""

    async def answered(self, uid: str, raw: RawAnswer) -> None:
        """Keep the raw answer."""

    async def conclude(self, uid: str, outcome: Outcome, at: datetime) -> Sale:
        """Write the outcome."""

    async def slip_made(
        self,
        uid: str,
        *,
        kind: SlipKind,
        operator: str,
        medium: str,
        at: datetime,
        beside: tuple[str, ...] = (),
        why: str = "",
    ) -> int:
        """Count a slip that is about to be made (``medium``: print or pdf); ``beside`` are other sales on it.

        ``why`` is what a copy is made for. Returns which copy of its kind it is, 1 the first: the token's slip after
        a hold slip is no copy. Two that ask at once get two numbers.
        """

    async def slips_made(
        self, asked: Sequence[SlipAsked], *, operator: str, medium: str, at: datetime, why: str = ""
    ) -> tuple[int, ...]:
        """Count many slips at once, a hundred or so: all of them or none; their copy numbers in the same order."""

    async def next_copy(self, uid: str, kind: SlipKind) -> int:
        """Which copy of its kind a slip would be, 1 the first; nothing is counted, so another may be made first."""

    async def slips_of(self, uid: str) -> tuple[SlipMade, ...]:
        """The slips that were made of a sale, oldest first: each with who and why."""

    async def sale(self, receipt_no: str) -> Sale | None:
        """One sale by its receipt number."""

    async def sales(
        self, *, meter: str = "", text: str = "", states: tuple[VendState, ...] = (), before: int = 0, limit: int = 50
    ) -> tuple[Sale, ...]:
        """Sales, newest first: of one meter, whose receipt number or meter contains ``text``, in ``states``.

        ``before`` is the number below which to go on (0: from the newest).
        """

    async def sales_of_day(self, day: date, *, after: int = 0, limit: int = 200) -> tuple[Sale, ...]:
        """The sales of a day by the till's own clock, oldest first, with numbers above ``after``."""

    async def count_of_day(self, day: date) -> int:
        """How many sales a day has."""

    async def sales_of_year(self, meter: str, year: int, *, after: int = 0, limit: int = 200) -> tuple[Sale, ...]:
        """A meter's sales of a year by the till's own clock, oldest first, with numbers above ``after``."""

    async def count_of_year(self, meter: str, year: int) -> int:
        """How many sales a meter has in a year."""

    async def key_change(self, meter: str, set_uid: str = "") -> tuple[Sale, ...]:
        """The sales of a key change of a meter, oldest first: of one set, or of the newest when none is named."""


class Register(Protocol):
    """The shop's own list of meters and customers. Raises ``EnvironmentFault`` like the journal."""

    async def find(self, meter: str) -> Customer | None:
        """The customer of a meter, if known."""

    async def save(self, customer: Customer) -> None:
        """Add or change the customer of a meter."""

    async def erase(self, meter: str) -> None:
        """Forget what is known of a meter's customer; nothing happens when nothing is."""

    async def search(self, text: str, limit: int = 50) -> tuple[Customer, ...]:
        """The first page of what ``page`` finds."""

    async def page(self, text: str, limit: int = 50, after: str = "") -> Found:
        """Customers with every word of ``text`` in what is known of them, by name; all, for empty text.

        A meter whose last or first digits it is comes first. ``after`` goes on behind an answer that has more.
        """


class ImportRegister(Protocol):
    """What an import needs of the register; rows wait beside it until they are written or forgotten."""

    async def wait_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Put rows of a file beside the register: a meter, then its fields in the order of ``Customer``."""

    async def forget_rows(self) -> None:
        """Put none beside it any more."""

    async def weigh_rows(self) -> Weighed:
        """What the rows that wait would do."""

    async def write_rows(self, known: Known, *, source: str, who: str, at: datetime) -> Batch:
        """Write the rows that wait as one batch: all or none."""

    async def batches(self) -> tuple[Batch, ...]:
        """The newest imports, newest first."""

    async def undo_batch(self, number: int, at: datetime) -> Undone | None:
        """Put back what an import found, wherever its row still stands; None when that can't be any more."""


class Slips(Protocol):
    """Turns receipts into PDF."""

    def pdf(self, receipt: Receipt, paper: PaperName) -> bytes:
        """The slip as a PDF file for a paper: the same bytes for the same receipt."""


class Secrets(Protocol):
    """Keeps values out of whatever the program logs, as long as they are secret."""

    def keep(self, *secrets: str) -> None:
        """From now on nothing shows these values."""

    def forget(self, *secrets: str) -> None:
        """These values are no longer ours; each ``keep`` is undone by one ``forget``."""


class KeepFile(Protocol):
    """Keeps slips as files."""

    def __call__(self, name: str, pdf: bytes, /) -> Path:
        """Write a slip under a name, whole or not at all; called in a worker thread. Raises ``EnvironmentFault``."""


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The present moment, aware, with the local offset."""
