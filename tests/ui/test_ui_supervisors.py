"""The supervisor's dialog when the list with the PINs is gone."""

from collections.abc import Awaitable, Callable

from ui.test_ui_settling import name_first, press, typed
from ui.ui_counter import LOST_AFTER, Counter, until

Open = Callable[..., Awaitable[Counter]]


async def test_a_list_that_was_taken_away_is_no_first_use(open_counter: Open) -> None:
    counter = await open_counter()
    desk = counter.building.desk
    await counter.building.journal.supervisor_named("Grace", by="demo", introduced_by="", at=desk.clock.now())
    await counter.sell(LOST_AFTER)
    await counter.next_customer()
    await counter.to_doubts()
    counter.click("doubts.lost")
    dialog = await counter.form("lost")
    typed(counter, dialog, source="The utility", reference="Ticket 1")
    await press(counter, dialog)
    asked = await counter.form("supervisor")
    shown = counter.labels(asked)
    assert "The journal names Grace as supervisor here" in shown
    assert "Nobody is a supervisor" not in shown
    await name_first(counter, "Amina")
    await until(counter.window.doubts.result.isVisible)
    assert await desk.supervisors.forgotten() == ()
