"""The settling forms where things are not as usual: management tokens, faults, two doubts, keys, closing."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from ui.ui_counter import LOST_AFTER, MANAGE, Counter, until

from vendingdesk import sts
from vendingdesk.counter.proposal import DoubtOverride
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.ui.form_dialog import FormDialog

PIN = "2580"


@pytest.fixture
async def doubtful(desk: Counter) -> Counter:
    """A counter with one doubt, its page in front."""
    assert await desk.sell(LOST_AFTER, "50") == "IN_DOUBT"
    await desk.next_customer()
    await desk.to_doubts()
    return desk


async def fail(*_: object, **__: object) -> None:
    raise EnvironmentFault("The disk is full. Free some space.")


async def recovering(desk: Counter, token: str, **more: str) -> FormDialog:
    """The form with everything in it that is asked for."""
    desk.click("doubts.recover")
    dialog = await desk.form("recover")
    for key, text in {"token": token, "again": token, "meter": LOST_AFTER, "source": "By mail", **more}.items():
        desk.fill(f"recover.{key}", text, dialog)
    return dialog


async def test_a_management_token_has_no_amount(desk: Counter) -> None:
    desk.press(Qt.Key.Key_F3)
    await desk.meter(LOST_AFTER, "tokens")
    desk.fill("tokens.value", "5000")
    desk.fill("tokens.reason", "asked for by the landlord")
    desk.click("tokens.issue")
    await desk.agree()
    assert await desk.done("tokens") == "IN_DOUBT"
    assert desk.sent(MANAGE) == 1
    await desk.to_doubts()
    assert "asked for by the landlord" in desk.labels(desk.window.doubts.card)
    desk.click("doubts.lost")
    dialog = await desk.form("lost")
    assert "must not be entered" in desk.labels(dialog)
    assert "money" not in desk.labels(dialog)
    dialog.reject()
    await until(lambda: not desk.window.findChildren(FormDialog))
    desk.click("doubts.not_issued")
    dialog = await desk.form("notissued")
    assert "money" not in desk.labels(dialog)
    dialog.reject()
    await until(lambda: not desk.window.findChildren(FormDialog))
    token = desk.server.ledger.tokens[-1]
    dialog = await recovering(desk, token)
    assert dialog.findChild(QLineEdit, "recover.amount") is None
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(desk.window.doubts.result.isVisible)
    assert desk.text("settled.token") == sts.group_token(token)


async def test_a_second_doubt_goes_on_holding_the_meter(doubtful: Counter) -> None:
    use = doubtful.desk
    leave = DoubtOverride(await use.supervisors.name("Amina", PIN, PIN, by="demo"), "A hospital")
    await use.sell_credit(await use.sell_credit.propose(LOST_AFTER, "20", doubt=leave))
    dialog = await recovering(doubtful, doubtful.server.ledger.tokens[-2], amount="50")
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(doubtful.window.doubts.result.isVisible)
    assert "still held: the result of K01-000002 is unknown" in doubtful.text("settled.detail")
    assert "free again" not in doubtful.text("settled.detail")


async def test_a_disk_that_fails_loses_nothing_that_was_typed(
    doubtful: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = doubtful.building.journal
    dialog = await recovering(doubtful, doubtful.server.ledger.tokens[-1], amount="50")
    with monkeypatch.context() as broken:
        broken.setattr(journal, "settle", fail)
        QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
        await until(lambda: "disk is full" in dialog.message.text())
        assert doubtful.text("recover.source") == "By mail"
        broken.setattr(journal, "sales", fail)
        doubtful.window.doubts.mark_stale()
        await until(lambda: "disk is full" in doubtful.text("doubts.message"))
        broken.setattr(journal, "evidence", fail)
        doubtful.window.doubts.message.clear()
        doubtful.window.doubts._on_row(0)
        await until(lambda: "disk is full" in doubtful.text("doubts.message"))
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(doubtful.window.doubts.result.isVisible)


async def test_supervisors_that_can_t_be_read_are_said(doubtful: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doubtful.building.register, "persons", fail)
    doubtful.click("doubts.lost")
    dialog = await doubtful.form("lost")
    doubtful.fill("lost.source", "The utility", dialog)
    doubtful.fill("lost.reference", "Ticket 1", dialog)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: "disk is full" in dialog.message.text())
    dialog.reject()
    await until(lambda: not doubtful.window.findChildren(FormDialog))
    doubtful.click("nav.sell")
    await doubtful.meter(LOST_AFTER)
    doubtful.fill("sell.amount", "20")
    doubtful.click("sell.sell")
    await until(lambda: doubtful.find("sell.override").isVisible())
    await until(lambda: "sell: vend" not in doubtful.counter._tasks.running())
    doubtful.click("sell.override")
    await until(lambda: "disk is full" in doubtful.text("sell.message"))
    assert doubtful.find("sell.sell").isEnabled()


async def test_the_token_s_menu_has_no_way_to_copy(doubtful: Counter) -> None:
    doubtful.click("doubts.recover")
    dialog = await doubtful.form("recover")
    line = doubtful.find("recover.token", QLineEdit, dialog)
    doubtful.fill("recover.token", "1" * 20, dialog)
    line.selectAll()
    QGuiApplication.clipboard().setText("before")
    middle = QPoint(40, line.height() // 2)
    QApplication.sendEvent(line, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, line.mapToGlobal(middle)))
    (menu,) = line.findChildren(QMenu)
    names = {action.objectName() for action in menu.actions()}
    assert "edit-paste" in names
    assert not names & {"edit-copy", "edit-cut"}
    menu.close()
    QTest.mouseDClick(line, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert line.selectedText()
    assert not QGuiApplication.clipboard().ownsSelection()
    dialog.reject()
    await until(lambda: not doubtful.window.findChildren(FormDialog))


async def test_keys_in_a_form(doubtful: Counter) -> None:
    doubtful.click("doubts.note")
    dialog = await doubtful.form("note")
    doubtful.fill("note.note", "Called", dialog)
    # A scanner's Enter goes on to the next field at most.
    line = doubtful.find("note.reference", QLineEdit, dialog)
    QTest.keyClick(doubtful.find("note.note", QLineEdit, dialog), Qt.Key.Key_Return)
    assert line.hasFocus()
    # A held one goes on by one field and submits nothing.
    doubtful.find("note.note", QLineEdit, dialog).setFocus()
    await until(lambda: dialog._pace.elapsed() > 100)
    doubtful.hold(Qt.Key.Key_Return)
    assert line.hasFocus()
    assert not dialog._working
    sent: list[int] = []
    dialog.ok.clicked.connect(lambda: sent.append(1))
    dialog.ok.setFocus()
    await until(lambda: dialog._pace.elapsed() > 100)
    doubtful.press(Qt.Key.Key_Return)
    assert sent == [1]
    await until(lambda: "Called" in doubtful.text("doubts.evidence"))
    doubtful.click("doubts.note")
    dialog = await doubtful.form("note")
    dialog.back.setFocus()
    await until(lambda: dialog._pace.elapsed() > 100)
    doubtful.press(Qt.Key.Key_Return)
    await until(lambda: not doubtful.window.findChildren(FormDialog))


async def test_closing_takes_an_open_form_with_it(doubtful: Counter) -> None:
    doubtful.click("doubts.lost")
    dialog = await doubtful.form("lost")
    doubtful.fill("lost.source", "The utility", dialog)
    doubtful.fill("lost.reference", "Ticket 1", dialog)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await doubtful.form("supervisor")
    assert await doubtful.end() == 0
