"""The people of a till, as the journal names them and the register has their PINs; and the changes to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.guard import Guard, Leave, Permit
from vendingdesk.counter.people_ports import PeopleBook, PersonList
from vendingdesk.counter.pin_tries import PinTries
from vendingdesk.counter.pins import check_pin, hash_pin, mark_of
from vendingdesk.counter.ports import Clock
from vendingdesk.domain.doubt import person_key, same_person
from vendingdesk.domain.errors import NotAllowed, Refused
from vendingdesk.domain.people import Named, Person, Right, Role

NAME_LENGTH = 60
"""What a slip has room for."""

LAST_SUPERVISOR = "{0} is the only supervisor here. Name another one first."
ASK_FIRST = "A supervisor must allow a change of who works here."
NOT_IN_A_KIOSK = (
    "Nobody is named first supervisor while the till is a kiosk: anybody could be that. Start it without --kiosk "
    "first."
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works here; with ``believed`` unset the kept PIN is gone or was put there by something else."""

    person: Person
    believed: bool

    @property
    def supervisor(self) -> bool:
        """Whether this one can answer for something now."""
        return self.believed and self.person.active and Role.SUPERVISOR in self.person.roles


class Staff:
    """Adds, changes and lets go; what a row of the register says of a person counts for nothing but the PIN.

    Names and roles are the journal's. A PIN is believed when its hash is the one that the journal marked; until it
    marked anybody also those of supervisors whom it names, as an earlier version did.

    A ``kiosk`` is left by a supervisor's PIN and stands where anybody can press its buttons: there the first
    supervisor can't be named.
    """

    def __init__(
        self,
        kept: PersonList,
        book: PeopleBook,
        guard: Guard,
        clock: Clock,
        tries: PinTries,
        *,
        kiosk: bool = False,
    ) -> None:
        self._kept = kept
        self._book = book
        self._guard = guard
        self._clock = clock
        self._tries = tries
        self._kiosk = kiosk
        self._told: list[Callable[[Person], None]] = []

    def when_changed(self, tell: Callable[[Person], None]) -> None:
        """Call ``tell`` with everybody who is changed."""
        self._told.append(tell)

    async def members(self) -> tuple[Member, ...]:
        """Everybody who works here, by name."""
        standing = await self._book.standing()
        rows: dict[str, list[Person]] = {}
        for row in await self._kept.persons():  # an earlier rule of what is one name may have left several
            rows.setdefault(person_key(row.name), []).append(row)
        found: dict[str, Member] = {}
        for named in standing.persons:
            key = person_key(named.name)
            none = Person(named.name, named.roles)
            row = next(
                (row for row in rows.get(key, ()) if row.pin_hash and mark_of(row.pin_hash) == named.mark), none
            )
            believed = row is not none
            person = replace(row, name=named.name, roles=named.roles, active=named.active)
            found[key] = Member(person if believed else replace(person, pin_hash=""), believed)
        if not standing.persons:
            named_before = {person_key(name) for name in standing.supervisors}
            found = {key: Member(same[0], believed=True) for key, same in rows.items() if key in named_before}
        return tuple(found[key] for key in sorted(found) if found[key].person.active)

    async def supervisors(self) -> tuple[Person, ...]:
        """Who can answer for something, by name."""
        return tuple(member.person for member in await self.members() if member.supervisor)

    async def forgotten(self) -> tuple[str, ...]:
        """Whom the journal names as supervisors when none of them has a PIN any more; empty while one has."""
        return () if await self.supervisors() else (await self._book.standing()).supervisors

    async def check(self, name: str, pin: str, *, supervisor: bool = False) -> Person:
        """Who typed this PIN; raises ``Refused`` as ``PinTries`` does, and for a name that nobody has."""
        async with self._tries.alone:
            among = [each for each in await self.members() if each.supervisor or (each.believed and not supervisor)]
            person = next((each.person for each in among if same_person(each.person.name, name)), None)
            if person is None:
                whom = "supervisor" if supervisor else "person"
                raise Refused(f"There is no {whom} of that name. Choose one from the list.")
            await self._tries.hold(person, pin)
            return person

    async def may_change(self, leave: Leave | None) -> Permit:
        """That whoever stands here may change people; also while people are off only a supervisor can allow it.

        The first supervisor needs nobody's leave; in a kiosk there is no such. Raises ``NotAllowed`` or ``Refused``.
        """
        known = await self.supervisors()
        if not known and not self._guard.on:
            self._hold_kiosk()
        if self._guard.on or not known:
            return self._guard.permit(Right.CHANGE_PEOPLE, leave=leave)
        if leave is None or Right.CHANGE_PEOPLE not in leave.rights:
            raise NotAllowed(Right.CHANGE_PEOPLE.value, ASK_FIRST)
        return Permit(self._guard.who, leave.authority.supervisor, Right.CHANGE_PEOPLE.value)

    async def add(
        self, name: str, roles: Iterable[Role], pin: str, again: str, *, leave: Leave | None = None
    ) -> tuple[Member, ...]:
        """Add somebody; the first one is a supervisor. Gives everybody. Raises ``Refused`` or ``NotAllowed``."""
        wanted, chosen = check_name(name), frozenset(roles)
        _check_roles(chosen)
        _check_new(pin, again)
        async with self._tries.alone:
            self._guard.who  # noqa: B018 - raises where nobody stands here: then nothing is told
            # What nobody can allow is said before anybody is asked to.
            if any(same_person(each.person.name, wanted) for each in await self.members()):
                raise Refused(f"There is a {wanted} already. Give another name, or change that person.")
            permit = await self.may_change(leave)
            if Role.SUPERVISOR not in chosen and not await self.supervisors():
                raise Refused("The first person is a supervisor: somebody must be able to allow things.")
            await self._named(Person(wanted, chosen), permit, pin=pin, anew=bool(await self.forgotten()))
        return await self.members()

    async def change(self, name: str, roles: Iterable[Role], *, leave: Leave | None = None) -> tuple[Member, ...]:
        """Give somebody other roles; gives everybody. Raises ``Refused`` or ``NotAllowed``."""
        chosen = frozenset(roles)
        _check_roles(chosen)
        async with self._tries.alone:
            permit = await self.may_change(leave)
            member = await self._member(name)
            if Role.SUPERVISOR not in chosen:
                await self._hold_last(member)
            await self._named(replace(member.person, roles=chosen), permit)
        return await self.members()

    async def new_pin(self, name: str, pin: str, again: str, *, leave: Leave | None = None) -> tuple[Member, ...]:
        """Give somebody a new PIN; gives everybody. Raises ``Refused`` or ``NotAllowed``."""
        _check_new(pin, again)
        async with self._tries.alone:
            permit = await self.may_change(leave)
            await self._named((await self._member(name)).person, permit, pin=pin, anew=bool(await self.forgotten()))
        return await self.members()

    async def let_go(self, name: str, *, leave: Leave | None = None) -> tuple[Member, ...]:
        """Somebody does not work here any more; the journal keeps the name. Raises ``Refused`` or ``NotAllowed``."""
        async with self._tries.alone:
            permit = await self.may_change(leave)
            member = await self._member(name)
            await self._hold_last(member)
            await self._named(replace(member.person, active=False, pin_hash=""), permit)
        return await self.members()

    async def name_supervisor(
        self, name: str, pin: str, again: str, *, by: str, introduced: Authority | None
    ) -> Authority:
        """Name a supervisor, or give one who is there a new PIN and that role too.

        The first one needs nobody's leave while people are off; every other needs ``introduced``. Raises ``Refused``.
        """
        wanted = check_name(name)
        _check_new(pin, again)
        async with self._tries.alone:
            if introduced is None and self._guard.on:
                raise Refused("No supervisor has a PIN here any more. Lock the till and use the recovery code.")
            if introduced is None and await self.supervisors():
                raise Refused("A supervisor who has a PIN must let a new one in.")
            if introduced is None:
                self._hold_kiosk()
            known = next((m.person for m in await self.members() if same_person(m.person.name, wanted)), None)
            roles = (known.roles if known is not None else frozenset()) | {Role.SUPERVISOR}
            anew = introduced is None and bool(await self.forgotten())
            let = introduced.supervisor if introduced is not None else ""
            now = self._clock.now()
            await self._book.supervisor_named(wanted, by=by, introduced_by=let, at=now)
            await self._named(Person(wanted, roles), Permit(by, let), pin=pin, anew=anew)
        return Authority(wanted, now)

    async def recover(self, name: str, pin: str, again: str) -> Person:
        """Name a supervisor anew with a PIN; for ``People`` alone, who checked the recovery code."""
        wanted = check_name(name)
        _check_new(pin, again)
        async with self._tries.alone:
            known = next((m.person for m in await self.members() if same_person(m.person.name, wanted)), None)
            roles = (known.roles if known is not None else frozenset()) | {Role.SUPERVISOR}
            return await self._named(Person(wanted, roles), Permit(wanted), pin=pin, anew=True)

    async def carry_over(self, permit: Permit) -> None:
        """Mark the PINs of supervisors of an earlier version, whom the journal names without one."""
        if not (await self._book.standing()).persons:
            for member in await self.members():
                await self._write(member.person, permit)

    def _hold_kiosk(self) -> None:
        """Raise ``Refused`` in a kiosk."""
        if self._kiosk:
            raise Refused(NOT_IN_A_KIOSK)

    async def _member(self, name: str) -> Member:
        found = next((each for each in await self.members() if same_person(each.person.name, name)), None)
        if found is None:
            raise Refused("Nobody of that name works here.")
        return found

    async def _hold_last(self, member: Member) -> None:
        """Raise ``Refused`` for the only one who can answer for something."""
        if member.supervisor and len(await self.supervisors()) == 1:
            raise Refused(LAST_SUPERVISOR.format(member.person.name))

    async def _named(self, person: Person, permit: Permit, *, pin: str = "", anew: bool = False) -> Person:
        """The journal first: somebody may stand there whose PIN is not kept yet, never the other way round."""
        if pin:
            made = await asyncio.to_thread(hash_pin, pin)
            person = replace(person, pin_hash=made, misses=0, locked_until=None)
        await self.carry_over(permit)
        await self._write(person, permit, anew=anew)
        for tell in self._told:
            tell(person)
        return person

    async def _write(self, person: Person, permit: Permit, *, anew: bool = False) -> None:
        named = Named(person.name, person.roles, mark_of(person.pin_hash), person.active, anew)
        await self._book.named(named, by=permit.person, allowed_by=permit.allowed_by, at=self._clock.now())
        await self._kept.save_person(person)


def check_name(name: str) -> str:
    """A name on one line; raises ``Refused`` for what is none."""
    wanted = " ".join(name.split())
    if not wanted:
        raise Refused("Type the person's name.")
    if len(wanted) > NAME_LENGTH:
        raise Refused(f"A name has at most {NAME_LENGTH} characters: slips have no room for more.")
    if not wanted.isprintable() or not any(each.isalnum() for each in person_key(wanted)):
        raise Refused("A name has letters that can be read. Type it again.")
    return wanted


def _check_roles(roles: frozenset[Role]) -> None:
    if not roles:
        raise Refused("Choose what this person is: cashier, supervisor or engineer.")


def _check_new(pin: str, again: str) -> None:
    check_pin(pin)
    if pin != again:
        raise Refused("The two PINs are not the same. Type both again.")
