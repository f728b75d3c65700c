"""No window reaches beyond its screen: neither the main one nor a dialog."""

import pytest
from PySide6.QtCore import QRect, Qt
from ui.ui_counter import Counter

from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.main_window import WANTED
from vendingdesk.ui.screen_room import frame_of, keep_inside


@pytest.mark.parametrize(
    "screen",
    [QRect(0, 0, 1024, 600), QRect(0, 40, 1024, 560), QRect(0, 0, 1366, 728), QRect(1366, 0, 1920, 1080)],
    ids=["1024x600", "with a panel", "1366x768", "second screen"],
)
async def test_the_window_opens_inside_its_screen(desk: Counter, screen: QRect) -> None:
    window = desk.window
    window.hide()
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.fit_to(screen)
    assert screen.contains(window.geometry().marginsAdded(frame_of(window)))
    small = screen.height() < WANTED.height()
    assert bool(window.windowState() & Qt.WindowState.WindowMaximized) is small
    assert small or window.size() == WANTED


async def test_the_first_window_of_a_run_is_inside(desk: Counter) -> None:
    screen = desk.window.screen().availableGeometry()
    if screen.width() >= desk.window.minimumWidth():
        assert screen.contains(desk.window.frameGeometry())
        assert desk.window.height() + frame_of(desk.window).top() <= screen.height()


async def test_a_dialog_that_grows_at_the_edge_stays_inside(desk: Counter) -> None:
    screen = desk.window.screen().availableGeometry()
    dialog = FormDialog("grows", "Grows", desk.counter._tasks, desk.window, done="Go on")
    dialog.show()
    await desk.active(dialog)
    dialog.move(screen.left(), screen.bottom() - dialog.height())
    dialog.message.say("One sentence more. " * 40)
    dialog.fit()
    assert screen.contains(dialog.frameGeometry())
    dialog.setGeometry(QRect(screen.left(), screen.top() + 90, dialog.width(), screen.height() * 2))
    keep_inside(dialog)
    assert screen.contains(dialog.geometry())
    dialog.close()
    dialog.deleteLater()
