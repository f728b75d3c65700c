"""The line below every page: what stands there goes with what it was about."""

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from ui.ui_counter import LOST_AFTER, METER, Counter, until
from ui.ui_gate import Gate
from ui.ui_key_change import answered, fails_at, recover

from vendingdesk.domain.errors import EnvironmentFault

Open = Callable[..., Awaitable[Counter]]
FULL = "The disk is full: free some space on it, then try again."


@pytest.fixture
async def gated(open_counter: Open, gate: Gate) -> Counter:
    return await open_counter(url=gate.url)


async def refused_slip(desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sale whose slip can't be written, and the sentence that says so."""

    async def fail(*_: object, **__: object) -> None:
        raise EnvironmentFault(FULL)

    await desk.sell()
    with monkeypatch.context() as broken:
        broken.setattr(desk.building.journal, "slip_made", fail)
        desk.click("result.pdf")
        await until(lambda: desk.text("main.message") == FULL)


async def test_sections_are_not_called_missing_below_a_whole_key_change(gated: Counter, gate: Gate) -> None:
    """Asked for as the panel of a settled section allowed it once, and as a signal still can."""
    assert await fails_at(gated, gate, 2, "lost-after") == "IN_DOUBT"
    await recover(gated, gated.server.ledger.tokens[-1])
    panel = gated.window.doubts.result
    panel.slip_wanted.emit(panel.sale, "pdf")
    await until(lambda: "Sections 3 and 4 are missing" in gated.text("main.message"))
    # Where the page stays in front, the press alone ends it.
    gated.window._stack.setCurrentWidget(gated.window.tokens)
    await gated.meter(METER, "tokens")
    gated.click("tokens.edit.rest")
    assert gated.text("main.message") == ""
    await gated.agree()
    await answered(gate, 2)
    assert await gated.done("tokens") == "ISSUED"
    assert len(gated.text("result.token").splitlines()) == 4
    assert gated.text("main.message") == ""


async def test_what_is_said_of_a_slip_goes_with_the_page(desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    await refused_slip(desk, monkeypatch)
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F5)
    assert desk.text("main.message") == ""


async def test_a_slip_that_can_be_printed_ends_what_was_said(desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    await refused_slip(desk, monkeypatch)
    desk.window.say("Look at this.", about="slip")
    desk.counter._slips.ask(desk.result.sale, "pdf")
    assert desk.text("main.message") == ""
    await until(lambda: "Slip saved" in desk.text("main.message"))


async def test_what_is_said_of_a_slip_is_not_said_of_another_sale(desk: Counter) -> None:
    await desk.sell()
    await desk.next_customer()
    await desk.sell("0199000000208")
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F5)
    page = desk.window.history
    await until(lambda: page.isVisible() and len(page.model.rows) == 2)
    desk.click("history.pdf")
    await until(lambda: "Slip saved" in desk.text("main.message") and page.settled)
    page.table.selectRow(0)
    assert "Slip saved" in desk.text("main.message")
    page.table.selectRow(1)
    assert desk.text("main.message") == ""


async def test_a_settled_doubt_is_not_called_in_doubt_any_more(gated: Counter, gate: Gate) -> None:
    assert await fails_at(gated, gate, 2, "lost-after") == "IN_DOUBT"
    gated.window.say("1 sale is in doubt: do not sell to its meter, and keep the money.", about="start")
    await recover(gated, gated.server.ledger.tokens[-1])
    assert gated.text("main.message") == ""
    gated.window.say(FULL, about="slip")
    await until(lambda: gated.window.doubts.result.done.shown_for.elapsed() > 750)
    gated.click("settled.done")
    assert gated.text("main.message") == ""


async def test_a_count_that_works_again_takes_the_fault_away(desk: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise EnvironmentFault(FULL)

    with monkeypatch.context() as broken:
        broken.setattr(desk.building.journal, "sales", fail)
        desk.counter._lookout.look()
        await until(lambda: desk.text("main.message") == FULL)
    desk.counter._lookout.look()
    await until(lambda: desk.text("main.message") == "")


async def test_damage_in_the_journal_is_not_swept_away_by_the_next_customer(desk: Counter) -> None:
    assert await desk.sell(LOST_AFTER) == "IN_DOUBT"
    for about, left in (("journal", "Look at this."), ("start", "")):
        desk.window.say("Look at this.", about=about)
        desk.window.sell.result.next_wanted.emit()
        assert desk.text("main.message") == left
