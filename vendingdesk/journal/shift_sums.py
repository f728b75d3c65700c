"""What the entries of one shift come to, kept while a verification reads them: a second way to its Z."""

from __future__ import annotations

from collections import Counter

from vendingdesk.domain.sale import VendState, receipt_number
from vendingdesk.journal.day_entries import CashMoved, ShiftClosed, ShiftCounted, ShiftOpened
from vendingdesk.journal.entries import Prepared
from vendingdesk.journal.outcomes import writable
from vendingdesk.journal.report_body import ReportBody

MOVES = {"pay_in": "pay_ins", "pay_out": "pay_outs", "drop": "drops", "refund": "refunds"}
"""The line of a report for each move of cash."""

_SIGNS = {"given_back": 1, "pay_ins": 1, "pay_outs": -1, "drops": -1, "refunds": -1, "released": -1}
"""How each line counts for the cash that is expected."""

Held = tuple[Prepared, bool]
"""A sale that holds something, and whether its money is owed."""


class ShiftSums:
    """Fed with the entries of a shift, each once."""

    def __init__(self, opened: ShiftOpened) -> None:
        self._opened = opened
        self._currency = (opened.currency, opened.exponent)
        self.sales = [0, 0]
        self.tallies: dict[str, list[int]] = {}
        self._tenders: dict[tuple[str, bool], list[int]] = {}
        self._charges: Counter[tuple[str, str, bool]] = Counter()
        self._counts: Counter[str] = Counter()
        self._energy = 0
        self._receipts: list[int] = []

    def prepared(self, body: Prepared) -> None:
        """A sale of this shift got its number."""
        self._receipts = [self._receipts[0] if self._receipts else body.number, body.number]
        self._counts["overridden"] += bool(body.overridden_by)

    def ended(self, body: Prepared, state: VendState) -> None:
        """A sale of this shift was sold, refused, or not sent."""
        if state is VendState.REFUSED or state is VendState.NOT_SENT:
            self._counts[state.value.lower()] += 1
        elif body.management is not None:
            self._counts["management"] += 1
        else:
            price = body.price or 0
            _add(self.sales, price)
            _add(self._tenders.setdefault((writable(body.tender), body.cash), [0, 0]), price)
            self._energy += body.milliwatt_hours or 0
            for line in body.charges:
                self._charges[writable(line.name), line.rate, line.included] += line.minor

    def released(self, body: Prepared) -> None:
        """A sale of an earlier shift came to nothing."""
        if body.cash and body.price is not None and (body.currency, body.exponent) == self._currency:
            self.tally("released", body.price)

    def moved(self, body: CashMoved, of: Prepared | None) -> None:
        """Cash moved; a refund is ``of`` a sale."""
        self.tally(MOVES[body.what] if body.cash else "refunds_otherwise", body.minor)
        if of is not None and of.shift == self._opened.number and of.cash:
            self.tally("given_back", body.minor)

    def tally(self, name: str, minor: int) -> None:
        """One more on a line of the report."""
        _add(self.tallies.setdefault(name, [0, 0]), minor)

    def expected(self, held: list[Held]) -> int:
        """The cash that should be in the drawer."""
        here = (body.price or 0 for body, _ in held if body.shift == self._opened.number and body.cash)
        cash = sum(minor for (_, in_cash), (_, minor) in self._tenders.items() if in_cash)
        lines = sum(sign * self.tallies[name][1] for name, sign in _SIGNS.items() if name in self.tallies)
        return self._opened.minor + cash + sum(here) + lines

    def count_wrong(self, body: ShiftCounted, held: list[Held]) -> str:
        """What is wrong with a count, empty for nothing."""
        pieces = sum(worth * number for worth, number in body.pieces)
        if min(body.counted - pieces, body.counted, *(min(each) for each in body.pieces)) < 0:
            return f"it counts {body.counted} with {pieces} in pieces: nobody finds less than nothing"
        expected = self.expected(held)
        if body.expected != expected:
            return f"it expects {body.expected} where the entries come to {expected}"
        return ""

    def found(self, report: ReportBody, held: list[Held]) -> dict[str, tuple[object, object]]:
        """Lines of a Z, each as the report has it and as the entries come to."""
        till, counts = report.till, self._counts
        numbers = [receipt_number(till, number) for number in self._receipts] or ["", ""]
        here = self._opened.number
        doubts = sorted((_doubt(till, body, owed, body.shift != here) for body, owed in held), key=str)
        told = [(each.receipt, each.minor, each.carried_over, each.owed, each.cash) for each in report.doubts]
        tenders = sorted((name, cash, *each) for (name, cash), each in self._tenders.items())
        charges = sorted((*key, minor) for key, minor in self._charges.items())
        lines: dict[str, tuple[object, object]] = {
            "receipts": ([report.first_receipt, report.last_receipt], numbers),
            "tenders": (sorted(report.tenders), tenders),
            "charges": (sorted(report.charges), charges),
            "energy": (report.energy or 0, self._energy),
            "doubts": (sorted(told, key=str), doubts),
            "expected cash": (report.expected, self.expected(held)),
        }
        for name in ("management", "refused", "not_sent", "overridden"):
            lines[name] = (getattr(report, name), counts[name])
        return lines


def closed_wrong(body: ShiftClosed, report: ReportBody, counts: list[ShiftCounted]) -> str:
    """What is wrong with the counts of a Z, empty for nothing: each was made in its shift, and each stands on it."""
    told = [(body.counted, report.expected), *((found, due) for _, found, due in report.counts)]
    if report.recounted is not None:
        told.append((report.recounted, report.expected))
    made = [(each.counted, each.expected) for each in counts]
    if sorted(told) != sorted(made):
        return f"its Z report has other counts than were made: {sorted(told)}, not {sorted(made)}"
    if body.left is not None and not 0 <= body.left <= counts[-1].counted:
        return f"it leaves {body.left} in the drawer, where {counts[-1].counted} was counted"
    return ""


def _doubt(till: str, body: Prepared, owed: bool, carried_over: bool) -> tuple[str, int | None, bool, bool, bool]:
    return receipt_number(till, body.number), body.price, carried_over, owed, body.cash


def _add(pair: list[int], minor: int) -> None:
    pair[0] += 1
    pair[1] += minor
