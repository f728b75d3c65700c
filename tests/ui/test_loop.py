"""One test for each way in which plain qasync 0.28.0 was measured to go wrong; ``qasync:`` says what it did."""

import asyncio
import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from vendingdesk.ui import loop as loop_module
from vendingdesk.ui.loop import DeskLoop, install, run_desk

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="Unix has it, Windows' completion ports do not")
# A nested Qt loop that nobody ends must not hang the test run; no test passes by way of this.
RESCUE_MS = 5_000


@pytest.fixture
def desk(qapp: QApplication) -> Iterator[DeskLoop]:
    """A loop for tests that start and stop one themselves."""
    loop = DeskLoop(qapp)
    yield loop
    loop.close()


def run_program(source: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", source],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        **options,
    )


async def open_nested_qt_loop(ended_by: asyncio.Future[None]) -> bool:
    """What ``QDialog.exec`` does inside a coroutine. True when ``ended_by`` ended it, False for the rescue."""
    nested = QEventLoop()
    ended_by.add_done_callback(lambda _: nested.exit(1))
    rescue = QTimer(singleShot=True, interval=RESCUE_MS)
    rescue.timeout.connect(nested.quit)
    rescue.start()
    return nested.exec() == 1


async def test_pyside_keeps_count_of_none(qapp: QApplication) -> None:
    # PySide6 6.12.0: every void call took one reference to None away, 1,000 here, until the process aborted.
    label = QLabel()
    label.setText("warm up")
    before = sys.getrefcount(None)
    for _ in range(1_000):
        label.setText("x")
    assert abs(sys.getrefcount(None) - before) < 100


class TestTimers:
    async def test_a_sleep_never_ends_early(self) -> None:
        # qasync: cut 13.7 ms to 13 and let coarse timers come up to 5 % early.
        for delay in [0.013] * 20 + [0.0137] * 20:
            start = time.perf_counter()
            await asyncio.sleep(delay)
            assert time.perf_counter() - start >= delay

    async def test_longer_sleeps_side_by_side_never_end_early(self) -> None:
        # qasync: Qt moved the ends of such timers together, forwards as well.
        async def early(delay: float) -> bool:
            start = time.perf_counter()
            await asyncio.sleep(delay)
            return time.perf_counter() - start < delay

        assert not any(await asyncio.gather(*(early(0.1 + step * 0.0071) for step in range(40))))

    async def test_timers_come_in_the_order_of_their_times(self) -> None:
        order: list[int] = []
        loop = asyncio.get_running_loop()
        start = loop.time() + 0.02
        for number in (3, 1, 2, 0):
            loop.call_at(start + number * 0.0002, order.append, number)
        await asyncio.sleep(0.05)
        assert order == [0, 1, 2, 3]

    async def test_call_later_gives_a_real_timer_handle(self) -> None:
        # qasync: a plain Handle without when().
        loop = asyncio.get_running_loop()
        handle = loop.call_later(60, print)
        assert isinstance(handle, asyncio.TimerHandle)
        assert handle.when() > loop.time() + 59
        handle.cancel()

    async def test_cancelled_timers_are_let_go(self) -> None:
        # qasync: kept all of them, and a Qt timer for each, until they were due.
        loop = asyncio.get_running_loop()
        kept = loop.call_later(3_600, print)
        gone = []
        for _ in range(1_000):
            handle = loop.call_later(1_800, print)
            gone.append(weakref.ref(handle))
            handle.cancel()
        del handle
        gc.collect()
        # One may still wait for company: the heap is swept when most of it is cancelled.
        assert sum(each() is not None for each in gone) <= 1
        assert not kept.cancelled()
        kept.cancel()
        assert loop._scheduled == []
        assert loop._timer_cancelled_count == 0
        assert not loop._pump.later.isActive()

    async def test_a_cancelled_timer_at_the_head_does_not_hold_up_the_next(self) -> None:
        loop = asyncio.get_running_loop()
        reached = loop.create_future()
        first = loop.call_later(0.01, reached.set_exception, AssertionError("cancelled, and ran"))
        loop.call_later(0.02, reached.set_result, "next")
        far = loop.call_later(60, print)
        first.cancel()
        assert await reached == "next"
        far.cancel()

    async def test_thirty_days_neither_overflow_nor_fire(self) -> None:
        # qasync: OverflowError from Qt, which counts milliseconds in 32 bits.
        ran: list[int] = []
        loop = asyncio.get_running_loop()
        handles = [loop.call_later(days * 86_400, ran.append, days) for days in (30, 24.9, 36_500)]
        handles.append(loop.call_later(float("inf"), ran.append, -1))
        await asyncio.sleep(0.05)
        assert ran == []
        for handle in handles:
            handle.cancel()

    async def test_a_long_wait_is_taken_in_stages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(loop_module, "_LONGEST_WAIT_S", 0.01)
        start = time.perf_counter()
        await asyncio.sleep(0.055)
        assert time.perf_counter() - start >= 0.055


class TestQueue:
    async def test_ten_thousand_calls_keep_their_order(self) -> None:
        order: list[int] = []
        loop = asyncio.get_running_loop()
        for number in range(10_000):
            loop.call_soon(order.append, number)
        done = loop.create_future()
        loop.call_soon(done.set_result, None)
        await done
        assert order == list(range(10_000))

    async def test_a_turn_leaves_qt_its_share(self) -> None:
        loop = asyncio.get_running_loop()
        ticks: list[None] = []
        ticker = QTimer(interval=1)
        ticker.timeout.connect(lambda: ticks.append(None))
        ticker.start()

        def again() -> None:
            if len(ticks) < 3:
                loop.call_soon(again)
            else:
                done.set_result(None)

        done = loop.create_future()
        again()
        await done
        ticker.stop()

    async def test_a_failing_callback_is_reported_and_the_next_one_runs(self, loop_reports: list[str]) -> None:
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        loop.call_soon(int, "no number")
        loop.call_soon(done.set_result, None)
        await done
        assert "Exception in callback" in loop_reports[0]
        assert "ValueError" in loop_reports[0]
        loop_reports.clear()

    async def test_a_task_nobody_awaits_reports_its_failure(self, loop_reports: list[str]) -> None:
        async def fail() -> None:
            raise ValueError("unheard")

        task = asyncio.create_task(fail())
        await asyncio.wait([task])
        del task
        gc.collect()
        assert "never retrieved" in loop_reports[0]
        loop_reports.clear()

    async def test_other_threads_may_call_in(self) -> None:
        loop = asyncio.get_running_loop()
        done, order, where = loop.create_future(), [], set()

        def note(number: int) -> None:
            order.append(number)
            where.add(threading.current_thread())
            if number == 999:
                done.set_result(None)

        caller = threading.Thread(target=lambda: [loop.call_soon_threadsafe(note, number) for number in range(1_000)])
        caller.start()
        await done
        caller.join()
        assert order == list(range(1_000))
        assert where == {threading.main_thread()}

    def test_a_call_from_a_thread_wakes_an_idle_loop(self, desk: DeskLoop) -> None:
        async def main() -> str:
            woken: asyncio.Future[str] = desk.create_future()
            caller = threading.Thread(target=desk.call_soon_threadsafe, args=(woken.set_result, "woken"))
            desk.call_later(0.05, caller.start)
            text = await woken
            caller.join()
            return text

        assert desk.run_until_complete(main()) == "woken"


class TestNestedQtLoops:
    async def test_other_tasks_run_while_one_task_is_in_a_nested_loop(self) -> None:
        # qasync: "Cannot enter into task …" in the log, and the others never ran again.
        loop = asyncio.get_running_loop()
        ended_by: asyncio.Future[None] = loop.create_future()
        steps: list[str] = []

        async def other(name: str) -> str:
            for number in range(3):
                steps.append(f"{name}{number}")
                await asyncio.sleep(0.005)
            return name

        async def ender(others: list[asyncio.Task[str]]) -> None:
            await asyncio.wait(others)
            ended_by.set_result(None)

        inside = asyncio.create_task(open_nested_qt_loop(ended_by))
        others = [asyncio.create_task(other(name)) for name in "abc"]
        ending = asyncio.create_task(ender(others))
        assert await inside
        assert [await task for task in others] == ["a", "b", "c"]
        assert len(steps) == 9
        await ending

    async def test_what_was_ready_with_the_nested_loop_runs_inside_it(self) -> None:
        # Nothing new arrives here to wake the queue: what the interrupted turn had left must run by itself.
        loop = asyncio.get_running_loop()
        ended_by: asyncio.Future[None] = loop.create_future()
        inside = asyncio.create_task(open_nested_qt_loop(ended_by))
        loop.call_soon(ended_by.set_result, None)
        assert await inside

    async def test_the_current_task_is_right_on_both_sides(self) -> None:
        loop = asyncio.get_running_loop()
        ended_by: asyncio.Future[None] = loop.create_future()
        seen: list[asyncio.Task[Any] | None] = []

        async def outside() -> None:
            seen.append(asyncio.current_task())
            ended_by.set_result(None)

        async def inside() -> bool:
            by_ender = await open_nested_qt_loop(ended_by)
            seen.append(asyncio.current_task())
            return by_ender

        tasks = [asyncio.create_task(inside()), asyncio.create_task(outside())]
        assert await tasks[0]
        assert seen == [tasks[1], tasks[0]]

    async def test_two_deep(self) -> None:
        loop = asyncio.get_running_loop()
        outer, inner = loop.create_future(), loop.create_future()
        tasks = [asyncio.create_task(open_nested_qt_loop(each)) for each in (outer, inner)]
        loop.call_later(0.02, inner.set_result, None)
        loop.call_later(0.04, outer.set_result, None)
        assert await asyncio.gather(*tasks) == [True, True]


class TestRunning:
    def test_gives_the_result_and_may_run_again(self, desk: DeskLoop) -> None:
        assert [desk.run_until_complete(asyncio.sleep(0, number)) for number in range(3)] == [0, 1, 2]

    def test_quitting_the_application_does_not_strand_the_coroutine(self, desk: DeskLoop, qapp: QApplication) -> None:
        # qasync: RuntimeError "Event loop stopped before Future completed."
        async def main() -> str:
            for _ in range(3):
                qapp.quit()
                qapp.exit(7)
                await asyncio.sleep(0.01)
            return "finished"

        assert desk.run_until_complete(main()) == "finished"

    def test_stop_runs_what_is_ready_and_nothing_later(self, desk: DeskLoop) -> None:
        ran: list[str] = []
        desk.call_soon(ran.append, "ready")
        desk.call_soon(desk.call_soon, ran.append, "next")
        desk.stop()
        desk.run_forever()
        assert ran == ["ready"]
        desk.stop()
        desk.run_forever()
        assert ran == ["ready", "next"]

    def test_stop_from_a_slot(self, desk: DeskLoop) -> None:
        QTimer.singleShot(0, desk.stop)
        desk.run_forever()
        assert not desk.is_running()

    def test_a_stopped_loop_leaves_its_coroutine_unfinished(self, desk: DeskLoop) -> None:
        gate = desk.create_future()
        desk.call_soon(desk.stop)
        with pytest.raises(RuntimeError, match="stopped before Future completed"):
            desk.run_until_complete(gate)

    def test_nothing_runs_while_only_qt_does(self, desk: DeskLoop, qapp: QApplication) -> None:
        ran: list[str] = []
        desk.call_soon(ran.append, "soon")
        desk.call_later(0, ran.append, "later")
        desk.call_soon_threadsafe(ran.append, "from a thread")
        QTimer.singleShot(20, qapp.quit)
        qapp.exec()
        assert ran == []
        desk.run_until_complete(asyncio.sleep(0.01))
        assert sorted(ran) == ["from a thread", "later", "soon"]

    def test_it_does_not_run_twice(self, desk: DeskLoop) -> None:
        async def main() -> None:
            with pytest.raises(RuntimeError, match="already running"):
                desk.run_forever()
            with pytest.raises(RuntimeError, match="running"):
                desk.close()

        desk.run_until_complete(main())

    @pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit])
    @pytest.mark.parametrize("nested", [False, True])
    def test_the_end_of_the_program_comes_out_of_run(
        self, desk: DeskLoop, ending: type[BaseException], nested: bool
    ) -> None:
        # qasync: printed KeyboardInterrupt and hung; SystemExit left the process from inside Qt.
        def leave() -> None:
            raise ending(3)

        async def main() -> None:
            desk.call_soon(leave)
            if nested:
                await open_nested_qt_loop(desk.create_future())
            await asyncio.sleep(60)

        task = desk.create_task(main())
        with pytest.raises(ending) as caught:
            desk.run_until_complete(task)
        assert caught.value.args == (3,)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            desk.run_until_complete(task)

    def test_a_dropped_async_generator_is_finished(self, desk: DeskLoop) -> None:
        # qasync: no hooks, so the generator's ``finally`` could not await anything.
        ended: list[str] = []

        async def pages() -> AsyncIterator[int]:
            try:
                yield 1
                yield 2
            finally:
                await asyncio.sleep(0.001)
                ended.append("closed")

        async def main() -> None:
            async for _ in pages():
                break
            gc.collect()
            await asyncio.sleep(0.02)

        desk.run_until_complete(main())
        assert ended == ["closed"]

    def test_shutting_down_async_generators_finishes_those_still_held(self, desk: DeskLoop) -> None:
        # qasync: knew of none.
        ended: list[str] = []

        async def pages() -> AsyncIterator[int]:
            try:
                yield 1
            finally:
                await asyncio.sleep(0)
                ended.append("closed")

        held = pages()

        async def main() -> None:
            await anext(held)

        desk.run_until_complete(main())
        desk.run_until_complete(desk.shutdown_asyncgens())
        assert ended == ["closed"]


class TestClosing:
    def test_closed_means_closed(self, qapp: QApplication) -> None:
        # qasync: call_soon on a closed loop was silently lost.
        loop = DeskLoop(qapp)
        loop.close()
        loop.close()
        for call in (
            lambda: loop.call_soon(print),
            lambda: loop.call_later(0, print),
            lambda: loop.call_at(0, print),
            lambda: loop.call_soon_threadsafe(print),
            lambda: loop.run_in_executor(None, print),
            loop.run_forever,
        ):
            with pytest.raises(RuntimeError, match="closed"):
                call()

    def test_what_qt_still_delivers_after_the_end_is_ignored(self, qapp: QApplication) -> None:
        loop = DeskLoop(qapp)
        pump = loop._pump
        loop.call_soon_threadsafe(print)
        loop.close()
        pump.soon.start()
        pump.later.start(0)
        QTimer.singleShot(20, qapp.quit)
        qapp.exec()
        assert loop.is_closed()

    def test_no_loop_away_from_the_applications_thread(self, qapp: QApplication) -> None:
        raised: list[BaseException] = []

        def build() -> None:
            try:
                DeskLoop(qapp)
            except RuntimeError as exc:
                raised.append(exc)

        thread = threading.Thread(target=build)
        thread.start()
        thread.join()
        assert "QApplication's thread" in str(raised)

    def test_no_loop_without_an_application(self) -> None:
        done = run_program("from vendingdesk.ui.loop import DeskLoop; DeskLoop()")
        assert done.returncode == 1
        assert "a QApplication must exist" in done.stderr.splitlines()[-1]
        assert "ignored" not in done.stderr


class TestExecutor:
    def test_jobs_run_in_a_few_named_threads_that_end_with_the_loop(self, qapp: QApplication) -> None:
        # qasync: ten QThreads at the first job.
        loop = DeskLoop(qapp)

        async def main() -> set[threading.Thread]:
            jobs = [loop.run_in_executor(None, threading.current_thread) for _ in range(50)]
            return set(await asyncio.gather(*jobs))

        threads = loop.run_until_complete(main())
        assert 1 <= len(threads) <= 4
        assert all(thread.name.startswith("desk") for thread in threads)
        loop.close()
        assert not any(thread.is_alive() for thread in threads)

    def test_a_job_that_exits_ends_run_not_the_process(self, desk: DeskLoop) -> None:
        # qasync: a SystemExit in a job aborted the process on 3.13, and the awaiting task hung on 3.11.
        async def main() -> None:
            with pytest.raises(SystemExit):
                await asyncio.to_thread(sys.exit, 5)

        desk.run_until_complete(main())

    async def test_names_are_looked_up(self) -> None:
        assert await asyncio.get_running_loop().getaddrinfo("127.0.0.1", 80)


class TestInputAndOutput:
    async def test_httpx_against_a_server_on_the_same_loop(self) -> None:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.readuntil(b"\r\n\r\n")
            body = head.split(b" ", 2)[1] * 40_000
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server, httpx.AsyncClient(trust_env=False, verify=False) as client:
            port = server.sockets[0].getsockname()[1]
            got = await asyncio.gather(*(client.get(f"http://127.0.0.1:{port}/{n:02}") for n in range(20)))
        assert [reply.status_code for reply in got] == [200] * 20
        assert [reply.text for reply in got] == [f"/{n:02}" * 40_000 for n in range(20)]

    @unix_only
    async def test_readers_are_added_replaced_and_removed(self) -> None:
        loop = asyncio.get_running_loop()
        read_end, write_end = os.pipe()
        got: asyncio.Queue[bytes] = asyncio.Queue()

        def take(mark: bytes) -> None:
            got.put_nowait(mark + os.read(read_end, 10))

        loop.add_reader(read_end, take, b"first ")
        os.write(write_end, b"1")
        assert await got.get() == b"first 1"
        loop.add_reader(read_end, take, b"second ")
        os.write(write_end, b"2")
        assert await got.get() == b"second 2"
        assert loop.remove_reader(read_end)
        assert not loop.remove_reader(read_end)
        os.close(read_end)
        os.close(write_end)

    @unix_only
    async def test_a_child_process_talks_back(self) -> None:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "print(input())", stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert (await child.communicate(b"said\n"))[0].split() == [b"said"]
        assert child.returncode == 0

    @unix_only
    async def test_a_signal_handler_runs_on_an_idle_loop(self) -> None:
        loop = asyncio.get_running_loop()
        caught = loop.create_future()
        loop.add_signal_handler(signal.SIGUSR1, caught.set_result, "caught")
        loop.call_later(0.01, os.kill, os.getpid(), signal.SIGUSR1)
        assert await caught == "caught"
        loop.remove_signal_handler(signal.SIGUSR1)


class TestRunDesk:
    def test_gives_the_exit_code_and_collects_what_main_left(self, qapp: QApplication) -> None:
        ended: list[str] = []

        async def left_behind() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.append("cancelled")

        async def main() -> int:
            loop = asyncio.get_running_loop()
            assert asyncio.get_event_loop() is loop
            loops.append(loop)
            task = asyncio.create_task(left_behind())
            tasks.append(task)
            await asyncio.sleep(0)
            # The leak check of the whole test run would object, and it is what we are here for.
            task.cancel()
            return 3

        loops: list[asyncio.AbstractEventLoop] = []
        tasks: list[asyncio.Task[None]] = []
        assert run_desk(main, qapp) == 3
        assert ended == ["cancelled"]
        assert loops[0].is_closed()

    def test_no_result_is_success_and_a_failure_comes_out(self, qapp: QApplication) -> None:
        async def fail() -> None:
            raise ValueError("bad start")

        assert run_desk(lambda: asyncio.sleep(0), qapp) == 0
        with pytest.raises(ValueError, match="bad start"):
            run_desk(fail, qapp)

    def test_install_makes_it_the_current_loop(self, qapp: QApplication) -> None:
        loop = install()
        assert asyncio.get_event_loop() is loop
        asyncio.set_event_loop(None)
        loop.close()

    def test_after_an_exec_that_painted_the_first_window(self, qapp: QApplication) -> None:
        window = QLabel("sign in")
        window.show()
        QTimer.singleShot(0, qapp.exit)
        qapp.exec()

        async def main() -> int:
            await asyncio.sleep(0.01)
            return int(window.isVisible())

        assert run_desk(main, qapp) == 1
        window.close()

    @pytest.mark.parametrize("told_to_quit", [False, True])
    def test_inside_an_exec_that_is_running(self, qapp: QApplication, told_to_quit: bool) -> None:
        codes: list[int] = []

        async def main() -> int:
            await asyncio.sleep(0.01)
            if told_to_quit:  # Qt then refuses to start another loop under that exec
                qapp.quit()
                await asyncio.sleep(0.01)
            await asyncio.to_thread(threading.get_ident)
            return 4

        def started_later() -> None:
            codes.append(run_desk(main, qapp))
            qapp.exit(codes[0])

        QTimer.singleShot(0, started_later)
        code = qapp.exec()
        assert codes == [4]
        assert code in ((0, 4) if told_to_quit else (4,))

    def test_the_end_of_the_program_inside_an_exec_that_is_running(self, qapp: QApplication) -> None:
        caught: list[BaseException] = []

        async def main() -> None:
            raise SystemExit(6)

        def started_later() -> None:
            with pytest.raises(SystemExit) as info:
                run_desk(main, qapp)
            caught.append(info.value)
            qapp.exit()

        QTimer.singleShot(0, started_later)
        qapp.exec()
        assert [exc.args for exc in caught] == [(6,)]


PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton
app = QApplication(sys.argv)
app.setQuitOnLastWindowClosed(False)
window = QPushButton("Sign in")
window.show()
QTimer.singleShot(0, app.exit)
app.exec()
assert "asyncio" not in sys.modules and "qasync" not in sys.modules

import asyncio
from vendingdesk.ui.loop import run_desk
from vendingdesk.ui.tasks import TaskRegistry

async def main():
    asked = asyncio.Event()
    registry = TaskRegistry(lambda name, failure: sys.exit(f"{name}: {failure!r}"))
    window.clicked.connect(asked.set)
    registry.start(asyncio.sleep(60), name="read")
    asyncio.get_running_loop().call_later(0.02, window.click)
    await asked.wait()
    await asyncio.to_thread(print, "clicked")
    await registry.close()
    window.close()

sys.exit(run_desk(main, app))
"""

INTERRUPTED = """
import asyncio, sys
from PySide6.QtWidgets import QApplication
from vendingdesk.ui.loop import run_desk

async def main():
    print("ready", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        print("put away", flush=True)

try:
    run_desk(main, QApplication(sys.argv))
except KeyboardInterrupt:
    sys.exit(130)
"""


class TestPrograms:
    def test_a_whole_program_ends_well_and_says_nothing(self) -> None:
        # qasync: on 3.14 the README's ``aboutToQuit`` way of ending hung.
        done = run_program(PROGRAM)
        assert (done.returncode, done.stdout, done.stderr) == (0, "clicked\n", "")

    @unix_only
    def test_ctrl_c_reaches_an_idle_program(self) -> None:
        # qasync: Python's handler waited for Qt to call into Python, an idle window for ever.
        program = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", INTERRUPTED],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        try:
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n"
            program.send_signal(signal.SIGINT)
            said, errors = program.communicate(timeout=60)
        finally:
            program.kill()
            program.communicate()
        assert (program.returncode, said, errors) == (130, "put away\n", "")


class TestFixtures:
    async def test_qt_messages_are_heard(self, qt_messages: list[str]) -> None:
        QTimer().start(-5)
        assert len(qt_messages) == 1
        assert "negative" in qt_messages[0]
        qt_messages.clear()

    async def test_a_slot_that_raises_is_heard(self, loop_reports: list[str]) -> None:
        QTimer.singleShot(0, lambda: int("no number"))
        await asyncio.sleep(0.01)
        assert ["ValueError" in report for report in loop_reports] == [True]
        loop_reports.clear()
