"""The sales that a filter means, found in steps: each is short, so that whoever reads between two never waits long.

What few sales can mean is found by an index in one step. Everything else is looked through by number, newest first:
so a book of any size begins to answer at once, and a search can be left at any moment.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Sequence

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import Amount, Sale, SaleKind, VendState
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.domain.sale_search import CHANGING, SOLD, Known, Search, Sold, Stretch
from vendingdesk.journal.listing import Source, Terms, any_of, by_state, meanings, prefixed
from vendingdesk.journal.projection import COLUMNS, sale_of

FEW = 20_000
"""Sales of an index that are found one by one; more of them are met sooner by looking through all."""

_EVERYTHING = SaleFilter()
_DAY = "substr(prepared_at, 1, 10)"
_LAST_DAY = "9999-12-31"
_CHANGING = (
    "SELECT number FROM sale INDEXED BY sale_unusual WHERE state <> 'ISSUED' "  # noqa: S608
    f"AND state IN ({', '.join('?' * len(CHANGING))}) ORDER BY number DESC"
)
_ENDS = "SELECT coalesce((SELECT min(number) FROM sale), 1), coalesce((SELECT max(number) FROM sale), 0)"
"""Not both from one question: SQLite answers that by reading every number."""
_PASSED_OVER = "SELECT 1 FROM entry WHERE kind = 'restored' LIMIT 1"
"""A book has no gaps but where it went on from a backup."""
_SOLD = f"(kind = '{SaleKind.CREDIT.value}' AND state IN ({', '.join(repr(state.value) for state in sorted(SOLD))}))"
_KNOWN = (
    "SELECT operator, CASE WHEN cash THEN '' ELSE tender END, max(shift) FROM sale NOT INDEXED "
    "WHERE number >= ? AND number < ? GROUP BY 1, 2"
)
_FOUND = (
    "SELECT group_concat(number), currency, exponent, "  # noqa: S608
    f"sum({_SOLD}), "
    f"sum(CASE WHEN {_SOLD} THEN price END), "
    f"sum(CASE WHEN {_SOLD} AND price IS NULL THEN milliwatt_hours END) "
    "FROM sale NOT INDEXED WHERE {where} GROUP BY currency, exponent"
)


def _ends(digits: str) -> list[Source]:
    return [
        prefixed("meter", digits, "sale_meter"),
        prefixed("meter_reversed", digits[::-1], "sale_meter_reversed"),
    ]


def _days(wanted: SaleFilter) -> Source | None:
    """The days, as the index over them has it."""
    if wanted.first is None and wanted.last is None:
        return None
    first = wanted.first.isoformat() if wanted.first is not None else ""
    last = wanted.last.isoformat() if wanted.last is not None else _LAST_DAY
    return Source(f"{_DAY} BETWEEN ? AND ?", (first, last), "sale_day")


def _rows(wanted: SaleFilter, text: list[Source] | None) -> Terms:
    """Every condition, asked of a row."""
    terms = Terms()
    days = _days(wanted)
    if days is not None:
        terms.add(days.condition, *days.parameters)
    for column, value in (
        ("operator", wanted.person),
        ("kind", None if wanted.kind is None else wanted.kind.value),
        ("management", None if wanted.management is None else int(wanted.management)),
        ("tender", wanted.tender),
        ("shift", wanted.shift or None),
    ):
        if value not in (None, ""):
            terms.add(f"{column} = ?", value)
    if wanted.in_cash:
        terms.add("cash AND kind = ?", SaleKind.CREDIT.value)
    if wanted.states:
        terms.add(f"state IN ({', '.join('?' * len(wanted.states))})", *sorted(wanted.states))
    for sources in (_ends(wanted.meter) if wanted.meter else None, text):
        if sources is not None:
            condition, parameters = any_of(sources)
            terms.add(condition, *parameters)
    _add_amounts(terms, wanted)
    return terms


def _add_amounts(terms: Terms, wanted: SaleFilter) -> None:
    for amount, sign in ((wanted.least, ">="), (wanted.most, "<=")):
        if isinstance(amount, Money):
            terms.add("currency = ? AND exponent = ?", amount.currency.code, amount.currency.exponent)
            terms.add(f"minor {sign} ?", amount.minor)
        elif amount is not None:
            terms.add(f"milliwatt_hours {sign} ?", amount.milliwatt_hours)


def _paid(code: str | None, exponent: int | None, minor: int | None, energy: int | None) -> Iterator[Amount]:
    if code is not None and exponent is not None and minor is not None:
        yield Money(minor, Currency(code, exponent))
    if energy is not None:
        yield Energy(energy)


class Finding:
    """Searches over one connection that reads."""

    def __init__(self, connection: sqlite3.Connection, till: str) -> None:
        self._connection = connection
        self._till = till

    def begin(self, wanted: SaleFilter) -> Search:
        """What there is to look through, and which sales have no end yet."""
        ask = self._connection.execute
        lowest, highest = ask(_ENDS).fetchone()
        below = highest + 1
        changing = tuple(number for (number,) in ask(_CHANGING, CHANGING) if number <= highest)
        whole = indexed = False
        if wanted == _EVERYTHING:
            whole = ask(_PASSED_OVER).fetchone() is None
        else:
            few = self._fewest(wanted)
            days = _days(wanted)
            indexed = few is not None and few[1] < FEW
            if days is not None and not indexed:
                where = f"{days.index} WHERE {days.condition}"
                asked = f"SELECT coalesce(min(number), 1), coalesce(max(number), 0) FROM sale INDEXED BY {where}"  # noqa: S608
                lowest, below = ask(asked, days.parameters).fetchone()
                below += 1
        return Search(wanted, highest, lowest, below, changing, whole, indexed)

    def step(self, search: Search, below: int, stride: int) -> Stretch:
        """Look through the next ``stride`` numbers under ``below``; through all that an index has at once."""
        terms = _rows(search.wanted, self._text(search.wanted))
        lowest = search.lowest if search.indexed else max(search.lowest, below - stride)
        if search.indexed:
            sources, _ = self._fewest(search.wanted) or ([], 0)
            asked = [source.numbers(Terms(), -1) for source in sources]
            terms.add(f"number IN ({' UNION ALL '.join(part for part, _ in asked)})")
            for _, theirs in asked:
                terms.parameters += theirs
        terms.add("number >= ? AND number < ?", lowest, min(below, search.highest + 1))
        if search.changing:
            terms.add(f"number NOT IN ({', '.join(map(str, search.changing))})")
        numbers: list[int] = []
        sold = Sold()
        asked_of = _FOUND.format(where=" AND ".join(terms.conditions))
        for listed, code, exponent, count, minor, energy in self._connection.execute(asked_of, terms.parameters):
            numbers += map(int, listed.split(","))
            sold += Sold(count, tuple(_paid(code, exponent, minor, energy)))
        numbers.sort(reverse=True)
        return Stretch(array("q", numbers), sold, 0 if lowest <= search.lowest else lowest)

    def sales(self, numbers: Sequence[int]) -> tuple[Sale, ...]:
        """The sales of some numbers, the highest first; none for a number that was not given out."""
        marks = ", ".join("?" * len(numbers))
        asked = f"SELECT {COLUMNS} FROM sale WHERE number IN ({marks}) ORDER BY number DESC"  # noqa: S608
        return tuple(map(sale_of, self._connection.execute(asked, tuple(numbers))))

    def known(self, below: int, stride: int) -> tuple[Known, int]:
        """What stands in the ``stride`` sales under ``below`` (0: in the newest), and where to go on (0: over)."""
        lowest, highest = self._connection.execute(_ENDS).fetchone()
        end = min(below or highest + 1, highest + 1)
        begin = max(end - stride, lowest)
        rows = self._connection.execute(_KNOWN, (begin, end)).fetchall()
        persons, tenders = frozenset(row[0] for row in rows), frozenset(row[1] for row in rows if row[1])
        return Known(persons, tenders, shifts=any(row[2] for row in rows)), 0 if begin <= lowest else begin

    def _text(self, wanted: SaleFilter) -> list[Source] | None:
        meant = meanings(self._connection, self._till, wanted.text) if wanted.text else None
        return None if meant is None else meant[0]

    def _fewest(self, wanted: SaleFilter) -> tuple[list[Source], int] | None:
        """The condition that an index answers with the fewest sales, and how many; None where there is none."""
        states, days, text = wanted.states, _days(wanted), self._text(wanted)
        groups = [text] if text is not None else []
        if states and VendState.ISSUED not in states:
            groups.append(by_state(tuple(states)))
        if wanted.meter:
            groups.append(_ends(wanted.meter))
        if days is not None:
            groups.append([days])
        if wanted.shift:
            groups.append([Source("shift > 0 AND shift = ?", (wanted.shift,), "sale_shift")])
        return min(
            ((group, sum(map(self._count, group))) for group in groups), key=lambda each: each[1], default=None
        )

    def _count(self, source: Source) -> int:
        """How many sales a source has; of an index at most as many as are too many."""
        if source.index:
            where = f"{source.index} WHERE {source.condition}"
            asked = f"SELECT count(*) FROM (SELECT 1 FROM sale INDEXED BY {where} LIMIT {FEW})"  # noqa: S608
            count: int = self._connection.execute(asked, source.parameters).fetchone()[0]
            return count
        first, last = source.parameters
        assert isinstance(first, int)  # noqa: S101 - numbers, where it is the table itself
        assert isinstance(last, int)  # noqa: S101
        return last - first + 1
