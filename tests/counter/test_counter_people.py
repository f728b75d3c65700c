"""Who stands at the till: switched on, signed on, locked, and the way in when all PINs are gone."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from counter.counter_parts import METER, Counter, running
from counter.counter_people import AMINA, EVE, GRACE, PINS, leave_of, staffed, switched_on

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.pin_tries import MISSES, WAIT
from vendingdesk.counter.pins import hash_pin
from vendingdesk.counter.recovery_code import new_code, plain
from vendingdesk.domain.errors import EnvironmentFault, NobodyAtTill, NotAllowed, Refused
from vendingdesk.domain.people import Right, Role
from vendingdesk.domain.people_flags import PeopleFlags
from vendingdesk.domain.report import Period
from vendingdesk.journal.people_flags import flags
from vendingdesk.journal.verification import verify
from vendingdesk.simulator.server import SimulatorServer


def entries(counter: Counter, *kinds: str) -> list[dict[str, Any]]:
    """The bodies of some kinds of entries, as they are on the disk."""
    with closing(sqlite3.connect(counter.journal.path)) as file:
        asked = "SELECT kind, body FROM entry ORDER BY seq"
        return [{"kind": kind} | msgspec.json.decode(body) for kind, body in file.execute(asked) if kind in kinds]


def flags_of(counter: Counter, day: date | None = None) -> PeopleFlags:
    """What reports of a day say, today's if none is named."""
    with closing(sqlite3.connect(counter.journal.path)) as file:
        return flags(file, Period.day(day or counter.clock.now().date()))


async def test_people_are_off_until_they_are_switched_on(till: Counter) -> None:
    await staffed(till, AMINA)
    assert not till.people.on
    assert till.guard.who == "demo"
    with pytest.raises(Refused, match="switched off"):
        await till.people.sign_on(AMINA, PINS[AMINA])
    with pytest.raises(Refused, match="switched off already"):
        await till.people.switch_off()
    with pytest.raises(Refused, match="no recovery code is needed"):
        await till.people.recover("", GRACE, PINS[GRACE], PINS[GRACE])
    await till.people.lock()
    assert till.guard.who == "demo"


async def test_switching_on_needs_a_supervisor_who_allows_it(till: Counter) -> None:
    with pytest.raises(Refused, match="Add a supervisor first"):
        await till.people.switch_on()
    await staffed(till)
    with pytest.raises(NotAllowed, match="A supervisor must allow"):
        await till.people.switch_on()
    with pytest.raises(NotAllowed, match="A supervisor must allow"):
        await till.people.switch_on(leave=await leave_of(till, right=Right.EXPORT))
    code = await till.people.switch_on(leave=await leave_of(till))
    (switched,) = entries(till, "switched")
    assert (switched["on"], switched["by"], switched["allowed_by"]) == (True, "demo", GRACE)
    assert till.people.on
    for secret in (code, plain(code)):
        assert secret.encode() not in till.journal.path.read_bytes() + (till.folder / "register.sqlite").read_bytes()
    with pytest.raises(NobodyAtTill):
        till.guard.permit(Right.SELL)
    with pytest.raises(Refused, match="switched on already"):
        await till.people.switch_on(leave=await leave_of(till))


async def test_who_signs_on_stands_there_until_the_till_is_locked(till: Counter) -> None:
    await switched_on(till, AMINA, EVE)
    assert await till.people.names() == (AMINA, EVE, GRACE)
    assert (await till.people.sign_on("amina", PINS[AMINA])).name == AMINA
    sale = (await till.sell()).sale
    assert (sale.order.operator, sale.order.account) == (AMINA, "demo")
    await till.people.sign_on(EVE, PINS[EVE])  # a quick switch: nobody has to lock first
    with pytest.raises(NotAllowed, match="Eve may not sell"):
        await till.sell()
    await till.people.lock()
    await till.people.lock()
    with pytest.raises(NobodyAtTill):
        await till.sell()
    stood = [(entry["person"], entry.get("account", "")) for entry in entries(till, "at_till")]
    assert stood == [(AMINA, "demo"), (EVE, "demo"), ("", "demo")]
    assert verify(till.journal.path).unbroken


async def test_a_new_start_is_no_way_past_the_lock(server: SimulatorServer, counter: Counter) -> None:
    await switched_on(counter, AMINA)
    await counter.people.sign_on(AMINA, PINS[AMINA])
    await counter.close()
    async with running(Counter(server, counter.folder)) as later:
        later.begin()
        assert later.people.on
        with pytest.raises(NobodyAtTill):
            await later.sell()


async def test_each_waits_for_own_misses_also_over_a_start(server: SimulatorServer, counter: Counter) -> None:
    await switched_on(counter, AMINA)
    for _ in range(MISSES):
        with pytest.raises(Refused, match="not the PIN of Amina"):
            await counter.people.sign_on(AMINA, "9999")
    await counter.people.sign_on(GRACE, PINS[GRACE])
    await counter.close()
    async with running(Counter(server, counter.folder)) as later:
        for ahead in (-timedelta(days=400), timedelta(), timedelta(days=400)):
            later.clock.ahead = ahead
            with pytest.raises(Refused, match="Too many wrong PINs"):
                await later.people.sign_on(AMINA, PINS[AMINA])
        later.clock.passed = WAIT
        await later.people.sign_on(AMINA, PINS[AMINA])


async def test_a_lock_is_one_whether_it_can_be_written_down_or_not(till: Counter) -> None:
    await switched_on(till)
    await till.people.sign_on(GRACE, PINS[GRACE])
    await till.journal.close()
    with pytest.raises(EnvironmentFault):
        await till.people.lock()
    with pytest.raises(NobodyAtTill):
        till.guard.permit(Right.SELL)


async def test_nobody_stands_there_whom_the_journal_does_not_know_of(till: Counter) -> None:
    await switched_on(till)
    await till.journal.close()
    with pytest.raises(EnvironmentFault):
        await till.people.sign_on(GRACE, PINS[GRACE])
    assert till.guard.person is None


async def test_switched_off_the_account_stands_there_again_and_it_is_said(till: Counter) -> None:
    await switched_on(till, AMINA)
    await till.people.sign_on(AMINA, PINS[AMINA])
    with pytest.raises(NotAllowed, match="Amina may not change who works here"):
        await till.people.switch_off()
    assert [member.person.name for member in await till.people.switch_off(leave=await leave_of(till))] == [
        AMINA,
        GRACE,
    ]
    assert till.guard.who == "demo"
    (off,) = flags_of(till).off
    assert (off.by, off.end) == (AMINA, None)
    await till.people.switch_on(leave=await leave_of(till))
    (off,) = flags_of(till).off
    assert off.end is not None
    assert off.end >= off.begin
    assert flags_of(till, off.end.date() + timedelta(days=1)).off == ()


async def test_a_row_that_something_else_wrote_lets_nobody_on(server: SimulatorServer, counter: Counter) -> None:
    await switched_on(counter, AMINA)
    await counter.close()
    with closing(sqlite3.connect(counter.folder / "register.sqlite")) as file, file:
        file.execute("UPDATE person SET pin_hash = ?, roles = 'supervisor' WHERE name = ?", (hash_pin("4271"), AMINA))
        file.execute("INSERT INTO person VALUES ('eve', 'Eve', 'supervisor', ?, 0, NULL, 1)", (hash_pin("4271"),))
    async with running(Counter(server, counter.folder)) as later:
        assert await later.people.names() == (GRACE,)
        assert await later.supervisors.names() == (GRACE,)
        for name in (AMINA, EVE):
            with pytest.raises(Refused, match="no person of that name"):
                await later.people.sign_on(name, "4271")
        member = next(each for each in await later.staff.members() if each.person.name == AMINA)
        assert (member.believed, member.person.roles) == (False, frozenset({Role.CASHIER}))
        await later.people.sign_on(GRACE, PINS[GRACE])
        await later.staff.new_pin(AMINA, PINS[AMINA], PINS[AMINA])
        await later.people.sign_on(AMINA, PINS[AMINA])


async def test_also_while_people_are_off_a_row_that_something_else_wrote_is_nobody(till: Counter) -> None:
    await staffed(till, AMINA)
    with closing(sqlite3.connect(till.folder / "register.sqlite")) as file, file:
        file.execute("INSERT INTO person VALUES ('eve', 'Eve', 'supervisor', ?, 0, NULL, 1)", (hash_pin("4271"),))
    assert await till.supervisors.names() == (GRACE,)
    with pytest.raises(Refused, match="no supervisor of that name"):
        await till.supervisors.authorise(EVE, "4271")


async def test_a_row_in_a_shop_without_people_makes_nobody_a_supervisor(till: Counter) -> None:
    with closing(sqlite3.connect(till.folder / "register.sqlite")) as file, file:
        file.execute("INSERT INTO person VALUES ('eve', 'Eve', 'supervisor', ?, 0, NULL, 1)", (hash_pin("4271"),))
    assert await till.staff.members() == ()


async def test_supervisors_of_before_stay_when_somebody_is_added(server: SimulatorServer, counter: Counter) -> None:
    for name in ("Sam", "Ann"):
        await counter.people_book.supervisor_named(name, by="demo", introduced_by="", at=counter.clock.now())
    await counter.close()
    with closing(sqlite3.connect(counter.folder / "register.sqlite")) as file, file:
        for name in ("Sam", "Ann"):
            row = (name.lower(), name, hash_pin("4271"))
            file.execute("INSERT INTO person VALUES (?, ?, 'supervisor', ?, 0, NULL, 1)", row)
    async with running(Counter(server, counter.folder)) as later:
        later.begin()
        leave = Leave(await later.supervisors.authorise("Sam", "4271"), frozenset({Right.CHANGE_PEOPLE}))
        await later.staff.add(AMINA, {Role.CASHIER}, PINS[AMINA], PINS[AMINA], leave=leave)
        assert await later.supervisors.names() == ("Ann", "Sam")
        assert await later.supervisors.authorise("Ann", "4271")


async def test_a_row_with_an_older_key_is_still_somebody_and_only_once(
    server: SimulatorServer, counter: Counter
) -> None:
    await counter.staff.add("Jos\u00e9", {Role.SUPERVISOR}, "735194", "735194")
    await counter.close()
    with closing(sqlite3.connect(counter.folder / "register.sqlite")) as file, file:
        file.execute("UPDATE person SET name_key = 'older'")
        file.execute("INSERT INTO person VALUES ('another', 'JOS\u00c9', 'supervisor', 'x', 0, NULL, 1)")
    async with running(Counter(server, counter.folder)) as later:
        with pytest.raises(Refused, match="more tries"):
            await later.supervisors.authorise("Jose\u0301", "735195")
        with closing(sqlite3.connect(counter.folder / "register.sqlite")) as file:
            assert file.execute("SELECT name, misses FROM person").fetchall() == [("Jos\u00e9", 1)]
        assert (await later.supervisors.authorise("Jos\u00e9", "735194")).supervisor == "Jos\u00e9"


@pytest.mark.parametrize("name", ["\u3164", "\u2800", "\u115f \ufe0f", "..."])
async def test_a_name_has_letters_that_are_seen(till: Counter, name: str) -> None:
    with pytest.raises(Refused, match="letters that can be read"):
        await till.staff.add(name, {Role.SUPERVISOR}, "735194", "735194")


async def test_roles_in_the_register_count_for_nothing(server: SimulatorServer, counter: Counter) -> None:
    await switched_on(counter, AMINA)
    await counter.close()
    with closing(sqlite3.connect(counter.folder / "register.sqlite")) as file, file:
        file.execute("UPDATE person SET roles = 'supervisor', active = 1")
    async with running(Counter(server, counter.folder)) as later:
        later.begin()
        await later.people.sign_on(AMINA, PINS[AMINA])
        with pytest.raises(NotAllowed):
            later.guard.permit(Right.CHANGE_PEOPLE)


async def test_with_the_register_gone_only_the_code_lets_somebody_in(
    server: SimulatorServer, counter: Counter
) -> None:
    code = await switched_on(counter, AMINA)
    begun = counter.clock.now()
    await counter.close()
    (counter.folder / "register.sqlite").unlink()
    async with running(Counter(server, counter.folder)) as later:
        later.begin()
        assert later.people.on
        assert await later.people.names() == ()
        assert await later.supervisors.forgotten() == (GRACE,)
        with pytest.raises(Refused, match="use the recovery code"):
            await later.supervisors.name("Mallory", "4271", "4271", by="demo")
        with pytest.raises(NobodyAtTill):
            await later.staff.add("Mallory", {Role.SUPERVISOR}, "9137", "9137")
        for wrong in ("", new_code()):
            with pytest.raises(Refused, match="not the recovery code"):
                await later.people.recover(wrong, GRACE, "602814", "602814")
        with pytest.raises(Refused, match="anybody would try"):
            await later.people.recover(code, GRACE, "0000", "0000")
        assert (await later.people.recover(code.lower().replace("-", " "), GRACE, "602814", "602814")).name == GRACE
        assert later.guard.who == GRACE
        ((name, at),) = flags_of(later).named_anew
        assert (name, at >= begun) == (GRACE, True)
        assert flags_of(later, at.date() + timedelta(days=1)).named_anew == ()
        await later.staff.new_pin(AMINA, PINS[AMINA], PINS[AMINA])
        assert await later.people.names() == (AMINA, GRACE)
        await later.people.sign_on(GRACE, "602814")


async def test_somebody_new_may_come_in_with_the_code(counter: Counter) -> None:
    code = await switched_on(counter)
    await counter.people.recover(code, "Sam", "602814", "602814")
    assert await counter.supervisors.names() == (GRACE, "Sam")


async def test_who_gets_other_roles_or_is_let_go_notices_at_once(till: Counter) -> None:
    await switched_on(till, AMINA)
    await till.people.sign_on(AMINA, PINS[AMINA])
    allowed = await leave_of(till)
    await till.staff.change(AMINA, {Role.ENGINEER}, leave=allowed)
    with pytest.raises(NotAllowed):
        await till.sell_credit.propose(METER, "10")
    await till.staff.let_go(AMINA, leave=allowed)
    with pytest.raises(NobodyAtTill):
        await till.sell_credit.propose(METER, "10")
    with pytest.raises(Refused, match="no person of that name"):
        await till.people.sign_on(AMINA, PINS[AMINA])


async def test_an_owner_alone_is_named_on_reports(till: Counter) -> None:
    await till.staff.add(GRACE, set(Role), PINS[GRACE], PINS[GRACE])
    assert flags_of(till) == PeopleFlags()
    await till.people.switch_on(leave=await leave_of(till))
    await till.people.sign_on(GRACE, PINS[GRACE])
    assert flags_of(till) == PeopleFlags(single_owner=GRACE)
    await till.staff.add(AMINA, {Role.CASHIER}, PINS[AMINA], PINS[AMINA])
    assert flags_of(till) == PeopleFlags()


async def test_supervisors_of_before_come_along(server: SimulatorServer, counter: Counter) -> None:
    """As a till has them whose register knew supervisors only: named in the journal, without a mark."""
    now = counter.clock.now()
    await counter.people_book.supervisor_named("Sam", by="demo", introduced_by="", at=now)
    await counter.close()
    with closing(sqlite3.connect(counter.folder / "register.sqlite")) as file, file:
        for key in ("sam", "mallory"):
            file.execute(
                "INSERT INTO person VALUES (?, ?, 'supervisor', ?, 0, NULL, 1)", (key, key.title(), hash_pin("4271"))
            )
    async with running(Counter(server, counter.folder)) as later:
        authority = await later.supervisors.authorise("Sam", "4271")
        await later.people.switch_on(leave=Leave(authority, frozenset({Right.CHANGE_PEOPLE})))
        assert await later.people.names() == ("Sam",)
        await later.people.sign_on("Sam", "4271")


def test_a_code_is_read_as_people_write_it() -> None:
    code = new_code()
    assert len(plain(code)) == 20
    assert plain(code.lower().replace("-", "")) == plain(code)
    assert plain("o0-iIlL 1u") == "0011111"


async def test_a_hash_that_nobody_can_read_is_nobodys_pin(server: SimulatorServer, counter: Counter) -> None:
    await counter.people_book.supervisor_named("Sam", by="demo", introduced_by="", at=counter.clock.now())
    await counter.close()
    with closing(sqlite3.connect(counter.folder / "register.sqlite")) as file, file:
        file.execute("INSERT INTO person VALUES ('sam', 'Sam', 'supervisor', 'scrypt$', 0, NULL, 1)")
    async with running(Counter(server, counter.folder)) as later:
        with pytest.raises(Refused, match="not the PIN of Sam"):
            await later.supervisors.authorise("Sam", "4271")
