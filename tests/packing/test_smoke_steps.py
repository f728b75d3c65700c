"""The steps of the smoke test, on the program as it stands here: each passes, and each can fail."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import smoke_steps
from reportlab.pdfgen.canvas import Canvas
from smoke_program import NotWell, Program

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sessions are Linux's here")


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program after its self test."""
    room = tmp_path_factory.mktemp("room")
    prefix = ("/usr/bin/env", f"PYTHONPATH={ROOT}", sys.executable, "-m")
    program = Program(Path("vendingdesk"), room / "trial", prefix=prefix, config="[screen]\nzoom = 125\n")
    assert smoke_steps.self_test(program) == "15 steps"
    return program


@pytest.fixture
def program(tried: Program, tmp_path: Path) -> Program:
    """The same, on books of its own."""
    shutil.copytree(tried.trial, tmp_path / "trial")
    return replace(tried, trial=tmp_path / "trial")


def test_all_is_well_as_it_stands(program: Program) -> None:
    assert smoke_steps.version(program)[0].isdigit()
    assert smoke_steps.read_slip(program) == "receipt-K01-000001.pdf"
    assert "unbroken" in smoke_steps.journal(program)
    assert smoke_steps.export(program) == "6 sales"
    assert smoke_steps.secrets(program).endswith(" texts")


def test_a_slip_without_the_token_is_found(program: Program) -> None:
    drawn = Canvas(str(program.books / "slips" / "receipt-K01-000001.pdf"))
    drawn.drawString(100, 100, "1111 2222 3333 4444 5555")
    drawn.save()
    with pytest.raises(NotWell, match="the token does not stand in receipt-K01-000001"):
        smoke_steps.read_slip(program)


def test_a_journal_that_was_touched_is_found(program: Program) -> None:
    with closing(sqlite3.connect(program.books / "journal.sqlite")) as book:
        triggers = book.execute("select name from sqlite_master where type = 'trigger'").fetchall()
        for (name,) in triggers:
            book.execute(f"drop trigger {name}")
        book.execute("delete from entry where rowid = (select max(rowid) - 3 from entry)")
        book.commit()
    with pytest.raises(NotWell, match="in place of 0"):
        smoke_steps.journal(program)


def in_the_log(program: Program, secret: str) -> None:
    (program.books / "log" / "desk.log").write_text(f"signing in with {secret}")


def in_its_words(program: Program, secret: str) -> None:
    program.said = f"signing in with {secret}"


def in_the_bundle(program: Program, secret: str) -> None:
    (bundle,) = (program.books / "support").glob("*.zip")
    with zipfile.ZipFile(bundle, "a") as inside:
        inside.writestr("more.txt", f"signing in with {secret}")


@pytest.mark.parametrize("put", [in_the_log, in_its_words, in_the_bundle])
@pytest.mark.parametrize("what", ["password", "token"])
def test_a_secret_is_found_wherever_it_stands(
    put: Callable[[Program, str], None], what: str, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    sales = [{"token": "38442557745791649360"}]
    monkeypatch.setattr(smoke_steps, "_sales", lambda _program: sales)
    put(program, smoke_steps.PASSWORD if what == "password" else "3844 2557 7457 9164 9360")
    with pytest.raises(NotWell, match="a secret stands in"):
        smoke_steps.secrets(program)


def test_what_broke_inside_is_found(program: Program) -> None:
    (program.books / "log" / "desk.log").write_text("Traceback (most recent call last)")
    with pytest.raises(NotWell, match=r"something broke inside the program: see desk\.log"):
        smoke_steps.secrets(program)


def test_a_library_without_a_version_is_found() -> None:
    with pytest.raises(NotWell, match=r"does not know each version: vendingdesk 0\.1\.0, httpx"):
        smoke_steps._whole("ok    versions  vendingdesk 0.1.0, httpx 0.28.1\n")
