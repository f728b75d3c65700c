"""The boxes that History's sales are chosen with: days, people, results, kinds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication

from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.sale import SaleKind, VendState
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.domain.sale_search import SOLD
from vendingdesk.ui import filter_words, words
from vendingdesk.ui.choice import Choice

Days = tuple[date | None, date | None]

ANY_DAY: Days = (None, None)


def _tr(text: str) -> str:
    return QCoreApplication.translate("filter", text)


class Options(Choice):
    """A choice among values of the program, which Qt does not get to see: it would change their types."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._values: list[Any] = []

    def offer(self, options: Sequence[tuple[str, Any]], chosen: Any) -> None:
        """Offer these, one of them chosen (the first, if it is none of them); nobody is told."""
        self.blockSignals(True)
        self.clear()
        self._values = [value for _text, value in options]
        self.addItems([text for text, _value in options])
        self.setCurrentIndex(self._values.index(chosen) if chosen in self._values else 0)
        self.blockSignals(False)

    @property
    def value(self) -> Any:
        """What is chosen."""
        return self._values[self.currentIndex()]


def days(today: date, chosen: Days) -> list[tuple[str, Days]]:
    """The days that are asked for most, and others that are chosen."""
    week, month = today - timedelta(days=6), today.replace(day=1)
    known: list[tuple[str, Days]] = [
        (_tr("Any day"), ANY_DAY),
        (_tr("Today"), (today, today)),
        (_tr("Yesterday"), (today - timedelta(days=1), today - timedelta(days=1))),
        (_tr("Last 7 days"), (week, today)),
    ]
    if month != today:
        known.append((_tr("This month"), (month, today)))
    if chosen not in [value for _text, value in known]:
        known.append((filter_words.days(SaleFilter(first=chosen[0], last=chosen[1]), today), chosen))
    return known


def moved(chosen: Days, before: date, today: date) -> Days:
    """Days that were chosen by a name on an earlier day, by the same name today."""
    names = {value: text for text, value in days(before, ANY_DAY)}
    return dict(days(today, ANY_DAY)).get(names.get(chosen, ""), chosen)


def persons(names: Iterable[str], chosen: str) -> list[tuple[str, str]]:
    """Who stood at the till; who is chosen is there even while the others are looked for."""
    return [(_tr("Everybody"), ""), *((name, name) for name in sorted({*names, chosen} - {""}))]


def payments(tenders: Iterable[str], chosen: str) -> list[tuple[str, tuple[bool, str]]]:
    """How it was paid: in cash, or by another kind that sales were paid with."""
    named = sorted({*tenders, chosen} - {""})
    return [
        (_tr("Any payment"), (False, "")),
        (_tr("Cash"), (True, "")),
        *((name, (False, name)) for name in named),
    ]


def results() -> list[tuple[str, frozenset[VendState]]]:
    """What can have become of a sale."""
    states = [(words.state_word(state), frozenset({state})) for state in VendState]
    return [(_tr("Any result"), frozenset[VendState]()), (filter_words.result(SOLD), SOLD), *states]


def kinds() -> list[tuple[str, tuple[SaleKind | None, ManagementKind | None]]]:
    """What can have been asked for."""
    each = [(words.plain_kind(kind), (SaleKind.MANAGEMENT, kind)) for kind in ManagementKind]
    return [
        (_tr("Any kind"), (None, None)),
        (_tr("Credit tokens"), (SaleKind.CREDIT, None)),
        (_tr("Engineering tokens, all"), (SaleKind.MANAGEMENT, None)),
        *each,
    ]
