"""Who stands at the till: switched on or off, signed on with a PIN, locked; the one place that tells the guard."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from vendingdesk.counter.guard import Guard, Leave
from vendingdesk.counter.people_ports import PeopleBook
from vendingdesk.counter.pin_tries import PinTries, fits
from vendingdesk.counter.pins import hash_pin
from vendingdesk.counter.ports import Clock
from vendingdesk.counter.recovery_code import new_code, plain
from vendingdesk.counter.staff import Member, Staff
from vendingdesk.domain.doubt import same_person
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.people import Person


class People:
    """Signs people on to the till and off it; ``staff`` are those who may be.

    All raise ``EnvironmentFault`` when journal or register can't be read or written: then nobody comes to stand here.
    """

    def __init__(self, staff: Staff, book: PeopleBook, guard: Guard, tries: PinTries, clock: Clock) -> None:
        self.staff = staff
        self._book = book
        self._guard = guard
        self._tries = tries
        self._clock = clock
        staff.when_changed(self._on_changed)

    @property
    def on(self) -> bool:
        """Whether people are switched on."""
        return self._guard.on

    async def begin(self) -> None:
        """At every start: with people on the till is locked until somebody types a PIN."""
        self._guard.stand(None, on=(await self._book.standing()).on)

    async def names(self) -> tuple[str, ...]:
        """Who may sign on to the till."""
        return tuple(each.person.name for each in await self.staff.members() if each.believed)

    async def sign_on(self, name: str, pin: str) -> Person:
        """Somebody takes the till over; raises ``Refused`` for a wrong PIN, and for any during a wait."""
        if not self.on:
            raise Refused("People are switched off: whoever is signed in at the server stands here.")
        return await self._stand(await self.staff.check(name, pin))

    async def lock(self) -> None:
        """Nobody stands here from now on, whether that can be written down or not."""
        if self._guard.person is not None:
            self._guard.stand(None, on=True)
            await self._book.at_till("", self._guard.server_account, self._clock.now())

    async def switch_on(self, *, leave: Leave | None = None) -> str:
        """From now on a PIN is needed; gives the recovery code, which is kept nowhere and shown this once.

        Raises ``Refused`` while nobody is a supervisor, ``NotAllowed`` without a supervisor's leave.
        """
        async with self._tries.alone:
            if not await self.staff.supervisors():
                raise Refused("Add a supervisor first: somebody must be able to allow things.")
            if self.on:
                raise Refused("People are switched on already.")
            permit = await self.staff.may_change(leave)
            code = new_code()
            recovery = await asyncio.to_thread(hash_pin, plain(code))
            await self.staff.carry_over(permit)
            await self._book.switched(
                on=True, by=permit.person, allowed_by=permit.allowed_by, recovery=recovery, at=self._clock.now()
            )
            self._guard.stand(None, on=True)
        return code

    async def switch_off(self, *, leave: Leave | None = None) -> tuple[Member, ...]:
        """From now on whoever is signed in at the server stands here; gives everybody. Raises ``NotAllowed``."""
        async with self._tries.alone:
            if not self.on:
                raise Refused("People are switched off already.")
            permit = await self.staff.may_change(leave)
            await self._book.switched(
                on=False, by=permit.person, allowed_by=permit.allowed_by, recovery="", at=self._clock.now()
            )
            self._guard.stand(None, on=False)
        return await self.staff.members()

    async def recover(self, code: str, name: str, pin: str, again: str) -> Person:
        """Name a supervisor anew with the recovery code, and let that one stand here; reports say so.

        For a list of people that is gone or was changed by something else, and for a PIN that nobody remembers.
        Raises ``Refused``.
        """
        if not self.on:
            raise Refused("People are switched off: no recovery code is needed.")
        async with self._tries.alone:
            await self._tries.pause()
            kept = (await self._book.standing()).recovery
            right = await asyncio.to_thread(fits, plain(code), kept)
        if not right:
            self._tries.missed()
            raise Refused("That is not the recovery code that was shown when people were switched on.")
        return await self._stand(await self.staff.recover(name, pin, again))

    async def _stand(self, person: Person) -> Person:
        await self._book.at_till(person.name, self._guard.server_account, self._clock.now())
        self._guard.stand(person, on=True)
        return person

    def _on_changed(self, person: Person) -> None:
        """Who stands here has other roles from this moment on, or does not work here any more."""
        here = self._guard.person
        if here is not None and same_person(here.name, person.name):
            self._guard.stand(replace(here, roles=person.roles) if person.active else None, on=True)
