"""Signing in: the picture, what can go wrong, and what stays as it was typed."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QBuffer, QEvent, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui.ui_counter import CAPTCHA, LOGIN, Counter, until

from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui.signin import PICTURE_WIDTH, SignInDialog
from vendingdesk.wiring.remembered import RememberedFile

Open = Callable[..., Awaitable[Counter]]


def type_in(counter: Counter, code: str) -> None:
    counter.fill("signin.username", counter.server.user, counter.dialog)
    counter.fill("signin.password", counter.server.password, counter.dialog)
    counter.fill("signin.code", code, counter.dialog)
    QTest.keyClick(counter.dialog.code, Qt.Key.Key_Return)


async def test_signing_in_leads_to_the_sell_page(open_counter: Open) -> None:
    counter = await open_counter()
    assert counter.window.sell.isVisible()
    assert counter.window.sell.meter.line.hasFocus()
    assert counter.window.strip.who.text() == counter.server.user
    assert counter.sent(LOGIN) == 1


async def test_a_wrong_code_says_so_and_fetches_another_picture(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False)
    right = await counter.picture()
    type_in(counter, "0000" if right != "0000" else "1111")
    dialog = counter.dialog
    await until(lambda: dialog.error.text() and len(counter.captchas) == 2 and dialog.ok.isEnabled())
    assert "code" in dialog.error.text().lower()
    assert dialog.code.text() == ""
    assert dialog.code.hasFocus()
    assert dialog.password.text() == counter.server.password
    assert dialog.isVisible()
    await counter.sign_in()


async def test_a_code_that_can_be_none_sends_nothing(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False)
    await counter.picture()
    dialog = counter.dialog
    for code in ("", "12", "12ab", "12345"):
        type_in(counter, code)
        await until(lambda: "four digits" in dialog.error.text())
        dialog.error.clear()
    counter.fill("signin.password", "", dialog)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: "password" in dialog.error.text())
    assert dialog.password.hasFocus()
    counter.fill("signin.username", " ", dialog)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: "user name" in dialog.error.text())
    assert counter.sent(LOGIN) == 0
    assert counter.sent(CAPTCHA) == 1


async def test_a_wrong_password_spends_the_picture(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False)
    code = await counter.picture()
    counter.fill("signin.username", "demo", counter.dialog)
    counter.fill("signin.password", "wrong", counter.dialog)
    counter.fill("signin.code", code, counter.dialog)
    QTest.keyClick(counter.dialog.code, Qt.Key.Key_Return)
    await until(lambda: counter.dialog.error.text() and len(counter.captchas) == 2)
    await counter.sign_in()


async def test_enter_held_down_asks_once(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False)
    type_in(counter, await counter.picture())
    for _ in range(5):
        counter.dialog.submitted.emit()
    await until(lambda: counter.counter._window is not None and counter.window.isVisible())
    assert counter.sent(LOGIN) == 1


async def test_a_server_that_is_off_can_come_back(open_counter: Open) -> None:
    server = SimulatorServer(slow_factor=0.02)
    server.start()
    port = server._port
    server.stop()
    counter = await open_counter(signed_in=False, server=server)
    await until(counter.dialog.error.text)
    assert "could not be reached" in counter.dialog.error.text() or "reach" in counter.dialog.error.text()
    assert counter.dialog.picture.text() == "No picture"
    type_in(counter, "1234")
    await until(lambda: "New picture" in counter.dialog.error.text())
    with SimulatorServer(port=port, slow_factor=0.02) as back:
        counter.server = back
        QTest.mouseClick(counter.dialog.refresh, Qt.MouseButton.LeftButton)
        await counter.picture()
        assert counter.dialog.error.text() == ""
        await counter.sign_in()
        await counter.end()


async def test_broken_pictures_leave_the_button_usable(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False)
    await counter.picture()
    dialog = counter.dialog
    for fault in ("captcha-failed", "captcha-empty", "captcha-broken"):
        counter.server.faults.arm(fault, CAPTCHA)
        asked = counter.sent(CAPTCHA)
        QTest.mouseClick(dialog.refresh, Qt.MouseButton.LeftButton)
        await until(lambda asked=asked: counter.sent(CAPTCHA) > asked)
        await until(lambda: dialog.refresh.isEnabled() and dialog.picture.text() != "Loading the picture…")
        assert dialog.picture.pixmap().isNull(), fault
        assert dialog.error.text() or "New picture" in dialog.picture.text(), fault
    QTest.mouseClick(dialog.refresh, Qt.MouseButton.LeftButton)
    await until(lambda: not dialog.picture.pixmap().isNull())


async def test_a_picture_is_replaced_before_it_ends(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False)
    await counter.picture()
    counter.counter._entrance._expire("another one")
    counter.counter._entrance._expire(counter.captchas[-1])
    await until(lambda: len(counter.captchas) == 2)
    await counter.sign_in()
    counter.counter._entrance._expire(counter.captchas[-1])  # its dialog is gone by then


async def test_closing_the_dialog_ends_the_program(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False)
    await counter.picture()
    counter.press(Qt.Key.Key_Escape)
    assert counter.task is not None
    await until(counter.task.done)
    assert counter.task.result() == 0


async def test_a_signal_during_the_sign_in_ends_the_program(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False)
    await until(lambda: counter.counter._window is not None)
    await counter.picture()
    counter.counter.request_close()
    counter.counter.request_close()
    assert counter.task is not None
    await until(counter.task.done, timeout=5)


async def test_what_is_transparent_shows_white(qapp: QApplication) -> None:
    image = QImage(240, 80, QImage.Format.Format_Indexed8)
    image.setColorTable([0x00000000, 0xFF102030])  # the server's ground: black, wholly transparent [S]
    image.fill(0)
    for x in range(100, 140):
        for y in range(20, 60):
            image.setPixel(x, y, 1)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]
    dialog = SignInDialog("http://localhost")
    assert dialog.show_picture(bytes(buffer.data().data()))
    shown = dialog.picture.pixmap().toImage()
    assert shown.width() > PICTURE_WIDTH * 0.9
    assert shown.pixelColor(5, 5) == QColor("white")
    assert shown.pixelColor(shown.width() // 2, shown.height() // 2) == QColor(0xFF102030)
    assert not dialog.show_picture(b"no picture")
    assert "could not be read" in dialog.picture.text()
    dialog.deleteLater()


async def test_caps_lock_is_noticed(qapp: QApplication) -> None:
    dialog = SignInDialog("http://localhost")
    shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for text, modifier, noticed in [("A", shift, False), ("a", none, False), ("A", none, True), ("a", shift, True)]:
        QApplication.sendEvent(dialog.password, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, modifier, text))
        assert bool(dialog.caps.text()) is noticed
    dialog.deleteLater()


async def test_the_demo_shows_its_credentials_and_waits_for_the_code(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False, demo=("demo", "demo-1234"))
    assert "user demo, password demo-1234" in counter.labels(counter.dialog)
    await counter.picture()
    assert counter.dialog.code.hasFocus()


async def test_a_remembered_name_stands_there_at_the_next_start_and_at_the_next_sign_in(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False)
    counter.fill("signin.username", counter.server.user, counter.dialog)
    assert not counter.dialog.remember.isChecked()
    counter.dialog.remember.click()
    await counter.sign_in()
    assert RememberedFile(counter.slips.parent).read() == counter.server.user
    counter.desk.session.end()
    counter.window.sell.sign_in_wanted.emit()
    await until(lambda: counter.window.findChildren(SignInDialog))
    [again] = counter.window.findChildren(SignInDialog)
    await counter.active(again)
    assert again.remember.isChecked()  # or signing in again would forget it
    assert again.username.text() == counter.server.user
    again.reject()


async def test_the_cursor_starts_behind_a_remembered_name(qapp: QApplication) -> None:
    dialog = SignInDialog("http://localhost", remembered="amina")
    assert (dialog.username.text(), dialog.remember.isChecked()) == ("amina", True)
    assert dialog.focusWidget() is dialog.password
    dialog.deleteLater()
    plain = SignInDialog("http://localhost")
    assert (plain.username.text(), plain.remember.isChecked()) == ("", False)
    assert plain.focusWidget() is plain.username
    plain.deleteLater()
    demo = SignInDialog("http://localhost", demo=("demo", "demo-1234"), remembered="amina")
    assert demo.username.text() == "demo"
    assert demo.focusWidget() is demo.code
    demo.deleteLater()
