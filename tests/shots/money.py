"""Pictures of money at the counter: kinds of payment, cash and change, the price of a kWh, another amount."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from shots.camera import Camera
from ui.ui_counter import LOST_AFTER, METER, NOT_FOUND, Counter, dress, until

from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.domain.tender import CASH, TenderKind
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.simulator.vending import AccountKind
from vendingdesk.ui import theme

KINDS = (CASH, TenderKind("Card"), TenderKind("Mobile money"), TenderKind("Transfer"))
OTHER_VALUE = "0199000000331"


async def _paid(counter: Counter, meter: str, amount: str, tendered: str) -> None:
    await counter.meter(meter)
    counter.fill("sell.amount", amount)
    counter.fill("sell.tendered", tendered)


async def _sold(counter: Counter) -> None:
    counter.click("sell.sell")
    await counter.agree()
    await counter.done()


async def money(counter: Counter, camera: Camera) -> None:
    """Cash with change, too little, a refusal, a doubt, another amount; history and settings."""
    window = counter.window
    await _paid(counter, METER, "12.5", "")
    await camera.take("90-money-cash-asked", window)
    counter.fill("sell.tendered", "5")
    counter.click("sell.sell")
    await counter.done()
    await camera.take("91-money-too-little", window)
    counter.click("sell.round.2")
    await camera.take("92-money-change", window)
    counter.click("sell.sell")
    await camera.take("93-money-confirm", await counter.asked())
    await counter.agree()
    await counter.done()
    await camera.take("94-money-issued", window)
    await counter.next_customer()
    await _paid(counter, NOT_FOUND, "10", "20")
    await _sold(counter)
    await camera.take("95-money-refused", window)
    await _paid(counter, LOST_AFTER, "10", "20")
    await _sold(counter)
    await camera.take("96-money-doubt", window)
    await counter.next_customer()
    await counter.meter(OTHER_VALUE)
    counter.fill("sell.amount", "10")
    counter.click("sell.tender.2")
    await _sold(counter)
    await camera.take("97-money-other-amount", window)
    await counter.next_customer()
    window.show_page("history")
    await until(lambda: window.history.model.rowCount() and window.history.detail.isVisible())
    await camera.take("98-money-history", window)
    window.show_page("settings")
    page = window.settings
    await until(lambda: page.built and not page._preview.busy)
    page._scrolled.ensureWidgetVisible(counter.find("settings.cashier_limit"))
    await camera.take("99-money-settings", window)


async def energy(counter: Counter, camera: Camera) -> None:
    """A shop that sells kWh at its own price."""
    await _paid(counter, METER, "25.5", "10")
    await camera.take("99-money-kwh", counter.window)
    counter.click("sell.sell")
    await camera.take("99-money-kwh-confirm", await counter.asked())
    await counter.agree()
    await counter.done()
    await camera.take("99-money-kwh-issued", counter.window)


async def run_money(app: QApplication, name: str, colours: theme.Colours, size: QSize, setup: DeskSetup) -> None:
    """A run of each kind of account."""
    dress(app, colours)
    asking = MoneySetup(KINDS, ask_tendered=True)
    kwh = replace(setup, money_means=MoneyMeans.KWH, money=MoneySetup(ask_tendered=True, kwh_price=Decimal("0.25")))
    runs: list[tuple[AccountKind, DeskSetup]] = [("currency", replace(setup, money=asking)), ("kwh", kwh)]
    for kind, wanted in runs:
        with (
            tempfile.TemporaryDirectory() as folder,
            SimulatorServer(seed=7, slow_factor=0.04, account_kind=kind) as server,
        ):
            counter = Counter(app, Path(folder), server, wanted)
            await counter.start()
            await counter.sign_in()
            counter.window.resize(size)
            await (money if kind == "currency" else energy)(counter, Camera(name))
            await counter.end()
