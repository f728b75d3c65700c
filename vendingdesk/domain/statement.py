"""A statement as a document: a table of many sales with a head and totals, with no word about where the ink goes."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.domain.receipt import RIGHT_TO_LEFT


@dataclass(frozen=True, slots=True)
class StatementColumn:
    """A column: its heading and its part of the width; ``number`` for what stands right, digit under digit."""

    heading: str
    share: float
    number: bool = False


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One line of a table, a text for each column.

    ``strong`` is for sums, ``marked`` for what must not be overlooked: a sale whose result is unknown.
    """

    cells: tuple[str, ...]
    strong: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class StatementTotals:
    """What is known only when all rows are: a table of sums with columns of its own, and sentences about it."""

    title: str
    columns: tuple[StatementColumn, ...]
    rows: tuple[StatementRow, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """The head of a statement, and what every page says; the rows come one by one.

    ``shop`` are the lines of its head, the name first; ``logo`` is a picture's bytes, empty for none; ``about`` are
    labels with their values. ``printed`` (when and by whom) and ``page_of`` (with ``{page}`` and ``{pages}`` for the
    numbers) stand at the foot of each page, ``banners`` above each.
    """

    title: str
    shop: tuple[str, ...]
    about: tuple[tuple[str, str], ...]
    columns: tuple[StatementColumn, ...]
    printed: str
    page_of: str
    logo: bytes = b""
    banners: tuple[str, ...] = ()
    language: str = "en"

    @property
    def right_to_left(self) -> bool:
        """Whether the first column stands on the right."""
        return self.language in RIGHT_TO_LEFT
