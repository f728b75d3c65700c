"""What stands on a page and was not put away with Next customer is not lost with the run."""

import shutil
from collections.abc import Awaitable, Callable

import pytest
from ui.ui_counter import LOST_AFTER, METER, NOT_FOUND, Counter, until
from ui.ui_waiting import acknowledged

Open = Callable[..., Awaitable[Counter]]
FIRST = ("K01-000001",)


@pytest.mark.parametrize(("meter", "state"), [(METER, "ISSUED"), (LOST_AFTER, "IN_DOUBT")])
async def test_a_result_on_the_page_outlives_a_power_cut(
    desk: Counter, open_counter: Open, meter: str, state: str
) -> None:
    assert await desk.sell(meter) == state
    assert not desk.window.tray.isVisible()
    await until(lambda: desk.building.unseen.read() == FIRST)
    cut_off = desk.slips.parent.with_name("cut off")
    shutil.copytree(
        desk.slips.parent, cut_off, ignore=shutil.ignore_patterns("*.new")
    )  # the disk as it is at this moment
    await desk.next_customer()
    await until(lambda: desk.building.unseen.read() == ())
    await desk.end()
    again = await open_counter(folder=cut_off)
    assert "The last run was cut off before somebody saw 1 result: it stands above." in again.text("main.message")
    again.click("late.show")
    assert again.state == state
    await acknowledged(again)
    await until(lambda: again.building.unseen.read() == ())


async def test_what_sold_nothing_is_not_kept(desk: Counter) -> None:
    assert await desk.sell(NOT_FOUND) == "REFUSED"
    await until(lambda: not [name for name in desk.counter._tasks.running() if name.startswith("noting")])
    assert desk.building.unseen.read() == ()


async def test_a_person_who_closes_has_seen_what_stands_there(desk: Counter, open_counter: Open) -> None:
    assert await desk.sell() == "ISSUED"
    await until(lambda: desk.building.unseen.read() == FIRST)
    desk.window.close()
    assert desk.task is not None
    await until(desk.task.done)
    again = await open_counter()
    assert again.text("main.message") == ""
    assert not again.window.tray.isVisible()


async def test_the_system_that_closes_has_not(desk: Counter, open_counter: Open) -> None:
    assert await desk.sell() == "ISSUED"
    desk.counter.request_close()  # a signal, logging off
    assert desk.task is not None
    await until(desk.task.done)
    again = await open_counter()
    assert again.text("main.message") == "The last run ended before somebody saw 1 result: it stands above."
    again.click("late.show")
    assert again.state == "ISSUED"
