"""Token help: what a token is, and the tokens that make a meter show itself."""

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from ui.ui_counter import MANAGE, METER, RECHARGE, Counter, until

from vendingdesk.ui.facts import Facts
from vendingdesk.ui.local_tokens_dialog import LocalTokensDialog

Open = Callable[..., Awaitable[Counter]]

CREDIT = "58625789986991357486"
CLEAR_CREDIT = "18087553113701439362"
KEY_REVISION = {11: "1844 6744 0738 4377 2416", 13: "0115 2921 5391 0083 8034"}
SEVERAL = "0199000000190"


async def help_with(desk: Counter) -> None:
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F1)
    await until(desk.window.tokenhelp.isVisible)


async def inspect(desk: Counter, text: str, meter: str = "") -> str:
    """Type it, press Enter, and give all the words that are said of it."""
    desk.fill("tokenhelp.meter", meter)
    desk.fill("tokenhelp.token", text)
    QTest.keyClick(desk.find("tokenhelp.token"), Qt.Key.Key_Return)
    await until(lambda: "token help: inspect" not in desk.counter._tasks.running())
    return desk.labels(desk.window.tokenhelp.inspector)


async def sold(desk: Counter, meter: str = METER) -> list[str]:
    await desk.sell(meter)
    tokens = desk.text("result.token").split("\n")
    await desk.next_customer()
    return [token.replace(" ", "") for token in tokens]


async def test_f1_brings_the_page_and_the_cursor(desk: Counter) -> None:
    await help_with(desk)
    assert desk.find("tokenhelp.token").hasFocus()
    assert desk.find("nav.tokenhelp").isChecked()
    assert desk.find("nav.tokenhelp").accessibleName() == "Token help"
    named = {"tokenhelp.token": "Token", "tokenhelp.inspect": "Inspect", "tokenhelp.meter": "Meter number"}
    assert {name: desk.find(name).accessibleName() for name in named} == named


async def test_digits_are_counted_and_grouped_as_they_are_typed(desk: Counter) -> None:
    await help_with(desk)
    for typed, shown, said in (
        ("58625", "5862 5", "5 of 20 digits, 15 missing"),
        ("7899869913574", "5862 5789 9869 9135 74", "18 of 20 digits, 2 missing"),
        ("86", "5862 5789 9869 9135 7486", "✓ 20 digits"),
        ("1", "5862 5789 9869 9135 7486 1", "21 digits, 1 too many"),
        ("O", "5862 5789 9869 9135 7486 1O", "Group 6: “O” is not a digit."),
    ):
        desk.type(typed)
        assert (desk.text("tokenhelp.token"), desk.text("tokenhelp.count")) == (shown, said)
    desk.find("tokenhelp.token", QLineEdit).setText(CREDIT + CLEAR_CREDIT)
    assert desk.text("tokenhelp.count") == "✓ 2 tokens of 20 digits each"
    desk.type("1")
    assert desk.text("tokenhelp.count") == "2 tokens · number 2: 21 digits, 1 too many"


@pytest.mark.parametrize(
    ("text", "verdict", "said"),
    [
        (CREDIT, "Possible token · class 0, credit", "nobody can read that without the meter's key"),
        (CLEAR_CREDIT, "Possible token · class 2, management", "Which of these, for which meter"),
        (KEY_REVISION[11], "Test and display token · class 1", "Show the key revision"),
        (KEY_REVISION[11][:-1] + "7", "Test and display token with a wrong digit · class 1", "Compare every digit"),
        ("73786976294838206464", "Not a token: the number is too large", "never above 73786976294838206463"),
        (CREDIT[:-1], "Not a token: 19 of 20 digits, 1 missing", "Fifth group has only 3."),
        (CREDIT[:16], "Not a token: 16 of 20 digits, 4 missing", "4 whole groups of four; a token has 5."),
        (CREDIT + "1", "Not a token: 21 digits, 1 too many", "It should end after the fifth group."),
        (CREDIT[:-1] + "x", "Not a token: there is something else than digits in it", "Fifth group: “x” is not"),
    ],
)
async def test_every_kind_of_token_gets_its_verdict(desk: Counter, text: str, verdict: str, said: str) -> None:
    await help_with(desk)
    assert said in await inspect(desk, text)
    assert desk.text("tokenhelp.verdict") == verdict
    assert desk.find("tokenhelp.token").accessibleDescription().startswith(verdict)
    known = "This till's journal has no such token"
    assert (known in desk.labels(desk.window)) is verdict.startswith("Possible") or "wrong digit" in verdict


async def test_a_test_token_is_shown_in_full(desk: Counter) -> None:
    await help_with(desk)
    await inspect(desk, KEY_REVISION[13])
    words = desk.labels(desk.window.tokenhelp.inspector.findChildren(Facts)[0])
    for said in ("Show the key revision", "With 13-digit numbers (subclass 1)", "Make | Any", "Check sum | Right"):
        assert said in words


async def test_a_token_of_this_till_is_opened_in_the_history(desk: Counter) -> None:
    (first,) = await sold(desk)
    await sold(desk)
    await help_with(desk)
    said = await inspect(desk, first)
    for word in ("Sold here", "K01-000001", "0128 2444 0003 1", "Okonkwo, Blessing", "10.00 USD"):
        assert word in said
    desk.click("tokenhelp.open")
    await until(lambda: [sale.number for sale in desk.window.history.model.rows] == [1])
    assert desk.window.history.isVisible()
    assert desk.text("history.token").replace(" ", "") == first


async def test_a_wrong_digit_names_its_group(desk: Counter) -> None:
    (token,) = await sold(desk)
    await help_with(desk)
    wrong = token[:9] + str((int(token[9]) + 1) % 10) + token[10:]
    said = await inspect(desk, wrong)
    assert "Not sold here as it stands, but a token very like it was" in said
    assert f"Third group | the slip says {token[8:12]}, here stands {wrong[8:12]}" in said
    said = await inspect(desk, token[:9] + token[10:])
    assert f"group | the slip says {token[8:12]}" in said
    desk.click("tokenhelp.open")
    await until(desk.window.history.isVisible)


async def test_each_of_several_tokens_gets_its_card(desk: Counter) -> None:
    tokens = await sold(desk, SEVERAL)
    await help_with(desk)
    said = await inspect(desk, " ".join([*tokens, CREDIT]))
    count = len(tokens) + 1
    assert desk.text("tokenhelp.verdict").startswith(f"1 / {count} · ")
    assert desk.text(f"tokenhelp.verdict.{count}").startswith(f"{count} / {count} · ")
    assert f"2 of {len(tokens)}, in the order to enter them" in said
    desk.click("tokenhelp.open.2")
    await until(desk.window.history.isVisible)


async def test_a_token_of_another_meter_is_said_so(desk: Counter) -> None:
    (token,) = await sold(desk)
    await help_with(desk)
    assert "Sold here for another meter than 0151 5299 2312 1" in await inspect(desk, token, "0151529923121")


async def test_what_was_said_goes_with_the_token(desk: Counter) -> None:
    await help_with(desk)
    await inspect(desk, CREDIT)
    desk.press(Qt.Key.Key_Backspace)
    assert not desk.window.tokenhelp.inspector._shown
    assert desk.find("tokenhelp.token").accessibleDescription() == ""
    assert "Type or paste a token first." in await inspect(desk, "")


async def test_pasted_lines_stay_tokens_of_their_own(desk: Counter) -> None:
    await help_with(desk)
    QGuiApplication.clipboard().setText(f"{CREDIT[:-1]}\n{CLEAR_CREDIT}")
    desk.find("tokenhelp.token", QLineEdit).paste()
    assert desk.text("tokenhelp.count") == "2 tokens · number 1: 19 of 20 digits, 1 missing"


async def test_too_many_tokens_are_not_cut_in_silence(desk: Counter) -> None:
    await help_with(desk)
    QGuiApplication.clipboard().setText(CREDIT * 20)
    desk.find("tokenhelp.token", QLineEdit).paste()
    assert desk.text("tokenhelp.count") == "20 tokens: no more than 12 at a time, the others are left out."
    desk.click("tokenhelp.inspect")
    await until(lambda: len(desk.window.tokenhelp.inspector._shown) == 12)


async def test_the_digits_tell_also_when_the_journal_is_silent(desk: Counter) -> None:
    await help_with(desk)
    await desk.building.journal.close()
    await inspect(desk, CREDIT)
    assert "start Vending Desk again" in desk.text("tokenhelp.count")
    assert desk.text("tokenhelp.verdict") == "Possible token · class 0, credit"
    assert "journal has no such token" not in desk.labels(desk.window)


async def test_the_local_tokens(desk: Counter) -> None:
    await help_with(desk)
    desk.press(Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    page = desk.window.tokenhelp.local
    await until(page.isVisible)
    assert page.table.hasFocus()
    assert len(page.model.rows) == 12
    assert "free of charge, and not in the journal" in desk.labels(page)
    for _ in range(4):
        desk.press(Qt.Key.Key_Down)
    assert desk.text("tokenhelp.display.token") == KEY_REVISION[13]
    desk.click("tokenhelp.display.11")
    assert desk.text("tokenhelp.display.token") == KEY_REVISION[11]
    desk.click("tokenhelp.display.copy")
    assert QGuiApplication.clipboard().text() == KEY_REVISION[11]
    desk.fill("tokenhelp.display.meter", METER)
    assert desk.text("tokenhelp.display.token") == KEY_REVISION[13]
    assert "Show the key revision" in desk.labels(page)
    assert desk.sent(RECHARGE) == desk.sent(MANAGE) == 0


async def test_the_local_tokens_need_nobody_signed_in(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False)
    counter.click("signin.tokens", counter.dialog)
    (dialog,) = counter.dialog.findChildren(LocalTokensDialog)
    await counter.active(dialog)
    assert counter.find("metertokens.table", QWidget, dialog).hasFocus()
    for _ in range(4):
        counter.press(Qt.Key.Key_Down)
    counter.click("metertokens.11", dialog)
    assert counter.find("metertokens.token", QLabel, dialog).text() == KEY_REVISION[11]
    assert dialog.height() <= 570
    assert dialog.width() <= 1024
    counter.press(Qt.Key.Key_Escape)
    await until(lambda: not counter.dialog.findChildren(LocalTokensDialog))
    await counter.sign_in()
