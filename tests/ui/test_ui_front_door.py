"""A second start with the same data folder: the first window comes to the front, whatever is in it."""

import asyncio
import os
import socket
import stat
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from ui.ui_counter import METER, Counter, Wrap, until

from vendingdesk.counter.recovery import Recovered
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.ui.front_door import FrontDoor
from vendingdesk.wiring.folders import DataFolder
from vendingdesk.wiring.second_start import _ROOM, ANSWER, KNOCK, came_to_the_front, door, open_or_knock

Open = Callable[..., Awaitable[Counter]]
GARBAGE = [
    b"\0" * 10_000,
    b"vendingdesk: come",
    KNOCK[:-1] + b"!",
    KNOCK + KNOCK,
    "käse\n".encode(),
    b"GET / HTTP/1.1\r\n",
]

unix = pytest.mark.skipif(sys.platform == "win32", reason="speaks to a Unix socket by hand")


def till(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "till")
    folder.make()
    return folder


def there(folder: DataFolder) -> bool:
    return Path(door(folder)).exists()


async def opened(open_counter: Open, folder: DataFolder, **more: object) -> Counter:
    listening = FrontDoor(door(folder), KNOCK, ANSWER)
    counter = await open_counter(folder=folder.path, front_door=listening, **more)
    await until(listening._server.isListening)
    return counter


async def knocked(folder: DataFolder) -> bool:
    return await asyncio.to_thread(came_to_the_front, folder, demo=False)


async def test_the_window_comes_to_the_front(open_counter: Open, tmp_path: Path) -> None:
    folder = till(tmp_path)
    counter = await opened(open_counter, folder)
    assert there(folder) or sys.platform == "win32"
    counter.window.setWindowState(Qt.WindowState.WindowMinimized)
    assert await knocked(folder)
    assert not counter.window.isMinimized()
    await until(counter.window.isActiveWindow)
    await counter.end()
    assert not await knocked(folder)
    assert not there(folder)


async def test_so_does_the_sign_in_dialog(open_counter: Open, tmp_path: Path) -> None:
    folder = till(tmp_path)
    counter = await opened(open_counter, folder, signed_in=False)
    assert await knocked(folder)
    await until(counter.dialog.isActiveWindow)


async def test_a_question_stays_in_front_of_its_window(open_counter: Open, tmp_path: Path) -> None:
    folder = till(tmp_path)
    counter = await opened(open_counter, folder)
    await counter.meter(METER)
    counter.fill("sell.amount", "10")
    counter.click("sell.sell")
    dialog = await counter.asked()
    assert await knocked(folder)
    await until(dialog.isActiveWindow)
    dialog.reject()
    await counter.done()


@unix
@pytest.mark.parametrize("garbage", GARBAGE)
async def test_garbage_does_nothing(open_counter: Open, tmp_path: Path, garbage: bytes) -> None:
    folder = till(tmp_path)
    counter = await opened(open_counter, folder, signed_in=False)
    heard: list[str] = []
    assert counter.counter._front_door is not None
    counter.counter._front_door.knocked.connect(lambda: heard.append("knock"))

    def say() -> bytes:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(door(folder))
            try:
                line.sendall(garbage)
                line.shutdown(socket.SHUT_WR)
                return line.recv(100)
            except ConnectionError:
                return b""

    assert await asyncio.to_thread(say) == b""
    assert heard == []
    assert await knocked(folder)
    assert heard == ["knock"]


@unix
async def test_who_says_nothing_is_sent_away(
    open_counter: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vendingdesk.ui.front_door.SILENCE_MS", 30)
    folder = till(tmp_path)
    await opened(open_counter, folder, signed_in=False)

    def wait() -> bytes:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(20)
            line.connect(door(folder))
            return line.recv(1)

    assert await asyncio.to_thread(wait) == b""


@unix
async def test_a_socket_that_was_left_over_is_replaced_and_is_this_users_alone(
    open_counter: Open, tmp_path: Path
) -> None:
    folder = till(tmp_path)
    with socket.socket(socket.AF_UNIX) as gone:
        gone.bind(door(folder))
    assert not await knocked(folder)
    await opened(open_counter, folder, signed_in=False)
    assert await knocked(folder)
    assert stat.S_IMODE(os.stat(door(folder)).st_mode) & 0o077 == 0  # noqa: PTH116


@unix
async def test_a_long_path_has_its_socket_elsewhere(
    open_counter: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    folder = DataFolder(tmp_path / ("long" * 30))
    folder.make()
    assert len(os.fsencode(door(folder))) <= _ROOM
    assert Path(door(folder)).parent != folder.path
    await opened(open_counter, folder, signed_in=False)
    assert await knocked(folder)


async def test_where_nothing_can_be_listened_at_the_counter_opens_all_the_same(
    open_counter: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    listening = FrontDoor(str(tmp_path / "no such folder" / "front.socket"), KNOCK, ANSWER)
    await open_counter(front_door=listening)
    assert "can't reach this window" in caplog.text


def test_nobody_is_there(tmp_path: Path) -> None:
    assert not came_to_the_front(DataFolder(tmp_path / "never made"), demo=False)
    assert not came_to_the_front(till(tmp_path), demo=False)
    assert not (tmp_path / "never made").exists()


def test_a_demo_does_not_bring_a_real_counter_to_the_front(tmp_path: Path) -> None:
    folder = till(tmp_path)
    (folder.path / "journal.sqlite").touch()
    with pytest.raises(EnvironmentFault, match="real till"):
        came_to_the_front(folder, demo=True)


async def held(open_counter: Open, folder: DataFolder, refused: list[str], second_try: Callable[[], None]) -> Counter:
    """A start that finds the lock held, and no open door at first."""
    second = await open_counter(folder=folder.path, signed_in=False, wrap=wrapped(folder, refused, second_try))
    assert second.task is not None
    return second


def wrapped(folder: DataFolder, refused: list[str], second_try: Callable[[], None]) -> Wrap:
    def wrap(open_books: Callable[[], Awaitable[Recovered]]) -> Callable[[], Awaitable[Recovered]]:
        async def opening() -> Recovered:
            try:
                return await open_books()
            except EnvironmentFault as fault:
                refused.append(str(fault))
                if len(refused) == 2:
                    second_try()
                raise

        return lambda: open_or_knock(folder, opening, demo=False)

    return wrap


async def test_a_start_that_came_second_to_the_lock_knocks_until_the_door_is_open(
    open_counter: Open, tmp_path: Path
) -> None:
    folder = till(tmp_path)
    await open_counter(folder=folder.path, signed_in=False)  # has the lock, and no door yet
    heard: list[str] = []
    late = FrontDoor(door(folder), KNOCK, ANSWER)
    late.knocked.connect(lambda: heard.append("knock"))
    second = await held(open_counter, folder, [], late.open)
    assert second.task is not None
    assert await asyncio.wait_for(second.task, 30) == 0
    assert not second.dialog.isVisible()
    assert heard == ["knock"]
    late.close()


async def test_a_window_that_does_not_answer_is_said_so(
    open_counter: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vendingdesk.wiring.second_start.OPENING_S", 0.0)
    folder = till(tmp_path)
    await open_counter(folder=folder.path, signed_in=False)
    second = await held(open_counter, folder, [], lambda: None)
    await until(lambda: "it does not answer: end it, or restart the computer" in second.text("signin.error"))
    assert second.dialog.isVisible()
    second.dialog.reject()


async def test_the_books_are_opened_when_the_other_start_is_gone(open_counter: Open, tmp_path: Path) -> None:
    folder = till(tmp_path)
    first = await open_counter(folder=folder.path, signed_in=False)
    refused: list[str] = []
    second = await held(open_counter, folder, refused, first.counter.request_close)
    await until(lambda: second.building.journal.newest_at is not None)
    assert len(refused) >= 2
