"""People at a till with a window: named and switched on, signed on, locked."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.ui_counter import Counter, until

from vendingdesk.counter.guard import Leave
from vendingdesk.domain.people import Right, Role
from vendingdesk.ui.lock_page import LockPage
from vendingdesk.ui.scanner import SCANNER_GAP_MS

GRACE, AMINA, EVE = "Grace", "Amina", "Eve"
PINS = {GRACE: "735194", AMINA: "8042", EVE: "93710"}
ROLES = {
    GRACE: frozenset({Role.SUPERVISOR}),
    AMINA: frozenset({Role.CASHIER}),
    EVE: frozenset({Role.ENGINEER}),
}
ANY_CHANGE = frozenset({Right.CHANGE_PEOPLE})


async def staffed(counter: Counter, *names: str) -> str:
    """A supervisor, and who else is named, with people switched on; gives the recovery code. The till is locked."""
    people = counter.desk.people
    await people.staff.add(GRACE, ROLES[GRACE], PINS[GRACE], PINS[GRACE])
    leave = Leave(await counter.desk.supervisors.authorise(GRACE, PINS[GRACE]), ANY_CHANGE)
    for name in names:
        await people.staff.add(name, ROLES[name], PINS[name], PINS[name], leave=leave)
    return await people.switch_on(leave=leave)


def lock_page(counter: Counter) -> LockPage:
    return counter.find("lock", LockPage)


async def locked(counter: Counter) -> LockPage:
    """Until the lock page stands there with the names of those who may sign on."""
    await until(lambda: counter.window.curtain.drawn and lock_page(counter).names.count())
    return lock_page(counter)


async def enter_pin(counter: Counter, name: str, pin: str) -> None:
    """Choose a name with the arrows, type a PIN, Enter as a hand presses it."""
    page = await locked(counter)
    await until(page.pin.isEnabled)
    await counter.active(counter.window)
    page.pin.setFocus()
    while page.names.currentItem().text() != name:
        QTest.keyClick(page.pin, Qt.Key.Key_Down)
    for digit in pin:
        QTest.keyClick(page.pin, digit)
    await until(lambda: page._pace.elapsed() > SCANNER_GAP_MS)
    QTest.keyClick(page.pin, Qt.Key.Key_Return)


async def sign_on(counter: Counter, name: str) -> None:
    """Somebody takes the till over."""
    await enter_pin(counter, name, PINS[name])
    await until(lambda: not counter.window.curtain.drawn)
    assert counter.desk.guard.who == name
