"""What the commands say of books that are not as they were written."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from wiring.conftest import Books
from wiring.test_wiring_commands import Said, exported, one_line
from wiring.wiring_books import METER, with_building

from vendingdesk.__main__ import main
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.desk import Building


async def sell_one(building: Building) -> None:
    desk = building.desk
    await desk.sell_credit(await desk.sell_credit.propose(METER, "3"))


def change(books: Books, statement: str) -> None:
    with closing(sqlite3.connect(books.folder / "journal.sqlite", isolation_level=None)) as file:
        file.execute(statement)


def swap_a_digit(books: Books) -> str:
    """Change the first sale's token in the table of sales alone; returns the wrong one."""
    [token] = books.sales[0].tokens
    wrong = token[:-1] + ("1" if token[-1] == "0" else "0")
    change(books, f"UPDATE sale SET outcome = replace(outcome, '{token}', '{wrong}') WHERE number = 1")
    return wrong


def test_a_sale_that_changed_is_not_printed(books: Books, tmp_path: Path, capsys: Said) -> None:
    swap_a_digit(books)
    out = tmp_path / "slip.pdf"
    assert main(["receipt", "K01-000001", "--out", str(out), *books.args]) == 1
    assert "vendingdesk journal restore FILE" in one_line(capsys)
    assert not out.exists()
    assert main(["receipt", "K01-000002", "--out", str(out), *books.args]) == 0


def test_an_export_of_damaged_books_is_written_and_said(books: Books, tmp_path: Path, capsys: Said) -> None:
    wrong = swap_a_digit(books)
    assert main(["journal", "export", *books.args]) == 1
    out, err = capsys.readouterr()
    assert exported(out)[0]["token"] == wrong
    assert err.count("\n") == 1
    assert "is damaged" in err
    assert "rows of the export may be wrong" in err
    file = tmp_path / "sales.csv"
    assert main(["journal", "export", "--out", str(file), *books.args]) == 1
    assert len(exported(file.read_bytes().decode())) == 4


@pytest.mark.parametrize("words", [["journal", "verify"], ["journal", "backup"], ["doctor"]], ids=" ".join)
def test_an_older_copy_in_the_journals_place_is_said_beside_its_chain(
    books: Books, server: SimulatorServer, words: list[str], capsys: Said
) -> None:
    older = (books.folder / "journal.sqlite").read_bytes()
    with_building(server, books.folder, sell_one)
    assert main([*words, *books.args]) == 0 or words == ["doctor"]
    capsys.readouterr()
    (books.folder / "journal.sqlite").write_bytes(older)
    for copy in books.folder.glob("backups/*"):
        copy.unlink()
    assert main([*words, *books.args]) == 1
    out, err = capsys.readouterr()
    assert "4 sales, unbroken" in out
    assert "is an older copy" in out + err
