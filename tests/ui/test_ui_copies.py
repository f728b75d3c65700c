"""A slip that was made before asks why: by a digit of a hand, and nothing is counted for nothing."""

from collections.abc import Awaitable, Callable

import pytest
from printing.receipt_printer import Machine, on_the_network
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.ui_counter import LOST_AFTER, Counter, until
from ui.ui_printing import answer, copy_asked, made, network, quiet, said, shop, sold

from vendingdesk.ui.scanner import SCANNER_GAP_MS

Open = Callable[..., Awaitable[Counter]]
F9 = Qt.Key.Key_F9


async def printed(desk: Counter) -> None:
    """A sale with its first slip."""
    await sold(desk)
    desk.press(F9)
    await said(desk, "Saved as")
    await quiet(desk)
    await desk.active(desk.window)


@pytest.mark.parametrize(
    ("digit", "why"),
    [
        (Qt.Key.Key_1, "customer lost it"),
        (Qt.Key.Key_2, "it did not print"),
        (Qt.Key.Key_3, "for the shop"),
    ],
)
async def test_a_digit_says_why(desk: Counter, digit: Qt.Key, why: str) -> None:
    await printed(desk)
    desk.press(F9)
    dialog = await copy_asked(desk)
    text = dialog.which.text()
    assert text.startswith("It will be COPY 1 of K01-000001. The first one was made ")
    assert text.endswith(f" by {desk.desk.session.username}.")
    await answer(desk, digit)
    await said(desk, "copy1.pdf")
    await quiet(desk)
    assert await made(desk) == [(1, "pdf", ""), (2, "pdf", why)]


async def test_another_reason_in_a_person_s_own_words(desk: Counter) -> None:
    await printed(desk)
    desk.press(F9)
    dialog = await copy_asked(desk)
    QTest.keyClick(dialog, Qt.Key.Key_4)
    await until(dialog.text.isVisible)
    assert not dialog.ok.isEnabled()
    dialog.press_chosen()  # nothing is no reason
    assert dialog.isVisible()
    QTest.keyClicks(dialog.text, "  for  the landlord ")
    assert dialog.ok.isEnabled()
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)  # right behind a letter: not a hand
    assert dialog.isVisible()
    await until(lambda: dialog._pace.elapsed() > SCANNER_GAP_MS)
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    await said(desk, "copy1.pdf")
    await quiet(desk)
    assert await made(desk) == [(1, "pdf", ""), (2, "pdf", "for the landlord")]


async def test_escape_prints_and_counts_nothing(desk: Counter) -> None:
    await printed(desk)
    for leave in (lambda d: QTest.keyClick(d, Qt.Key.Key_Escape), lambda d: d.back.click()):
        desk.press(F9)
        dialog = await copy_asked(desk)
        leave(dialog)
        await quiet(desk)
        await desk.active(desk.window)
    assert await made(desk) == [(1, "pdf", "")]
    assert "receipt-K01-000001.pdf" in desk.text("result.paper")


async def test_enter_and_a_scanner_answer_nothing(desk: Counter) -> None:
    await printed(desk)
    desk.press(F9)
    dialog = await copy_asked(desk)
    QTest.keyClicks(dialog, "1234567890123")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await until(lambda: not dialog._alone.isActive())
    assert dialog.isVisible()
    dialog.other.setFocus()
    await until(lambda: dialog._pace.elapsed() > SCANNER_GAP_MS)
    desk.hold(Qt.Key.Key_Return)  # held down: once, which only opens the line
    assert dialog.isVisible()
    assert dialog.text.isVisible()
    dialog.reject()
    await quiet(desk)
    assert await made(desk) == [(1, "pdf", "")]


async def test_a_button_with_the_focus_is_pressed_by_enter(desk: Counter) -> None:
    await printed(desk)
    desk.press(F9)
    dialog = await copy_asked(desk)
    desk.find("copy.shop", within=dialog).setFocus()
    QTest.keyClick(desk.find("copy.shop", within=dialog), Qt.Key.Key_Return)
    await quiet(desk)
    assert (await made(desk))[-1] == (2, "pdf", "for the shop")


async def test_a_saved_pdf_is_a_slip_too(desk: Counter) -> None:
    await printed(desk)
    desk.click("result.pdf")
    await answer(desk)
    await until(lambda: "receipt-K01-000001-copy1.pdf" in desk.text("main.message"))
    assert (await made(desk))[-1] == (2, "pdf", "customer lost it")


async def test_history_asks_why_and_lists_the_slips(open_counter: Open) -> None:
    with on_the_network(Machine()) as machine:
        desk = await open_counter(setup=shop(network(machine)))
        await sold(desk)
        desk.press(F9)
        await said(desk, "Printed.")
        await desk.next_customer()
        desk.press(Qt.Key.Key_F5)
        detail = desk.window.history.detail
        await until(lambda: "First slip, printed" in desk.labels(detail))
        desk.click("history.print")
        await answer(desk)
        await until(lambda: desk.text("main.message") == "K01-000001, copy 1: Printed.")
        await until(lambda: "Copy 1, printed" in desk.labels(detail))
        assert desk.labels(detail).count(": the customer lost it") == 1


async def test_a_sale_that_was_not_made_has_a_slip_that_says_so(desk: Counter) -> None:
    assert await sold(desk, "0199000000018") == "REFUSED"
    desk.press(Qt.Key.Key_F5)
    await until(lambda: len(desk.window.history.model.rows) == 1)
    desk.click("history.print")
    await until(lambda: "cancelled-K01-000001.pdf" in desk.text("main.message"))
    assert await made(desk) == [(1, "pdf", "")]


async def test_the_token_s_slip_after_a_hold_slip_is_a_first_one(desk: Counter) -> None:
    assert await sold(desk, LOST_AFTER, "50") == "IN_DOUBT"
    desk.press(F9)
    await said(desk, "hold-K01-000001.pdf")
    await quiet(desk)
    await desk.active(desk.window)
    desk.press(F9)
    await answer(desk)
    await said(desk, "hold-K01-000001-copy1.pdf")
