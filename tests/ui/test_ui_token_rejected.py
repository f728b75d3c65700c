"""“My token is rejected”: from a sale or from nothing, by keyboard or by hand, to the right next step."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from ui.ui_counter import LOST_AFTER, MANAGE, METER, RECHARGE, Counter, until

from vendingdesk.counter.rejection import FOR_THE_UTILITY, WAYS, Answer, Guide, Question, Step
from vendingdesk.ui import rejection_words
from vendingdesk.ui.parts import PageButton
from vendingdesk.ui.scanner import SCANNER_GAP_MS

ALT = Qt.KeyboardModifier.AltModifier


async def guide(desk: Counter) -> None:
    """The guide without a sale, by keyboard."""
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F1)
    desk.press(Qt.Key.Key_R, ALT)
    await until(desk.window.tokenhelp.rejection.isVisible)


async def guide_of_sale(desk: Counter) -> None:
    """The guide for the newest sale of the history."""
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F5)
    await until(desk.find("history.rejected").isVisible)
    desk.click("history.rejected")
    await until(desk.window.tokenhelp.rejection.isVisible)


def place(desk: Counter) -> str:
    return str(desk.find("tokenhelp.question").property("place"))


def take(desk: Counter, *answers: str) -> None:
    for given in answers:
        desk.click(f"tokenhelp.answer.{given}")


async def test_by_keyboard_from_nothing_to_a_step_and_back(desk: Counter) -> None:
    await guide(desk)
    first = desk.find("tokenhelp.answer.refused", PageButton)
    await until(first.hasFocus)
    assert not desk.find("tokenhelp.back").isEnabled()
    await until(lambda: first._pace.elapsed() > SCANNER_GAP_MS)
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert place(desk) == "DIGITS"
    answer = desk.find("tokenhelp.answer.accepted_now")
    await until(answer.hasFocus)
    assert (answer.accessibleName(), answer.accessibleDescription()) == (
        "It is accepted now",
        desk.text("tokenhelp.question"),
    )
    for key, then in ((Qt.Key.Key_2, "LABEL"), (Qt.Key.Key_B, "DIGITS"), (Qt.Key.Key_1, "TYPED_WRONG")):
        desk.press(key, ALT)
        await until(lambda then=then: place(desk) == then)
    assert desk.find("tokenhelp.back").hasFocus()
    assert desk.find("tokenhelp.back").accessibleDescription().startswith("A digit was mistyped: done.")
    assert not desk.find("tokenhelp.details.copy").isVisible()
    desk.press(Qt.Key.Key_S, ALT)
    await until(lambda: place(desk) == "METER_SAYS")
    assert not desk.find("tokenhelp.restart").isVisible()


async def test_digits_of_a_scanner_answer_nothing(desk: Counter) -> None:
    await guide(desk)
    desk.type(METER)
    assert place(desk) == "METER_SAYS"


async def test_from_a_sale_with_its_token_and_numbers(desk: Counter) -> None:
    await desk.sell()
    token = desk.text("result.token")
    await desk.next_customer()
    await guide_of_sale(desk)
    assert desk.text("tokenhelp.sale") == "K01-000001 · 0128 2444 0003 1 · 10.00 USD · Okonkwo, Blessing"
    take(desk, "refused")
    assert desk.text("tokenhelp.compare") == token
    take(desk, "digits_same")
    assert desk.text("tokenhelp.compare") == "0128 2444 0003 1"
    take(desk, "meter_same", "no_set")
    assert desk.text("tokenhelp.compare") == "0115 2921 5391 0083 8034"  # a 13-digit meter shows its key revision
    take(desk, "revision_same")
    assert place(desk) == "CALL_UTILITY"
    desk.click("tokenhelp.details.copy")
    (sale,) = desk.window.history.model.rows
    assert sale.issued is not None
    copied = QGuiApplication.clipboard().text()
    for number in ("K01-000001", "0128 2444 0003 1", sale.order.request_id, "10.00 USD", "ERROR, NOT FOR ME"):
        assert number in copied
    assert sale.issued.flow_no in copied.replace(" ", "")
    assert token not in copied
    assert sale.tokens[0] not in copied.replace(" ", "")
    desk.click("tokenhelp.restart")
    assert (place(desk), desk.text("tokenhelp.sale")[:10]) == ("METER_SAYS", "K01-000001")
    desk.click("tokenhelp.restart")
    assert desk.text("tokenhelp.sale") == "A token that a meter does not take"
    assert desk.sent(RECHARGE) == 1
    assert desk.sent(MANAGE) == 0


async def test_the_tills_own_later_sales_are_named(desk: Counter) -> None:
    for _ in range(2):
        await desk.sell()
        await desk.next_customer()
    await guide_of_sale(desk)
    take(desk, "old")
    await until(lambda: desk.text("tokenhelp.known") == "This till sold no later token for this meter.")
    desk.window.show_page("history")
    desk.window.history.table.selectRow(1)
    desk.click("history.rejected")
    take(desk, "used", "credit_missing")
    await until(desk.find("tokenhelp.known").isVisible)
    assert desk.text("tokenhelp.known").startswith("This till sold later tokens for this meter: K01-000002 (")
    take(desk, "slip_older")
    assert not desk.find("tokenhelp.known").isVisible()
    await guide_of_sale(desk)
    await desk.building.journal.close()
    desk.window.tokenhelp.start_guide(desk.window.history.model.rows[0])
    take(desk, "old")
    await until(lambda: "token help: later sales" not in desk.counter._tasks.running())
    assert not desk.find("tokenhelp.known").isVisible()  # nothing is claimed


async def test_a_flagged_token_says_so_first(desk: Counter) -> None:
    await desk.sell("0199000000208")
    await desk.next_customer()
    await guide_of_sale(desk)
    assert desk.find("tokenhelp.flagged").isVisible()
    assert "not of the kind that was asked for" in desk.text("tokenhelp.flagged")
    desk.click("tokenhelp.restart")
    assert not desk.find("tokenhelp.flagged").isVisible()


async def test_without_a_sale_both_lengths_and_where_to_find_one(desk: Counter) -> None:
    await guide(desk)
    take(desk, "refused")
    assert not desk.find("tokenhelp.compare").isVisible()
    take(desk, "digits_same", "meter_same", "set_entered")
    assert desk.text("tokenhelp.compare") == "1844 6744 0738 4377 2416\n0115 2921 5391 0083 8034"
    assert "first is for meters with 11 digits" in desk.text("tokenhelp.known")
    take(desk, "revision_differs")
    assert place(desk) == "KEY_CHANGE_NEEDED"
    assert "Find the sale in History" in desk.labels(desk.window.tokenhelp.rejection.details)
    assert not desk.find("tokenhelp.details.copy").isVisible()


async def test_from_the_inspector(desk: Counter) -> None:
    await desk.sell()
    token = desk.text("result.token")
    await desk.next_customer()
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F1)
    desk.fill("tokenhelp.token", token)
    desk.click("tokenhelp.inspect")
    await until(lambda: desk.window.tokenhelp.findChildren(QPushButton, "tokenhelp.rejected"))
    desk.click("tokenhelp.rejected")
    assert desk.window.tokenhelp.rejection.isVisible()
    assert desk.text("tokenhelp.sale").startswith("K01-000001")


async def test_from_a_recovered_token(desk: Counter) -> None:
    assert await desk.sell(LOST_AFTER) == "IN_DOUBT"
    doubt = (await desk.desk.history.doubts())[0]
    await desk.next_customer()
    await desk.to_doubts()
    assert not desk.window.doubts.result.rejected.isVisible()
    (entry,) = [each for each in desk.server.ledger.entries if each.request_id == doubt.order.request_id]
    desk.click("doubts.recover")
    form = await desk.form("recover")
    (token,) = entry.tokens
    typed = {"token": token, "again": token, "meter": LOST_AFTER, "amount": "10", "source": "the server's records"}
    for name, text in typed.items():
        desk.fill(f"recover.{name}", text, form)
    await desk.enter("recover.source", form)
    await until(desk.window.doubts.result.isVisible)
    await desk.active(desk.window)
    desk.click("settled.rejected")
    assert desk.text("tokenhelp.sale").startswith("K01-000001")
    desk.press(Qt.Key.Key_F8)
    assert desk.window.doubts.result.isVisible()


async def test_a_sale_without_a_token_is_not_asked_about(desk: Counter) -> None:
    await desk.sell("0199000000018")
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F5)
    await until(desk.window.history.detail.isVisible)
    assert not desk.find("history.rejected").isVisible()


@pytest.mark.parametrize("asked", Question)
async def test_every_question_and_step_fits_a_small_screen(desk: Counter, asked: Question) -> None:
    """All words of every answer stand on its button, and no step needs more than the height."""
    desk.window.resize(1024, 570)
    await guide(desk)
    page = desk.window.tokenhelp.rejection
    page._go(_way_to(asked))
    for given in WAYS[asked]:
        pressed = desk.find(f"tokenhelp.answer.{given}")
        await until(lambda pressed=pressed: pressed.width() >= pressed.sizeHint().width())
        assert pressed.height() >= 48
        assert pressed.visibleRegion().boundingRect() == pressed.rect()
    for given, end in WAYS[asked].items():
        if isinstance(end, Step):
            page._go(_way_to(asked).answered(given))
            assert place(desk) == end.name
            hint = desk.find("tokenhelp.hint")
            await until(lambda hint=hint: hint.height() >= hint.heightForWidth(hint.width()))
            assert hint.visibleRegion().boundingRect() == hint.rect()


def _way_to(asked: Question) -> Guide:
    """The answers that lead to a question."""
    found = [Guide()]
    while found[0].at is not asked:
        at = found.pop(0)
        if isinstance(at.at, Question):
            found += [at.answered(given) for given in WAYS[at.at]]
    return found[0]


def test_nothing_sells_again_or_tries_a_management_token(qapp: object) -> None:
    """The first remedy is never a second sale, and nobody sends an engineering token to see what happens."""
    for end in Step:
        title, text = (part.casefold() for part in rejection_words.step(end))
        assert "sell" not in text.replace("do not sell", "").replace("needs to be sold", "")
        assert "sell" not in title
        for probe in ("management token", "clear credit", "clear tamper", "engineering"):
            assert probe not in text
        assert ("utility" in title + text) or end not in FOR_THE_UTILITY
    assert len({rejection_words.answer(each) for each in Answer}) > len(Answer) - 3
