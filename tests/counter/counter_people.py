"""People at a till of real parts: named, switched on, signed on."""

from counter.counter_parts import Counter

from vendingdesk.counter.guard import Leave
from vendingdesk.domain.people import Right, Role

GRACE, AMINA, EVE = "Grace Obi", "Amina", "Eve"
PINS = {GRACE: "735194", AMINA: "8042", EVE: "93710"}
ROLES = {
    GRACE: frozenset({Role.SUPERVISOR}),
    AMINA: frozenset({Role.CASHIER}),
    EVE: frozenset({Role.ENGINEER}),
}


async def leave_of(counter: Counter, name: str = GRACE, right: Right = Right.CHANGE_PEOPLE) -> Leave:
    """A supervisor's leave for one right, as typing the PIN in place gives it."""
    return Leave(await counter.supervisors.authorise(name, PINS[name]), frozenset({right}))


async def staffed(counter: Counter, *names: str) -> None:
    """A supervisor and who else is named; people stay off."""
    await counter.staff.add(GRACE, ROLES[GRACE], PINS[GRACE], PINS[GRACE])
    for name in names:
        await counter.staff.add(name, ROLES[name], PINS[name], PINS[name], leave=await leave_of(counter))


async def switched_on(counter: Counter, *names: str) -> str:
    """The same with people on and nobody at the till; gives the recovery code."""
    await staffed(counter, *names)
    return await counter.people.switch_on(leave=await leave_of(counter))
