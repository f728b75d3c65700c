"""What reports are made of: sums of sales, and the few entries that are listed one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.money import Money
from vendingdesk.domain.people_flags import PeopleFlags
from vendingdesk.domain.sale import SaleKind, VendState
from vendingdesk.domain.shift_report import ShiftReport
from vendingdesk.domain.shift_totals import TillSale

SOLD = frozenset({VendState.ISSUED, VendState.RECOVERED})
"""The customer has the token and the shop has the money."""

HELD = frozenset({VendState.SENDING, VendState.IN_DOUBT})
"""Nobody knows yet: the shop holds the money, and nothing of it is sold."""


class Slot(StrEnum):
    """How finely a period is cut."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class SalesSum:
    """Sales that are alike in all that reports tell apart, and what they come to.

    ``amount`` is what was asked of the server, ``price`` what the customers pay for it, both None without money;
    ``energy`` is what the server said, else what was asked for. ``unpriced`` are sales of credit without a price.
    ``slot`` is an hour (``09``), a day or a month as ``Slot`` asks, ``shift`` the shift's number, 0 for none.
    """

    kind: SaleKind
    state: VendState
    operator: str
    count: int
    tender: str = ""
    cash: bool = True
    management: ManagementKind | None = None
    shift: int = 0
    slot: str = ""
    amount: Money | None = None
    price: Money | None = None
    energy: Energy = Energy(0)  # noqa: RUF009 - frozen
    unpriced: int = 0

    @property
    def sold(self) -> bool:
        """Whether this is credit that was sold."""
        return self.kind is SaleKind.CREDIT and self.state in SOLD

    @property
    def held(self) -> bool:
        """Whether this is credit of which nobody knows yet: its money is held."""
        return self.kind is SaleKind.CREDIT and self.state in HELD


@dataclass(frozen=True, slots=True)
class ChargeSum:
    """What a tax or fee came to in the credit that was sold."""

    name: str
    rate: str
    included: bool
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class CopyMade:
    """A slip that was made again; ``slip`` is its kind, ``receipt_no`` its sale or the report that it is of."""

    at: datetime
    receipt_no: str
    slip: str
    copy: int
    operator: str
    medium: str
    why: str


@dataclass(frozen=True, slots=True)
class ShiftFacts:
    """A shift from its opening to its close; ``closed_at`` is None while it is open.

    ``report`` is the Z of a closed shift as it was made, the X of an open one; None where the close was written
    without its numbers. ``doubts`` are the sales that it lists as doubts, as they stand now.
    """

    number: int
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None = None
    closed_by: str = ""
    report: ShiftReport | None = None
    doubts: tuple[TillSale, ...] = ()


@dataclass(frozen=True, slots=True)
class WentOn:
    """The journal went on from a backup: when, and the first and last receipt that it lacks, empty for none."""

    at: datetime
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Irregular:
    """What every report of a period says beside its sums.

    ``set_back`` counts sales whose time is before that of the sale before them, where either is of the period;
    ``people`` is what is to be said of who worked here; ``alone`` counts doubts that their own seller settled,
    ``other_value`` answers that named another amount than was asked for. ``went_on`` are the backups that the journal
    went on from, where something of the period is missing or may be.
    """

    set_back: int = 0
    people: PeopleFlags = PeopleFlags()  # noqa: RUF009 - frozen
    alone: int = 0
    other_value: int = 0
    went_on: tuple[WentOn, ...] = ()


@dataclass(frozen=True, slots=True)
class SalesFacts:
    """The sums of a period, taken in one look at the journal."""

    sums: tuple[SalesSum, ...] = ()
    charges: tuple[ChargeSum, ...] = ()
    irregular: Irregular = Irregular()
