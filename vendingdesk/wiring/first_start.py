"""The first start, joined to the settings, the server, the printer and the books of this machine."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendingdesk.api.address import parse_address
from vendingdesk.api.server_look import ServerLooker
from vendingdesk.counter.clock import SystemClock
from vendingdesk.counter.first_questions import Decided
from vendingdesk.counter.first_start import FirstStart, Owner
from vendingdesk.counter.guard import Guard
from vendingdesk.counter.pin_tries import PinTries
from vendingdesk.counter.session import Session
from vendingdesk.counter.staff import Staff
from vendingdesk.counter.supervisors import Supervisors
from vendingdesk.counter.try_printer import TryPrinter
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.trust import Connection, Trust
from vendingdesk.journal.people_book import PeopleBook
from vendingdesk.journal.register import SqliteRegister
from vendingdesk.journal.sqlite_journal import SqliteJournal
from vendingdesk.receipts import PdfSlips
from vendingdesk.wiring.first_sight import first_sight
from vendingdesk.wiring.folders import JOURNAL
from vendingdesk.wiring.logs import open_log
from vendingdesk.wiring.mask import PROCESS_MASK
from vendingdesk.wiring.paper_ways import paper_ways
from vendingdesk.wiring.trust_file import TrustFile

if TYPE_CHECKING:
    from vendingdesk.counter.begun_till import BegunTill
    from vendingdesk.ui.start import Application
    from vendingdesk.wiring.crash_watch import CrashWatch
    from vendingdesk.wiring.folders import DataFolder
    from vendingdesk.wiring.setup_layers import Layers


def answered(
    folder: DataFolder, layers: Layers, watch: CrashWatch, *, server_named: bool, kiosk: bool
) -> tuple[Application, Layers] | None:
    """Ask for what is missing, in a window; the application and the settings as they are then, None for leaving.

    Raises ``EnvironmentFault`` in a kiosk: whoever stands at one must not decide which server it sells for; and for
    books that have begun and can't be opened.
    """
    if kiosk:
        why = layers.to_ask(server_named=server_named)[0].why
        raise EnvironmentFault(
            f"This till is not set up for a kiosk yet. {why} Start it once without --kiosk, or give it its settings "
            "with --config FILE."
        )
    from vendingdesk.wiring.begun_books import begun_till

    # Before anything is asked: books that can't be opened are told now, and nothing is kept.
    begun = asyncio.run(begun_till(folder.path, folder.path / JOURNAL)) if layers.begun else None
    from vendingdesk.ui.first_start import run_first_start
    from vendingdesk.ui.qt_fatal import hearing_fatal
    from vendingdesk.ui.start import application

    start = first_start(folder, layers, begun, server_named=server_named)
    without_log = open_log(folder.log, crashes=watch.files)
    try:
        with hearing_fatal(watch.fatal):
            app = application(sys.argv[:1], *first_sight(layers.values))
            done = run_first_start(app, start, try_printer(folder))
    finally:
        without_log()
    return (app, layers.again()) if done else None


def first_start(
    folder: DataFolder, layers: Layers, begun: BegunTill | None = None, *, server_named: bool = False
) -> FirstStart:
    """The questions of this till, and what takes their answers. Raises ``EnvironmentFault`` like ``Layers.setup``.

    ``begun`` is the till whose books have begun, which nobody may leave out.
    """
    if layers.begun and begun is None:
        raise ValueError("books that have begun say who may answer")
    asked = {each.path: each.why for each in layers.to_ask(server_named=server_named)}
    own, values = layers.own, dict(layers.values)
    if begun is not None:
        values.setdefault("till", begun.till)
    new = not (layers.begun or server_named or own.unusable or "server.address" in own.said)

    def connect(typed: str) -> Connection:
        address = parse_address(typed)
        return replace(layers.connection(address), address=address)

    return FirstStart(
        Decided(values, layers.locked, asked, new, begun.supervisors if begun is not None else ()),
        look=ServerLooker(),
        connect=connect,
        check_printer=try_printer(folder).check,
        keep=Answers(layers, begun),
        name_owner=FirstOwner(folder.path),
        begun=begun,
    )


def try_printer(folder: DataFolder) -> TryPrinter:
    """The test page on this machine's printers."""
    return TryPrinter(PdfSlips(), paper_ways(folder.slips), SystemClock())


class Answers:
    """Keeps answers in ``desk.toml``; a CA file is kept beside it, for the one that was chosen may be on a stick."""

    def __init__(self, layers: Layers, begun: BegunTill | None = None) -> None:
        self._layers = layers
        self._begun = begun

    async def __call__(self, values: Mapping[str, Any], trust: Trust | None) -> None:
        """Write them whole or not at all, in books that have begun first.

        Raises ``EnvironmentFault``, and ``Refused`` where a supervisor has to allow it first.
        """
        keep = dict(values)
        if trust is not None:
            trust = await asyncio.to_thread(self._own_copy, trust)
            ca_file = trust.ca_file.name if trust.ca_file is not None else None
            keep |= {"server.fingerprint": trust.fingerprint or None, "server.ca_file": ca_file}
        if self._begun is not None:
            if "till" not in self._layers.values:
                keep.setdefault("till", self._begun.till)  # else the books would be another till's at the next start
            await self._note(self._begun, keep, trust)
        await asyncio.to_thread(self._write, keep)

    def _write(self, keep: Mapping[str, Any]) -> None:
        self._layers.store().keep_values(keep)

    def _own_copy(self, trust: Trust) -> Trust:
        if trust.ca_file is None:
            return trust
        return Trust(TrustFile(self._layers.own.file, self._layers.store()).own_copy(trust.ca_file))

    async def _note(self, begun: BegunTill, keep: Mapping[str, Any], trust: Trust | None) -> None:
        layers = self._layers
        before = layers.connection()
        after = layers.connection(keep.get("server.address"), trust)
        changed = {path: value for path, value in keep.items() if value != layers.values.get(path)}
        await begun.note(before, after, changed, {path: layers.own.stood[path] for path in layers.own.unusable})


class FirstOwner:
    """Names the first supervisor in books that are opened for that alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def __call__(self, till: str, owner: Owner) -> None:
        """Name that one, unless there is a supervisor. Raises ``Refused`` or ``EnvironmentFault``."""
        clock, journal, register = SystemClock(), SqliteJournal(self._folder, till), SqliteRegister(self._folder)
        guard = Guard(Session(clock, PROCESS_MASK))
        people = Supervisors(Staff(register, PeopleBook(journal), guard, clock, PinTries(register, clock)), clock)
        try:
            await journal.open()
            await register.open()
            if not await people.names():
                await people.name(owner.name, owner.pin, owner.pin, by=owner.name)
        finally:
            await register.close()
            await journal.close()
