"""Whether the server still takes the session, asked before a sale is confirmed: never in the middle of one.

The call reads and mints nothing, and it is not documented [S]. So it may notice a session that ended, and nothing
else: no answer, a strange one or a slow one lets the sale go on, and the vend itself finds out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

from vendingdesk.counter.ports import Clock
from vendingdesk.counter.session import Session

PROOF_LASTS = timedelta(minutes=1)
"""How long nobody asks after a sign-in, a token that was issued, or an asking, whatever came of it."""

LONGEST_S = 2.0
"""Seconds that a sale waits for the answer at most."""

log = logging.getLogger(__name__)


class AskSession(Protocol):
    """The server, as far as it says whether it takes a session."""

    async def session_good(self, token: str) -> bool | None:
        """True: it does. False: it does not any more. None: nobody knows. Sends no vend; never raises."""


class CheckSession:
    """Asks at most once a minute, for ``LONGEST_S`` at most, and not while a vend is under way."""

    def __init__(self, server: AskSession, session: Session, clock: Clock) -> None:
        self._server = server
        self._session = session
        self._clock = clock
        self._vends = 0
        self._bounds: set[asyncio.Timeout] = set()
        self._asked_at: datetime | None = None
        self._disbelieved = False

    @property
    def asking(self) -> bool:
        """Whether an answer is waited for this moment."""
        return bool(self._bounds)

    async def __call__(self) -> bool:
        """Look whether the session is still good; raises ``SessionExpired`` when the server says that it is over.

        In every other case it returns: whether the server was asked, so that some time went by.
        """
        token = self._session.token()
        if self._vends or self._fresh(self._session.proven_at) or self._fresh(self._asked_at):
            return False
        self._asked_at = self._clock.now()
        good = await self._ask(token)
        if good:
            self._session.prove(token)
            self._disbelieved = False
        elif good is False and not self._vends and not self._disbelieved:
            # A call that turns every session down must not send a person to the sign-in once a minute: its next no
            # counts when it has said yes in between.
            self._disbelieved = True
            self._session.end(token)
            self._session.token()
        return True

    @contextmanager
    def silent(self) -> Iterator[None]:
        """While a vend is under way nothing is asked, and an asking that runs is given up."""
        self._vends += 1
        try:
            for bound in self._bounds:
                if not bound.expired():
                    bound.reschedule(asyncio.get_running_loop().time())
            yield
        finally:
            self._vends -= 1

    async def _ask(self, token: str) -> bool | None:
        bound = asyncio.timeout(LONGEST_S)
        try:
            async with bound:
                self._bounds.add(bound)
                try:
                    return await self._server.session_good(token)
                finally:
                    self._bounds.discard(bound)
        except TimeoutError:
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is: it is no reason to sell nothing
            log.warning("whether the session is still good can't be asked: %s", type(error).__name__)
            return None

    def _fresh(self, at: datetime | None) -> bool:
        """Whether a moment is less than a minute ago; not after a clock that went back."""
        return at is not None and timedelta() <= self._clock.now() - at < PROOF_LASTS
