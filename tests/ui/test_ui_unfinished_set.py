"""One section of a key change that is not complete: kept, but nowhere handed out as one to be entered."""

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from ui.ui_counter import MANAGE, METER, RECHARGE, Counter, until
from ui.ui_gate import Gate
from ui.ui_key_change import answered, at_meter, begin, fails_at, recover
from ui.ui_waiting import acknowledged

from vendingdesk import sts

Open = Callable[..., Awaitable[Counter]]


@pytest.fixture
async def gated(open_counter: Open, gate: Gate) -> Counter:
    return await open_counter(url=gate.url)


def said(desk: Counter, within: QWidget) -> str:
    return " | ".join(each.text() for each in within.findChildren(QLabel) if each.isVisible())


async def test_a_recovered_section_is_kept_and_not_handed_out(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 2, "lost-after") == "IN_DOUBT"
    token = sts.group_token(gated.server.ledger.tokens[-1])
    await recover(gated, gated.server.ledger.tokens[-1])
    page = gated.window.doubts
    assert gated.text("settled.state").startswith("Token recovered")
    detail = gated.text("settled.detail")
    for words in ("section 2 of 4", "Its token is saved", "Missing: sections 3, 4.", "Tokens (F3)", "Continue"):
        assert words in detail
    assert token not in said(gated, page)
    for name in ("token", "copy", "print", "pdf", "rejected"):
        assert not gated.find(f"settled.{name}", QWidget).isVisible(), name
    assert gated.text("settled.token") == ""
    # Nor where it is read again.
    await until(lambda: page.result.done.shown_for.elapsed() > 750)
    gated.click("settled.done")
    gated.click("doubts.ended")
    await until(lambda: page.card.isVisible() and page.card.sale is not None and bool(page.card.sale.tokens))
    assert "Missing: sections 3, 4." in said(gated, page.card)
    assert token not in said(gated, page.card)
    assert not page.card.print.isVisible()
    assert not page.card.pdf.isVisible()
    await at_meter(gated)
    gated.click("tokens.edit.rest")
    await gated.agree()
    await answered(gate, 2)
    assert await gated.done("tokens") == "ISSUED"
    await gated.active(gated.window)
    gated.press(Qt.Key.Key_F8)
    await until(lambda: token in page.card.token.text() and page.card.print.isVisible())
    assert page.card.token.text().count("\n") == 3


async def test_a_settled_section_is_shown_with_the_others_once_they_are_there(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 3, "lost-after") == "IN_DOUBT"
    await recover(gated, gated.server.ledger.tokens[-1])
    assert not gated.window.doubts.result.token.isVisible()
    await at_meter(gated)
    gated.click("tokens.edit.rest")
    await gated.agree()
    await answered(gate)
    assert await gated.done("tokens") == "ISSUED"
    await gated.active(gated.window)
    gated.press(Qt.Key.Key_F8)
    await until(lambda: gated.text("settled.token").count("\n") == 3)
    assert "and all four are there. Enter 1, 2, 3, 4" in gated.text("settled.detail")
    assert gated.find("settled.copy").isVisible()
    gated.click("settled.pdf")
    await until((gated.slips / "key-change-K01-000001.pdf").exists)


async def test_an_open_doubt_of_a_section_names_its_set_and_keeps_its_hold_slip(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 2, "lost-after") == "IN_DOUBT"
    await gated.to_doubts(1)
    page = gated.window.doubts
    assert page.card.print.isVisible()
    await until(lambda: "Section 2 of 4 of the key change K01-000001." in said(gated, page.card))


async def test_token_help_warns_of_a_section_whose_set_is_not_complete(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 3, "no-permission") == "REFUSED"
    gated.window.show_page("tokenhelp")
    help_ = gated.window.tokenhelp
    gated.fill("tokenhelp.token", gated.server.ledger.tokens[-2])
    gated.click("tokenhelp.inspect")
    await until(lambda: "Sold here" in said(gated, help_))
    warning = "Key change K01-000001 is unfinished: 2 of 4 sections saved. Enter none of them yet."
    assert gated.text("tokenhelp.incomplete") == f"{warning} Missing: sections 3, 4."
    assert "section 1 of 4 of a key change that is not complete: it may not be entered yet" in said(gated, help_)
    assert "within ten minutes" not in said(gated, help_)
    gated.click("tokenhelp.rejected")
    assert "none may be entered before all are there" in gated.text("tokenhelp.sale")
    await until(lambda: warning in gated.text("tokenhelp.flagged"))
    assert "that is not complete: it may not be entered yet" in gated.text("tokenhelp.sale")
    assert gated.find("tokenhelp.flagged", QLabel).isVisible()
    gated.click("tokenhelp.restart")
    assert not gated.find("tokenhelp.flagged", QLabel).isVisible()


async def test_a_late_answer_says_where_the_rest_is_asked_for(slow: Counter, gate: Gate) -> None:
    await begin(slow)
    await answered(gate)
    await until(lambda: gate.held)
    await until(slow.window.tokens.result.next.isVisible)
    await until(lambda: slow.window.tokens.result.next.shown_for.elapsed() > 750)
    slow.click("result.next")
    gate.let_go()
    await until(lambda: slow.find("late.show").isVisible())
    slow.click("late.show")
    await until(slow.window.late.isVisible)
    detail = slow.text("result.detail")
    assert "To ask for sections 3, 4: Tokens (F3), the meter number, then “Continue the key change”." in detail
    assert " now" not in detail
    assert slow.text("result.next") == "Next customer  ⏎"
    assert not slow.find("result.rest").isVisible()
    await acknowledged(slow)
    assert slow.sent(MANAGE) == 2


async def test_a_page_that_comes_up_by_its_key_takes_the_next_number_in_place_of_a_whole_one(desk: Counter) -> None:
    window = desk.window
    for name, key in (("sell", Qt.Key.Key_F2), ("tokens", Qt.Key.Key_F3)):
        line = getattr(window, name).meter.line
        for typed, marked in ((METER, True), ("01282", False)):
            window.show_page(name)
            desk.fill(f"{name}.meter", typed)
            window.show_page("history")
            desk.press(key)
            assert line.hasFocus()
            assert (line.selectedText() == line.text()) is marked
    help_ = window.tokenhelp.inspector.token
    for typed, marked in (("5862 5789 9869 9135 7486", True), ("5862 57", False)):
        window.show_page("tokenhelp")
        desk.fill("tokenhelp.token", typed)
        window.show_page("history")
        desk.press(Qt.Key.Key_F1)
        assert help_.hasFocus()
        assert (help_.selectedText() == help_.text()) is marked
    assert desk.sent(RECHARGE) == 0
