"""A report as a document: columns with kinds, rows, sums and what to know, with no word about where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Money

Cell: TypeAlias = str | int | Money | Energy | datetime | None
"""What a row has in a column; None where there is nothing to say."""


class ReportKind(StrEnum):
    """What a report is about."""

    DAY = "day"
    SHIFT = "shift"
    PERSON = "person"
    KIND = "kind"
    DOUBTS = "doubts"
    MANAGEMENT = "management"
    COPIES = "copies"


class ColumnKind(StrEnum):
    """What stands in a column: numbers stand right, and a spreadsheet can add them."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    ENERGY = "energy"
    TIME = "time"


class RowLook(StrEnum):
    """How a row is meant: a group's heading, an ordinary row, a sum, or what must not be overlooked."""

    GROUP = "group"
    PLAIN = "plain"
    SUM = "sum"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Period:
    """Days by the till's own clock, the first and the last included.

    Raises ``ValueError`` for one that ends before it begins.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        """A period has a day at least."""
        if self.last < self.first:
            raise ValueError("a period ends no earlier than it begins")

    @classmethod
    def day(cls, day: date) -> Period:
        """One day."""
        return cls(day, day)

    @classmethod
    def week(cls, day: date) -> Period:
        """The week that a day is in, from its Monday on."""
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + timedelta(days=6))

    @classmethod
    def month(cls, day: date) -> Period:
        """The month that a day is in."""
        first = day.replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
        return cls(first, following - timedelta(days=1))

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        """``2026-07-30``, or the first and the last day."""
        return self.first.isoformat() if self.days == 1 else f"{self.first.isoformat()} to {self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column: its heading, what stands in it, and its part of a sheet's width."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    share: float = 20

    @property
    def number(self) -> bool:
        """Whether it stands right, digit under digit."""
        return self.kind in {ColumnKind.COUNT, ColumnKind.MONEY, ColumnKind.ENERGY}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A cell for each column."""

    cells: tuple[Cell, ...]
    look: RowLook = RowLook.PLAIN


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: its name, how long it is, and what is said of it."""

    label: str
    value: int
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """A chart: bars of one unit."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``totals`` have the columns of ``rows``; ``empty`` says what to do where there are none."""

    kind: ReportKind
    title: str
    period: Period
    columns: tuple[ReportColumn, ...]
    rows: tuple[ReportRow, ...]
    totals: tuple[ReportRow, ...] = ()
    notes: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    empty: str = ""

    def __post_init__(self) -> None:
        """Every row has a cell for each column: raises ``ValueError``."""
        if any(len(row.cells) != len(self.columns) for row in (*self.rows, *self.totals)):
            raise ValueError("a row has a cell for each column")


def cell_text(cell: Cell) -> str:
    """A cell as it is read: money with its currency, kWh without a unit, a time to the minute by the till's clock."""
    match cell:
        case None:
            return ""
        case Energy():
            return cell.text
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case int():
            return f"{cell:,}"
    return str(cell)
