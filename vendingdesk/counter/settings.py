"""The shop's settings as they stand this moment, and the one way to change them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from vendingdesk.counter.declared import BY_KEY, Part, declared
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.print_setup import PrintSetup
from vendingdesk.counter.screen import Look
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.counter.typed_settings import file_value
from vendingdesk.counter.vital_changes import UNITS, Weighed
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.people import Right

Weigh = Callable[[DeskSetup, Mapping[str, Any]], Awaitable[Weighed]]
"""Weighs changes against the books, as ``vital_changes`` does."""

NoteUnit = Callable[[str, str, int, str, str], Awaitable[None]]
"""Told what sales are in from the next start on (meaning, currency, digits), and who said so with whose leave."""


class SettingsStore(Protocol):
    """Where settings are kept."""

    def keep(self, *, shop: Shop, printing: PrintSetup, money: MoneySetup) -> None:
        """Write them whole or not at all; called in a worker thread. Raises ``EnvironmentFault``."""

    def keep_backup_folder(self, folder: str) -> None:
        """Write where backups go; like ``keep``."""

    def keep_values(self, values: Mapping[str, Any]) -> None:
        """Write settings by their declared paths, such as ``screen.look``; None takes one away. Like ``keep``."""

    def faults(self, values: Mapping[str, Any]) -> Mapping[str, str]:
        """What is wrong with values that ``keep_values`` would be given, by path; called in a worker thread."""

    def forget_left_out(self) -> None:
        """Somebody has seen what could not be used; called in a worker thread. Raises ``EnvironmentFault``."""

    def trouble(self) -> str:
        """Why a part of what is kept can't be used (a logo that is gone), for a person; called in a worker thread."""


class Settings:
    """Holds the settings; use cases ask for ``setup`` each time, so that a change counts from the next slip on.

    ``said`` is what the files say, by the settings' paths: there the server stands, of which a setup knows nothing.
    """

    def __init__(
        self,
        setup: DeskSetup,
        store: SettingsStore | None = None,
        permits: Permits | None = None,
        said: Mapping[str, Any] | None = None,
    ) -> None:
        self._setup = setup
        self._said = dict(said or {})
        self._weigh: Weigh | None = None
        self._note_unit: NoteUnit | None = None
        self._permits = permits
        self._store = store
        self._one_at_a_time = asyncio.Lock()
        self._kept: dict[str, Any] = {}
        self._told: list[Callable[[], None]] = []

    @property
    def setup(self) -> DeskSetup:
        """The settings as they stand."""
        return self._setup

    @property
    def shop(self) -> Shop:
        """The shop, for slips."""
        return self._setup.shop

    @property
    def printing(self) -> PrintSetup:
        """Paper and printer."""
        return self._setup.printing

    @property
    def money(self) -> MoneySetup:
        """Kinds of payment, change, limit and the price of a kWh."""
        return self._setup.money

    def value(self, path: str) -> Any:
        """A setting as the file says it, or would; of what counts from the next start on what was kept for it."""
        each = BY_KEY[path]
        if path in self._kept:
            return self._kept[path]
        return self._said.get(path, "") if each.part is Part.SERVER else file_value(self._setup, each)

    def weigh_by(self, weigh: Weigh) -> None:
        """Have changes weighed against the books."""
        self._weigh = weigh

    def note_unit_by(self, note: NoteUnit) -> None:
        """Have the books told of what sales are in from the next start on."""
        self._note_unit = note

    async def change(
        self,
        *,
        shop: Shop | None = None,
        printing: PrintSetup | None = None,
        money: MoneySetup | None = None,
        leave: Leave | None = None,
    ) -> None:
        """Keep new settings, then live by them; raises ``EnvironmentFault`` when they can't be kept.

        Raises ``NotAllowed`` without a right to, ``Refused`` for one that is locked; ``leave`` is a supervisor's.
        """
        if self._permits is not None:
            await self._permits(Right.CHANGE_SETTINGS, leave=leave, about="settings")
        async with self._one_at_a_time:
            now = self._setup
            new = replace(now, shop=shop or now.shop, printing=printing or now.printing, money=money or now.money)
            self.check_free(changed_paths(now, new))
            if self._store is not None:
                await asyncio.to_thread(self._store.keep, shop=new.shop, printing=new.printing, money=new.money)
            self._setup = new
        self._tell()

    async def weigh(self, values: Mapping[str, Any]) -> Weighed:
        """What is wrong with values to be kept, by path, and what a person should hear before."""
        refused = dict(await asyncio.to_thread(self._store.faults, values)) if self._store is not None else {}
        weighed = await self._weigh(self._setup, values) if self._weigh is not None else Weighed()
        return Weighed({**weighed.refused, **refused}, weighed.told)

    async def keep_values(self, values: Mapping[str, Any], *, about: str, leave: Leave | None = None) -> None:
        """Keep settings by their declared paths; ``about`` says which, for the journal.

        They count from the next start on; the look counts at once. Raises ``EnvironmentFault`` when they can't be
        kept, ``NotAllowed`` without a right to, ``Refused`` for one that is locked or would break the books.
        ``leave`` is a supervisor's. With another server's address goes what made the old one believed.
        """
        by, allowed_by = "", ""
        if self._permits is not None:
            permit = await self._permits(Right.CHANGE_SETTINGS, leave=leave, about=about)
            by, allowed_by = permit.person, permit.allowed_by
        self.check_free(values)
        if self._weigh is not None:
            for why in (await self._weigh(self._setup, values)).refused.values():
                raise Refused(why)
        if "server.address" in values:
            values = {**dict.fromkeys(("server.ca_file", "server.fingerprint")), **values}
        async with self._one_at_a_time:
            if self._store is not None:
                await asyncio.to_thread(self._store.keep_values, values)
            self._kept |= values
            if self._note_unit is not None and not values.keys().isdisjoint(UNITS):
                code, digits, means = (self.value(path) for path in UNITS)
                await self._note_unit(str(means), code, digits, by, allowed_by)
        if "screen.look" in values:
            screen = replace(self._setup.screen, look=Look(values["screen.look"]))
            self._setup = replace(self._setup, screen=screen)
        self._tell()

    async def forget_left_out(self, *, leave: Leave | None = None) -> None:
        """Somebody has seen which settings could not be used.

        Raises ``EnvironmentFault`` when that can't be kept, ``NotAllowed`` without a right to; ``leave`` is a
        supervisor's.
        """
        if self._permits is not None:
            await self._permits(Right.CHANGE_SETTINGS, leave=leave, about="settings that could not be used")
        if self._store is not None:
            await asyncio.to_thread(self._store.forget_left_out)
        self._setup = replace(self._setup, notices=())
        self._tell()

    def why_held(self, path: str) -> str:
        """Why a setting can't be changed here; empty for one that can."""
        if path == "till":
            return "These books are this till’s: its name stands in their receipts and can't change any more."
        if path in self._setup.locked:
            return "That is decided for all tills by whoever looks after them. It can't be changed here."
        if self._setup.kiosk.on and BY_KEY[path].kiosk:
            return "That can't be changed while the till is a kiosk. Start it without --kiosk first."
        return ""

    def check_free(self, paths: Iterable[str]) -> None:
        """Raise ``Refused`` for a setting that is decided elsewhere, or not while the till is a kiosk."""
        for path in paths:
            if why := self.why_held(path):
                raise Refused(why)

    def _tell(self) -> None:
        for tell in self._told:
            tell()

    async def choose_backup_folder(self, folder: str) -> None:
        """Let backups go there from now on.

        Raises ``EnvironmentFault`` when that can't be kept, ``Refused`` where another place is decided.
        """
        if "backup_folder" in self._setup.locked:
            raise Refused(self.why_held("backup_folder"))
        async with self._one_at_a_time:
            if self._store is not None:
                await asyncio.to_thread(self._store.keep_backup_folder, folder)
            self._setup = replace(self._setup, backup_folder=folder)

    async def trouble(self) -> str:
        """Why a part of what is kept can't be used, with what to do; empty when all is well."""
        return await asyncio.to_thread(self._store.trouble) if self._store is not None else ""

    def when_changed(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` after every change."""
        self._told.append(tell)


def changed_paths(old: DeskSetup, new: DeskSetup) -> list[str]:
    """Which settings of shop, printing and money are others now, by their paths."""
    parts: tuple[tuple[Part, object, object], ...] = (
        (Part.SHOP, old.shop, new.shop),
        (Part.PRINTING, old.printing, new.printing),
        (Part.MONEY, old.money, new.money),
    )
    return [
        each.path
        for part, before, now in parts
        for each in declared(part)
        if getattr(before, each.name) != getattr(now, each.name)
    ]
