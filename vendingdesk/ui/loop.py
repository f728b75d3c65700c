"""The event loop: asyncio on Qt's, with notifiers that stay, qasync's proactor and asyncio's own bookkeeping.

qasync turns every ``call_soon`` and every timer into a Qt timer of its own. That makes timers coarse, keeps
cancelled ones alive until due, and lets a nested Qt loop run one task inside another. Here the standard library's
ready queue and timer heap stay in charge, and Qt only says when to look at them: one zero timer for the queue, one
precise timer for the head of the heap, one queued signal for other threads. Windows' completion port is qasync's.

Import this after the first window is painted: PySide6 is there by then, asyncio and qasync are what it costs. The
loop may be built and run under a QApplication that has windows, and inside an ``app.exec()`` that already runs.
"""

import asyncio
import heapq
import math
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QThread, QTimer, Signal, Slot

# qasync takes whichever Qt binding it finds first, and another one may be installed on the machine.
os.environ["QT_API"] = "pyside6"
import qasync

from vendingdesk.ui.sockets import WatchesSockets
from vendingdesk.ui.surroundings import no_current_task, signals_wake

_EXECUTOR_THREADS = 4
# Qt counts a timer's milliseconds in 32 bits (24.8 days); a longer wait is taken a day at a time.
_LONGEST_WAIT_S = 86_400.0

_Plain = asyncio.BaseEventLoop


class _Pump(QObject):
    """The Qt side of the loop. Its timers are single-shot because Qt lets no timer fire inside its own slot, and
    a nested Qt loop runs inside ours: a stopped and restarted timer may.
    """

    woken = Signal()

    def __init__(self, loop: "DeskLoop") -> None:
        super().__init__()
        self._loop: DeskLoop | None = loop
        # No interval=0, which it is anyhow: PySide6 makes its setter's name by the C library, whose large i is a
        # dotted one in Turkish, and finds none.
        self.soon = QTimer(self, singleShot=True)
        self.later = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self.soon.timeout.connect(self._on_soon)
        self.later.timeout.connect(self._on_later)
        self.woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    def retire(self) -> None:
        """Stop for good; wake-ups still in Qt's queue find nobody."""
        self._loop = None
        self.soon.stop()
        self.later.stop()

    @Slot()
    def _on_soon(self) -> None:
        if self._loop is not None:
            self._loop._armed = False
            self._loop._turn()

    @Slot()
    def _on_woken(self) -> None:
        if self._loop is not None:
            self._loop._turn()

    @Slot()
    def _on_later(self) -> None:
        if self._loop is not None:
            self._loop._collect_due()
            self._loop._turn()


class DeskLoop(WatchesSockets, qasync.QEventLoop):  # type: ignore[misc]
    """An asyncio loop that Qt drives. One per thread of a QApplication, closed once, never reopened."""

    # A loop that could not be built counts as closed, or its finaliser would trip over what is not there yet.
    _closed = True

    # asyncio's own state, which type checkers do not know.
    _ready: deque[asyncio.Handle]
    _scheduled: list[asyncio.TimerHandle]
    _timer_cancelled_count: int
    _thread_id: int | None

    # qasync's own versions bypass the queue and the heap, lose calls on a closed loop or start QThreads. The
    # standard library's are right as soon as something serves ``_ready`` and ``_scheduled``, which we do.
    is_running = _Plain.is_running
    run_until_complete = _Plain.run_until_complete
    call_soon = _Plain.call_soon
    call_later = _Plain.call_later
    run_in_executor = _Plain.run_in_executor
    set_default_executor = _Plain.set_default_executor
    set_exception_handler = _Plain.set_exception_handler
    default_exception_handler = _Plain.default_exception_handler
    call_exception_handler = _Plain.call_exception_handler
    get_debug = _Plain.get_debug
    set_debug = _Plain.set_debug

    def __init__(self, app: QCoreApplication | None = None) -> None:
        app = app or QCoreApplication.instance()
        if app is None:
            raise RuntimeError("a QApplication must exist before its event loop")
        if QThread.currentThread() is not app.thread():
            raise RuntimeError("the event loop belongs to the QApplication's thread")
        self._app = app
        self._armed = False
        self._nested: QEventLoop | None = None
        self._raised: BaseException | None = None
        self._pump = _Pump(self)
        super().__init__(app)
        self.set_default_executor(ThreadPoolExecutor(_EXECUTOR_THREADS, thread_name_prefix="desk"))

    def time(self) -> float:
        """Seconds on the finest steady clock: Windows' ``monotonic`` moves in steps of 16 ms before 3.13."""
        return time.perf_counter()

    # -- scheduling ---------------------------------------------------------------------------------------------

    def _arm(self) -> None:
        if not self._armed:
            self._armed = True
            self._pump.soon.start()

    def _call_soon(self, callback: Any, args: Any, context: Context | None) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        self._arm()
        return handle

    def _add_callback(self, handle: asyncio.Handle) -> None:
        # asyncio hands a caught Unix signal over with this.
        self._ready.append(handle)
        self._arm()

    def call_soon_threadsafe(self, callback: Any, *args: Any, context: Context | None = None) -> asyncio.Handle:
        """Run ``callback`` on the loop's thread; to be called from any thread, where no timer may be touched."""
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        self._pump.woken.emit()
        return handle

    def call_at(self, when: float, callback: Any, *args: Any, context: Context | None = None) -> asyncio.TimerHandle:
        """Run ``callback`` at ``when`` on the loop's clock or as soon after it as possible, never before."""
        handle = _Plain.call_at(self, when, callback, *args, context=context)
        if self._scheduled[0] is handle:
            self._wait_for_head()
        return handle

    def _wait_for_head(self) -> None:
        wait = min(max(self._scheduled[0].when() - self.time(), 0.0), _LONGEST_WAIT_S)
        self._pump.later.start(math.ceil(wait * 1000))

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        # Every request cancels a time-out or two. Sweeping when they are the majority costs a constant each. The
        # handle tells us first and counts as cancelled afterwards.
        super()._timer_handle_cancelled(handle)
        if self._timer_cancelled_count * 2 <= len(self._scheduled):
            return
        live = [each for each in self._scheduled if each is not handle and not each.cancelled()]
        for each in self._scheduled:
            each._scheduled = False  # type: ignore[attr-defined]
        for each in live:
            each._scheduled = True  # type: ignore[attr-defined]
        self._scheduled = live
        heapq.heapify(self._scheduled)
        self._timer_cancelled_count = 0
        if not self._scheduled:
            self._pump.later.stop()

    def _collect_due(self) -> None:
        # Comparing with the clock again makes an early Qt timer, and one that only ends a day's stage, harmless.
        now = self.time()
        while self._scheduled and (self._scheduled[0].cancelled() or self._scheduled[0].when() <= now):
            handle = heapq.heappop(self._scheduled)
            handle._scheduled = False  # type: ignore[attr-defined]
            if handle.cancelled():
                self._timer_cancelled_count -= 1
            else:
                self._ready.append(handle)
        if self._scheduled:
            self._wait_for_head()

    # -- running ------------------------------------------------------------------------------------------------

    def _turn(self) -> None:
        """Run what is ready now, and leave what that makes ready to the next turn, so that Qt gets its share.

        Nothing may escape into Qt: PySide would print the exception, or end the process on SystemExit.
        """
        if not self.is_running():
            return
        try:
            with no_current_task(self):
                for _ in range(len(self._ready)):
                    if not self._ready:
                        break  # a nested Qt loop took the rest
                    handle = self._ready.popleft()
                    if self._ready:
                        self._arm()  # for the nested Qt loop this callback may open
                    if not handle.cancelled():
                        handle._run()
        except BaseException as exc:  # noqa: BLE001 — KeyboardInterrupt and SystemExit: run_forever raises them
            self._raised = self._raised or exc
        if self._ready:
            self._arm()
        if self._stopping or self._raised is not None:
            self._leave_exec()

    def _leave_exec(self) -> None:
        if self._nested is not None:
            self._nested.exit()
        else:
            self._app.exit()

    def stop(self) -> None:
        """End ``run_forever`` after a turn that runs everything ready by now."""
        self._stopping = True
        self._arm()

    def run_forever(self) -> None:
        """Run until :meth:`stop`. A window or a library that quits Qt's loop does not end it: it is re-entered."""
        self._check_closed()
        self._check_running()
        hooks = sys.get_asyncgen_hooks()
        self._thread_id = threading.get_ident()
        self._set_coroutine_origin_tracking(self._debug)
        sys.set_asyncgen_hooks(self._asyncgen_firstiter_hook, self._asyncgen_finalizer_hook)
        asyncio._set_running_loop(self)
        try:
            self._before_run_forever()
            self._armed = False
            self._arm()
            with signals_wake(self._csock.fileno()):
                self._exec()
        finally:
            asyncio._set_running_loop(None)
            sys.set_asyncgen_hooks(*hooks)
            self._set_coroutine_origin_tracking(False)
            self._thread_id = None
            self._stopping = False
            self._nested = None
            self._after_run_forever()
        if self._raised is not None:
            raised, self._raised = self._raised, None
            raise raised

    def _exec(self) -> None:
        # The application's exec() where possible: it also sets the root of the accessibility tree. Under an
        # exec() that runs already, a loop of ours; once the application was told to quit, Qt refuses such a loop
        # and only events taken one batch at a time get us to the end. Elsewhere in the window exec() and
        # processEvents() are forbidden, because they nest a loop in a coroutine: here they are the loop itself.
        if self._app.thread().loopLevel() > 0:
            self._nested = QEventLoop()
        while True:
            if self._nested is None:
                self._app.exec()
            elif self._nested.exec() != 0:
                self._nested.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if self._stopping or self._raised is not None:
                return

    def close(self) -> None:
        """Close for good and wait for the executor's threads."""
        if self.is_closed():
            return
        executor = self._default_executor
        super().close()
        self._pump.retire()
        if executor is not None:
            executor.shutdown(wait=True)


def install(app: QCoreApplication | None = None) -> DeskLoop:
    """Build the loop of this thread's application and make it the current one."""
    loop = DeskLoop(app)
    asyncio.set_event_loop(loop)
    return loop


def run_desk(main: Callable[[], Coroutine[Any, Any, int | None]], app: QCoreApplication) -> int:
    """Run ``main`` to its end, then cancel and collect what it left, close the loop and give its exit code.

    It needs no ``aboutToQuit``: the program ends because ``main`` returns. Ctrl+C cancels ``main``.
    """
    try:
        with asyncio.Runner(loop_factory=lambda: install(app)) as runner:
            return runner.run(main()) or 0
    finally:
        asyncio.set_event_loop(None)
