"""The report of shifts: each as its Z said, line by line, and what became of its doubts since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vendingdesk.counter.report_chart import series
from vendingdesk.counter.report_sums import SumsTable, grouped
from vendingdesk.counter.report_words import CASH, STATES, notes
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.money import Money
from vendingdesk.domain.report import Period, Report, ReportKind, ReportRow, RowLook
from vendingdesk.domain.report_facts import Irregular, SalesSum, ShiftFacts
from vendingdesk.domain.shift import CountMade
from vendingdesk.domain.shift_report import ShiftReport, Tally, TenderTotal
from vendingdesk.domain.shift_totals import PENDING, TillSale

AS_THEN = (
    "A closed shift stands here as its Z was printed: its rows of cash add up to what was expected. What became of "
    "its doubts since stands below it; bars and sums are of this moment."
)
NO_SHIFT = (
    "There was no shift in this time. Shifts are switched on in Settings; until then a sale belongs to its day."
)


def shift_report(
    shifts: Sequence[ShiftFacts], sums: Sequence[SalesSum], irregular: Irregular, period: Period, setup: DeskSetup
) -> Report:
    """Each shift with its cash from the float to what was expected, its counts, and what is in no drawer."""
    table = _Cash(sums)
    by_shift = grouped((each for each in sums if each.sold), lambda each: each.shift)
    rows = [row for shift in shifts for row in table.shift(shift)]
    chart = {f"Shift {shift.number}": by_shift.get(shift.number, []) for shift in shifts}
    said = notes(setup, irregular, tuple(sums))
    return Report(
        ReportKind.SHIFT,
        "Shifts",
        period,
        table.columns,
        tuple(rows),
        table.totals(sums) if shifts else (),
        (AS_THEN, *said) if shifts else said,
        series("Sold by shift", chart),
        NO_SHIFT,
    )


def _name(shift: ShiftFacts) -> str:
    opened = f"Shift {shift.number}: {shift.opened_at:%Y-%m-%d %H:%M} {shift.opened_by}"
    if shift.closed_at is None:
        return f"{opened}, still open"
    return f"{opened} to {shift.closed_at:%Y-%m-%d %H:%M} {shift.closed_by}"


class _Cash(SumsTable):
    """The rows of shifts, in the words of their Zs."""

    def __init__(self, sums: Sequence[SalesSum]) -> None:
        super().__init__("Shift", sums, money=True)

    def shift(self, shift: ShiftFacts) -> Iterator[ReportRow]:
        """All rows of one."""
        yield self.group(_name(shift))
        report = shift.report
        if report is None:
            yield self.row("Its close was written without numbers: there is no Z to show", None, look=RowLook.HELD)
            return
        yield from self._cash(report)
        yield from self._counts(report)
        for title, rows in (
            ("not in the drawer", list(self._beside(report))),
            ("its doubts, as they stand now", list(self._doubts(shift, report))),
        ):
            if rows:
                yield self.group(f"Shift {shift.number}: {title}")
                yield from rows

    def _cash(self, report: ShiftReport) -> Iterator[ReportRow]:
        """Rows that add up to what was expected: what left the drawer has a minus."""
        yield self.row("Float", None, price=report.opening_float)
        all_cash = TenderTotal("", cash=True, count=report.sales.count, total=report.sales.total)
        for each in report.tenders or (all_cash,):
            if each.cash:
                yield self.row(f"Sold: {each.name or CASH}", each.count, price=each.total)
        held = [
            each for each in report.doubts if each.cash and not each.carried_over and isinstance(each.amount, Money)
        ]
        if held:
            yield self.row("Held for doubts", len(held), price=report.held_here, look=RowLook.HELD)
        none = Money(0, report.opening_float.currency)
        for words, tally, out in (
            ("Held and given back", report.given_back, False),
            ("Pay-ins", report.pay_ins, False),
            ("Pay-outs", report.pay_outs, True),
            ("To the safe", report.drops, True),
            ("Given back", report.refunds, True),
            ("Held before, then not sold", report.released, True),
        ):
            if tally is not None:
                yield self.row(words, tally.count, price=none - tally.total if out else tally.total)
        yield self.row("Expected cash", None, price=report.expected, look=RowLook.SUM)

    def _counts(self, report: ShiftReport) -> Iterator[ReportRow]:
        """Every count with its own difference; over or short is by the first since cash last moved."""
        if report.counted is None:
            return
        expected, again = report.expected, report.recounted
        before = report.counts_before
        for each in before:
            yield from self._count(f"Counted at {each.at:%H:%M}, before cash moved", each)
        first = "Counted" if again is None else "Counted first"
        yield from self._count(first, CountMade(report.made_at, report.counted, expected), RowLook.SUM)
        for each in report.other_counts[len(before) :]:
            yield from self._count(f"Counted at {each.at:%H:%M}", each)
        if again is not None:
            yield from self._count("Counted again", CountMade(report.made_at, again, expected), RowLook.SUM)
        if report.reason:
            yield self.row(f"Reason: {report.reason}", None)
        if report.left is not None:
            yield self.row("Stays in the drawer", None, price=report.left)
            yield self.row("Taken out", None, price=report.cash_found - report.left)

    def _count(self, words: str, made: CountMade, look: RowLook = RowLook.PLAIN) -> Iterator[ReportRow]:
        off = made.difference
        yield self.row(words, None, price=made.counted, look=look)
        said = "Short" if off.minor < 0 else "Over" if off.minor else "No difference"
        yield self.row(said, None, price=off, look=RowLook.HELD if off.minor else RowLook.PLAIN)

    def _beside(self, report: ShiftReport) -> Iterator[ReportRow]:
        """What a Z says besides the cash."""
        for each in report.tenders:
            if not each.cash:
                yield self.row(f"Sold: {each.name}", each.count, price=each.total)
        earlier: Tally | None = report.recovered_earlier
        if earlier is not None:
            yield self.row("Sold: from earlier shifts", earlier.count, price=earlier.total)
        back = report.refunds_otherwise
        if back is not None:
            yield self.row("Given back, not in cash", back.count, price=back.total)
        if report.energy is not None:
            yield self.row("Energy sold", None, energy=report.energy)
        if report.management:
            yield self.row("Engineering tokens issued", report.management)

    def _doubts(self, shift: ShiftFacts, report: ShiftReport) -> Iterator[ReportRow]:
        now = {each.receipt_no: each for each in shift.doubts}
        for doubt in report.doubts:
            sale = now.get(doubt.receipt_no)
            open_yet = sale is None or sale.owed or sale.state in PENDING
            money = doubt.amount if isinstance(doubt.amount, Money) else None
            carried = ", from an earlier shift" if doubt.carried_over else ""
            yield self.row(
                f"{doubt.receipt_no}{carried}: {_became(sale)}",
                None,
                price=money,
                look=RowLook.HELD if open_yet else RowLook.PLAIN,
            )


def _became(sale: TillSale | None) -> str:
    """What a doubt is now, and where its money is."""
    if sale is None:
        return "not in this journal"
    back = ", money given back" if sale.refunded else ", money to be given back" if sale.owed else ""
    return f"{STATES[sale.state].lower()}{back}"
