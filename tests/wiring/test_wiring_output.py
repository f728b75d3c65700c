"""Where `export` and `receipt` may write: never over a book, and whole or not at all."""

import asyncio
import csv
import io
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from wiring.conftest import Books
from wiring.test_wiring_commands import Said, one_line
from wiring.wiring_books import ROOT

from vendingdesk.__main__ import main
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import SqliteJournal, verify
from vendingdesk.wiring.output import output

EXPORT = ["journal", "export"]
RECEIPT = ["receipt", "K01-000001"]
each = pytest.mark.parametrize("words", [EXPORT, RECEIPT], ids=["export", "receipt"])
posix = pytest.mark.skipif(os.name != "posix", reason="the files are POSIX's")


def contents(folder: Path) -> dict[str, bytes]:
    left_out = {"journal.lock", "journal.sqlite-shm", "journal.sqlite-wal"}  # readers make these anew
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in left_out
    }


def copies(books: Books) -> list[int]:
    async def read() -> list[int]:
        journal = SqliteJournal(books.folder, "K01")
        await journal.open()
        try:
            return [sale.copies for sale in await journal.sales()]
        finally:
            await journal.close()

    return asyncio.run(read())


@each
@pytest.mark.parametrize(
    "name", ["journal.sqlite", "journal.mark", "journal.sqlite-wal", "desk.toml", "new.csv", "slips/old.pdf", "log/x"]
)
def test_nothing_is_written_into_the_data_folder(words: list[str], name: str, books: Books, capsys: Said) -> None:
    for part in ("slips", "log"):
        (books.folder / part).mkdir(exist_ok=True)
    (books.folder / "slips" / "old.pdf").write_bytes(b"%PDF")
    before = contents(books.folder)
    out = books.folder / name
    assert main([*words, *books.args, "--out", str(out)]) == 1
    assert f"{out} is in the data folder" in one_line(capsys)
    assert contents(books.folder) == before


@each
def test_a_link_to_the_journal_is_seen_through(words: list[str], books: Books, tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "link").symlink_to(books.folder / "journal.sqlite")
    (tmp_path / "folder").symlink_to(books.folder)
    before = contents(books.folder)
    for out in (tmp_path / "link", tmp_path / "folder" / "journal.sqlite", books.folder / "log" / ".." / "x"):
        assert main([*words, *books.args, "--out", str(out)]) == 1
        assert "in the data folder" in one_line(capsys)
    assert contents(books.folder) == before


@each
def test_no_backup_and_no_other_book_is_overwritten(
    words: list[str], books: Books, tmp_path: Path, capsys: Said
) -> None:
    backup, mark, wal = tmp_path / "backup.sqlite", tmp_path / "mark", tmp_path / "wal"
    assert main(["journal", "backup", *books.args, "--out", str(backup)]) == 0
    capsys.readouterr()
    mark.write_bytes((books.folder / "journal.mark").read_bytes())
    wal.write_bytes(b"\x37\x7f\x06\x82" + bytes(60))
    before = contents(tmp_path)
    for out in (backup, mark, wal):
        assert main([*words, *books.args, "--out", str(out)]) == 1
        assert f"{out} is a journal, a backup or a part of one" in one_line(capsys)
    assert contents(tmp_path) == before
    assert copies(books)[-1] == 0


@each
def test_an_ordinary_file_elsewhere_is_replaced(words: list[str], books: Books, tmp_path: Path, capsys: Said) -> None:
    out, link = tmp_path / "old", tmp_path / "link"
    out.write_bytes(b"x" * 2_000_000)
    link.symlink_to(out)
    assert main([*words, *books.args, "--out", str(link)]) == 0
    assert capsys.readouterr() == ("", "")
    assert link.is_symlink()
    written = out.read_bytes()
    assert written[:4] in {b'"rec', b"%PDF"}
    assert written[-4:].endswith(b"\n")
    assert len(written) < 400_000
    if os.name == "posix":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_failing_export_leaves_the_last_one_as_it_is(books: Books, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "sales.csv"
    assert main([*EXPORT, *books.args, "--out", str(out)]) == 0
    whole = out.read_bytes()
    journal = books.folder / "journal.sqlite"
    journal.write_bytes(journal.read_bytes()[:9000])
    assert main([*EXPORT, *books.args, "--out", str(out)]) == 1
    assert "damaged" in one_line(capsys)
    assert out.read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["sales.csv"]


@posix
def test_what_fails_on_the_way_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "x"
    out.write_bytes(b"before")

    def half() -> None:
        with output(out, tmp_path / "data") as file:
            file.write(b"half")
            raise OSError(28, "No space left on device")

    with pytest.raises(EnvironmentFault, match=r"x can't be written \(No space"):
        half()
    assert contents(tmp_path) == {"x": b"before"}


@each
@posix
def test_a_folder_is_no_file(words: list[str], books: Books, tmp_path: Path, capsys: Said) -> None:
    assert main([*words, *books.args, "--out", str(tmp_path)]) == 1
    assert "is a folder: name a file in it" in one_line(capsys)
    assert copies(books)[-1] == 0


LIMITED = """
import resource, sys
from vendingdesk.__main__ import main
from vendingdesk.wiring import tools
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
sys.exit(main(sys.argv[1:]))
"""


@posix
def test_no_copy_is_counted_where_there_is_no_room_for_its_file(books: Books, tmp_path: Path) -> None:
    out = tmp_path / "slip.pdf"
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *RECEIPT, *books.args, "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"{out} can't be written" in done.stderr
    assert "--out" in done.stderr
    assert not list(tmp_path.glob("slip*"))
    assert copies(books)[-1] == 0


@posix
def test_a_pipe_and_standard_output_take_it_as_it_comes(books: Books, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert main([*EXPORT, *books.args, "--out", str(pipe)]) == 0
    reader.join(10)
    assert len(list(csv.DictReader(io.StringIO(read[0].decode(), newline="")))) == 4
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    kept = tmp_path / "kept.csv"
    with kept.open("wb") as stream:
        stream.write(b"mine\r\n")
        stream.flush()
        subprocess.run(
            [sys.executable, "-m", "vendingdesk", *EXPORT, *books.args, "--out", "/dev/stdout"],
            cwd=ROOT,
            stdout=stream,
            check=True,
        )
    assert kept.read_bytes() == b"mine\r\n" + read[0]
    slip = subprocess.run(
        [sys.executable, "-m", "vendingdesk", *RECEIPT, *books.args, "--out", "/dev/stdout"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    assert slip.stdout.startswith(b"%PDF")
    assert verify(books.folder).unbroken


def test_a_new_slip_may_stand_among_the_slips(books: Books) -> None:
    (books.folder / "slips").mkdir(exist_ok=True)
    assert main([*RECEIPT, *books.args, "--out", str(books.folder / "slips" / "mine.pdf")]) == 0
    assert (books.folder / "slips" / "mine.pdf").read_bytes().startswith(b"%PDF")
