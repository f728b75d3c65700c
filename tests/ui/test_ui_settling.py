"""Doubts in the window: what is known of each, its three ways out, and what stands there afterwards."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit
from ui.ui_counter import LOST_AFTER, METER, RECHARGE, Counter, until

from vendingdesk import sts
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.sale import VendState
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.supervisor import SupervisorDialog

Open = Callable[..., Awaitable[Counter]]
PIN = "2580"


@pytest.fixture
async def doubtful(desk: Counter) -> Counter:
    """A counter with one doubt, its page in front."""
    assert await desk.sell(LOST_AFTER, "50") == "IN_DOUBT"
    await desk.next_customer()
    await desk.to_doubts()
    return desk


@pytest.fixture
async def hasty(open_counter: Open) -> Counter:
    """The same in a shop where “not issued” need not wait as long, and the doubt is old enough."""
    counter = await open_counter(setup=DeskSetup(not_issued_wait=timedelta(minutes=5)))
    assert await counter.sell(LOST_AFTER, "50") == "IN_DOUBT"
    await counter.next_customer()
    await counter.to_doubts()
    return counter


def later(counter: Counter, monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """The clock on the wall goes on."""
    clock = counter.desk.clock
    now = clock.now
    monkeypatch.setattr(type(clock), "now", lambda _self: now() + by)


def fault(dialog: FormDialog, key: str) -> str:
    found = dialog.findChild(QLabel, f"{dialog.objectName()}.{key}.fault")
    assert isinstance(found, QLabel)
    return found.text() if found.isVisible() else ""


def typed(counter: Counter, dialog: FormDialog, **values: str) -> None:
    for key, value in values.items():
        counter.fill(f"{dialog.objectName()}.{key}", value, dialog)


async def press(counter: Counter, dialog: FormDialog) -> None:
    """The dialog's own button, and until it has tried."""
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: not dialog._working or len(counter.window.findChildren(SupervisorDialog)) > 0)


async def name_first(counter: Counter, name: str = "Amina") -> None:
    """Whoever is asked first for a supervisor names one."""
    dialog = await counter.form("supervisor")
    typed(counter, dialog, new_name=name, new_pin=PIN, new_again=PIN)
    await counter.enter("supervisor.new_again", dialog)


async def test_the_page_shows_what_is_known(doubtful: Counter) -> None:
    page = doubtful.window.doubts
    (sale,) = page.model.rows
    assert page.table.hasFocus() or page.open.hasFocus()
    assert page.model.data(page.model.index(0, 0)) == "0 min"
    shown = doubtful.labels(page.card)
    for word in ("K01-000001", "Result unknown.", "0199 0000 0004 2", "50.00 USD", "“Not issued” from", "demo"):
        assert word in shown
    assert sale.prepared_at.strftime("%Y-%m-%d %H:%M:%S") in shown
    assert doubtful.text("doubts.request") == sale.order.request_id
    doubtful.click("doubts.copy")
    assert QGuiApplication.clipboard().text() == sale.order.request_id
    assert "Nothing was noted yet" in doubtful.text("doubts.evidence")
    doubtful.click("doubts.pdf")
    await until(lambda: list(doubtful.slips.glob("hold-*.pdf")))


async def test_nothing_in_doubt_is_said_to_be_well(desk: Counter) -> None:
    await desk.to_doubts(0)
    assert "All is well" in desk.text("doubts.message")
    assert "would stand here" in desk.text("doubts.message")
    assert not desk.window.doubts.card.isVisible()
    desk.click("doubts.ended")
    await until(lambda: "No doubt was settled" in desk.text("doubts.message"))


async def test_anyone_may_add_a_note(doubtful: Counter) -> None:
    doubtful.click("doubts.note")
    dialog = await doubtful.form("note")
    assert doubtful.find("note.note", QLineEdit, dialog).hasFocus()
    await press(doubtful, dialog)
    assert "Write what was found out" in fault(dialog, "note")
    typed(doubtful, dialog, note="Called the utility, they look")
    await doubtful.enter("note.note", dialog)
    assert doubtful.find("note.reference").hasFocus()
    typed(doubtful, dialog, reference="Ticket 4711")
    await doubtful.enter("note.reference", dialog)
    await until(lambda: "Called the utility, they look" in doubtful.text("doubts.evidence"))
    assert "Ticket 4711" in doubtful.text("doubts.evidence")
    assert "demo" in doubtful.text("doubts.evidence")
    assert doubtful.find("doubts.recover").isEnabled()


async def test_a_recovered_token_is_checked_and_shown_until_it_is_seen(doubtful: Counter) -> None:
    window = doubtful.window
    token = doubtful.server.ledger.tokens[-1]
    doubtful.click("doubts.recover")
    assert not doubtful.find("doubts.lost").isEnabled()
    dialog = await doubtful.form("recover")
    assert doubtful.find("recover.token").hasFocus()
    assert "only the meter can tell" in doubtful.labels(dialog)  # no promise that can't be kept
    other = "1" * 20
    right = {"token": token, "again": token, "meter": LOST_AFTER, "amount": "50", "source": "The utility, by mail"}
    for key, wrong, sentence in (
        ("token", token[:19], "20 digits"),
        ("token", "9" * 20, "No token has this number"),
        ("token", f"{token[:19]}O", "digits 0 to 9 only"),
        ("again", other, "not the same"),
        ("meter", METER, "This sale is for meter 0199 0000 0004 2"),
        ("amount", "5", "This sale is for 50.00 USD"),
        ("amount", "", "Type the amount"),
        ("source", "", "Say who gave this token"),
    ):
        typed(doubtful, dialog, **{**right, key: wrong})
        await press(doubtful, dialog)
        assert sentence in fault(dialog, key), key
        assert doubtful.find(f"recover.{key}").hasFocus()
        typed(doubtful, dialog, **{key: right[key]})
        assert not fault(dialog, key), "its cause is gone"
        assert doubtful.text("recover.source" if key != "source" else "recover.token")
    assert doubtful.text("recover.token") == sts.group_token(token)
    typed(doubtful, dialog, again=other)
    await press(doubtful, dialog)
    assert "not the same" in fault(dialog, "again")
    typed(doubtful, dialog, token=token)
    assert not fault(dialog, "again")  # it may be the first one that was wrong
    typed(doubtful, dialog, **right, flow="202607301626100012345678")
    await doubtful.enter("recover.source", dialog)
    await until(window.doubts.result.isVisible)
    assert doubtful.text("settled.token") == sts.group_token(token)
    assert "K01-000001" in doubtful.text("settled.state")
    await until(lambda: not window.strip.doubts.isVisible())
    doubtful.click("settled.copy")
    assert QGuiApplication.clipboard().text() == sts.group_token(token)
    doubtful.click("settled.pdf")
    await until(lambda: list(doubtful.slips.glob("receipt-*.pdf")))
    slip = PdfReader(next(doubtful.slips.glob("receipt-*.pdf"))).pages[0].extract_text()
    assert all(group in slip for group in sts.group_token(token).split())
    await doubtful.active(window)
    doubtful.click("nav.sell")
    doubtful.click("nav.doubts")
    assert window.doubts.result.isVisible()  # not seen yet: it is still there
    assert window.doubts.result.done.hasFocus()
    await until(lambda: window.doubts.result.done.shown_for.elapsed() > 750)
    doubtful.press(Qt.Key.Key_Return)
    await until(lambda: "All is well" in doubtful.text("doubts.message"))
    doubtful.click("doubts.ended")
    await until(lambda: "Recovered" in doubtful.labels(window.doubts.card))
    shown = doubtful.labels(window.doubts.card)
    for word in ("Recovered", "The utility, by mail", "202607 301626 100012 345678", sts.group_token(token)):
        assert word in shown
    assert not doubtful.find("doubts.recover").isVisible()
    assert await sold_again(doubtful) == "ISSUED"


async def sold_again(counter: Counter) -> str:
    """The meter is free: an ordinary sale to it ends as the server says (no fault this time)."""
    counter.click("nav.sell")
    sale = (await counter.desk.meters.look_up(LOST_AFTER)).doubts
    assert sale == ()
    return await counter.sell(METER, "7")


async def test_the_token_can_t_be_copied_from_the_first_line(doubtful: Counter) -> None:
    doubtful.click("doubts.recover")
    dialog = await doubtful.form("recover")
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    typed(doubtful, dialog, token="12345678901234567890")
    line = doubtful.find("recover.token", QLineEdit, dialog)
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(line, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "before"
    assert line.text() == "1234 5678 9012 3456 7890"
    # Marked by key, X11 has it for the middle button: not from here.
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(line, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert line.selectedText()
    assert not clipboard.ownsSelection()
    QTest.mouseClick(doubtful.find("recover.again"), Qt.MouseButton.MiddleButton)
    assert doubtful.text("recover.again") == ""
    clipboard.setText("11112222333344445555")
    again = doubtful.find("recover.again", QLineEdit, dialog)
    again.setFocus()
    QTest.keyClick(again, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert again.text() == "1111 2222 3333 4444 5555"
    doubtful.press(Qt.Key.Key_Escape)
    await until(lambda: not doubtful.window.findChildren(FormDialog))
    assert doubtful.find("doubts.recover").isEnabled()


async def test_not_issued_waits_then_asks_for_a_supervisor(hasty: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    window = hasty.window
    hasty.click("doubts.not_issued")
    dialog = await hasty.form("notissued")
    proof = hasty.find("notissued.proof", QComboBox, dialog)
    assert proof.hasFocus()
    assert "Not before" in hasty.labels(dialog)
    await press(hasty, dialog)
    assert "Choose what proves" in fault(dialog, "proof")
    proof.setCurrentIndex(1)
    assert not fault(dialog, "proof")
    await press(hasty, dialog)
    assert "wait" in dialog.message.text()
    later(hasty, monkeypatch, timedelta(minutes=6))
    await press(hasty, dialog)
    assert "who was asked" in fault(dialog, "source")
    typed(hasty, dialog, source="Records of 30 July, by the utility")
    await press(hasty, dialog)
    assert "Name a ticket" in fault(dialog, "reference")
    typed(hasty, dialog, reference="Ticket 4711")
    assert window.findChildren(SupervisorDialog) == []
    await hasty.enter("notissued.reference", dialog)
    await name_first(hasty)
    await until(window.doubts.result.isVisible)
    assert "no token was issued" in hasty.text("settled.state")
    assert "Give 50.00 USD back" in hasty.text("settled.detail")
    assert not hasty.find("settled.token").isVisible()
    hasty.click("settled.pdf")
    await until(lambda: list(hasty.slips.glob("settled-*.pdf")))
    text = PdfReader(next(hasty.slips.glob("settled-*.pdf"))).pages[0].extract_text()
    assert "no token was issued" in text
    assert "Amina" in text
    hasty.click("nav.history")
    await until(lambda: window.history.model.rows and window.history.model.rows[0].state is VendState.NOT_ISSUED)
    await until(lambda: "Ticket 4711" in hasty.labels(window.history.detail))
    for word in ("Amina", "do not have this request", "Records of 30 July"):
        assert word in hasty.labels(window.history.detail)
    assert hasty.find("history.print").isVisible()


async def test_lost_is_said_in_plain_words(doubtful: Counter) -> None:
    window = doubtful.window
    doubtful.click("doubts.lost")
    dialog = await doubtful.form("lost")
    assert "The customer has paid and holds nothing" in doubtful.labels(dialog)
    typed(doubtful, dialog, source="The utility minted it and purged it", reference="Ticket 4712")
    await press(doubtful, dialog)
    # Nobody answers: back to the form with everything that was typed.
    sub = await doubtful.form("supervisor")
    assert "answers for settlements and overrides" in doubtful.labels(sub)
    QTest.keyClick(sub, Qt.Key.Key_Escape)
    await until(lambda: not dialog._working)
    assert doubtful.text("lost.reference") == "Ticket 4712"
    await press(doubtful, dialog)
    await name_first(doubtful, "demo")
    # The seller may not settle alone: said, and another is asked for.
    await until(lambda: "demo sold this" in dialog.message.text())
    assert dialog.isVisible()
    await press(doubtful, dialog)
    sub = await doubtful.form("supervisor")
    doubtful.click("supervisor.another", sub)
    typed(doubtful, sub, pin=PIN, new_name="Bea", new_pin="4826", new_again="4826")
    QTest.mouseClick(sub.ok, Qt.MouseButton.LeftButton)
    await until(lambda: "Bea is a supervisor now" in sub.message.text())
    assert doubtful.find("supervisor.name", QComboBox, sub).currentText() == "Bea"
    await until(doubtful.find("supervisor.pin", QLineEdit, sub).hasFocus)
    typed(doubtful, sub, pin="4826")
    await doubtful.enter("supervisor.pin", sub)
    await until(window.doubts.result.isVisible)
    assert "issued but lost" in doubtful.text("settled.state")
    page = window.doubts
    assert doubtful.sent(RECHARGE) == 1
    await until(lambda: page.result.done.shown_for.elapsed() > 750)
    doubtful.click("settled.done")
    doubtful.click("doubts.ended")
    await until(lambda: page.card.isVisible() and page.card.sale is not None and page.card.sale.settlement)
    assert "Bea" in doubtful.labels(page.card)


async def test_a_single_owner_settles_alone_and_it_is_said(
    open_counter: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = await open_counter(setup=DeskSetup(single_owner=True))
    await counter.sell(LOST_AFTER)
    await counter.next_customer()
    await counter.to_doubts()
    counter.click("doubts.lost")
    dialog = await counter.form("lost")
    typed(counter, dialog, source="The utility", reference="Ticket 1")
    await press(counter, dialog)
    await name_first(counter, "demo")
    await until(counter.window.doubts.result.isVisible)
    counter.click("nav.history")
    await until(lambda: "demo – the seller, alone" in counter.labels(counter.window.history.detail))


async def test_the_badge_is_a_way_to_the_doubts(doubtful: Counter) -> None:
    doubtful.click("nav.sell")
    badge = doubtful.window.strip.doubts
    assert badge.text() == "⚠ 1 in doubt"
    assert badge.accessibleName() == "Sales in doubt"
    assert badge.focusPolicy() & Qt.FocusPolicy.TabFocus
    badge.setFocus()
    QTest.keyClick(badge, Qt.Key.Key_Space)
    assert doubtful.window.doubts.isVisible()


async def test_ages_go_on_while_somebody_looks(doubtful: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    model = doubtful.window.doubts.model
    changed: list[object] = []
    model.dataChanged.connect(lambda *_: changed.append(1))
    later(doubtful, monkeypatch, timedelta(hours=2, minutes=10))
    doubtful.window.doubts._ages.timeout.emit()
    assert changed
    assert model.data(model.index(0, 0)) == "2 h 10"


async def test_nobody_asks_twice(doubtful: Counter) -> None:
    """Two quick presses open one dialog; a second press of its button does nothing."""
    doubtful.click("doubts.note")
    QTest.mouseClick(doubtful.find("doubts.note"), Qt.MouseButton.LeftButton)
    dialog = await doubtful.form("note")
    assert len(doubtful.window.findChildren(FormDialog)) == 1
    typed(doubtful, dialog, note="Once")
    dialog.submit()
    dialog.submit()
    await until(lambda: "Once" in doubtful.text("doubts.evidence"))
    assert doubtful.text("doubts.evidence").count("Once") == 1
    assert QApplication.activeModalWidget() is None


async def lost(counter: Counter) -> None:
    """The first doubt of the list, settled as issued but lost."""
    counter.click("doubts.lost")
    dialog = await counter.form("lost")
    typed(counter, dialog, source="The utility", reference="Ticket 1")
    await press(counter, dialog)
    if counter.window.findChildren(SupervisorDialog):
        await name_first(counter)
    await until(counter.window.doubts.result.isVisible)


async def test_the_sell_page_forgets_a_doubt_that_was_settled(desk: Counter) -> None:
    assert await desk.sell(LOST_AFTER, "50") == "IN_DOUBT"
    await desk.next_customer()
    await desk.meter(LOST_AFTER)
    desk.fill("sell.amount", "20")
    desk.click("sell.sell")
    await until(lambda: desk.find("sell.override").isVisible())
    await until(lambda: "sell: vend" not in desk.counter._tasks.running())
    await desk.to_doubts()
    await lost(desk)
    desk.click("nav.sell")
    await until(lambda: not desk.find("sell.override").isVisible())
    assert desk.text("sell.message") == ""
    assert not desk.find("sell.open_doubt").isVisible()
    assert not desk.window.sell.card.doubt.isVisible()
    assert desk.text("sell.amount") == "20"


async def test_a_result_that_was_settled_elsewhere_is_put_away(desk: Counter) -> None:
    assert await desk.sell(LOST_AFTER, "50") == "IN_DOUBT"
    await until(lambda: desk.building.unseen.read() == ("K01-000001",))
    await desk.to_doubts()
    await lost(desk)
    desk.click("nav.sell")
    assert desk.state == ""
    assert desk.window.sell.form.isVisible()
    await until(lambda: desk.building.unseen.read() == ())


async def test_a_settled_panel_looks_again_at_its_meter(doubtful: Counter) -> None:
    await lost(doubtful)
    assert "The meter is free again." in doubtful.text("settled.detail")
    doubtful.click("nav.sell")
    assert await doubtful.sell(LOST_AFTER, "5") == "IN_DOUBT"
    await doubtful.next_customer()
    doubtful.click("nav.doubts")
    await until(lambda: "The meter is still held: the result of K01-000002" in doubtful.text("settled.detail"))
    doubtful.click("nav.sell")
    await doubtful.meter(LOST_AFTER)
    doubtful.click("sell.edit.doubt")
    page = doubtful.window.doubts
    await until(lambda: page.card.isVisible() and page.card.sale and page.card.sale.receipt_no == "K01-000002")
    assert not page.result.isVisible()
    doubtful.click("nav.sell")
    doubtful.click("nav.doubts")
    assert page.result.isVisible()  # not seen yet
