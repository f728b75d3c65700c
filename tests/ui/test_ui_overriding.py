"""A meter that is held for a doubt: the way to the doubt, and a supervisor's way past it, for one press."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from ui.ui_counter import LOST_AFTER, MANAGE, METER, RECHARGE, Counter, until
from ui.ui_gate import Gate

from vendingdesk.counter.clock import SystemClock
from vendingdesk.counter.supervisors import MISSES
from vendingdesk.domain.errors import MeterHeld
from vendingdesk.domain.sale import VendState
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.supervisor import SupervisorDialog

Open = Callable[..., Awaitable[Counter]]
PIN = "2580"


@pytest.fixture
async def held(desk: Counter) -> Counter:
    """A counter with a supervisor, and a press on Sell for a meter with an open doubt."""
    await desk.desk.supervisors.name("Amina", PIN, PIN, by="demo")
    assert await desk.sell(LOST_AFTER, "50") == "IN_DOUBT"
    await desk.next_customer()
    await pressed(desk)
    return desk


async def pressed(desk: Counter, amount: str = "20") -> None:
    await desk.meter(LOST_AFTER)
    desk.fill("sell.amount", amount)
    desk.click("sell.sell")
    await until(lambda: desk.find("sell.override").isVisible())
    await until(lambda: "sell: vend" not in desk.counter._tasks.running())


async def asked(desk: Counter, page: str = "sell") -> SupervisorDialog:
    desk.click(f"{page}.override")
    dialog = await desk.form("supervisor")
    assert isinstance(dialog, SupervisorDialog)
    return dialog


def fault(dialog: FormDialog, key: str) -> str:
    found = dialog.findChild(QLabel, f"{dialog.objectName()}.{key}.fault")
    assert isinstance(found, QLabel)
    return found.text() if found.isVisible() else ""


async def allow(desk: Counter, dialog: SupervisorDialog, reason: str = "A hospital without power") -> None:
    desk.fill("supervisor.reason", reason, dialog)
    desk.fill("supervisor.pin", PIN, dialog)
    await desk.enter("supervisor.pin", dialog)


async def test_the_message_names_the_receipt_and_opens_it(held: Counter) -> None:
    assert "K01-000001" in held.text("sell.message")
    assert held.window.focusWidget() is held.find("sell.open_doubt")
    held.click("sell.open_doubt")
    page = held.window.doubts
    await until(lambda: page.isVisible() and page.card.isVisible())
    assert page.card.sale is not None
    assert page.card.sale.receipt_no == "K01-000001"
    held.click("nav.sell")
    held.click("sell.edit.doubt")
    await until(page.isVisible)
    held.click("nav.history")
    await until(lambda: held.find("history.open_doubt").isVisible())
    held.click("history.open_doubt")
    await until(page.isVisible)


async def test_another_meter_takes_the_ways_past_away(held: Counter) -> None:
    held.fill("sell.meter", METER)
    assert not held.find("sell.override").isVisible()
    assert held.text("sell.message") == ""


async def test_an_override_is_confirmed_and_good_for_one_press(held: Counter) -> None:
    dialog = await asked(held)
    assert held.find("supervisor.reason").hasFocus()
    assert "A second one for this meter can't be taken back" in held.labels(dialog)
    held.fill("supervisor.pin", PIN, dialog)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: "Say why" in fault(dialog, "reason"))
    await allow(held, dialog)
    question = await held.asked()
    shown = held.labels(question)
    for word in ("K01-000001 is in doubt", "Amina overrides that", "A hospital without power"):
        assert word in shown
    assert question.no.hasFocus()
    QTest.keyClick(question, Qt.Key.Key_Return)
    assert await held.done() == ""
    assert held.sent(RECHARGE) == 1
    # The leave went with the press.
    held.click("sell.sell")
    await until(lambda: held.find("sell.override").isVisible())
    assert held.confirm is None
    await until(lambda: "sell: vend" not in held.counter._tasks.running())
    await allow(held, await asked(held))
    await held.agree()
    assert await held.done() == "IN_DOUBT"
    assert held.sent(RECHARGE) == 2
    sale = await held.desk.history.sale("K01-000002")
    assert (sale.order.overridden_by, sale.order.doubt_override) == ("Amina", "A hospital without power")
    await held.next_customer()
    await pressed(held)  # and not for the next sale
    held.click("nav.history")
    await until(lambda: "Amina: A hospital without power" in held.labels(held.window.history.detail))


async def test_one_supervisor_is_no_choice(held: Counter) -> None:
    """Enter and Tab go from the reason to the PIN: in a box between them a PIN would be typed into nothing."""
    dialog = await asked(held)
    held.fill("supervisor.reason", "A hospital without power", dialog)
    await held.enter("supervisor.reason", dialog)
    assert dialog.pin.hasFocus()
    held.find("supervisor.reason").setFocus()
    held.press(Qt.Key.Key_Tab)
    assert dialog.pin.hasFocus()
    held.type(PIN)
    await held.enter("supervisor.pin", dialog)
    await held.asked()


async def test_of_two_supervisors_one_is_chosen(held: Counter) -> None:
    amina = await held.desk.supervisors.authorise("Amina", PIN)
    await held.desk.supervisors.name("Bea", "4826", "4826", by="demo", introduced=amina)
    dialog = await asked(held)
    held.fill("supervisor.reason", "A hospital without power", dialog)
    await held.enter("supervisor.reason", dialog)
    assert dialog.who.hasFocus()
    held.press(Qt.Key.Key_Down)
    assert dialog.who.currentText() == "Amina"
    await held.enter("supervisor.name", dialog)
    assert dialog.pin.hasFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: held.find("sell.sell").isEnabled())


async def test_nobody_answers_and_everything_is_as_it_was(held: Counter) -> None:
    dialog = await asked(held)
    assert not held.find("sell.sell").isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: held.find("sell.sell").isEnabled())
    assert held.find("sell.override").isVisible()
    assert held.text("sell.amount") == "20"
    assert held.sent(RECHARGE) == 1


async def test_a_management_token_is_held_and_passed_alike(held: Counter) -> None:
    held.click("nav.tokens")
    await held.meter(LOST_AFTER, "tokens")
    held.fill("tokens.value", "5000")
    held.fill("tokens.reason", "asked for by the landlord")
    held.click("tokens.issue")
    await until(lambda: held.find("tokens.override").isVisible())
    await until(lambda: "tokens: vend" not in held.counter._tasks.running())
    assert held.sent(MANAGE) == 0
    await allow(held, await asked(held, "tokens"))
    assert "Amina overrides that" in held.labels(await held.asked())
    assert held.confirm is not None
    held.confirm.reject()
    assert await held.done("tokens") == ""


async def test_no_override_for_a_sale_that_is_under_way(open_counter: Open, desk: Counter) -> None:
    async with Gate(desk.server.url) as gate:
        slow = await open_counter(folder=desk.slips.parent.parent / "slow", url=gate.url)
        await slow.meter(METER)
        slow.fill("sell.amount", "10")
        slow.click("sell.sell")
        await slow.agree()
        await until(lambda: slow.desk.vending.in_flight)
        row = slow.window.tokens.held
        row.show_held(MeterHeld("K01-000001"), METER)
        assert row.isHidden()
        assert "being asked for right now (K01-000001)" in slow.text("tokens.message")
        await until(lambda: gate.held == 1)
        gate.let_go()
        await slow.done()


async def test_a_wrong_pin_stays_in_the_dialog_and_locks(held: Counter) -> None:
    dialog = await asked(held)
    held.fill("supervisor.reason", "why", dialog)
    for left in range(MISSES - 1, -1, -1):
        held.fill("supervisor.pin", "9999", dialog)
        QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
        wanted = ("1 more try." if left == 1 else f"{left} more tries") if left else "Wait 5 min"
        await until(lambda wanted=wanted: wanted in fault(dialog, "pin"))
        assert held.text("supervisor.pin") == ""
    held.fill("supervisor.pin", PIN, dialog)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: "Too many wrong PINs" in fault(dialog, "pin"))
    assert dialog.isVisible()
    assert held.text("supervisor.reason") == "why"


async def test_a_scanner_does_not_answer_for_a_supervisor(held: Counter) -> None:
    dialog = await asked(held)
    pin = held.find("supervisor.pin", QLineEdit, dialog)
    assert pin.echoMode() is QLineEdit.EchoMode.Password
    held.fill("supervisor.reason", "why", dialog)
    pin.setFocus()
    for _ in range(20):  # a machine may be too busy to type as fast as a scanner
        dialog.message.clear()
        held.fill("supervisor.pin", PIN, dialog)
        if dialog._pace.elapsed() < 20:
            QTest.keyClick(pin, Qt.Key.Key_Return)
            break
    assert "Was it a scanner?" in dialog.message.text()
    assert not dialog._working
    await held.enter("supervisor.pin", dialog)
    assert "Amina overrides that" in held.labels(await held.asked())
    assert held.confirm is not None
    held.confirm.reject()
    await held.done()


async def test_new_pins_are_held_to_the_rules(desk: Counter) -> None:
    await desk.sell(LOST_AFTER)
    await desk.next_customer()
    await pressed(desk)
    dialog = await asked(desk)
    desk.fill("supervisor.reason", "why", dialog)
    for name, pin, again, field, sentence in (
        ("", PIN, PIN, "new_name", "Type the person's name"),
        ("Amina", "1234", "1234", "new_pin", "first that anybody would try"),
        ("Amina", "12", "12", "new_pin", "4 to 12 digits"),
        ("Amina", PIN, "2581", "new_pin", "not the same"),
    ):
        for key, text in (("new_name", name), ("new_pin", pin), ("new_again", again)):
            desk.fill(f"supervisor.{key}", text, dialog)
        QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
        await until(lambda field=field, sentence=sentence: sentence in fault(dialog, field))
        await until(desk.find(f"supervisor.{field}").hasFocus)
        assert desk.text("supervisor.new_pin") == desk.text("supervisor.new_again") == ""
    dialog.reject()
    await until(lambda: not desk.window.findChildren(FormDialog))


async def test_two_supervisors_are_chosen_from(held: Counter) -> None:
    amina = await held.desk.supervisors.authorise("Amina", PIN)
    await held.desk.supervisors.name("Bea", "4826", "4826", by="demo", introduced=amina)
    dialog = await asked(held)
    assert dialog.who.currentText() == "Choose…"
    held.fill("supervisor.reason", "why", dialog)
    held.fill("supervisor.pin", PIN, dialog)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    await until(lambda: "Choose who confirms" in fault(dialog, "name"))
    dialog.reject()
    await until(lambda: not held.window.findChildren(FormDialog))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (
            VendState.IN_DOUBT,
            "3 minutes ago and is in doubt (K01-000001): its token may have been issued. Sell again?",
        ),
        (VendState.ISSUED, "The same was sold to this meter 3 minutes ago (K01-000001). Sell again?"),
    ],
)
async def test_the_same_again_says_how_long_ago(
    desk: Counter, monkeypatch: pytest.MonkeyPatch, state: VendState, words: str
) -> None:
    meter = LOST_AFTER if state is VendState.IN_DOUBT else METER
    await desk.desk.supervisors.name("Amina", PIN, PIN, by="demo")
    assert await desk.sell(meter, "20") == state.name
    await desk.next_customer()
    now = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda self: now(self) + timedelta(minutes=3, seconds=20))
    if state is VendState.IN_DOUBT:
        await pressed(desk)
        await allow(desk, await asked(desk))
    else:
        await desk.meter(meter)
        desk.fill("sell.amount", "20")
        desk.click("sell.sell")
    question = await desk.asked()
    assert words in desk.labels(question)
    assert question.no.hasFocus()
    question.reject()
    await desk.done()


async def test_a_clock_that_went_back_is_said_before_a_sale(desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await desk.sell() == "ISSUED"
    await desk.next_customer()
    now = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda self: now(self) - timedelta(hours=1, minutes=30, seconds=50))
    await desk.meter(METER)
    desk.fill("sell.amount", "7")
    desk.click("sell.sell")
    question = await desk.asked()
    assert "stands 1 h 30 before the last entry in the journal. Set the clock" in desk.labels(question)
    assert question.no.hasFocus()
    question.reject()
    await desk.done()
