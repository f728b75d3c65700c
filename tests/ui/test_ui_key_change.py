"""A key change in the Tokens panel: one confirmation, four requests, all four tokens or none on the screen."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from ui.ui_counter import MANAGE, METER, Counter, until
from ui.ui_gate import Gate
from ui.ui_key_change import answered, at_meter, begin, fails_at, recover
from ui.ui_waiting import acknowledged

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.sale import VendState

Open = Callable[..., Awaitable[Counter]]
STATES = {"no-permission": "REFUSED", "quota": "REFUSED", "lost-after": "IN_DOUBT", "panic": "IN_DOUBT"}


@pytest.fixture
async def gated(open_counter: Open, gate: Gate) -> Counter:
    """Every answer waits for the test, so that it can meddle between two sections."""
    return await open_counter(url=gate.url)


def minted(desk: Counter) -> list[str]:
    return [
        f"{token[:4]} {token[4:8]} {token[8:12]} {token[12:16]} {token[16:]}" for token in desk.server.ledger.tokens
    ]


def lines(desk: Counter) -> list[str]:
    return desk.text("result.token").splitlines()


async def test_one_press_gives_four_numbered_tokens_and_the_rule(desk: Counter) -> None:
    await at_meter(desk)
    page = desk.window.tokens
    desk.choose(3)
    assert page.whole_change
    assert page.kind.currentText() == "Key change – all four sections · 3, 4, 8, 9"
    assert desk.text("tokens.value") == "0"
    assert "all four sections" in page.caution.text()
    desk.fill("tokens.value", "7")
    desk.fill("tokens.reason", "new supply group")
    desk.click("tokens.issue")
    dialog = await desk.asked()
    shown = desk.labels(dialog)
    for words in ("Issue this key change?", "Key change – all four sections", "7", "new supply group"):
        assert words in shown
    assert "4 requests, one after the other." in shown
    assert dialog.yes.text().startswith("Issue 4 tokens")
    assert dialog.yes.hasFocus()
    await desk.agree()
    assert await desk.done("tokens") == "ISSUED"
    assert desk.sent(MANAGE) == 4
    assert lines(desk) == [f"{place}  {token}" for place, token in enumerate(minted(desk)[-4:], 1)]
    assert "Key change issued · K01-000001 · value 7" in desk.text("result.state")
    assert "Enter 1, 2, 3, 4, all within ten minutes. Old credit tokens before these" in desk.text("result.detail")
    assert not desk.find("result.rest").isVisible()
    assert not page.card.change.isVisible()
    desk.click("result.pdf")
    file = desk.slips / "key-change-K01-000001.pdf"
    await until(file.exists)
    await until(lambda: page.result.next.shown_for.elapsed() > 750)
    desk.click("result.next")
    await until(page.form.isVisible)
    assert not page.whole_change
    await until(lambda: desk.building.unseen.read() == ())


async def test_a_section_alone_is_chosen_after_the_four(desk: Counter) -> None:
    await at_meter(desk)
    kind = desk.window.tokens.kind
    assert [kind.itemData(row) for row in range(kind.count())] == [*range(12), 3]
    assert kind.itemText(12) == "Key change, section 1 alone · 3"
    for row, number in ((4, 2), (8, 3), (9, 4), (12, 1)):
        kind.setCurrentIndex(row)
        assert not desk.window.tokens.whole_change
        assert f"section {number} alone" in kind.currentText()
        assert "lost or spoilt" in desk.window.tokens.caution.text()
    desk.fill("tokens.reason", "the slip tore")
    desk.click("tokens.issue")
    dialog = await desk.asked()
    assert "Key change, section 1 alone, value 0" in desk.labels(dialog)
    assert "needs all four sections" in desk.labels(dialog)
    assert dialog.no.hasFocus()
    await desk.agree()
    assert await desk.done("tokens") == "ISSUED"
    assert desk.sent(MANAGE) == 1
    assert lines(desk) == minted(desk)[-1:]


async def test_it_tells_which_section_it_asks_for(gated: Counter, gate: Gate) -> None:
    await begin(gated)
    for part in (1, 2, 3, 4):
        await until(lambda: gate.held)
        await until(
            lambda part=part: gated.text("result.state") == f"Section {part} of 4: Asking the server for the token…"
        )
        assert f"Key change, section {part} of 4, value 0" in gated.text("result.detail")
        said = gated.text("result.server")
        assert said.startswith("Saved: section" if part > 1 else "")
        assert gated.state == "SENDING"
        await until(lambda part=part: gated.sent(MANAGE) == part)
        assert gated.text("result.token") == ""
        gate.let_go()
    assert await gated.done("tokens") == "ISSUED"
    assert len(lines(gated)) == 4


@pytest.mark.parametrize("fault", STATES)
@pytest.mark.parametrize("part", [2, 3, 4])
async def test_where_it_stops_it_says_what_is_saved_and_what_happened(
    gated: Counter, gate: Gate, part: int, fault: str
) -> None:
    doubt = STATES[fault] == "IN_DOUBT"
    assert await fails_at(gated, gate, part, fault) == STATES[fault]
    assert gated.sent(MANAGE) == part
    page = gated.window.tokens
    assert gated.text("result.token") == ""
    assert not page.result.token.isVisible()
    detail = gated.text("result.detail")
    saved = "section 1" if part == 2 else f"sections {', '.join(map(str, range(1, part)))}"
    assert f"Saved: {saved} (K01-000001" in detail
    assert "None may be entered before all four are there." in detail
    assert f"Section {part} (K01-00000{part}): " in detail
    assert "Missing: section" in gated.text("result.state")
    assert gated.text("result.state").startswith("Result unknown." if doubt else "The key change is not complete.")
    assert page.result.rest.isVisible() is not doubt
    assert page.result.print.isVisible() is doubt
    assert not page.form.isVisible()
    if doubt:
        assert page.result.print.text() == "Print hold slip  F9"
        assert "Settle that first." in detail
    else:
        assert page.result.rest.hasFocus()
    assert "Key change K01-000001 is unfinished" in page.card.change.text()
    assert not page.card.rest.isEnabled()


async def test_the_rest_is_asked_for_after_a_second_confirmation(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 3, "no-permission", value="7") == "REFUSED"
    gated.click("result.rest")
    dialog = await gated.asked()
    shown = gated.labels(dialog)
    assert "Ask for the rest?" in shown
    assert "Key change K01-000001: sections 3, 4" in shown
    assert "2 requests, one after the other." in shown
    assert "new supply group" in shown
    dialog.reject()
    page = gated.window.tokens
    await until(lambda: page.form.isVisible() and page.form.isEnabled())
    assert gated.sent(MANAGE) == 3
    assert page.card.rest.isVisible()
    gated.click("tokens.edit.rest")
    await gated.agree()
    await answered(gate, 2)
    assert await gated.done("tokens") == "ISSUED"
    assert gated.sent(MANAGE) == 5
    assert [line[3:] for line in lines(gated)] == minted(gated)[-4:]
    assert not page.card.change.isVisible()


async def test_a_double_click_on_the_rest_is_one_press(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 4, "quota") == "REFUSED"
    rest = gated.find("result.rest")
    QTest.mouseClick(rest, Qt.MouseButton.LeftButton)
    QTest.mouseClick(rest, Qt.MouseButton.LeftButton)
    gated.window.tokens.result.rest_wanted.emit()
    dialog = await gated.asked()
    assert "One request." in gated.labels(dialog)
    await gated.agree()
    await answered(gate)
    assert await gated.done("tokens") == "ISSUED"
    assert gated.sent(MANAGE) == 5


async def test_a_first_section_that_is_refused_leaves_the_form_as_it_was(desk: Counter) -> None:
    desk.server.faults.arm("no-permission", MANAGE)
    await begin(desk)
    assert await desk.done("tokens") == "REFUSED"
    page = desk.window.tokens
    assert page.form.isVisible()
    assert desk.text("tokens.reason") == "new supply group"
    assert "Nothing was sold." in desk.text("result.detail")
    assert not page.card.change.isVisible()
    desk.click("tokens.issue")
    dialog = await desk.asked()
    assert "unfinished" not in desk.labels(dialog)
    await desk.agree()
    assert await desk.done("tokens") == "ISSUED"
    assert desk.sent(MANAGE) == 5


async def test_a_session_that_ends_on_the_way_keeps_the_rest(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 3, "session-expired") == "REFUSED"
    await until(lambda: gated.counter._signing_in)
    assert gated.window.tokens.result.rest.isVisible()
    dialogs = [each for each in gated.window.findChildren(type(gated.dialog)) if each.isVisible()]
    dialogs[-1].reject()
    await until(lambda: not gated.counter._signing_in)


async def test_a_disk_that_is_full_on_the_way_says_that_nothing_was_sent(gated: Counter, gate: Gate) -> None:
    await begin(gated)
    await answered(gate)
    await until(lambda: gate.held)
    journal = gated.building.journal

    async def full(*_: object) -> None:
        raise EnvironmentFault("The disk is full: free some space on it, then try again.")

    prepare, journal.prepare = journal.prepare, full  # type: ignore[method-assign,assignment]
    gate.let_go()
    assert await gated.done("tokens") == "NOT_SENT"
    journal.prepare = prepare  # type: ignore[method-assign]
    assert gated.sent(MANAGE) == 2
    detail = gated.text("result.detail")
    assert "Saved: sections 1, 2" in detail
    assert "Section 3: Nothing was sent. The disk is full" in detail
    assert gated.window.tokens.result.rest.isVisible()


async def test_who_takes_the_next_customer_leaves_the_rest_unasked(slow: Counter, gate: Gate) -> None:
    await begin(slow)
    await answered(gate)
    await until(lambda: gate.held)
    await until(lambda: slow.text("result.state") == "Still waiting. Do not press again.")
    await until(lambda: slow.window.tokens.result.next.shown_for.elapsed() > 750)
    slow.click("result.next")
    await until(slow.window.tray.isVisible)
    page = slow.window.tokens
    await until(page.form.isVisible)
    assert "Key change, section 2 of 4" in slow.text("late.text")
    gate.let_go()
    await until(lambda: slow.find("late.show").isVisible())
    assert slow.sent(MANAGE) == 2
    slow.click("late.show")
    await until(slow.window.late.isVisible)
    assert slow.state == "ISSUED"
    assert slow.text("result.token") == ""
    assert "Saved: sections 1, 2" in slow.text("result.detail")
    assert not slow.find("result.rest").isVisible()
    await acknowledged(slow)
    await at_meter(slow)
    assert "Key change K01-000001 is unfinished: 2 of 4 sections saved." in page.card.change.text()
    slow.click("tokens.edit.rest")
    await slow.agree()
    await answered(gate, 2)
    assert await slow.done("tokens") == "ISSUED"
    assert len(lines(slow)) == 4
    assert slow.sent(MANAGE) == 4


async def test_another_page_in_front_stops_it_too(gated: Counter, gate: Gate) -> None:
    await begin(gated)
    await until(lambda: gate.held)
    gated.press(Qt.Key.Key_F5)
    await until(gated.window.history.isVisible)
    gate.let_go()
    await until(lambda: gated.window.tray.isVisible() and gated.find("late.show").isVisible())
    assert gated.sent(MANAGE) == 1
    gated.press(Qt.Key.Key_F3)
    assert gated.window.tokens.form.isVisible()
    assert gated.sent(MANAGE) == 1


async def test_behind_another_page_no_second_section_is_begun(desk: Counter) -> None:
    """However the page came to be behind: nobody is there to see how it goes on."""
    await at_meter(desk)
    desk.choose(3)
    desk.fill("tokens.reason", "new supply group")
    desk.click("tokens.issue")
    await desk.asked()
    desk.window.show_page("history")
    await desk.agree()
    running = "tokens: vend"
    await until(lambda: running not in desk.counter._tasks.running())
    assert desk.sent(MANAGE) == 1
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F3)
    assert "Missing: sections 2, 3, 4." in desk.text("result.state")
    assert desk.find("result.rest").isVisible()


async def test_a_meter_on_the_sell_page_names_it_without_a_way_on(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 2, "quota") == "REFUSED"
    gated.press(Qt.Key.Key_F2)
    await gated.meter(METER)
    card = gated.window.sell.card
    assert "unfinished: 1 of 4" in card.change.text()
    assert card.change.isVisible()
    assert not card.rest.isVisible()


async def test_a_new_key_change_in_place_of_an_unfinished_one_is_asked_about(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 2, "quota") == "REFUSED"
    await until(lambda: gated.window.tokens.result.next.shown_for.elapsed() > 750)
    gated.click("result.next")
    await at_meter(gated)
    gated.choose(3)
    gated.fill("tokens.reason", "again")
    gated.click("tokens.issue")
    dialog = await gated.asked()
    assert "key change K01-000001 of this meter is unfinished." in gated.labels(dialog)
    assert "its tokens must not be entered" in gated.labels(dialog)
    assert dialog.no.hasFocus()
    dialog.reject()
    await gated.done("tokens")


async def test_a_second_one_minutes_later_is_asked_about(desk: Counter) -> None:
    await begin(desk)
    assert await desk.done("tokens") == "ISSUED"
    await until(lambda: desk.window.tokens.result.next.shown_for.elapsed() > 750)
    desk.click("result.next")
    await at_meter(desk)
    desk.choose(3)
    desk.fill("tokens.reason", "again")
    desk.click("tokens.issue")
    dialog = await desk.asked()
    assert "The key change K01-000001 was issued for this meter less than a minute ago." in desk.labels(dialog)
    assert dialog.no.hasFocus()
    dialog.reject()
    await desk.done("tokens")


async def test_history_shows_the_set_for_every_part_and_gives_its_slip(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 4, "no-permission") == "REFUSED"
    gated.press(Qt.Key.Key_F5)
    page = gated.window.history
    await until(lambda: page.isVisible() and len(page.model.rows) == 4)
    page.table.selectRow(1)  # the third section
    assert gated.text("history.token") == ""  # not even until the others are read
    await until(lambda: gated.find("history.key_change", QLabel).isVisible())
    said = gated.text("history.key_change")
    assert "Section 3 of 4 of the key change K01-000001." in said
    assert "Missing: section 4." in said
    assert not page.detail.print.isVisible()
    assert not gated.find("history.token", QLabel).isVisible()
    gated.press(Qt.Key.Key_F3)
    gated.click("result.rest")
    await gated.agree()
    await answered(gate)
    assert await gated.done("tokens") == "ISSUED"
    await gated.active(gated.window)
    gated.press(Qt.Key.Key_F5)
    await until(lambda: page.isVisible() and len(page.model.rows) == 5)
    page.table.selectRow(3)  # the second section
    await until(lambda: gated.text("history.token").count("\n") == 3)
    assert "Section 2 of 4 of the key change K01-000001." in gated.text("history.key_change")
    assert "Enter 1, 2, 3, 4" in gated.text("history.key_change")
    gated.click("history.pdf")
    await until((gated.slips / "key-change-K01-000001.pdf").exists)
    page.table.selectRow(1)  # the section that was refused
    await until(lambda: "K01-000004" in gated.labels(page.detail))
    assert page.detail.print.text() == "Print slip"
    gated.click("history.pdf")
    await until((gated.slips / "cancelled-K01-000004.pdf").exists)


@pytest.mark.parametrize("part", [1, 3, 4])
async def test_a_run_that_is_cut_off_is_found_again(
    gated: Counter, gate: Gate, open_counter: Open, part: int
) -> None:
    """The disk as it is while a section is answered and nobody has seen the end."""
    await begin(gated)
    await answered(gate, part)
    if part < 4:
        await until(lambda: gate.held)
    else:
        assert await gated.done("tokens") == "ISSUED"
        await until(lambda: gated.building.unseen.read() == ("K01-000004",))
    cut_off: Path = gated.slips.parent.with_name("cut off")
    shutil.copytree(gated.slips.parent, cut_off, ignore=shutil.ignore_patterns("*.new"))
    if part < 4:
        await answered(gate, 4 - part)
        assert await gated.done("tokens") == "ISSUED"
    await gated.end()
    again = await open_counter(folder=cut_off)
    page = again.window.tokens
    if part == 4:
        again.click("late.show")
        await until(again.window.late.isVisible)
        assert len(lines(again)) == 4
        assert again.state == "ISSUED"
        return
    states = [sale.state for sale in await again.building.journal.key_change(METER)]
    assert states == [VendState.ISSUED] * part + [VendState.IN_DOUBT]
    await at_meter(again)
    assert "is unfinished" in page.card.change.text()
    assert page.card.doubt.isVisible()
    assert page.card.rest.isVisible() is (part < 3)  # else there is nothing that may be asked for
    if part == 3:
        return
    again.click("tokens.edit.rest")
    await until(page.held.isVisible)
    assert "is unknown: its token may have been issued" in again.text("tokens.message")
    assert again.sent(MANAGE) == 0


async def test_the_system_that_closes_waits_for_one_section_and_asks_for_no_other(
    gated: Counter, gate: Gate, open_counter: Open
) -> None:
    await begin(gated)
    await answered(gate)
    await until(lambda: gate.held)
    gated.counter.request_close()
    await until(lambda: "1 to go" in gated.text("main.message"))
    gate.let_go()
    assert gated.task is not None
    await until(gated.task.done)
    assert gated.sent(MANAGE) == 2
    again = await open_counter()
    assert "before somebody saw 1 result" in again.text("main.message")
    again.click("late.show")
    await until(again.window.late.isVisible)
    assert "Missing: sections 3, 4." in again.text("result.state")
    assert again.text("result.token") == ""
    await acknowledged(again)


async def test_a_person_who_closes_sees_how_far_it_came(gated: Counter, gate: Gate) -> None:
    await begin(gated)
    await answered(gate)
    await until(lambda: gate.held)
    gated.window.close()
    await until(lambda: "1 to go" in gated.text("main.message"))
    gate.let_go()
    await until(lambda: gated.text("result.state").startswith("The key change is not complete."))
    assert gated.sent(MANAGE) == 2
    assert "Section 3: Nothing was sent. Vending Desk is closing" in gated.text("result.detail")
    assert gated.task is not None
    assert not gated.task.done()
    await until(gated.window.tokens.isEnabled)
    gated.window.close()
    await until(gated.task.done)


async def test_a_token_that_the_disk_did_not_take_is_there_to_be_written_down(gated: Counter, gate: Gate) -> None:
    """It is in nobody's hands else; that it must not be entered yet stands beside it."""
    await begin(gated)
    await answered(gate)
    await until(lambda: gate.held)
    journal = gated.building.journal

    async def full(*_: object) -> None:
        raise EnvironmentFault("The disk is full: free some space on it, then try again.")

    conclude, journal.conclude = journal.conclude, full  # type: ignore[method-assign,assignment]
    gate.let_go()
    assert await gated.done("tokens") == "ISSUED"
    journal.conclude = conclude  # type: ignore[method-assign]
    assert gated.sent(MANAGE) == 2
    assert gated.text("result.token") == ""
    detail = gated.text("result.detail")
    assert f"Write the token of section 2 down: {minted(gated)[-1]}." in detail
    assert "None may be entered before all four are there." in detail
    assert not gated.find("result.rest").isVisible()


async def test_a_section_that_is_found_says_where_the_others_are(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 4, "lost-after") == "IN_DOUBT"
    token = gated.server.ledger.tokens[-1]
    await recover(gated, token)
    assert "This is section 4 of 4 of a key change" in gated.text("settled.detail")
    assert not gated.find("settled.rejected").isVisible()
    gated.click("settled.pdf")
    await until((gated.slips / "key-change-K01-000001.pdf").exists)
    await gated.active(gated.window)
    gated.press(Qt.Key.Key_F3)
    await gated.meter(METER, "tokens")
    assert not gated.window.tokens.card.change.isVisible()


async def test_the_list_of_doubts_shows_which_section_it_is(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 2, "lost-after") == "IN_DOUBT"
    await gated.to_doubts(1)
    page = gated.window.doubts
    cell = page.model.index(0, 4)
    assert page.model.data(cell) == "Key change 2/4"
    assert not page.table.isColumnHidden(4)
    room = page.table.columnWidth(4)
    assert page.table.fontMetrics().horizontalAdvance(page.model.data(cell)) < room
    gated.window.show_page("history")
    await until(lambda: gated.window.history.model.rows)
    assert gated.window.history.model.data(gated.window.history.model.index(0, 3)) == "Key change 2/4"


async def test_a_kind_is_found_by_typing_its_name(desk: Counter) -> None:
    await at_meter(desk)
    kind = desk.window.tokens.kind
    kind.setFocus()
    QTest.keyClicks(kind, "Key")
    assert desk.window.tokens.whole_change
    await until(lambda: kind.view().isVisible() is False)
    desk.choose(0)
    assert kind.currentText() == "Maximum power limit · 0"
