import asyncio
from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog, QWidget

from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog

Until = Callable[..., Awaitable[None]]
Failures = list[tuple[str, BaseException]]


@pytest.fixture
def failures() -> Failures:
    return []


@pytest.fixture
def registry(failures: Failures) -> TaskRegistry:
    return TaskRegistry(lambda name, failure: failures.append((name, failure)))


async def hold(gate: asyncio.Event) -> str:
    await gate.wait()
    return "done"


async def fail() -> None:
    raise ValueError("no paper")


async def test_a_task_is_named_held_and_forgotten_when_it_ends(registry: TaskRegistry, failures: Failures) -> None:
    gate = asyncio.Event()
    first = registry.start(hold(gate), name="look up")
    registry.start(hold(gate), name="sell", vital=True)
    assert first.get_name() == "look up"
    assert registry.running() == ["look up", "sell"]
    gate.set()
    assert await first == "done"
    await registry.wait_vital()
    assert registry.running() == []
    assert failures == []


@pytest.mark.parametrize("awaited", [False, True])
async def test_a_failure_is_reported_once_whether_awaited_or_not(
    registry: TaskRegistry, failures: Failures, until: Until, awaited: bool
) -> None:
    task = registry.start(fail(), name="print")
    if awaited:
        with pytest.raises(ValueError, match="no paper"):
            await task
    del task
    await until(lambda: not registry.running())
    assert [(name, str(failure)) for name, failure in failures] == [("print", "no paper")]


async def test_a_cancellation_is_silent(registry: TaskRegistry, failures: Failures) -> None:
    task = registry.start(hold(asyncio.Event()), name="look up")
    task.cancel()
    await asyncio.wait([task])
    assert failures == []


def test_the_end_of_the_program_is_left_to_the_loop(failures: Failures) -> None:
    registry = TaskRegistry(lambda name, failure: failures.append((name, failure)))

    async def leave() -> None:
        raise SystemExit(4)

    async def main() -> None:
        with pytest.raises(SystemExit):
            await registry.start(leave(), name="leave")

    loop = asyncio.new_event_loop()
    task = loop.create_task(main())
    with pytest.raises(SystemExit):
        loop.run_until_complete(task)
    loop.run_until_complete(task)
    loop.close()
    assert failures == []


async def test_an_owner_cancels_what_it_owns_but_nothing_vital(registry: TaskRegistry) -> None:
    gate, screen, other = asyncio.Event(), object(), object()
    mine = registry.start(hold(gate), name="mine", owner=screen)
    registry.start(hold(gate), name="vend", owner=screen, vital=True)
    registry.start(hold(gate), name="other", owner=other)
    registry.start(hold(gate), name="nobody's")
    registry.cancel_owned(screen)
    await asyncio.wait([mine])
    assert mine.cancelled()
    assert registry.running() == ["vend", "other", "nobody's"]
    registry.cancel_owned(None)
    await asyncio.sleep(0)
    assert registry.running() == ["vend", "other", "nobody's"]
    gate.set()
    await registry.close()


async def test_owners_given_as_text_are_compared_by_value_and_objects_by_identity(registry: TaskRegistry) -> None:
    class Twin:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    gate, twin = asyncio.Event(), Twin()
    by_text = registry.start(hold(gate), name="by text", owner="screen:" + "sell")
    registry.start(hold(gate), name="twin", owner=twin)
    registry.cancel_owned(Twin())
    registry.cancel_owned("screen:" + "".join(["se", "ll"]))
    await asyncio.wait([by_text])
    assert by_text.cancelled()
    assert registry.running() == ["twin"]
    gate.set()
    await registry.close()


async def test_cancel_all_spares_the_vital_and_the_caller(registry: TaskRegistry) -> None:
    gate = asyncio.Event()
    registry.start(hold(gate), name="vend", vital=True)
    read = registry.start(hold(gate), name="read")

    async def sweep() -> str:
        registry.cancel_all()
        await asyncio.wait([read])
        return "swept"

    assert await registry.start(sweep(), name="sweep") == "swept"
    assert registry.running() == ["vend"]
    gate.set()
    await registry.wait_vital()


async def test_wait_vital_waits_for_vital_work_started_meanwhile(registry: TaskRegistry) -> None:
    gate, order = asyncio.Event(), []

    async def second() -> None:
        order.append("second")

    async def first() -> None:
        await gate.wait()
        order.append("first")
        registry.start(second(), name="second", vital=True)

    async def asked_from_inside() -> None:
        await registry.wait_vital()
        order.append("asked from inside")

    registry.start(first(), name="first", vital=True)
    registry.start(asked_from_inside(), name="inside", vital=True)
    gate.set()
    await registry.wait_vital()
    assert order == ["first", "second", "asked from inside"]


async def test_close_cancels_reads_waits_for_vends_and_refuses_new_work(registry: TaskRegistry) -> None:
    gate, order = asyncio.Event(), []

    async def journal() -> None:
        order.append("journal")

    async def vend() -> None:
        await gate.wait()
        registry.start(journal(), name="journal", vital=True)
        with pytest.raises(RuntimeError, match="no new work"):
            registry.start(hold(gate), name="read")
        order.append("vend")

    read = registry.start(hold(asyncio.Event()), name="read")
    registry.start(vend(), name="vend", vital=True)
    assert registry.open
    closing = asyncio.create_task(registry.close())
    await asyncio.wait([read])
    assert not registry.open
    assert read.cancelled()
    assert not closing.done()
    gate.set()
    await closing
    assert sorted(order) == ["journal", "vend"]
    with pytest.raises(RuntimeError, match="no new work"):
        registry.start(hold(gate), name="late", vital=True)


async def test_a_registered_task_may_close_the_registry(registry: TaskRegistry) -> None:
    await registry.start(registry.close(), name="close")
    assert registry.running() == []


class TestWaitDialog:
    @pytest.mark.parametrize("code", [QDialog.DialogCode.Accepted, QDialog.DialogCode.Rejected])
    async def test_gives_the_result(self, code: QDialog.DialogCode) -> None:
        dialog = QDialog()
        waiting = asyncio.create_task(wait_dialog(dialog))
        await asyncio.sleep(0)
        assert dialog.isVisible()
        dialog.done(code.value)
        assert await waiting == code.value

    async def test_a_dialog_destroyed_with_its_parent_counts_as_rejected(self) -> None:
        parent = QWidget()
        parent.show()
        waiting = asyncio.create_task(wait_dialog(QDialog(parent)))
        await asyncio.sleep(0)
        parent.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert await waiting == QDialog.DialogCode.Rejected.value

    async def test_a_dialog_finished_and_destroyed_in_one_turn_gives_the_first_answer(self) -> None:
        parent = QWidget()
        dialog = QDialog(parent)
        waiting = asyncio.create_task(wait_dialog(dialog))
        await asyncio.sleep(0)
        dialog.accept()
        parent.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert await waiting == QDialog.DialogCode.Accepted.value

    async def test_a_cancelled_wait_takes_the_dialog_away(self) -> None:
        dialog = QDialog()
        waiting = asyncio.create_task(wait_dialog(dialog))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()
        assert not dialog.isVisible()

    async def test_a_wait_cancelled_after_the_dialog_was_destroyed_stays_quiet(self) -> None:
        parent = QWidget()
        waiting = asyncio.create_task(wait_dialog(QDialog(parent)))
        await asyncio.sleep(0)
        parent.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()
