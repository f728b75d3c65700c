import csv
import io

import pytest
from journal.journal_samples import (
    DECLINED,
    DOUBTED,
    ISSUED,
    NOON,
    NOTHING_SENT,
    TOKEN,
    UNCLEAR,
    open_book,
    order,
    sell,
)

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.outcome import Declined, Issued, RefusalReason
from vendingdesk.journal.export import COLUMNS, export_rows, safe_cell, write_csv

FIRST = "receipt_no, at, kind, state, meter, amount, unit, token, flow_no, request_id, operator"


def written(folder, **how):
    out = io.StringIO(newline="")
    count = write_csv(folder, out, **how)
    table = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert len(table) == count
    return table


@pytest.fixture
def folder(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, order(), ISSUED)
        sell(book, order(amount=Energy(12_500_001)), DECLINED)
        sell(book, order(DOUBTED, management=True), UNCLEAR)
        sell(book, order(customer='=cmd|"/c calc"!A1', place="a\r\nb"), NOTHING_SENT)
        sell(book, order(customer="-1"), Declined(RefusalReason.NOT_ALLOWED, "\t@SUM(A1)"))
        sell(book, order(), Issued((TOKEN,)))
        book.prepare(order(), NOON)
    return tmp_path


def test_one_row_a_sale_with_plain_digits(folder):
    table = written(folder)
    assert ", ".join(list(table[0])[:11]) == FIRST
    assert [row["receipt_no"] for row in table] == [f"K01-{number:06d}" for number in range(1, 8)]
    first = table[0]
    assert first["token"] == f"{TOKEN} {'0' * 20}"
    assert (first["meter"], first["amount"], first["unit"]) == ("01282444000", "12.35", "USD")
    assert (first["at"], first["kind"], first["state"]) == ("2026-03-29T12:00:00.000250+03:00", "credit", "ISSUED")
    assert (first["flow_no"], first["request_id"], first["operator"]) == ("F1", "req-1", "ann")
    assert (first["energy_kwh"], first["warnings"], first["concluded_at"][:19]) == (
        "64.5",
        "several",
        "2026-03-29T12:00:02",
    )
    assert (table[1]["amount"], table[1]["unit"], table[1]["cause"]) == ("12.500001", "kWh", "no_such_meter")
    assert table[1]["detail"] == "meter not found"
    assert (table[2]["amount"], table[2]["unit"], table[2]["management"]) == ("5000", "W", "MaximumPowerLimit")
    assert (table[2]["kind"], table[2]["reason"], table[2]["cause"]) == ("management", "new line", "timed_out")
    assert (table[5]["token"], table[5]["energy_kwh"]) == (TOKEN, "")
    assert (table[6]["state"], table[6]["token"], table[6]["concluded_at"]) == ("PREPARED", "", "")


def test_no_cell_is_a_formula(folder):
    table = written(folder)
    assert table[3]["customer"] == '\'=cmd|"/c calc"!A1'
    assert table[3]["place"] == "a\r\nb"
    assert (table[4]["customer"], table[4]["detail"]) == ("'-1", "'\t@SUM(A1)")
    for how in (False, True):
        for row in written(folder, spreadsheet=how):
            for cell in row.values():
                assert (
                    not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
                    or cell.strip('="0123456789 ') == ""
                )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＋", "－", "＠"])
def test_what_starts_a_formula_gets_an_apostrophe(start):
    assert safe_cell(f"{start}1") == safe_cell(f"{start}1", spreadsheet=True) == f"'{start}1"


def test_for_a_spreadsheet_long_digits_are_text(folder):
    row = written(folder, spreadsheet=True)[0]
    assert row["token"] == f'="{TOKEN} {"0" * 20}"'
    assert row["meter"] == '="01282444000"'
    assert row["amount"] == "12.35"
    assert safe_cell("1234567890", spreadsheet=True) == "1234567890"
    assert safe_cell(TOKEN) == TOKEN


def test_every_cell_is_quoted(folder):
    out = io.StringIO(newline="")
    write_csv(folder, out)
    header = out.getvalue().split("\r\n")[0]
    assert header == ",".join(f'"{column}"' for column in COLUMNS)


def test_rows_can_be_had_plain_and_left_half_way(folder):
    rows = export_rows(folder / "journal.sqlite")
    assert next(rows)[0] == "K01-000001"
    rows.close()
    assert [row[COLUMNS.index("customer")] for row in export_rows(folder)][4] == "-1"


def test_no_journal_is_said_before_anything_is_written(tmp_path):
    out = io.StringIO()
    with pytest.raises(EnvironmentFault, match="There is no journal"):
        write_csv(tmp_path, out)
    assert out.getvalue() == ""


def test_an_empty_journal_has_a_header(tmp_path):
    with open_book(tmp_path):
        pass
    out = io.StringIO(newline="")
    assert write_csv(tmp_path, out) == 0
    assert out.getvalue().startswith('"receipt_no"')
