"""Who works here: added, changed, given a PIN, let go."""

import pytest
from counter.counter_parts import Counter
from counter.counter_people import AMINA, GRACE, PINS, leave_of, staffed, switched_on

from vendingdesk.domain.errors import EnvironmentFault, NotAllowed, Refused
from vendingdesk.domain.people import Role

NEW = "602814"


async def test_the_first_person_is_a_supervisor(till: Counter) -> None:
    with pytest.raises(Refused, match="first person is a supervisor"):
        await till.staff.add(AMINA, {Role.CASHIER}, PINS[AMINA], PINS[AMINA])
    members = await till.staff.add(GRACE, {Role.SUPERVISOR, Role.CASHIER}, PINS[GRACE], PINS[GRACE])
    assert [(each.person.name, each.supervisor) for each in members] == [(GRACE, True)]
    assert await till.supervisors.names() == (GRACE,)


@pytest.mark.parametrize(
    ("name", "roles", "pin", "again", "sentence"),
    [
        (" ", {Role.CASHIER}, NEW, NEW, "Type the person's name"),
        ("x" * 200, {Role.CASHIER}, NEW, NEW, "at most 60 characters"),
        ("A\x00b", {Role.CASHIER}, NEW, NEW, "letters that can be read"),
        ("Sam", set(), NEW, NEW, "Choose what this person is"),
        ("Sam", {Role.CASHIER}, "0000", "0000", "anybody would try"),
        ("Sam", {Role.CASHIER}, "1234", "1234", "anybody would try"),
        ("Sam", {Role.CASHIER}, NEW, "602815", "not the same"),
        ("GRACE  obi", {Role.CASHIER}, NEW, NEW, "There is a GRACE obi already"),
    ],
)
async def test_what_makes_no_person(
    till: Counter, name: str, roles: set[Role], pin: str, again: str, sentence: str
) -> None:
    await staffed(till)
    with pytest.raises(Refused, match=sentence):
        await till.staff.add(name, roles, pin, again, leave=await leave_of(till))
    assert [each.person.name for each in await till.staff.members()] == [GRACE]


async def test_a_name_that_is_taken_is_said_before_a_supervisor_is_asked(till: Counter) -> None:
    await staffed(till)
    with pytest.raises(Refused, match="There is a GRACE obi already"):
        await till.staff.add("GRACE  obi", {Role.CASHIER}, NEW, NEW)


async def test_a_name_stands_on_one_line(till: Counter) -> None:
    await staffed(till)
    members = await till.staff.add(" Sam\nOwusu ", {Role.CASHIER}, NEW, NEW, leave=await leave_of(till))
    assert [each.person.name for each in members] == [GRACE, "Sam Owusu"]


async def test_every_change_needs_a_supervisor_also_while_people_are_off(till: Counter) -> None:
    await staffed(till, AMINA)
    for change in (
        till.staff.add("Sam", {Role.CASHIER}, NEW, NEW),
        till.staff.change(AMINA, {Role.SUPERVISOR}),
        till.staff.new_pin(AMINA, NEW, NEW),
        till.staff.let_go(AMINA),
    ):
        with pytest.raises(NotAllowed, match="A supervisor must allow"):
            await change


async def test_a_cashier_changes_nobody_and_a_supervisor_does(till: Counter) -> None:
    await switched_on(till, AMINA)
    await till.people.sign_on(AMINA, PINS[AMINA])
    with pytest.raises(NotAllowed, match="Amina may not change who works here"):
        await till.staff.change(AMINA, {Role.SUPERVISOR})
    await till.people.sign_on(GRACE, PINS[GRACE])
    members = await till.staff.change(AMINA, {Role.CASHIER, Role.ENGINEER})
    assert members[0].person.roles == {Role.CASHIER, Role.ENGINEER}
    await till.people.sign_on(AMINA, PINS[AMINA])
    with pytest.raises(Refused, match="Nobody of that name"):
        await till.staff.change("Sam", {Role.CASHIER}, leave=await leave_of(till))


async def test_the_last_supervisor_stays_one(till: Counter) -> None:
    await staffed(till, AMINA)
    allowed = await leave_of(till)
    for change in (till.staff.let_go(GRACE, leave=allowed), till.staff.change(GRACE, {Role.CASHIER}, leave=allowed)):
        with pytest.raises(Refused, match="Grace Obi is the only supervisor here"):
            await change
    await till.staff.change(GRACE, {Role.CASHIER, Role.SUPERVISOR}, leave=allowed)
    await till.staff.change(AMINA, {Role.SUPERVISOR}, leave=allowed)
    members = await till.staff.let_go(GRACE, leave=allowed)
    assert [each.person.name for each in members] == [AMINA]
    assert await till.supervisors.names() == (AMINA,)


async def test_a_new_pin_is_the_only_one_at_the_till_and_for_overrides(till: Counter) -> None:
    await switched_on(till)
    await till.people.sign_on(GRACE, PINS[GRACE])
    for _ in range(3):
        with pytest.raises(Refused, match="not the PIN"):
            await till.supervisors.authorise(GRACE, NEW)
    await till.staff.new_pin(GRACE, NEW, NEW)
    for check in (till.supervisors.authorise, till.people.sign_on):
        with pytest.raises(Refused, match="4 more tries"):
            await check(GRACE, PINS[GRACE])
        await check(GRACE, NEW)


async def test_who_was_let_go_may_come_back_as_somebody_else(till: Counter) -> None:
    await staffed(till, AMINA)
    await till.staff.let_go(AMINA, leave=await leave_of(till))
    members = await till.staff.add(AMINA, {Role.ENGINEER}, NEW, NEW, leave=await leave_of(till))
    assert members[0].person.roles == {Role.ENGINEER}


async def test_the_journal_names_first_so_that_no_pin_counts_that_it_does_not_know(till: Counter) -> None:
    await till.register.close()
    with pytest.raises(EnvironmentFault):
        await till.staff.add(GRACE, {Role.SUPERVISOR}, NEW, NEW)
    await till.register.open()
    assert await till.supervisors.names() == ()


async def test_a_supervisor_lets_a_cashier_be_one_in_place(till: Counter) -> None:
    """The dialog of an override may name one more: an own PIN then, and the roles of before stay."""
    await switched_on(till, AMINA)
    authority = await till.supervisors.authorise(GRACE, PINS[GRACE])
    await till.people.sign_on(AMINA, PINS[AMINA])
    await till.supervisors.name(AMINA, NEW, NEW, by=AMINA, introduced=authority)
    assert next(each.person.roles for each in await till.staff.members()) == {Role.CASHIER, Role.SUPERVISOR}
    till.guard.permit()
    assert till.guard.person is not None
    assert Role.SUPERVISOR in till.guard.person.roles
