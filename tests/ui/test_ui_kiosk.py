"""A kiosk in one process: left by a supervisor's PIN alone, back at its start by itself, and nothing thrown away."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLineEdit, QPushButton, QWidget
from ui.ui_counter import METER, Counter, until
from ui.ui_gate import Gate

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.screen import Kiosk
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.people import Right
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.kiosk_grab import leads_out
from vendingdesk.ui.kiosk_screen import Cover, KioskScreen
from vendingdesk.ui.signin import SignInDialog
from vendingdesk.ui.theme import SIZES

Open = Callable[..., Awaitable[Counter]]
PIN, WRONG = "2580", "9731"
NONE, ALT, META, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.MetaModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def alone(idle: float = 600.0, **more: object) -> DeskSetup:
    """A till that is a kiosk; a test has no fifteen seconds, which is the least that the settings take."""
    kiosk = Kiosk(on=True, keyboard=False)
    object.__setattr__(kiosk, "idle", timedelta(seconds=idle))
    return DeskSetup(kiosk=kiosk, **more)  # type: ignore[arg-type]


def asked(counter: Counter) -> FormDialog | None:
    """The supervisor's dialog that stands in front, if any."""
    shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, FormDialog) and each.isVisible()]
    return next((each for each in shown if each.objectName() == "supervisor" and not each._working), None)


async def supervisor_asked(counter: Counter) -> FormDialog:
    await until(lambda: asked(counter) is not None)
    dialog = asked(counter)
    assert dialog is not None
    await counter.active(dialog)
    return dialog


async def with_supervisor(open_counter: Open, folder: Path) -> None:
    """A till where Grace is supervisor, named while it was no kiosk."""
    before = await open_counter(folder=folder, signed_in=False)
    await until(lambda: "opening the books" not in before.counter._tasks.running())
    await before.desk.supervisors.name("Grace", PIN, PIN, by="test")
    await before.end()


def type_pin(dialog: FormDialog, pin: str) -> None:
    line = dialog.findChild(QWidget, "supervisor.pin")
    assert line is not None
    QTest.keyClicks(line, pin)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)


def allowed(folder: Path) -> list[tuple[str, str, str]]:
    """What the journal says of who let whom do what."""
    with closing(sqlite3.connect(folder / "journal.sqlite")) as file:
        bodies = [
            msgspec.json.decode(body) for (body,) in file.execute("SELECT body FROM entry WHERE kind='allowed'")
        ]
    return [(body["right"], body["person"], body["allowed_by"]) for body in bodies]


def running(counter: Counter) -> bool:
    return counter.task is not None and not counter.task.done()


# Leaving


async def test_the_sign_in_is_not_closed(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False, setup=alone())
    await until(lambda: "opening the books" not in counter.counter._tasks.running())
    for leave in (lambda: QTest.keyClick(counter.dialog, Qt.Key.Key_Escape), counter.dialog.close):
        leave()
        told = await supervisor_asked(counter)
        assert "nobody can be named one while it is a kiosk" in counter.labels(told)
        assert told.ok.isHidden()
        QTest.keyClick(told, Qt.Key.Key_Escape)
        await until(lambda: "leaving the kiosk" not in counter.counter._tasks.running())
        assert counter.dialog.isVisible()
        assert running(counter)


async def test_the_system_still_ends_it_at_the_sign_in(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False, setup=alone())
    assert await counter.end() == 0


async def test_before_the_books_are_open_it_says_so(open_counter: Open) -> None:
    held = asyncio.Event()

    def wrap(opening: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[object]]:
        async def later() -> object:
            await held.wait()
            return await opening()

        return later

    counter = await open_counter(signed_in=False, setup=alone(), wrap=wrap)
    QTest.keyClick(counter.dialog, Qt.Key.Key_Escape)
    assert "not open yet" in counter.dialog.error.text()
    assert counter.dialog.isVisible()
    held.set()


async def test_a_supervisor_leaves_from_the_sign_in(open_counter: Open, tmp_path: Path) -> None:
    await with_supervisor(open_counter, tmp_path / "k")
    counter = await open_counter(signed_in=False, setup=alone(), folder=tmp_path / "k")
    await until(lambda: "opening the books" not in counter.counter._tasks.running())
    covers = [each for each in QApplication.topLevelWidgets() if isinstance(each, Cover)]
    QTest.mouseClick(covers[0].leave, Qt.MouseButton.LeftButton)
    dialog = await supervisor_asked(counter)
    type_pin(dialog, WRONG)
    await until(lambda: "PIN" in counter.labels(dialog) and not dialog._working)
    assert running(counter)
    assert allowed(tmp_path / "k") == []
    type_pin(dialog, PIN)
    assert counter.task is not None
    assert await asyncio.wait_for(counter.task, 20) == 0
    assert allowed(tmp_path / "k") == [("leave_kiosk", "Grace", "Grace")]


async def test_it_is_left_also_when_the_journal_takes_nothing(
    open_counter: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await with_supervisor(open_counter, tmp_path / "k")
    counter = await open_counter(setup=alone(), folder=tmp_path / "k")
    counter.click("kiosk.leave")
    dialog = await supervisor_asked(counter)
    with closing(sqlite3.connect(tmp_path / "k" / "journal.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        type_pin(dialog, PIN)
        await until(lambda: counter.counter._leaving.under_way)
        other.execute("ROLLBACK")
    assert counter.task is not None
    assert await asyncio.wait_for(counter.task, 20) == 0
    assert allowed(tmp_path / "k") == []
    assert "could not be told" in caplog.text
    caplog.clear()


@pytest.mark.parametrize("way", ["close", "key", "button"])
async def test_the_window_is_left_by_pin_alone(open_counter: Open, tmp_path: Path, way: str) -> None:
    await with_supervisor(open_counter, tmp_path / "k")
    counter = await open_counter(setup=alone(), folder=tmp_path / "k")
    ways = {
        "close": counter.window.close,
        "key": lambda: QTest.keyClick(counter.window, Qt.Key.Key_Q, CONTROL),
        "button": lambda: counter.click("kiosk.leave"),
    }
    ways[way]()
    dialog = await supervisor_asked(counter)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: "leaving the kiosk" not in counter.counter._tasks.running())
    assert running(counter)
    assert counter.window.isVisible()
    await counter.active(counter.window)
    ways[way]()
    assert allowed(tmp_path / "k") == []
    who = counter.desk.session.username
    type_pin(await supervisor_asked(counter), PIN)
    assert counter.task is not None
    assert await asyncio.wait_for(counter.task, 20) == 0
    assert allowed(tmp_path / "k") == [("leave_kiosk", who, "Grace")]


async def test_leaving_asks_once_at_a_time(open_counter: Open) -> None:
    counter = await open_counter(setup=alone())
    counter.window.close()
    counter.window.close()
    await supervisor_asked(counter)
    assert counter.counter._tasks.running().count("leaving the kiosk") == 1


async def test_what_nobody_has_seen_is_shown_before_anybody_leaves(
    open_counter: Open, gate: Gate, tmp_path: Path
) -> None:
    await with_supervisor(open_counter, tmp_path / "k")
    counter = await open_counter(setup=alone(soft_limit=timedelta(seconds=0.05)), folder=tmp_path / "k", url=gate.url)
    await counter.meter(METER)
    counter.fill("sell.amount", "10")
    QTest.keyClick(counter.window.sell.amount, Qt.Key.Key_Return)
    await counter.agree()
    await until(lambda: gate.held == 1)
    counter.click("kiosk.leave")
    type_pin(await supervisor_asked(counter), PIN)
    await until(lambda: counter.counter._leaving.under_way)
    assert running(counter)
    gate.let_go()
    await until(lambda: counter.state == "ISSUED")
    await until(lambda: not counter.counter._leaving.under_way)
    assert "Nobody has seen this result yet" in counter.window.message.text()
    assert running(counter)


async def test_nobody_is_named_supervisor_in_a_kiosk(open_counter: Open) -> None:
    counter = await open_counter(setup=alone())
    counter.window.close()
    dialog = await supervisor_asked(counter)
    for name in ("supervisor.new_name", "supervisor.new_pin", "supervisor.pin", "supervisor.another"):
        part = dialog.findChild(QWidget, name)
        assert part is not None
        assert not part.isVisible()
    dialog.submit()
    await until(lambda: not dialog._working)
    assert dialog.isVisible()
    assert await counter.desk.supervisors.names() == ()


# The screen


async def test_the_screen_is_covered_and_no_window_has_a_frame(open_counter: Open, qapp: QApplication) -> None:
    counter = await open_counter(signed_in=False, setup=alone())
    screen = counter.dialog.screen().geometry()
    cover = next(each for each in qapp.topLevelWidgets() if isinstance(each, Cover))
    assert cover.geometry() == screen
    assert not cover.close()
    assert cover.isVisible()
    handle = counter.dialog.windowHandle()
    assert handle is not None
    assert handle.flags() & Qt.WindowType.FramelessWindowHint
    await counter.sign_in()
    assert counter.window.geometry() == screen
    assert counter.window.isFullScreen()
    assert not cover.isVisible()
    counter.window.setWindowState(Qt.WindowState.WindowMinimized)
    await until(lambda: counter.window.isFullScreen() and not counter.window.isMinimized())
    await until(lambda: counter.window.geometry() == screen)


async def test_it_comes_back_to_the_front(open_counter: Open, qapp: QApplication) -> None:
    counter = await open_counter(setup=alone())
    other = QWidget(None, Qt.WindowType.X11BypassWindowManagerHint)
    other.show()
    other.activateWindow()
    KioskScreen.of(qapp).look()
    other.close()
    other.deleteLater()
    await until(counter.window.isActiveWindow)


async def test_neither_menus_nor_files_lead_elsewhere(open_counter: Open, qapp: QApplication) -> None:
    counter = await open_counter(setup=alone())
    line = counter.window.sell.meter.line
    asked_for = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), line.mapToGlobal(QPoint(5, 5)))
    QCoreApplication.sendEvent(line, asked_for)
    assert qapp.activePopupWidget() is None
    assert QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    files = QFileDialog(counter.window)
    files.open()
    await until(files.isVisible)
    assert files.testOption(QFileDialog.Option.ReadOnly)
    files.reject()
    files.deleteLater()


@pytest.mark.parametrize(
    ("key", "held", "out"),
    [
        (Qt.Key.Key_Tab, ALT, True),
        (Qt.Key.Key_F4, ALT, True),
        (Qt.Key.Key_Space, ALT, True),
        (Qt.Key.Key_Escape, ALT, True),
        (Qt.Key.Key_Escape, CONTROL, True),
        (Qt.Key.Key_D, META, True),
        (Qt.Key.Key_Print, NONE, True),
        (Qt.Key.Key_Menu, NONE, True),
        (Qt.Key.Key_Escape, NONE, False),
        (Qt.Key.Key_Tab, NONE, False),
        (Qt.Key.Key_M, ALT, False),
        (Qt.Key.Key_L, CONTROL, False),
        (Qt.Key.Key_F4, NONE, False),
        (Qt.Key.Key_A, NONE, False),
    ],
)
def test_keys_that_lead_out(key: Qt.Key, held: Qt.KeyboardModifier, out: bool) -> None:
    assert leads_out(QKeyEvent(QEvent.Type.KeyPress, key, held)) is out


async def test_what_is_pressed_is_high_enough_for_a_finger(open_counter: Open) -> None:
    counter = await open_counter(setup=alone())
    for page in ("sell", "tokens", "meters", "history", "settings"):
        counter.window.show_page(page)
        await until(lambda: not counter.window.sell._busy)
        for kind in (QPushButton, QCheckBox):
            for each in counter.window.findChildren(kind):
                if each.isVisible():
                    assert each.height() >= SIZES.control or each.objectName() == "kiosk.leave", each.objectName()


async def test_in_the_end_the_screen_is_given_back(open_counter: Open, qapp: QApplication) -> None:
    counter = await open_counter(setup=alone())
    await counter.end()
    assert qapp.findChild(KioskScreen) is None
    assert not any(isinstance(each, Cover) for each in qapp.topLevelWidgets())
    assert not QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    assert not qapp.property("desk_fingers")


# Back to the start


async def test_what_is_half_typed_goes(open_counter: Open) -> None:
    counter = await open_counter(setup=alone(0.4))
    await counter.meter(METER)
    counter.fill("sell.amount", "10")
    counter.window.show_page("history")
    await until(lambda: counter.window.sell.isVisible() and not counter.text("sell.meter"))
    assert counter.text("sell.amount") == ""
    assert counter.window.sell.card.isHidden()


async def test_an_open_question_goes_and_nothing_is_sold(open_counter: Open) -> None:
    counter = await open_counter(setup=alone(0.4))
    await counter.meter(METER)
    counter.fill("sell.amount", "10")
    QTest.keyClick(counter.window.sell.amount, Qt.Key.Key_Return)
    await counter.asked()
    await until(lambda: counter.confirm is None and not counter.text("sell.meter"))
    assert counter.sent("/api/v1/meter-recharge/recharge-token/0") == 0


async def test_somebody_who_is_there_is_left_alone(open_counter: Open) -> None:
    counter = await open_counter(setup=alone(0.5))
    counter.fill("sell.meter", "01")
    for _ in range(12):
        QTest.keyClick(counter.window.sell.meter.line, Qt.Key.Key_Shift)
        await asyncio.sleep(0.1)
    assert counter.text("sell.meter")


async def test_a_result_stays_until_somebody_has_seen_it(open_counter: Open) -> None:
    counter = await open_counter(setup=alone(0.3))
    start = counter.counter._kiosk
    assert start is not None
    assert await counter.sell() == "ISSUED"
    token = counter.text("result.token")
    went = len(await idle_twice(counter))
    assert went == 2
    assert counter.state == "ISSUED"
    assert counter.text("result.token") == token
    assert counter.counter._vends.in_front
    await counter.next_customer()
    assert not counter.counter._vends.in_front


async def test_a_result_on_another_page_is_what_it_comes_back_to(open_counter: Open) -> None:
    counter = await open_counter(setup=alone(600))
    assert await counter.sell() == "ISSUED"
    token = counter.text("result.token")
    counter.window.show_page("history")
    await idle_twice(counter)
    assert counter.window.sell.isVisible()
    assert counter.counter._vends.in_front
    assert counter.state == "ISSUED"
    assert counter.text("result.token") == token


async def test_a_vend_under_way_and_a_late_answer_stay(open_counter: Open, gate: Gate) -> None:
    counter = await open_counter(setup=alone(600, soft_limit=timedelta(seconds=0.05)), url=gate.url)
    await counter.meter(METER)
    counter.fill("sell.amount", "10")
    QTest.keyClick(counter.window.sell.amount, Qt.Key.Key_Return)
    await counter.agree()
    await until(lambda: gate.held == 1)
    await idle_twice(counter)
    assert counter.state == "SENDING"
    assert not counter.counter._vends.left
    counter.window.show_page("history")
    await until(lambda: len(counter.counter._vends.left) == 1)
    await idle_twice(counter)
    assert counter.window.sell.isVisible()
    gate.let_go()
    await until(lambda: len(counter.counter._vends.late) == 1)
    await idle_twice(counter)
    assert len(counter.counter._vends.late) == 1
    counter.window.show_late(counter.counter._vends.late[0])
    await idle_twice(counter)
    assert counter.window.late.isVisible()


async def test_the_sign_in_forgets_what_was_typed(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False, setup=alone(0.4))
    await counter.picture()
    counter.fill("signin.password", "secret", counter.dialog)
    await until(lambda: not counter.dialog.password.text())


async def idle_twice(counter: Counter) -> list[str]:
    """Nobody touches anything for two whiles."""
    kiosk = counter.counter._kiosk
    assert kiosk is not None
    begun: list[str] = []
    for _ in range(2):
        kiosk._start._since.start()
        object.__setattr__(counter.desk.setup.kiosk, "idle", timedelta())
        kiosk._start._on_idle()
        begun += [each for each in counter.counter._tasks.running() if each == "kiosk: back to the start"]
        object.__setattr__(counter.desk.setup.kiosk, "idle", timedelta(seconds=600))
        kiosk._start._begin(600_000)
        await until(lambda: "kiosk: back to the start" not in counter.counter._tasks.running())
    return begun


async def test_a_sign_in_of_an_ended_session_stays_and_forgets_too(open_counter: Open) -> None:
    counter = await open_counter(setup=alone())
    counter.counter._on_sign_in_wanted()
    again = await until_shown(counter)
    await until(again.ok.isEnabled)
    again.password.setText("secret")
    await idle_twice(counter)
    assert again.isVisible()
    assert not again.password.text()
    again.reject()
    await until(lambda: "sign in again" not in counter.counter._tasks.running())
    assert running(counter)


async def until_shown(counter: Counter) -> SignInDialog:
    await until(lambda: any(each.isVisible() for each in counter.window.findChildren(SignInDialog)))
    return counter.window.findChildren(SignInDialog)[0]


async def test_a_half_typed_pin_goes_from_the_lock(open_counter: Open, tmp_path: Path) -> None:
    await with_supervisor(open_counter, tmp_path / "k")
    counter = await open_counter(setup=alone(), folder=tmp_path / "k")
    desk = counter.desk
    leave = Leave(await desk.supervisors.authorise("Grace", PIN), frozenset({Right.CHANGE_PEOPLE}))
    await desk.people.switch_on(leave=leave)
    await until(lambda: counter.window.curtain.drawn)
    line = counter.find("lock.pin", QLineEdit)
    line.setText("25")
    await idle_twice(counter)
    assert not line.text()
    assert counter.window.curtain.drawn
