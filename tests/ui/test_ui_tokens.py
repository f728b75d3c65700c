"""Management tokens: a reason, a value in its unit, and a warning before what can't be undone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.ui_counter import MANAGE, METER, Counter, until
from ui.ui_people import AMINA, sign_on, staffed

from vendingdesk import sts


async def ready(desk: Counter) -> None:
    desk.press(Qt.Key.Key_F3)
    await until(desk.window.tokens.isVisible)
    await desk.meter(METER, "tokens")
    assert desk.window.tokens.kind.hasFocus()


async def test_a_power_limit_needs_a_value_and_a_reason(desk: Counter) -> None:
    await ready(desk)
    page = desk.window.tokens
    assert page.value_label.text() == "&Value (W)"
    assert not page.caution.isVisible()
    for value, reason, sentence, focus in (
        ("", "moved", "whole number", page.value),
        ("12.5", "moved", "whole number", page.value),
        ("99999999999", "moved", "between 0 and", page.value),
        ("5000", "", "why this token is needed", page.reason),
    ):
        desk.fill("tokens.value", value)
        desk.fill("tokens.reason", reason)
        QTest.keyClick(page.reason, Qt.Key.Key_Return)
        await until(lambda sentence=sentence: sentence in desk.text("tokens.message"))
        await until(focus.hasFocus)
    assert desk.sent(MANAGE) == 0
    QTest.keyClick(page.value, Qt.Key.Key_Return)
    assert page.reason.hasFocus()
    desk.fill("tokens.reason", "asked for by the landlord")
    desk.click("tokens.issue")
    dialog = await desk.asked()
    shown = desk.labels(dialog)
    assert "Maximum power limit 5000 W" in shown
    assert "asked for by the landlord" in shown
    assert dialog.yes.hasFocus()
    await desk.agree()
    assert await desk.done("tokens") == "ISSUED"
    token = desk.text("result.token").replace(" ", "")
    assert token == desk.server.ledger.tokens[-1]
    assert sts.token_class(token) is sts.TokenClass(2)
    assert desk.sent(MANAGE) == 1
    await until(lambda: page.result.next.shown_for.elapsed() > 750)
    desk.click("result.next", page)
    assert desk.text("tokens.reason") == ""
    assert page.chosen == 0


async def test_a_power_limit_of_nothing_is_warned_of(desk: Counter) -> None:
    await ready(desk)
    desk.fill("tokens.reason", "moved out")
    for value, warned in (("0", True), ("1", False)):
        desk.fill("tokens.value", value)
        desk.click("tokens.issue")
        dialog = await desk.asked()
        assert ("0 W SWITCHES THE METER OFF" in desk.labels(dialog)) is warned
        assert dialog.no.hasFocus() is warned
        dialog.reject()
        await desk.done("tokens")
        await desk.active(desk.window)
    desk.choose(2)  # of a tariff, 0 is a value like any other
    desk.fill("tokens.value", "0")
    desk.click("tokens.issue")
    dialog = await desk.asked()
    assert "SWITCHES" not in desk.labels(dialog)
    dialog.reject()
    await desk.done("tokens")


async def test_clear_credit_is_warned_of_twice_and_defaults_to_back(desk: Counter) -> None:
    await ready(desk)
    page = desk.window.tokens
    desk.choose(1)
    assert page.value.isReadOnly()
    assert page.value.text() == "0"
    assert "fixed" in page.value_label.text()
    assert "erases all credit" in page.caution.text()
    assert page.caution.isVisible()
    desk.fill("tokens.reason", "tenant left")
    desk.click("tokens.issue")
    dialog = await desk.asked()
    assert "ERASES" in desk.labels(dialog)
    assert dialog.no.hasFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert await desk.done("tokens") == ""
    assert desk.sent(MANAGE) == 0
    desk.click("tokens.issue")
    dialog = await desk.asked()
    QTest.keyClick(dialog.no, Qt.Key.Key_Tab)
    assert dialog.yes.hasFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert await desk.done("tokens") == "ISSUED"
    assert desk.sent(MANAGE) == 1


async def test_a_key_change_says_how_many(desk: Counter) -> None:
    await ready(desk)
    desk.choose(3)
    assert "all four sections" in desk.window.tokens.caution.text()
    desk.fill("tokens.value", "1")
    desk.fill("tokens.reason", "new key")
    desk.click("tokens.issue")
    dialog = await desk.asked()
    assert "all four" in desk.labels(dialog)
    dialog.reject()
    await desk.done("tokens")
    desk.choose(5)
    assert desk.window.tokens.value.text() == "0"
    desk.choose(2)
    assert desk.window.tokens.value.text() == ""
    assert not desk.window.tokens.value.isReadOnly()


async def test_whoever_allows_a_token_reads_which_and_for_whom(desk: Counter) -> None:
    await staffed(desk, AMINA)
    await sign_on(desk, AMINA)
    await desk.active(desk.window)
    await ready(desk)
    desk.fill("tokens.value", "5000")
    desk.fill("tokens.reason", "asked for by the landlord")
    desk.click("tokens.issue")
    asked = await desk.form("supervisor")
    said = desk.labels(asked)
    for word in ("may not issue engineering tokens", "Maximum power limit", "value 5000 W", "0128 2444 0003 1"):
        assert word in said
    asked.reject()
    await until(desk.window.tokens.issue.isEnabled)
    assert desk.sent(MANAGE) == 0
