"""What the window says of an update, and sells behind it."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
from journal.old_books import put
from ui.ui_counter import METER, Counter

from vendingdesk import __version__
from vendingdesk.domain.program import ProgramUpdate
from vendingdesk.journal.schema import VERSION
from vendingdesk.ui.opening import start_line

Open = Callable[..., Awaitable[Counter]]


async def test_the_first_screen_says_that_the_books_were_brought_on_and_where_they_are_kept(
    open_counter: Open, tmp_path: Path
) -> None:
    put(tmp_path / "till", 4)
    counter = await open_counter()
    said = counter.text("main.message")
    [kept] = await asyncio.to_thread(lambda: [*tmp_path.glob(f"till/backups/before-version-{VERSION}-*.sqlite")])
    before = f"The journal has a new form. The journal as it was is kept: backups/{kept.name} in the data folder. "
    assert said.startswith(before)
    assert "1 sale is in doubt" in said
    await counter.sell(METER)
    await counter.end()
    again = await open_counter()
    assert "kept" not in again.text("main.message")


async def test_another_version_of_the_program_is_said(open_counter: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await open_counter()
    assert first.text("main.message") == ""
    await first.end()
    monkeypatch.setattr("vendingdesk.journal.program_book.PRODUCT", "vendingdesk 9.9.9")
    second = await open_counter()
    assert second.text("main.message") == f"Vending Desk has version 9.9.9 now; it had {__version__}."


def test_both_are_said_at_once() -> None:
    from vendingdesk.counter.recovery import Recovered

    said = start_line(Recovered(update=ProgramUpdate("0.2.0", "0.1.0", "backups/x.sqlite")))
    assert said == (
        "Vending Desk has version 0.2.0 now; it had 0.1.0. "
        "The journal as it was is kept: backups/x.sqlite in the data folder."
    )


REFUSED = """
import sys
from contextlib import closing
from pathlib import Path
from vendingdesk.ui import start
from vendingdesk.ui.signin import SignInDialog
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.opening import check_versions
app = start.application(["x"])
dialog = SignInDialog("https://vending.example")
try:
    start.load_behind(app, dialog, lambda show: check_versions(Path(sys.argv[1])))
except EnvironmentFault as error:
    print(dialog.isVisible(), error)
"""


def test_nobody_can_sign_in_behind_the_sentence_that_refuses_newer_books(tmp_path: Path) -> None:
    with closing(sqlite3.connect(put(tmp_path, 7))) as file:
        file.execute(f"PRAGMA user_version = {VERSION + 1}")
    ran = subprocess.run(
        [sys.executable, "-c", REFUSED, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.startswith(f"False The journal {tmp_path / 'journal.sqlite'} has version {VERSION + 1}")
