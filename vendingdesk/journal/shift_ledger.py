"""What a verification knows of cash: that money is given back once and of what was owed, and that each Z adds up."""

from __future__ import annotations

from collections import Counter

from vendingdesk.domain.sale import VendState
from vendingdesk.journal.day import Day
from vendingdesk.journal.day_entries import CashMoved, ShiftClosed, ShiftCounted, ShiftOpened
from vendingdesk.journal.entries import Prepared
from vendingdesk.journal.report_body import TALLIES, ReportBody
from vendingdesk.journal.shift_sums import MOVES, Held, ShiftSums, closed_wrong


class ShiftLedger:
    """Adds up what the entries say, and holds refunds, counts and reports against it.

    It keeps the sales without an end, and those whose money is owed: few.
    """

    def __init__(self) -> None:
        self._pending: dict[int, Prepared] = {}
        self._owed: dict[int, tuple[Prepared, bool]] = {}
        self._open: ShiftSums | None = None
        self._earlier: dict[tuple[str | None, int | None], list[int]] = {}
        self._sold: Counter[tuple[str | None, int | None]] = Counter()
        self._since: Counter[str] = Counter()

    def prepared(self, index: int, body: Prepared) -> None:
        """A sale got its number."""
        self._pending[index] = body
        if self._open is not None:
            self._open.prepared(body)

    def ended(self, index: int, shift: int, state: VendState) -> None:
        """A sale came to its end, sold or not; ``shift`` is the one that is open."""
        body = self._pending.pop(index, None)
        if body is None:
            return
        here, price = self._open, body.price
        sold = state in {VendState.ISSUED, VendState.RECOVERED}
        if sold and price is not None:
            self._sold[body.currency, body.exponent] += price
        if here is not None and body.shift == shift:
            here.ended(body, state)
        elif sold and price is not None:
            earlier = self._earlier.setdefault((body.currency, body.exponent), [0, 0])
            earlier[0] += 1
            earlier[1] += price
        elif not sold and here is not None:
            here.released(body)

    def tokenless(self, index: int, *, kept: bool) -> None:
        """A doubt ended without a token: its money is the customer's. ``kept`` says whether shifts were kept then."""
        body = self._pending.pop(index, None)
        if body is not None and body.price is not None:
            self._owed[index] = (body, kept)

    def copied(self) -> None:
        """A slip was made again."""
        self._since["copies"] += 1

    def settled_alone(self) -> None:
        """A doubt was settled by its seller."""
        self._since["settled_alone"] += 1

    def moved(self, index: int, body: CashMoved) -> str:
        """Cash moved; returns what is wrong with it, empty for nothing. ``index`` is below zero for no sale."""
        if body.what not in MOVES:
            return f"it moves cash in an unknown way, {body.what}"
        if body.minor <= 0:
            return f"it moves {body.minor}: cash moves by more than nothing"
        of: Prepared | None = None
        if body.what == "refund":
            of, _kept = self._owed.pop(index, (None, False))
            if of is None:
                return f"it gives money back for sale {body.sale}, to which none is owed"
            if of.price != body.minor:
                return f"it gives {body.minor} back for sale {body.sale}, to which {of.price} is owed"
        if self._open is not None:
            self._open.moved(body, of)
        return ""

    def opened(self, first: bool, body: ShiftOpened, last: ReportBody | None) -> str:
        """A shift began, the ``first`` since shifts were switched on; its total goes on where the last Z ended."""
        self._open = ShiftSums(body)
        if body.minor < 0:
            return f"it begins with a float of {body.minor}"
        if first:
            self._earlier = {}
            self._since.clear()
        currency = (body.currency, body.exponent)
        if last is not None and (last.currency, last.exponent) == currency:
            if body.base != last.perpetual:
                return f"its total begins with {body.base}, and the last Z report ended with {last.perpetual}"
            return ""
        sold = self._sold[currency] - self._earlier.get(currency, [0, 0])[1]
        if body.base != sold:
            return f"its total begins with {body.base}, and the sales before it come to {sold}"
        return ""

    def _held(self, shift: int) -> list[Held]:
        """The sales that hold something in a shift's report."""
        owed = [(body, True) for body, kept in self._owed.values() if kept or body.shift == shift]
        return [*((body, False) for body in self._pending.values()), *owed]

    def counted(self, body: ShiftCounted) -> str:
        """The cash was counted; returns what is wrong with it, empty for nothing."""
        return "" if self._open is None else self._open.count_wrong(body, self._held(body.number))

    def closed(self, day: Day, body: ShiftClosed) -> str:
        """A shift was closed; returns what in its report is not as the entries have it, empty for nothing."""
        report, opened, sums = body.report, day.opened, self._open
        earlier, since = self._earlier, self._since
        self._earlier, self._since, self._open = {}, Counter(), None
        if report is None or opened is None or sums is None:
            return ""
        currency, counts = (report.currency, report.exponent), [each for _, each in day.counts]
        recovered = earlier.get(currency, [0, 0])
        tallies = sums.tallies | ({"recovered_earlier": recovered} if recovered[0] else {})
        found: dict[str, tuple[object, object]] = {
            "float": (report.opening, opened.minor),
            "numbers passed over": (report.z_passed, day.z_passed),
            "currency": (currency, (opened.currency, opened.exponent)),
            "sales": (list(report.sales), sums.sales),
            "perpetual": (report.perpetual, opened.base + sums.sales[1] + recovered[1]),
            "copies": (report.copies, since["copies"]),
            "settled_alone": (report.settled_alone, since["settled_alone"]),
        }
        for name in TALLIES:
            kept = report.tallies.get(name)
            found[name] = (None if kept is None else list(kept), tallies.get(name))
        found |= sums.found(report, self._held(body.number))
        for name, (told, summed) in found.items():
            if told != summed:
                return f"its Z report has other {name} than its entries: {told}, not {summed}"
        return closed_wrong(body, report, counts)
