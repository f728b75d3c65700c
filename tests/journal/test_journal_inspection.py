"""Verifying a journal that is in use: from the last place, in full, with progress, to the stop of all selling."""

import asyncio
import sqlite3
import threading

import pytest
from journal.journal_samples import ISSUED, NOON, answer, fill, now, order, raw_file
from journal.test_journal_verification import edit, rechain

from vendingdesk.domain.errors import EnvironmentFault, UserCancelled
from vendingdesk.journal import SqliteJournal, recent, verification, verify
from vendingdesk.journal.mark import Mark, MarkFile
from vendingdesk.journal.recent import verify_since


@pytest.fixture
def folder(tmp_path):
    fill(tmp_path)
    return tmp_path


@pytest.fixture
async def journal(folder):
    journal = SqliteJournal(folder, "K01", clock=now)
    await journal.open()
    yield journal
    await journal.close()


async def sell(journal):
    asked = order()
    await journal.prepare(asked, NOON)
    await journal.sending(asked.uid, NOON)
    await journal.answered(asked.uid, answer())
    await journal.conclude(asked.uid, ISSUED, NOON)


def remembered(folder):
    return MarkFile(folder / "journal.verified").read()


async def test_only_what_is_new_is_verified(journal, folder):
    first = await journal.verify_new()
    assert first == verify(folder)
    seen = []
    assert await journal.verify_new(lambda done, total: seen.append((done, total))) == first
    assert seen == [(0, 0)]
    await sell(journal)
    found = await journal.verify_new(lambda done, total: seen.append((done, total)))
    assert seen[-1] == (0, 4)
    assert found == verify(folder)
    assert (remembered(folder).seq, remembered(folder).number) == (found.entries, 9)
    assert (folder / "journal.verified").stat().st_mode & 0o777 == 0o600
    assert journal.damage == ""


async def test_entries_about_no_sale_and_numbers_passed_over_are_right(journal, folder):
    await journal.verify_new()
    await journal._worker.run(lambda: journal._book.supervisor_named("Ama", "ama", "", NOON))
    seq, head = journal._book._seq, await journal.head()
    await journal._worker.run(lambda: journal._book.restored(20, seq, head, NOON))
    await sell(journal)
    found = await journal.verify_new()
    assert found == verify(folder)
    assert (found.unbroken, found.last_number) == (True, 20)
    assert MarkFile(folder / "journal.mark").read().number == 20


@pytest.mark.parametrize("content", [b"torn", None, "another"])
async def test_without_a_place_that_fits_all_is_verified(journal, folder, content):
    whole = await journal.verify_new()
    (folder / "journal.verified").unlink()
    journal._inspection._memory.close()
    if content == "another":
        journal._inspection._memory.write(Mark(5, b"x" * 32, 1, b"y" * 32))
    elif content is not None:
        (folder / "journal.verified").write_bytes(content)
    seen = []
    assert await journal.verify_new(lambda done, total: seen.append((done, total))) == whole
    assert seen[0] == (0, whole.entries)
    assert remembered(folder).seq == whole.entries


def since(folder, seq):
    """Verify from an entry on, trusting what it and the table of that time say."""
    with raw_file(folder) as connection:
        digest = connection.execute("SELECT hash FROM entry WHERE seq = ?", (seq,)).fetchone()[0]
        number = connection.execute(
            "SELECT count(*) FROM entry WHERE kind = 'prepared' AND seq <= ?", (seq,)
        ).fetchone()[0]
    return verify_since(folder, Mark(seq, digest, number, b"y" * 32))


def test_from_every_place_on_a_whole_book_is_unbroken(folder):
    whole = verify(folder)
    for seq in range(1, whole.entries + 1):
        assert since(folder, seq) == whole


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE entry SET body = x'7b' WHERE seq = 20", "its content is not what was written"),
        ("UPDATE entry SET previous = zeroblob(32) WHERE seq = 20", "it does not follow the entry before it"),
        ("DELETE FROM entry WHERE seq = 20", "entry 20 is missing"),
    ],
)
def test_a_broken_chain_is_named(folder, change, problem):
    edit(folder, change)
    found = since(folder, 10)
    assert (found.unbroken, found.first_break, found.problem, found.entries) == (False, 20, problem, 19)
    assert since(folder, 22).unbroken  # what was verified before is not read again


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE entry SET kind = 'riddle' WHERE seq = 20", "its kind riddle is unknown"),
        ("UPDATE entry SET body = x'7b' WHERE seq = 20", "it can't be read"),
        ("UPDATE entry SET till = 'K02' WHERE seq = 20", "it is of till K02, and the book of K01"),
        ("UPDATE entry SET at = CAST(x'ff' AS TEXT) WHERE seq = 20", "the file is damaged there"),
        (
            "UPDATE entry SET kind = 'prepared', body = (SELECT body FROM entry WHERE seq = 2) WHERE seq = 20",
            "before",
        ),
        (
            "UPDATE entry SET sale_uid = (SELECT sale_uid FROM entry WHERE seq = 29) WHERE seq = 30",
            "no sale can be so",
        ),
    ],
)
def test_a_forgery_with_every_hash_made_anew_still_has_to_make_sense(folder, change, problem):
    rechain(folder, change)
    found = since(folder, 10)
    assert not found.unbroken
    assert problem in found.problem
    assert found.first_break in {20, 30}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE sale SET tokens = '1' WHERE number = 5", "shows sale K01-000005 otherwise"),
        ("UPDATE sale SET meter = '1' WHERE number = 8", "shows sale K01-000008 otherwise"),
        ("UPDATE sale SET copies = 9 WHERE number = 6", "shows sale K01-000006 otherwise"),
        ("UPDATE sale SET state = 'ISSUED' WHERE number = 4", "shows sale K01-000004 otherwise"),
        ("DELETE FROM sale WHERE number = 4", "lacks sale K01-000004"),
        (
            "INSERT INTO sale (number, uid, till, request_id, kind, meter, meter_reversed, operator, server,"
            " customer, place, prepared_at, state) VALUES (9, '', '', '', '', '', '', '', '', '', '', '', '')",
            "has a sale 9 that no entry made",
        ),
    ],
)
def test_a_table_that_says_otherwise_than_the_new_entries_is_found(folder, change, problem):
    with raw_file(folder) as connection:
        begun = connection.execute("SELECT seq FROM entry WHERE kind = 'sending' ORDER BY seq").fetchall()[2][0]
        connection.execute(change)
    found = since(folder, begun)
    assert (found.unbroken, found.first_break) == (False, None)
    assert problem in found.problem


def test_a_file_of_an_older_version_is_verified_in_full(folder):
    with raw_file(folder) as connection:
        connection.execute("PRAGMA user_version = 0")
    assert since(folder, 3) is None


@pytest.mark.parametrize("work", ["verify_new", "verify_all"])
async def test_damage_stops_the_selling_and_says_what_to_do(folder, work):
    with raw_file(folder) as connection:
        connection.execute("UPDATE sale SET meter = '1' WHERE number = 2")
    journal = SqliteJournal(folder, "K01", clock=now)
    await journal.open()
    waiting = order()
    await journal.prepare(waiting, NOON)
    found = await getattr(journal, work)()
    assert not found.unbroken
    assert "shows sale K01-000002 otherwise" in journal.damage
    assert "restore FILE" in journal.damage
    for step in (journal.prepare(order(), NOON), journal.sending(waiting.uid, NOON)):
        with pytest.raises(EnvironmentFault) as refused:
            await step
        assert str(refused.value) == journal.damage
    assert await journal.sale("K01-000001")
    assert remembered(folder) is None
    await journal.close()


async def test_a_break_is_named_with_its_entry(journal, folder):
    edit(folder, "UPDATE entry SET body = x'7b' WHERE seq = 3")
    assert (await journal.verify_new()).first_break == 3
    assert "is damaged at entry 3 (its content is not what was written)" in journal.damage


async def test_a_file_that_can_not_be_read_any_more_stops_the_selling(journal, folder, monkeypatch):
    def unreadable(*_):
        error = sqlite3.DatabaseError("file is not a database")
        error.sqlite_errorname = "SQLITE_NOTADB"
        raise error

    monkeypatch.setattr("vendingdesk.journal.opening._tried", unreadable)
    with pytest.raises(EnvironmentFault, match="is damaged"):
        await journal.verify_all()
    monkeypatch.undo()
    assert "is damaged" in journal.damage
    with pytest.raises(EnvironmentFault, match="is damaged"):
        await journal.prepare(order(), NOON)


async def test_progress_is_told_and_it_can_be_given_up(journal, monkeypatch):
    monkeypatch.setattr(verification, "STRIDE", 5)
    seen, threads = [], set()

    def progress(done, total):
        seen.append((done, total))
        threads.add(threading.current_thread())

    found = await journal.verify_all(progress)
    assert seen == [(done, found.entries) for done in range(0, found.entries + 1, 5)]
    assert threading.main_thread() not in threads
    seen.clear()
    with pytest.raises(UserCancelled):
        await journal.verify_all(progress, lambda: len(seen) == 3)
    assert len(seen) == 3
    assert journal.damage == ""
    assert (await journal.verify_all()).unbroken


async def test_new_entries_are_told_in_steps_too(journal, folder, monkeypatch):
    monkeypatch.setattr(recent, "STRIDE", 2)
    await journal.verify_all()
    await sell(journal)
    seen = []
    await journal.verify_new(lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 4)
    assert len(seen) == 3


@pytest.mark.parametrize("how", ["closing", "leaving"])
async def test_nobody_waits_for_a_verification_that_is_not_wanted_any_more(folder, monkeypatch, how):
    monkeypatch.setattr(verification, "STRIDE", 1)
    journal = SqliteJournal(folder, "K01", clock=now)
    await journal.open()
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def progress(done, total):
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(30)

    running = asyncio.create_task(journal.verify_all(progress))
    await begun.wait()
    if how == "leaving":
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        go_on.set()
        assert (await journal.verify_all()).unbroken
        await journal.close()
        return
    closing = asyncio.create_task(journal.close())
    await asyncio.sleep(0)
    go_on.set()
    await closing
    with pytest.raises(UserCancelled):
        await running
    with pytest.raises(EnvironmentFault, match="is closed"):
        await journal.verify_new()


async def test_sales_go_on_while_it_is_verified(journal, folder, monkeypatch):
    monkeypatch.setattr(verification, "STRIDE", 1)
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def progress(done, total):
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(30)

    running = asyncio.create_task(journal.verify_all(progress))
    await begun.wait()
    await sell(journal)
    go_on.set()
    found = await running
    assert found.unbroken
    assert found.sales == 8
    assert (await journal.verify_new()).sales == 9


async def test_the_files_own_check_is_not_waited_for_after_a_break(folder):
    edit(folder, "UPDATE entry SET raw = x'00' WHERE seq = 3")
    before = threading.active_count()
    assert verify(folder).first_break == 3
    assert threading.active_count() == before
