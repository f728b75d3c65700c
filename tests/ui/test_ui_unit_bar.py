"""Settings that make an amount another than the books: said above every page, confirmed by a supervisor in place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from ui.ui_counter import METER, Counter, until

from vendingdesk.counter.screen import Kiosk
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.money import Currency
from vendingdesk.ui.supervisor import SupervisorDialog

Open = Callable[..., Awaitable[Counter]]
DINARS = DeskSetup(currency=Currency("KWD", 3))
SAYS = "An amount of 10 is 10.000 KWD in this till’s books; its settings now make it 10.00 USD."


async def sold_in_dinars(open_counter: Open, folder: Path, then: DeskSetup) -> Counter:
    """A till whose settings were changed by hand between two runs."""
    first = await open_counter(folder=folder, setup=DINARS)
    assert not first.window.unit.isVisible()
    await first.desk.sell_credit(await first.desk.sell_credit.propose(METER, "10"))
    await first.end()
    return await open_counter(folder=folder, setup=then)


async def asked(counter: Counter) -> SupervisorDialog:
    counter.window.unit.confirm.click()
    await until(lambda: [each for each in counter.window.findChildren(SupervisorDialog) if each.isVisible()])
    dialog = counter.window.findChildren(SupervisorDialog)[-1]
    await counter.active(dialog)
    return dialog


async def test_it_stands_there_from_the_start_and_goes_when_a_supervisor_confirms(
    open_counter: Open, tmp_path: Path
) -> None:
    counter = await sold_in_dinars(open_counter, tmp_path / "till", DeskSetup())
    bar = counter.window.unit
    assert bar.isVisible()
    assert bar.text.text().startswith(SAYS)
    counter.type(METER)
    sell = counter.window.sell
    sell.amount.setText("10")
    sell.submit()
    await until(sell.message.text)
    assert sell.message.text().startswith(SAYS)
    (await asked(counter)).back.click()
    await until(lambda: not counter.window.findChildren(SupervisorDialog))
    assert bar.isVisible()
    dialog = await asked(counter)
    dialog.new_name.setText("Grace")
    dialog.new_pin.setText("735194")
    dialog.new_again.setText("735194")
    dialog.ok.click()
    await until(lambda: not bar.isVisible())
    await counter.desk.sell_credit.propose(METER, "10")


async def test_while_a_shift_is_open_it_says_why_not(open_counter: Open, tmp_path: Path) -> None:
    counter = await sold_in_dinars(open_counter, tmp_path / "till", DINARS)
    await counter.desk.shifts.switch(on=True)
    await counter.desk.shifts.open("10")
    await counter.end()
    counter = await open_counter(folder=tmp_path / "till", setup=DeskSetup())
    bar = counter.window.unit
    bar.confirm.click()
    await until(bar.message.text)
    assert bar.message.text() == "A shift is open: its drawer is counted in KWD. Close it first (F7)."


async def test_a_change_for_the_next_start_has_nothing_to_confirm(open_counter: Open, tmp_path: Path) -> None:
    counter = await open_counter(folder=tmp_path / "till", setup=DINARS)
    await counter.desk.settings.keep_values({"currency": "USD"}, about="currency")
    bar = counter.window.unit
    assert (bar.isVisible(), bar.confirm.isVisible()) == (True, False)
    assert "close the program and open it again" in bar.text.text()


async def test_in_a_kiosk_without_a_supervisor_nobody_confirms(open_counter: Open, tmp_path: Path) -> None:
    first = await open_counter(folder=tmp_path / "till", setup=DINARS)
    await first.desk.sell_credit(await first.desk.sell_credit.propose(METER, "10"))
    await first.end()
    counter = await open_counter(folder=tmp_path / "till")
    kiosk = replace(counter.desk.setup, kiosk=Kiosk(on=True))
    counter.desk.settings._setup = kiosk
    dialog = await asked(counter)
    assert not dialog.ok.isVisible()
    assert not dialog.new_name.isVisible()
    dialog.back.click()
    await until(lambda: not counter.window.findChildren(SupervisorDialog))
    assert counter.window.unit.isVisible()
