"""What a verification knows of cash: that money is given back once and of what was owed, and that each Z adds up."""

from __future__ import annotations

from collections import Counter

from vendingdesk.journal.day import Day
from vendingdesk.journal.day_entries import CashMoved, ShiftClosed, ShiftOpened
from vendingdesk.journal.entries import Prepared
from vendingdesk.journal.report_body import ReportBody


class ShiftLedger:
    """Adds up what the entries say, and holds refunds and reports against it.

    It keeps the sales without an end, and those whose money is owed: few.
    """

    def __init__(self) -> None:
        self._pending: dict[int, Prepared] = {}
        self._owed: dict[int, int] = {}
        self._moves: dict[str, list[int]] = {}
        self._sales = [0, 0]
        self._earlier: dict[tuple[str | None, int | None], list[int]] = {}
        self._sold: Counter[tuple[str | None, int | None]] = Counter()

    def prepared(self, index: int, body: Prepared) -> None:
        """A sale got its number."""
        if body.management is None:
            self._pending[index] = body

    def ended(self, index: int, shift: int, *, sold: bool) -> None:
        """A sale came to its end, sold or not; ``shift`` is the one that is open."""
        body = self._pending.pop(index, None)
        if body is None or not sold:
            return
        price = body.price
        self._sold[body.currency, body.exponent] += price or 0
        if shift and body.shift == shift:
            self._sales[0] += 1
            self._sales[1] += price or 0
        elif price is not None:
            earlier = self._earlier.setdefault((body.currency, body.exponent), [0, 0])
            earlier[0] += 1
            earlier[1] += price

    def tokenless(self, index: int) -> None:
        """A doubt ended without a token: its money is the customer's."""
        body = self._pending.pop(index, None)
        price = None if body is None else body.price
        if price is not None:
            self._owed[index] = price

    def moved(self, index: int, body: CashMoved) -> str:
        """Cash moved; returns what is wrong with it, empty for nothing. ``index`` is below zero for no sale."""
        if body.what == "refund":
            owed = self._owed.pop(index, None)
            if owed is None:
                return f"it gives money back for sale {body.sale}, to which none is owed"
            if owed != body.minor:
                return f"it gives {body.minor} back for sale {body.sale}, to which {owed} is owed"
        name = {"pay_in": "pay_ins", "pay_out": "pay_outs", "drop": "drops", "refund": "refunds"}.get(body.what)
        if name is None:
            return f"it moves cash in an unknown way, {body.what}"
        moves = self._moves.setdefault(name if body.cash else "refunds_otherwise", [0, 0])
        moves[0] += 1
        moves[1] += body.minor
        return ""

    def opened(self, first: bool, body: ShiftOpened, last: ReportBody | None) -> str:
        """A shift began, the ``first`` since shifts were switched on; its total goes on where the last Z ended."""
        self._moves, self._sales = {}, [0, 0]
        if first:
            self._earlier = {}
        currency = (body.currency, body.exponent)
        if last is not None and (last.currency, last.exponent) == currency:
            if body.base != last.perpetual:
                return f"its total begins with {body.base}, and the last Z report ended with {last.perpetual}"
            return ""
        sold = self._sold[currency] - self._earlier.get(currency, [0, 0])[1]
        if body.base != sold:
            return f"its total begins with {body.base}, and the sales before it come to {sold}"
        return ""

    def closed(self, day: Day, body: ShiftClosed) -> str:
        """A shift was closed; returns what in its report is not as the entries have it, empty for nothing."""
        report, opened = body.report, day.opened
        earlier = self._earlier
        self._earlier = {}
        if report is None or opened is None:
            return ""
        currency = (report.currency, report.exponent)
        recovered = earlier.get(currency, [0, 0])
        tallies = {name: tuple(each) for name, each in self._moves.items()}
        tallies |= {"recovered_earlier": tuple(recovered)} if recovered[0] else {}
        found: dict[str, tuple[object, object]] = {
            "float": (report.opening, opened.minor),
            "numbers passed over": (report.z_passed, day.z_passed),
            "currency": (currency, (opened.currency, opened.exponent)),
            "sales": (tuple(report.sales), tuple(self._sales)),
            "perpetual": (report.perpetual, opened.base + self._sales[1] + recovered[1]),
        }
        for name in ("pay_ins", "pay_outs", "drops", "refunds", "refunds_otherwise", "recovered_earlier"):
            kept = report.tallies.get(name)
            found[name] = (None if kept is None else tuple(kept), tallies.get(name))
        for name, (told, summed) in found.items():
            if told != summed:
                return f"its Z report has other {name} than its entries: {told}, not {summed}"
        return ""
