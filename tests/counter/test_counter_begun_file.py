"""A file that is begun: finished by who fills it, given up by anything else, also before it is there."""

import asyncio
from contextlib import suppress
from threading import Event
from typing import Any

import pytest

from vendingdesk.counter.begun_file import begun
from vendingdesk.domain.errors import EnvironmentFault


class Kept:
    def __init__(self) -> None:
        self.given_up = 0

    def give_up(self) -> None:
        self.given_up += 1


async def test_what_is_filled_stays() -> None:
    file = Kept()
    async with begun(lambda: file) as given:
        assert given is file
    assert file.given_up == 0


@pytest.mark.parametrize("error", [EnvironmentFault("full"), asyncio.CancelledError(), KeyError("a bug")])
async def test_what_comes_between_gives_it_up_once(error: BaseException) -> None:
    file = Kept()
    with pytest.raises(type(error)):
        async with begun(lambda: file):
            raise error
    assert file.given_up == 1


async def test_what_can_not_be_begun_is_said() -> None:
    def begin() -> Kept:
        raise EnvironmentFault("no such folder")

    with pytest.raises(EnvironmentFault, match="no such folder"):
        async with begun(begin):
            pytest.fail("there is no file")


@pytest.mark.parametrize("fault", [None, EnvironmentFault("full")])
async def test_who_goes_away_at_the_beginning_is_gone_whatever_becomes_of_it(fault: EnvironmentFault | None) -> None:
    file, there, go = Kept(), Event(), Event()

    def begin() -> Kept:
        there.set()
        assert go.wait(20)
        if fault is not None:
            raise fault
        return file

    async def fill() -> Any:
        async with begun(begin):
            pytest.fail("who is gone fills nothing")

    task = asyncio.get_running_loop().create_task(fill())
    assert await asyncio.to_thread(there.wait, 20)
    task.cancel()
    await asyncio.sleep(0)
    go.set()
    with suppress(asyncio.CancelledError):
        await task
    assert task.cancelled()
    assert file.given_up == (0 if fault else 1)
