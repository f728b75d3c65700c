"""In a kiosk, where anybody can press its buttons, nobody becomes the first supervisor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from counter.counter_parts import SETUP, Counter, running
from counter.counter_people import AMINA, EVE, GRACE, PINS, ROLES, leave_of, staffed, switched_on

from vendingdesk.counter.screen import Kiosk
from vendingdesk.domain.errors import NotAllowed, Refused
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
