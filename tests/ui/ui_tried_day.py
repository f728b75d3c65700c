"""A day at a till, lived by hand from the opening to the close, with its sums worked out by hand too.

Everything is typed and pressed in the window. What the till must say in the end stands here as plain whole numbers
of cents, added up by nothing that the program has.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid
from ui.ui_counter import LOST_AFTER, NOT_FOUND, Counter, until
from ui.ui_people import AMINA, EVE, GRACE, PINS, sign_on, staffed
from ui.ui_shift import counted, idle, to_shift

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.charges import Charge
from vendingdesk.domain.people import Right
from vendingdesk.domain.tender import CASH, TenderKind
from vendingdesk.ui.copy_dialog import CopyDialog
from vendingdesk.ui.next_button import DWELL_MS
from vendingdesk.wiring.demo import demo_setup

FEE = 35
"""Cents that the shop takes on top of every sale."""

FLOAT = 6000
PAID_OUT = 730
SHORT = 20

CASH_KEY, MOBILE_KEY = 1, 2


@dataclass(frozen=True)
class Planned:
    """One sale: what is typed, and what becomes of it. ``leave``: it is more than a cashier sells alone."""

    meter: str
    amount: str
    cents: int
    kind: int = CASH_KEY
    received: str = ""
    state: str = "ISSUED"
    leave: bool = False


SALES = (
    Planned("0128244400031", "10", 1000, received="20"),
    Planned("0151529923121", "5", 500),
    Planned("0128250019139", "20", 2000, received="50"),
    Planned("01490819354", "15", 1500, kind=MOBILE_KEY),
    Planned("0128288163024", "12.35", 1235),
    Planned(NOT_FOUND, "10", 1000, state="REFUSED"),
    Planned("0128248784851", "100", 10000, received="120", leave=True),
    Planned("0128250178141", "7.77", 777),
    Planned(LOST_AFTER, "10", 1000, state="IN_DOUBT"),
    Planned("37079336774", "10", 1000),
    Planned("0128846411774", "30", 3000, kind=MOBILE_KEY),
    Planned("0128532415527", "3", 300, received="5"),
)
"""Twelve sales of which one is refused and one stays in doubt."""

COUNTED = {"n10000": "1", "n5000": "1", "n2000": "3", "n1000": "2", "n100": "3", "n25": "3", "n1": "2"}
"""What lies in the drawer at the end: 233.77, twenty cents less than there should."""

SETUP = demo_setup(
    DeskSetup(
        shop=Shop(charges=(Charge("Service fee", fixed=FEE, included=False),)),
        money=MoneySetup(tenders=(CASH, TenderKind("Mobile money")), ask_tendered=True, cashier_limit=50),
    )
)

Look = Callable[[str, QWidget], Awaitable[None]]
"""Somebody looks at the day: a name for what is seen, and the window."""


async def _nobody(_name: str, _window: QWidget) -> None:
    """Nobody looks."""


class TriedDay:
    """The day; ``look`` is called where there is something to see."""

    def __init__(self, counter: Counter, look: Look = _nobody) -> None:
        self.counter = counter
        self.look = look
        self.states: list[str] = []
        self.changes: list[str] = []

    async def live(self) -> None:
        """From the first PIN to the Z."""
        await self.open()
        for planned in SALES:
            await self.sell(planned)
        await self.engineering_token()
        await self.pay_out()
        await self.copy()
        await self.close()

    async def open(self) -> None:
        """Amina stands at the till and opens a shift with the float that she counted."""
        counter = self.counter
        await staffed(counter, AMINA, EVE)
        await self.look("1-locked", counter.window)
        await sign_on(counter, AMINA)
        authority = await counter.desk.supervisors.authorise(GRACE, PINS[GRACE])
        await counter.desk.shifts.switch(on=True, leave=Leave(authority, frozenset({Right.CHANGE_SETTINGS})))
        await until(counter.find("sell.openshift").isVisible)
        counter.click("sell.openshift")
        dialog = await counter.form("openshift")
        counter.fill("openshift.float", "60", dialog)
        await self.look("2-open", dialog)
        dialog.submit()
        await until(lambda: counter.text("status.shift").startswith("Shift open"))
        await counter.active(counter.window)

    async def sell(self, planned: Planned) -> None:
        """One sale, by keyboard."""
        counter, sell = self.counter, self.counter.window.sell
        await counter.meter(planned.meter)
        if planned.kind != CASH_KEY:
            counter.click(f"sell.tender.{planned.kind}")
        counter.fill("sell.amount", planned.amount)
        QTest.keyClick(sell.amount, Qt.Key.Key_Return)
        if planned.kind == CASH_KEY:
            await until(sell.paid.received.hasFocus)
            counter.fill("sell.tendered", planned.received)
            if planned is SALES[0]:
                self.changes.append(counter.text("sell.change"))
                await self.look("3-sell", counter.window)
            QTest.keyClick(sell.paid.received, Qt.Key.Key_Return)
        if planned.leave:
            await self.supervisor(look="4-leave")
        await counter.agree()
        self.states.append(await counter.done())
        await counter.active(counter.window)
        if planned is SALES[0]:
            await self.look("5-issued", counter.window)
        if planned.state == "IN_DOUBT":
            await self.look("6-in-doubt", counter.window)
        if planned.state != "REFUSED":
            await self.next_customer()

    async def supervisor(self, look: str = "") -> None:
        """Grace comes over and types her PIN."""
        dialog = await self.counter.form("supervisor")
        if look:
            await self.look(look, dialog)
        self.counter.fill("supervisor.pin", PINS[GRACE], dialog)
        await self.counter.enter("supervisor.pin", dialog)
        await until(lambda: not isValid(dialog) or not dialog.isVisible())

    async def next_customer(self) -> None:
        """Acknowledged, and the cursor back in an empty form."""
        await self.counter.next_customer()
        await until(self.counter.window.sell.form.isVisible)

    async def engineering_token(self) -> None:
        """A meter's credit is cleared because somebody moved out; Grace allows it."""
        counter, tokens = self.counter, self.counter.window.tokens
        counter.press(Qt.Key.Key_F3)
        await until(tokens.isVisible)
        await counter.meter("07388707007", "tokens")
        counter.choose(1)
        counter.fill("tokens.reason", "Tenant moved out")
        counter.click("tokens.issue")
        await self.supervisor()
        await counter.agree()
        self.states.append(await counter.done("tokens"))
        await counter.active(counter.window)
        nxt = tokens.result.next
        await until(lambda: nxt.shown_for.isValid() and nxt.shown_for.elapsed() >= DWELL_MS)
        counter.click("result.next", tokens)

    async def pay_out(self) -> None:
        """Light bulbs for the shop, from the drawer; Grace allows it."""
        counter = self.counter
        await to_shift(counter)
        counter.click("shift.out")
        dialog = await counter.form("cashmove")
        counter.fill("cashmove.amount", "7.30", dialog)
        counter.fill("cashmove.reason", "Light bulbs", dialog)
        dialog.submit()
        await self.supervisor()
        await idle(counter)

    async def copy(self) -> None:
        """A customer lost the first slip: it is made, and made again as a copy."""
        counter, page = self.counter, self.counter.window.history
        await counter.active(counter.window)
        counter.press(Qt.Key.Key_F5)
        await until(page.isVisible)
        page.show_receipt("K01-000001")
        await until(lambda: page.detail.sale is not None and page.detail.sale.number == 1)
        for made in (1, 2):
            counter.click("history.pdf")
            if made == 2:
                dialog = await self.copy_dialog()
                counter.click("copy.lost", dialog)
            await until(lambda made=made: len(list(counter.slips.glob("*000001*.pdf"))) == made)
            await until(lambda: not any(name.startswith("slip") for name in counter.counter._tasks.running()))
            await counter.active(counter.window)

    async def copy_dialog(self) -> CopyDialog:
        """Until it is asked why."""
        found: list[CopyDialog] = []

        def there() -> bool:
            found[:] = [each for each in self.counter.window.findChildren(CopyDialog) if each.isVisible()]
            return bool(found)

        await until(there)
        await self.counter.active(found[0])
        return found[0]

    async def close(self) -> None:
        """The drawer is counted blind, found short, and the shift closed."""
        counter = self.counter
        await to_shift(counter)
        result = await counted(counter, **COUNTED)
        await self.look("7-close", result)
        counter.fill("closeshift.reason", "Wrong change", result)
        counter.fill("closeshift.left", "60", result)
        result.submit()
        await idle(counter)
        await self.look("8-closed", counter.window)
