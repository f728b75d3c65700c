"""Trusting the server anew: what its certificate is now, and a supervisor who answers for believing it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.guard import Guard
from vendingdesk.counter.ports import Clock, LookAtServer
from vendingdesk.counter.settings import Settings
from vendingdesk.domain.errors import NobodyAtTill, Refused
from vendingdesk.domain.trust import Connection, ServerLook, Trust
from vendingdesk.domain.trust_change import TrustChange

PATHS = ("server.ca_file", "server.fingerprint")
"""The settings that say whom the till trusts; where one is locked, nobody trusts anew here."""

LOCKED = (
    "Which certificate is believed is decided for all tills by whoever looks after them. It can't be changed here: "
    "tell them that it has changed."
)
DEMO = "The demo brings its own server: there is nothing to trust anew."


class TrustedServer(Protocol):
    """The running client, as far as it can be told whom to believe."""

    async def trust_anew(self, trust: Trust) -> None:
        """Believe this from the next call on; a vend under way ends on the connection that it has."""


class TrustBook(Protocol):
    """The part of the journal that knows of trust."""

    async def trust_changed(self, change: TrustChange, at: datetime) -> None:
        """Write down whom the till trusts from now on; raises ``EnvironmentFault``."""


class TrustStore(Protocol):
    """Where it is kept whom the till trusts; all are called in a worker thread and raise ``EnvironmentFault``."""

    def own_copy(self, ca_file: Path) -> Path:
        """The till's own copy of a CA file: the one that was chosen may stand on a stick."""

    def keep(self, address: str, trust: Trust) -> bool:
        """Keep the trust for the server at an address; whether the next start goes by it."""

    def put_back(self) -> None:
        """Let the settings stand as they did before the last ``keep``."""

    def drop_copy(self, own: Path) -> None:
        """Take a copy away again that the last ``own_copy`` made; never one that was there before."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """What is believed from now on; ``kept`` says whether the next start does too."""

    trust: Trust
    kept: bool


class Trusting:
    """Shows the server's certificate to whoever asks, and believes another one when a supervisor says so.

    ``connection`` is whom the till talks to, and what makes it believe that it is that one.
    """

    def __init__(
        self,
        server: TrustedServer,
        look: LookAtServer,
        store: TrustStore,
        book: TrustBook,
        *,
        settings: Settings,
        guard: Guard,
        clock: Clock,
        connection: Connection,
    ) -> None:
        self._server = server
        self._look = look
        self._store = store
        self._book = book
        self._settings = settings
        self._guard = guard
        self._clock = clock
        self._alone = asyncio.Lock()
        self.connection = connection

    async def look(self, trust: Trust | None = None) -> ServerLook:
        """What the server shows now, and whether it is believed: by what is trusted, or by another ``trust``.

        Raises ``NotSent`` where nothing can be reached and ``Refused`` where nothing can be decided here.
        """
        self.check_free()
        return await self._look(self.connection if trust is None else replace(self.connection, trust=trust))

    def check_free(self) -> None:
        """Raise ``Refused`` where somebody else decided whom this till trusts."""
        if self._settings.setup.demo:
            raise Refused(DEMO)
        if not self._settings.setup.locked.isdisjoint(PATHS):
            raise Refused(LOCKED)

    async def __call__(self, trust: Trust, authority: Authority) -> Trusted:
        """Believe this from now on: tried, kept in the settings, written into the journal, told to the client.

        A certificate that is not the one, or not in force, raises ``Refused``; then nothing has changed. So does
        ``NotSent``. An ``EnvironmentFault`` says what could not be written; then all is as it was.
        """
        self.check_free()
        async with self._alone:
            if trust.ca_file is not None:
                trust = Trust(await asyncio.to_thread(self._store.own_copy, trust.ca_file))
            before = self.connection
            after = replace(before, trust=trust)
            try:
                found = await self._look(after)
                if found.problem is not None:
                    raise Refused(f"That does not fit what the server shows. {found.said}".strip())
                kept = await asyncio.to_thread(self._store.keep, before.address, trust)
            except Exception:
                await self._drop(trust)
                raise
            if trust != before.trust:
                change = TrustChange(before.address, before.trust, trust, self._who(authority), authority.supervisor)
                try:
                    await self._book.trust_changed(change, self._clock.now())
                except Exception:
                    await asyncio.to_thread(self._store.put_back)
                    await self._drop(trust)
                    raise
            await self._server.trust_anew(trust)
            self.connection = after
            return Trusted(trust, kept)

    async def _drop(self, refused: Trust) -> None:
        if refused.ca_file is not None:
            await asyncio.to_thread(self._store.drop_copy, refused.ca_file)

    def _who(self, authority: Authority) -> str:
        """Whoever stands at the till; before a sign-in that is the supervisor alone."""
        try:
            return self._guard.who or authority.supervisor
        except NobodyAtTill:
            return authority.supervisor
