"""The loop's notifiers: the next socket has the one of the last, and no call that was meant for another."""

import asyncio
import socket
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from vendingdesk.ui.loop import DeskLoop
from vendingdesk.ui.sockets import KEPT, SocketWatch

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has completion ports instead")
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        yield ours, theirs


def watchers() -> list[object]:
    """All that the running loop has, at work and at rest."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, DeskLoop)
    return [each for watch in (loop._readers, loop._writers) for each in (*watch._watched.values(), *watch._resting)]


async def test_one_connection_after_another_needs_no_more_notifiers(qapp: QApplication) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(2))
        writer.close()
        await writer.wait_closed()

    async def ask() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"hi")
        told = await reader.read()
        writer.close()
        await writer.wait_closed()
        return told

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert [await ask() for _ in range(10)] == [b"hi"] * 10
        before = watchers()
        assert [await ask() for _ in range(50)] == [b"hi"] * 50
        assert len(before) > 2
        assert all(each in before for each in watchers())


async def test_who_watches_now_is_called_and_nobody_before(qapp: QApplication, pair: Pair) -> None:
    ours, theirs = pair
    loop = asyncio.get_running_loop()
    called: list[str] = []
    ready = loop.create_future()

    def second() -> None:
        called.append("second")
        ours.recv(10)
        ready.set_result(None)

    loop.add_reader(ours, lambda: called.append("first"))
    theirs.send(b"x")
    loop.add_reader(ours, second)
    await ready
    assert called == ["second"]
    assert loop.remove_reader(ours) is True
    assert loop.remove_reader(ours) is False


async def test_a_call_on_its_way_is_not_made_for_another(qapp: QApplication, pair: Pair) -> None:
    ours, _theirs = pair
    loop = asyncio.get_running_loop()
    assert isinstance(loop, DeskLoop)
    called: list[str] = []
    watch = SocketWatch(loop, QSocketNotifier.Type.Read)
    watch.add(ours.fileno(), called.append, ["first"])
    watcher = watch._watched[ours.fileno()]
    watcher._on_ready()  # Qt has told it; its turn comes
    assert watch.remove(ours.fileno())
    watch.add(ours.fileno(), called.append, ["second"])
    assert watch._watched[ours.fileno()] is watcher
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert called == []
    watch.end()


async def test_what_fails_in_a_call_leaves_the_socket_watched(qapp: QApplication, pair: Pair) -> None:
    ours, theirs = pair
    loop = asyncio.get_running_loop()
    told: list[str] = []
    done = loop.create_future()
    loop.set_exception_handler(lambda _loop, context: told.append(str(context["exception"])))

    def fails_once() -> None:
        ours.recv(1)
        if not told:
            raise ValueError("once")
        done.set_result(None)

    loop.add_reader(ours, fails_once)
    theirs.send(b"xy")
    await done
    loop.remove_reader(ours)
    assert told == ["once"]


def test_not_more_rest_than_are_kept(qapp: QApplication) -> None:
    loop = DeskLoop(qapp)
    watch = SocketWatch(loop, QSocketNotifier.Type.Read)
    pairs = [socket.socketpair() for _ in range(KEPT + 4)]
    try:
        for ours, _theirs in pairs:
            watch.add(ours.fileno(), print, [])
        for ours, _theirs in pairs:
            assert watch.remove(ours.fileno())
        assert len(watch._resting) == KEPT
        assert not watch._watched
    finally:
        watch.end()
        for ours, theirs in pairs:
            ours.close()
            theirs.close()
        loop.close()
