"""In a kiosk, where anybody can press its buttons, nobody becomes the first supervisor; and who leaves is noted."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import pytest
from counter.counter_parts import SETUP, Counter, running
from counter.counter_people import AMINA, EVE, GRACE, PINS, ROLES, leave_of, staffed, switched_on
from counter.test_counter_people import entries

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.kiosk_exit import LeaveKiosk
from vendingdesk.counter.screen import Kiosk
from vendingdesk.domain.errors import NotAllowed, Refused
from vendingdesk.domain.people import Person, Right, Role
from vendingdesk.simulator.server import SimulatorServer

ALONE = replace(SETUP, kiosk=Kiosk(on=True))


@asynccontextmanager
async def kiosk(server: SimulatorServer, folder: Path) -> AsyncIterator[Counter]:
    """A kiosk on a folder's books, somebody signed in."""
    async with running(Counter(server, folder, ALONE)) as counter:
        counter.begin()
        yield counter


async def test_nobody_is_named_first(server: SimulatorServer, tmp_path: Path) -> None:
    async with kiosk(server, tmp_path / "till") as till:
        with pytest.raises(Refused, match="while the till is a kiosk"):
            await till.supervisors.name(GRACE, PINS[GRACE], PINS[GRACE], by="anybody")
        with pytest.raises(Refused, match="while the till is a kiosk"):
            await till.staff.add(GRACE, ROLES[GRACE], PINS[GRACE], PINS[GRACE])
        assert await till.supervisors.names() == ()


async def test_where_the_list_is_gone_nobody_becomes_a_new_beginning(server: SimulatorServer, tmp_path: Path) -> None:
    async with running(Counter(server, tmp_path / "till")) as before:
        before.begin()
        await staffed(before)
        folder = before.folder
    for each in folder.glob("register.sqlite*"):
        each.unlink()
    async with kiosk(server, folder) as till:
        assert await till.supervisors.forgotten() == (GRACE,)
        with pytest.raises(Refused, match="while the till is a kiosk"):
            await till.supervisors.name(EVE, PINS[EVE], PINS[EVE], by="anybody")


async def test_who_was_named_before_goes_on_as_everywhere(server: SimulatorServer, tmp_path: Path) -> None:
    async with running(Counter(server, tmp_path / "till")) as before:
        before.begin()
        await staffed(before)
    async with kiosk(server, before.folder) as till:
        with pytest.raises(NotAllowed):
            await till.staff.add(AMINA, ROLES[AMINA], PINS[AMINA], PINS[AMINA])
        await till.staff.add(AMINA, ROLES[AMINA], PINS[AMINA], PINS[AMINA], leave=await leave_of(till))
        introduced = await till.supervisors.authorise(GRACE, PINS[GRACE])
        await till.supervisors.name(EVE, PINS[EVE], PINS[EVE], by=GRACE, introduced=introduced)
        assert set(await till.supervisors.names()) == {EVE, GRACE}


async def test_the_paper_with_the_recovery_code_still_counts(server: SimulatorServer, tmp_path: Path) -> None:
    async with running(Counter(server, tmp_path / "till")) as before:
        before.begin()
        code = await switched_on(before)
    async with kiosk(server, before.folder) as till:
        await till.people.recover(code, EVE, PINS[EVE], PINS[EVE])
        assert EVE in await till.supervisors.names()


# The way out


async def test_who_let_whom_out_stands_in_the_journal(server: SimulatorServer, tmp_path: Path) -> None:
    async with running(Counter(server, tmp_path / "till")) as before:
        before.begin()
        await switched_on(before, AMINA)
    async with running(Counter(server, before.folder, ALONE)) as till:
        await till.people.begin()
        leave = LeaveKiosk(till.permits)
        grace = await till.supervisors.authorise(GRACE, PINS[GRACE])
        await leave(grace)  # at the sign-in, where nobody stands yet
        till.begin()
        await till.people.sign_on(AMINA, PINS[AMINA])
        await leave(grace)
        await till.people.sign_on(GRACE, PINS[GRACE])
        await leave(grace)  # a right of her own, and written down all the same
        told = [(each["right"], each["person"], each["allowed_by"]) for each in entries(till, "allowed")]
    assert told == [("leave_kiosk", person, GRACE) for person in (GRACE, AMINA, GRACE)]


async def test_where_people_are_off_the_account_stands_there(server: SimulatorServer, tmp_path: Path) -> None:
    async with running(Counter(server, tmp_path / "till", ALONE)) as till:
        leave, grace = LeaveKiosk(till.permits), Authority(GRACE, till.clock.now())
        await leave(grace)
        till.begin()
        await leave(grace)
        assert [each["person"] for each in entries(till, "allowed")] == [GRACE, till.session.username]


def test_only_a_supervisor_may_leave() -> None:
    assert {role for role in Role if Person("X", frozenset({role})).may(Right.LEAVE_KIOSK)} == {Role.SUPERVISOR}


async def test_a_journal_that_takes_nothing_holds_nobody(
    server: SimulatorServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(Counter(server, tmp_path / "till", ALONE)) as till:
        till.begin()
        with closing(sqlite3.connect(till.journal.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await LeaveKiosk(till.permits)(Authority(GRACE, till.clock.now()))
            other.execute("ROLLBACK")
        assert entries(till, "allowed") == []
    assert [each.name for each in caplog.records if "could not be told" in each.message] == [LeaveKiosk.__module__]
    caplog.clear()
