"""What History shows, in a sentence: how many, what was sold with them, and which conditions they meet."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication

from vendingdesk import sts
from vendingdesk.counter.found_sales import FoundSales
from vendingdesk.domain.sale import Amount, SaleKind, VendState
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.domain.sale_search import SOLD, Sold
from vendingdesk.ui import dates, words


def _tr(text: str) -> str:
    return QCoreApplication.translate("filter", text)


def day(at: date, today: date) -> str:
    """A day as one says it."""
    if at == today:
        return _tr("today")
    if at == today - timedelta(days=1):
        return _tr("yesterday")
    return dates.day(at)


def days(wanted: SaleFilter, today: date) -> str:
    """The days of a filter; empty for any."""
    first, last = wanted.first, wanted.last
    if first is not None and first == last:
        return day(first, today)
    if first is not None and last is not None:
        return _tr("%1 to %2").replace("%1", day(first, today)).replace("%2", day(last, today))
    if first is not None:
        return _tr("since %1").replace("%1", day(first, today))
    return _tr("until %1").replace("%1", day(last, today)) if last is not None else ""


def result(states: frozenset[VendState]) -> str:
    """The states of a filter; empty for any."""
    if states == SOLD:
        return _tr("Sold")
    return ", ".join(words.state_word(state) for state in VendState if state in states)


def kind(wanted: SaleFilter) -> str:
    """The kind of a filter; empty for any."""
    if wanted.management is not None:
        return words.plain_kind(wanted.management)
    if wanted.kind is None:
        return ""
    return _tr("credit tokens") if wanted.kind is SaleKind.CREDIT else _tr("engineering tokens")


def amounts(wanted: SaleFilter) -> str:
    """The amounts of a filter; empty for any."""
    least, most = wanted.least, wanted.most
    if least is not None and most is not None:
        if least == most:
            return str(least)
        return _tr("%1 to %2").replace("%1", least.text).replace("%2", str(most))
    if least is not None:
        return _tr("%1 or more").replace("%1", str(least))
    return _tr("%1 or less").replace("%1", str(most)) if most is not None else ""


def meter(digits: str) -> str:
    """The meter of a filter; empty for any."""
    if not digits:
        return ""
    whole = len(digits) in (11, 13)
    return _tr("meter %1").replace("%1", sts.group_meter(digits) if whole else f"…{digits}…")


def conditions(wanted: SaleFilter, today: date) -> list[str]:
    """Every condition that is not open."""
    found = [
        days(wanted, today),
        wanted.person,
        kind(wanted),
        result(wanted.states),
        meter(wanted.meter),
        amounts(wanted),
        _tr("paid in cash") if wanted.in_cash else "",
        _tr("paid by %1").replace("%1", wanted.tender) if wanted.tender else "",
        _tr("shift %1").replace("%1", str(wanted.shift)) if wanted.shift else "",
        _tr("“%1”").replace("%1", wanted.text) if wanted.text else "",
    ]
    return [each for each in found if each]


def sum_text(amount: Amount) -> str:
    """A sum with its thousands apart: ``36,275,730.00 USD``."""
    text = amount.text
    whole, point, part = text.partition(".")
    return f"{int(whole):,}{point}{part} {amount.unit}"


def _sold(count: int, sold: Sold) -> str:
    if not sold.count:
        return _tr("none sold")
    paid = " + ".join(map(sum_text, sold.paid))
    return paid if sold.count == count else _tr("%1 sold: %2").replace("%1", f"{sold.count:,}").replace("%2", paid)


def sentence(found: FoundSales, sold: Sold | None, today: date) -> str:
    """What is shown: ``12 sales, 240.00 USD, today, Amina``; while it is looked for, so far as it is known.

    ``sold`` is None where that is not known, or not for everybody.
    """
    count = len(found.numbers)
    counted = _tr("1 sale") if count == 1 else _tr("%1 sales").replace("%1", f"{count:,}")
    about = _tr(", ").join(conditions(found.search.wanted, today))
    if not found.over:
        looking = _tr("looking… %1 %").replace("%1", str(int(100 * found.share)))
        return _tr(", ").join(part for part in (counted, looking, about) if part)
    said = _sold(count, sold) if count and sold is not None else ""
    return _tr(", ").join(part for part in (counted, said, about) if part)
