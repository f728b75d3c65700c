"""Shifts: opened with a float, cash in and out, counted blind, closed as a Z. Off until somebody switches them on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vendingdesk.counter.denominations import denominations
from vendingdesk.counter.guard import Leave, Permit
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.ports import Clock
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shift_ports import ShiftJournal
from vendingdesk.counter.shift_slip import UNEXPLAINED
from vendingdesk.domain.errors import AmountRefused, Refused, SettlementRefused
from vendingdesk.domain.money import Currency, Money, plain_decimal, shifted
from vendingdesk.domain.people import Right
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.shift import CashKind, CashMove, CountMade, DrawerCount, Shift, TillStanding
from vendingdesk.domain.shift_report import ShiftReport

NOTE_LENGTH = 200
"""Characters of a reason that are kept."""

MOST_PIECES = 1_000_000
"""Pieces of one denomination that a drawer may hold: more is a number from another field, or a scanner's."""

MOVE_RIGHTS = {CashKind.PAY_IN: Right.PAY_IN, CashKind.PAY_OUT: Right.PAY_OUT, CashKind.DROP: Right.DROP}
"""What each move of cash asks leave for."""


@dataclass(frozen=True, slots=True)
class TypedCount:
    """What stands on the page of a count: pieces by denomination in minor units, and what was not sorted."""

    pieces: Sequence[tuple[int, str]] = ()
    loose: str = ""


class Shifts:
    """The use cases of a shift. ``standing`` is how the till stood when this last looked.

    ``check_unit`` raises ``Refused`` while the drawer may be counted in another currency than the books are.
    """

    def __init__(
        self,
        journal: ShiftJournal,
        *,
        setup: DeskSetup,
        clock: Clock,
        permits: Permits,
        check_unit: Callable[[], None] = lambda: None,
    ) -> None:
        self._journal = journal
        self._check_unit = check_unit
        self._setup = setup
        self._clock = clock
        self._permits = permits
        self._guard = permits.guard
        self._told: list[Callable[[], None]] = []
        self.standing = TillStanding()

    @property
    def on(self) -> bool:
        """Whether this till keeps shifts."""
        return self.standing.on

    @property
    def shift(self) -> Shift | None:
        """The open shift."""
        return self.standing.shift

    @property
    def currency(self) -> Currency:
        """What cash is counted in: the open shift's currency, else the till's."""
        return self._setup.currency if self.shift is None else self.shift.opening_float.currency

    @property
    def denominations(self) -> tuple[int, ...]:
        """The notes and coins of a count in minor units, largest first."""
        setup = self._setup
        return denominations(self.currency, setup.denominations if self.currency == setup.currency else ())

    def when_changed(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` whenever shifts are switched, opened, counted or closed."""
        self._told.append(tell)

    async def look(self) -> TillStanding:
        """Read how the till stands; once the books are open, and after whatever else writes about shifts."""
        return self._stands(await self._journal.standing())

    def _stands(self, standing: TillStanding) -> TillStanding:
        self.standing = standing
        for tell in self._told:
            tell()
        return standing

    async def switch(self, *, on: bool, leave: Leave | None = None) -> TillStanding:
        """Switch shifts on or off. Raises ``Refused`` while one is open, ``NotAllowed``."""
        permit = self._guard.permit(Right.CHANGE_SETTINGS, leave=leave)
        return self._stands(
            await self._journal.switch(on=on, by=permit.person, allowed_by=permit.allowed_by, at=self._clock.now())
        )

    async def open(self, opening: str, *, leave: Leave | None = None) -> TillStanding:
        """Open the next shift with a counted float. Raises ``AmountRefused``, ``Refused``, ``NotAllowed``."""
        permit = self._guard.permit(Right.OPEN_SHIFT, leave=leave)
        self._check_unit()
        money = self.cash(opening, "Count the float and type it; 0 for an empty drawer.")
        standing = await self._journal.open(
            money, by=permit.person, allowed_by=permit.allowed_by, at=self._clock.now()
        )
        return self._stands(standing)

    def cash(self, text: str, empty: str) -> Money:
        """A sum of cash that may be nothing at all; raises ``AmountRefused``, with ``empty`` where nothing stands."""
        typed, currency = text.strip(), self.currency
        if not typed:
            raise AmountRefused(empty)
        if set(typed) <= set("0.") and typed.count(".") <= 1 and "0" in typed:
            return Money(0, currency)
        value = plain_decimal(typed, places=currency.exponent, unit=currency.code)
        return Money(int(shifted(value, currency.exponent)), currency)

    async def move(self, kind: CashKind, amount: str, reason: str, *, leave: Leave | None = None) -> CashMove:
        """Write down cash that goes in, out, or to the safe. Raises ``SettlementRefused`` naming the field."""
        permit = self._guard.permit(MOVE_RIGHTS[kind], leave=leave)
        try:
            money = Money.parse(amount, self.currency)
        except AmountRefused as refused:
            raise SettlementRefused("amount", str(refused)) from refused
        told = _kept(reason)
        if not told and kind is not CashKind.DROP:
            raise SettlementRefused("reason", "Say what for: it stands on the journal's entry.")
        move = CashMove(kind, money, permit.person, self._clock.now(), told, permit.allowed_by)
        await self._journal.move(move)
        return move

    async def owed(self, sale: Sale) -> Money | None:
        """What has to be given back for a settled sale; None for nothing, and outside of a shift."""
        return await self._journal.owed(sale.uid) if self.shift is not None else None

    async def refund(self, sale: Sale, *, note: str = "", leave: Leave | None = None) -> CashMove:
        """The customer got the money of a sale without a token back: all of it, once. Raises ``Refused``."""
        permit = self._guard.permit(Right.REFUND, leave=leave)
        return await self._journal.refund(
            sale.uid, by=permit.person, note=_kept(note), allowed_by=permit.allowed_by, at=self._clock.now()
        )

    # Reports and the close.

    async def see(self, *, about: str, leave: Leave | None = None) -> Permit:
        """That whoever stands here may see totals; with leave the journal says who gave it."""
        return await self._permits(Right.SEE_TOTALS, leave=leave, about=about)

    async def x(self, *, leave: Leave | None = None) -> ShiftReport:
        """How the shift stands. Raises ``NotAllowed``, ``ShiftWanted``."""
        permit = await self.see(about="X", leave=leave)
        return await self._journal.report(
            by=permit.person, at=self._clock.now(), single_owner=self._setup.single_owner
        )

    async def z(self, number: int, *, leave: Leave | None = None) -> ShiftReport:
        """A Z as it was made. Raises ``NotAllowed``, ``Refused``."""
        await self.see(about=f"Z {number}", leave=leave)
        return await self._journal.z(number)

    async def closed(self, before: int = 0) -> tuple[ShiftReport, ...]:
        """The newest Zs, for a list; what they say of money is for who may see totals: ask ``may_see``."""
        return await self._journal.reports(before)

    def may_see(self) -> bool:
        """Whether who stands here sees totals without asking anybody."""
        person = self._guard.person
        return not self._guard.on or (person is not None and person.may(Right.SEE_TOTALS))

    def read_count(self, typed: TypedCount) -> DrawerCount:
        """What was typed, as a count. Raises ``SettlementRefused`` naming the field."""
        pieces = []
        for worth, text in typed.pieces:
            if text.strip():
                pieces.append((worth, self._pieces(worth, text.strip())))
        try:
            loose = self.cash(typed.loose, "") if typed.loose.strip() else Money(0, self.currency)
        except AmountRefused as refused:
            raise SettlementRefused("loose", str(refused)) from refused
        if not pieces and not typed.loose.strip():
            raise SettlementRefused("loose", "Count the drawer and type what is in it; 0 for an empty one.")
        return DrawerCount(self.currency, tuple(pieces), loose.minor)

    def _pieces(self, worth: int, text: str) -> int:
        if text.startswith(("-", "−")):
            raise SettlementRefused(str(worth), "Nobody finds less than nothing: type the pieces without a sign.")
        if not (text.isascii() and text.isdigit()) or len(text) > len(str(MOST_PIECES)):
            raise SettlementRefused(str(worth), "Type how many pieces there are, in digits.")
        return int(text)

    async def count(self, typed: TypedCount, *, leave: Leave | None = None) -> CountMade:
        """Write down what is in the drawer; only then it is told what was expected. No count is undone."""
        permit = self._guard.permit(Right.CLOSE_SHIFT, leave=leave)
        count = self.read_count(typed)
        made = await self._journal.count(count, by=permit.person, allowed_by=permit.allowed_by, at=self._clock.now())
        await self.look()
        return made

    async def close(self, *, reason: str, unexplained: bool, left: str, leave: Leave | None = None) -> ShiftReport:
        """Close the shift with what was counted; gives its Z.

        A difference of any count of the shift wants a ``reason``, or ``unexplained``: that nobody knows one. What was
        expected is known after the first, so a later count that is right explains nothing.
        ``left`` is what stays in the drawer. Raises ``SettlementRefused`` naming the field, ``Refused``.
        """
        permit = self._guard.permit(Right.CLOSE_SHIFT, leave=leave)
        counts, told = self.standing.counts, _kept(reason)
        if not counts:
            raise Refused("Count the cash first.")
        last = counts[-1]
        off = any(each.difference.minor for each in counts)
        if off and not told and not unexplained:
            raise SettlementRefused("reason", "Say why, or tick that nobody knows.")
        try:
            stays = self.cash(left, "Type what stays in the drawer; 0 when all of it is taken out.")
        except AmountRefused as refused:
            raise SettlementRefused("left", str(refused)) from refused
        if last.counted < stays:
            raise SettlementRefused("left", f"There was {last.counted} in the drawer. No more than that can stay.")
        report = await self._journal.close(
            by=permit.person,
            reason=(told or UNEXPLAINED) if off else "",
            left=stays,
            allowed_by=permit.allowed_by,
            at=self._clock.now(),
            single_owner=self._setup.single_owner,
        )
        await self.look()
        return report


def _kept(text: str) -> str:
    """Words on one line, of a length that a slip can take."""
    return " ".join(text.split())[:NOTE_LENGTH]
