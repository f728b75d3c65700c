"""The shop's settings as they stand this moment, and the one way to change them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from vendingdesk.counter.declared import BY_KEY
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.print_setup import PrintSetup
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.people import Right


class SettingsStore(Protocol):
    """Where settings are kept."""

    def keep(self, *, shop: Shop, printing: PrintSetup, money: MoneySetup) -> None:
        """Write them whole or not at all; called in a worker thread. Raises ``EnvironmentFault``."""

    def keep_backup_folder(self, folder: str) -> None:
        """Write where backups go; like ``keep``."""

    def keep_values(self, values: Mapping[str, Any]) -> None:
        """Write settings by their declared paths, such as ``screen.look``; None takes one away. Like ``keep``."""

    def trouble(self) -> str:
        """Why a part of what is kept can't be used (a logo that is gone), for a person; called in a worker thread."""


class Settings:
    """Holds the settings; use cases ask for ``setup`` each time, so that a change counts from the next slip on."""

    def __init__(self, setup: DeskSetup, store: SettingsStore | None = None, permits: Permits | None = None) -> None:
        self._setup = setup
        self._permits = permits
        self._store = store
        self._one_at_a_time = asyncio.Lock()
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

    async def change(
        self,
        *,
        shop: Shop | None = None,
        printing: PrintSetup | None = None,
        money: MoneySetup | None = None,
        leave: Leave | None = None,
    ) -> None:
        """Keep new settings, then live by them; raises ``EnvironmentFault`` when they can't be kept.

        Raises ``NotAllowed`` without a right to; ``leave`` is a supervisor's.
        """
        if self._permits is not None:
            await self._permits(Right.CHANGE_SETTINGS, leave=leave, about="settings")
        async with self._one_at_a_time:
            now = self._setup
            new = replace(now, shop=shop or now.shop, printing=printing or now.printing, money=money or now.money)
            if self._store is not None:
                await asyncio.to_thread(self._store.keep, shop=new.shop, printing=new.printing, money=new.money)
            self._setup = new
        for tell in self._told:
            tell()

    async def keep_values(self, values: Mapping[str, Any], *, about: str, leave: Leave | None = None) -> None:
        """Keep settings by their declared paths for the next start; ``about`` says which, for the journal.

        Raises ``EnvironmentFault`` when they can't be kept, ``NotAllowed`` without a right to, ``Refused`` for one
        that is locked. ``leave`` is a supervisor's.
        """
        if self._permits is not None:
            await self._permits(Right.CHANGE_SETTINGS, leave=leave, about=about)
        self.check_free(values)
        async with self._one_at_a_time:
            if self._store is not None:
                await asyncio.to_thread(self._store.keep_values, values)

    def check_free(self, paths: Iterable[str]) -> None:
        """Raise ``Refused`` for a setting that is decided elsewhere, or not while the till is a kiosk."""
        for path in paths:
            if path in self._setup.locked:
                raise Refused("That is decided for all tills by whoever looks after them. It can't be changed here.")
            if self._setup.kiosk.on and BY_KEY[path].kiosk:
                raise Refused("That can't be changed while the till is a kiosk. Start it without --kiosk first.")

    async def choose_backup_folder(self, folder: str) -> None:
        """Let backups go there from now on; raises ``EnvironmentFault`` when that can't be kept."""
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
