import asyncio
import sqlite3
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
from journal.journal_samples import ISSUED, NOON, NOTHING_SENT, answer, now, order

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import VendState
from vendingdesk.journal import SqliteJournal, verify

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def journal(tmp_path):
    journal = SqliteJournal(tmp_path, "K01", clock=now)
    await journal.open()
    yield journal
    await journal.close()


async def test_a_sale_from_order_to_slip(journal, tmp_path):
    assert (journal.till, journal.path) == ("K01", tmp_path / "journal.sqlite")
    asked = order()
    sale = await journal.prepare(asked, NOON)
    assert await journal.open_sales() == ((sale, None),)
    await journal.sending(asked.uid, NOON)
    await journal.answered(asked.uid, answer())
    assert await journal.raw_answer(asked.uid) == answer()
    assert await journal.raw_answer("nobody") is None
    done = await journal.conclude(asked.uid, ISSUED, NOON)
    assert await journal.sale("K01-000001") == done
    assert await journal.sales(text="K01-000001", states=(VendState.ISSUED,), before=2, limit=1) == (done,)
    assert await journal.sales(meter=asked.meter) == (done,)
    assert await journal.slip_made(asked.uid, kind=SlipKind.SALE, operator="ann", medium="pdf", at=NOON) == 1
    assert await journal.head() == verify(tmp_path).head


async def test_orders_at_once_get_numbers_without_a_gap(journal, tmp_path):
    sales = await asyncio.gather(*(journal.prepare(order(), NOON) for _ in range(50)))
    assert sorted(sale.number for sale in sales) == list(range(1, 51))
    await asyncio.gather(*(journal.conclude(sale.uid, NOTHING_SENT, NOON) for sale in sales))
    assert verify(tmp_path).unbroken


async def test_a_cancelled_wait_does_not_undo_what_was_handed_over(journal):
    gate = threading.Event()
    waiting = asyncio.create_task(journal._worker.run(gate.wait))
    preparing = asyncio.create_task(journal.prepare(order(), NOON))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    preparing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await preparing
    gate.set()
    await waiting
    assert [sale.number for sale in await journal.sales()] == [1]


async def test_closing_waits_for_what_was_handed_over_and_can_be_done_twice(tmp_path):
    journal = SqliteJournal(tmp_path, "K01")
    await journal.close()
    await journal.open()
    await journal.open()
    before = threading.active_count()
    preparing = asyncio.create_task(journal.prepare(order(), NOON))
    await asyncio.sleep(0)
    await journal.close()
    await journal.close()
    assert (await preparing).number == 1
    assert threading.active_count() == before - 1
    assert not (tmp_path / "journal.sqlite-wal").exists()
    with pytest.raises(EnvironmentFault, match="is closed"):
        await journal.prepare(order(), NOON)
    await journal.open()
    assert (await journal.prepare(order(), NOON)).number == 2
    await journal.close()


async def test_the_first_entry_is_dated_by_the_clock(tmp_path):
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    at = await journal._worker.run(
        lambda: journal._book._connection.execute("SELECT at FROM entry WHERE seq = 1").fetchone()[0]
    )
    await journal.close()
    assert datetime.fromisoformat(at).utcoffset() is not None


async def test_a_book_that_is_not_open_says_so(journal):
    journal._opened, kept = None, journal._opened
    with pytest.raises(EnvironmentFault, match="not open"):
        await journal.prepare(order(), NOON)
    journal._opened = kept


async def test_a_file_in_place_of_the_folder_is_said_and_opening_can_be_tried_again(tmp_path):
    folder = tmp_path / "data"
    folder.write_text("not a folder")
    journal = SqliteJournal(folder, "K01")
    with pytest.raises(EnvironmentFault, match="can't be used"):
        await journal.open()
    folder.unlink()
    await journal.open()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "journal.lock").stat().st_mode & 0o777 == 0o600
    await journal.close()


async def test_a_bug_in_the_thread_comes_out_as_it_is(journal):
    def wrong():
        raise sqlite3.IntegrityError("a bug")

    with pytest.raises(sqlite3.IntegrityError):
        await journal._worker.run(wrong)


async def test_one_counter_at_a_time_in_one_process(journal, tmp_path):
    second = SqliteJournal(tmp_path, "K01")
    with pytest.raises(EnvironmentFault, match="already open with the data folder"):
        await second.open()
    assert (await journal.prepare(order(), NOON)).number == 1
    await journal.close()
    await second.open()
    await second.close()


OPEN = """
import asyncio, sys
from pathlib import Path
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import SqliteJournal

async def main():
    journal = SqliteJournal(Path(sys.argv[1]), "K01")
    try:
        await journal.open()
    except EnvironmentFault as error:
        print(error, flush=True)
        return
    print("open", flush=True)
    sys.stdin.read()
    await journal.close()

asyncio.run(main())
"""


def start(script, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


async def test_two_processes_can_not_hold_one_book(tmp_path):
    with start(OPEN, tmp_path) as first:
        assert first.stdout.readline() == "open\n"
        with start(OPEN, tmp_path) as second:
            assert "already open with the data folder" in second.stdout.readline()
        journal = SqliteJournal(tmp_path, "K01")
        with pytest.raises(EnvironmentFault, match="already open"):
            await journal.open()
        assert verify(tmp_path).entries == 1
        first.kill()
    await journal.open()
    await journal.close()


SELL = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
from journal.journal_samples import ISSUED, NOON, answer, open_book, order
with open_book(Path(sys.argv[1])) as book:
    while True:
        asked = order()
        for number, step in enumerate((
            lambda: book.prepare(asked, NOON),
            lambda: book.sending(asked.uid, NOON),
            lambda: book.answered(asked.uid, answer()),
            lambda: book.conclude(asked.uid, ISSUED, NOON),
        )):
            step()
            print(number, flush=True)
"""


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 6, 41])
async def test_what_was_reported_before_a_kill_is_in_a_whole_book(tmp_path, steps):
    with start(SELL, tmp_path) as process:
        for _ in range(steps):
            assert process.stdout.readline()
        process.kill()
        reported = steps + len(process.stdout.read().split())
    found = verify(tmp_path)
    assert found.unbroken
    assert reported <= found.entries - 1 <= reported + 1
    journal = SqliteJournal(tmp_path, "K01")
    await journal.open()
    for sale, raw in await journal.open_sales():
        assert sale.state is (VendState.SENDING if (found.entries - 1) % 4 != 1 else VendState.PREPARED)
        assert (raw == answer()) is ((found.entries - 1) % 4 == 3)
    assert len(await journal.open_sales()) == ((found.entries - 1) % 4 != 0)
    await journal.close()


def test_importing_it_brings_no_window_and_no_network():
    script = """if True:
        import sys
        import vendingdesk.journal
        print([name for name in ('PySide6', 'httpx', 'asyncio', 'filelock') if name in sys.modules])
    """
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
