"""The sales as CSV, one row each, for other programs and for spreadsheets.

Every cell is quoted. A token is its plain 20 digits, several are parted by a space. No cell begins like a formula:
one that would gets an apostrophe in front. A spreadsheet that opens the file by double click still takes long digits
for a number and rounds them; for it there is ``spreadsheet=True``, which writes them as ``="…"``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TextIO

from vendingdesk.domain.cell_text import may_run
from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.management import RULES
from vendingdesk.domain.money import Money
from vendingdesk.domain.outcome import Declined, Issued, NothingSent, Unclear
from vendingdesk.domain.sale import Sale
from vendingdesk.journal.opening import read_only
from vendingdesk.journal.projection import COLUMNS as SALE_COLUMNS
from vendingdesk.journal.projection import sale_of
from vendingdesk.journal.schema import VERSION, version

COLUMNS = (
    "receipt_no",
    "at",
    "kind",
    "state",
    "meter",
    "amount",
    "unit",
    "token",
    "flow_no",
    "request_id",
    "operator",
    "customer",
    "place",
    "management",
    "reason",
    "cause",
    "detail",
    "value_text",
    "energy_kwh",
    "server_time",
    "warnings",
    "server",
    "concluded_at",
    "copies",
    "till",
    "number",
    "uid",
    "override",
    "doubt_override",
    "overridden_by",
    "verdict",
    "settled_at",
    "settled_by",
    "supervisor",
    "single_owner",
    "proof",
    "settlement_source",
    "settlement_reference",
    "key_change",
    "part",
    "price",
    "charges",
    "account",
    "tender",
    "tendered",
    "allowed",
    "allowed_by",
    "shift",
)
"""The header. New columns are added at the end."""


def _outcome_cells(sale: Sale) -> dict[str, str]:
    match sale.outcome:
        case Issued() as issued:
            return {
                "token": " ".join(issued.tokens),
                "flow_no": issued.flow_no,
                "value_text": issued.value_text,
                "energy_kwh": "" if issued.energy is None else f"{issued.energy.number:f}",
                "server_time": issued.server_time,
                "warnings": " ".join(issued.warnings),
            }
        case Declined(reason, text):
            return {"cause": reason.value, "detail": text}
        case NothingSent(cause, detail) | Unclear(cause, detail):
            return {"cause": cause.value, "detail": detail}
    return {}


def _settled_cells(sale: Sale) -> dict[str, str]:
    settled = sale.settlement
    if settled is None:
        return {}
    cells = {
        "verdict": settled.verdict.value,
        "settled_at": settled.at.isoformat(),
        "settled_by": settled.by,
        "supervisor": settled.supervisor,
        "single_owner": "yes" if settled.single_owner else "",
        "proof": settled.proof.value if settled.proof is not None else "",
        "settlement_source": settled.source,
        "settlement_reference": settled.reference,
    }
    if settled.tokens:
        cells |= {"token": " ".join(settled.tokens), "flow_no": settled.flow_no}
    return cells


def _asked_cells(sale: Sale) -> dict[str, str]:
    amount, management = sale.order.amount, sale.order.management
    if management is not None:
        rule, part = RULES[management.kind], sale.order.key_change
        return {
            "amount": str(management.value),
            "unit": rule.unit,
            "management": rule.manual_name,
            "reason": management.reason,
            "key_change": "" if part is None else part.set_uid,
            "part": "" if part is None else str(part.part),
        }
    assert isinstance(amount, Money | Energy)  # noqa: S101
    text = amount.text if isinstance(amount, Money) else f"{Decimal(amount.number):f}"
    cells = {"amount": text, "unit": amount.unit}
    price = sale.order.price
    if price is not None:
        cells |= {"price": price.text, "charges": "; ".join(map(_charge_cell, sale.order.charges))}
    tender = sale.order.tender
    if tender is not None:
        cells |= {"tender": tender.kind.name, "tendered": "" if tender.tendered is None else tender.tendered.text}
    return cells


def _charge_cell(line: ChargeLine) -> str:
    """``VAT 20 % in it 2.06 USD``: a tax or fee, and whether the amount has it or the price alone."""
    where = "in it" if line.included else "on top"
    return " ".join(part for part in (line.name, line.rate, where, str(line.amount)) if part)


def row_of(sale: Sale) -> tuple[str, ...]:
    """A sale's cells, plain, in the order of ``COLUMNS``."""
    order = sale.order
    cells = {
        "receipt_no": sale.receipt_no,
        "at": sale.prepared_at.isoformat(),
        "kind": order.kind.value,
        "state": sale.state.value,
        "meter": order.meter,
        "request_id": order.request_id,
        "operator": order.operator,
        "customer": order.customer,
        "place": order.place,
        "server": order.server,
        "concluded_at": "" if sale.concluded_at is None else sale.concluded_at.isoformat(),
        "copies": str(sale.copies),
        "till": sale.till,
        "number": str(sale.number),
        "uid": sale.uid,
        "override": order.override,
        "doubt_override": order.doubt_override,
        "overridden_by": order.overridden_by,
        "account": order.account,
        "allowed": order.allowed,
        "allowed_by": order.allowed_by,
        "shift": str(sale.shift or ""),
        **_asked_cells(sale),
        **_outcome_cells(sale),
        **_settled_cells(sale),
    }
    return tuple(cells.get(column, "") for column in COLUMNS)


class SaleRow:
    """A sale as a row of plain text; fits the counter's ``SaleCells``."""

    columns = COLUMNS

    def cells(self, sale: Sale) -> tuple[str, ...]:
        """The texts under the columns."""
        return row_of(sale)


def safe_cell(text: str, *, spreadsheet: bool = False) -> str:
    """A cell that no spreadsheet takes for a formula; with ``spreadsheet``, long digits kept as text as well."""
    if spreadsheet and len(text) > 10 and text.isascii() and text.replace(" ", "").isdigit():
        return f'="{text}"'
    return f"'{text}" if may_run(text) else text


def export_rows(path: Path) -> Iterator[tuple[str, ...]]:
    """The plain cells of every sale of a journal (its file or folder), oldest first; it is only read.

    Raises ``EnvironmentFault``.
    """
    with read_only(path) as connection:
        if version(connection) < VERSION:
            raise EnvironmentFault(
                f"The journal {path} was written by an older Vending Desk: start this one once, which brings the "
                "file to its version, then export again."
            )
        for row in connection.execute(f"SELECT {SALE_COLUMNS} FROM sale ORDER BY number"):  # noqa: S608
            yield row_of(sale_of(row))


def write_csv(path: Path, out: TextIO, *, spreadsheet: bool = False) -> int:
    """Write the journal's sales with a header to ``out`` (opened with ``newline=""``); returns how many."""
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    count = 0
    rows = export_rows(path)
    first = next(rows, None)
    writer.writerow(COLUMNS)
    for cells in chain([first] if first else [], rows):
        writer.writerow([safe_cell(cell, spreadsheet=spreadsheet) for cell in cells])
        count += 1
    return count
