"""The whole journal checked from the window: how far it is, stopped when wanted, and what was found."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from ui.ui_counter import METER, RECHARGE, Counter, until

from vendingdesk.counter.checking import CheckJournal, Finding
from vendingdesk.domain.errors import EnvironmentFault, UserCancelled


async def check(desk: Counter) -> str:
    desk.press(Qt.Key.Key_F5)
    await until(lambda: desk.window.history.isVisible() and desk.window.history.settled)
    desk.click("history.check")
    await until(lambda: "journal check" not in desk.counter._tasks.running())
    return desk.text("history.checked")


async def test_a_whole_journal_is_said_to_be_whole(desk: Counter) -> None:
    await desk.sell()
    await desk.active(desk.window)
    said = await check(desk)
    assert "1 sales, unbroken. Head: " in said
    assert desk.text("history.check") == "Check the journal"
    assert not desk.window.history.check.bar.isVisible()


async def test_a_row_that_was_edited_is_named_and_stops_the_selling(desk: Counter) -> None:
    await desk.sell()
    await desk.next_customer()
    with sqlite3.connect(desk.building.journal.path) as other:
        for (name,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            other.execute(f'DROP TRIGGER "{name}"')
        other.execute(
            "UPDATE entry SET body = cast(replace(cast(body AS text), 'demo', 'mode') AS blob) WHERE kind='prepared'"
        )
    other.close()
    await desk.active(desk.window)
    said = await check(desk)
    assert "damaged" in said
    assert "nothing more is sold" in said
    desk.press(Qt.Key.Key_F2)
    await desk.meter(METER)
    desk.fill("sell.amount", "5")
    desk.click("sell.sell")
    await desk.agree()
    await until(lambda: "sell: vend" not in desk.counter._tasks.running())
    assert desk.sent(RECHARGE) == 1


class SlowBook:
    """A journal whose verification waits until somebody lets it go, or wants it no more."""

    damage = ""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.fault = ""

    async def verify_all(
        self, progress: Callable[[int, int], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> Finding:
        assert progress is not None
        assert cancelled is not None
        if self.fault:
            raise EnvironmentFault(self.fault)

        def work() -> None:
            progress(4096, 12288)
            while not self.go.wait(0.01):
                if cancelled():
                    raise UserCancelled

        await asyncio.to_thread(work)
        raise UserCancelled


@pytest.fixture
async def slow(desk: Counter) -> SlowBook:
    book = SlowBook()
    desk.window.history.check._check = CheckJournal(book)
    desk.window.show_page("history")
    return book


async def test_a_long_check_shows_how_far_it_is_and_can_be_stopped(desk: Counter, slow: SlowBook) -> None:
    desk.click("history.check")
    await until(lambda: desk.text("history.checked") == "Checking the journal: 4,096 of 12,288 entries")
    row = desk.window.history.check
    assert (row.bar.value(), row.bar.maximum()) == (4096, 12288)
    assert desk.text("history.check") == "Stop checking"
    desk.click("nav.sell")  # it goes on while somebody sells
    assert await desk.sell() == "ISSUED"
    desk.click("nav.history")
    assert row._running
    desk.click("history.check")
    assert not row.pressed.isEnabled()
    await until(lambda: desk.text("history.checked").startswith("Stopped"))
    assert row.pressed.isEnabled()
    row._on_progress(8192, 12288)  # what comes behind the end says nothing any more
    assert desk.text("history.checked").startswith("Stopped")


async def test_a_file_that_can_t_be_read_is_said(desk: Counter, slow: SlowBook) -> None:
    slow.fault = "The journal can't be read. Check the disk."
    desk.click("history.check")
    await until(lambda: desk.text("history.checked") == slow.fault)


async def test_closing_does_not_wait_for_a_check(desk: Counter, slow: SlowBook) -> None:
    desk.click("history.check")
    await until(lambda: "4,096" in desk.text("history.checked"))
    ending = asyncio.ensure_future(desk.end())
    await until(lambda: "journal check" not in desk.counter._tasks.running())
    slow.go.set()
    assert await ending == 0
