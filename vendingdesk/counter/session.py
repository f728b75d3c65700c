"""Who is signed in at the server: the session token lives here, in memory alone."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Protocol

from vendingdesk.counter.ports import Captcha, Clock, Grant, Secrets, VendingServer
from vendingdesk.domain.errors import NotSent, SessionExpired


class Session:
    """The one session of this window: ``username`` stays after it ended, so that the dialog can offer it.

    ``proven_at`` is when the server last took it, as far as a sign-in or an answer said so.
    ``secrets`` knows the token until the next one comes: of a session that ended something may still be told.
    """

    def __init__(self, clock: Clock, secrets: Secrets | None = None) -> None:
        self._clock = clock
        self._secrets = secrets
        self._grant: Grant | None = None
        self._kept = ""
        self.username = ""
        self.proven_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether there is a token that, as far as we know, the server still takes."""
        if self._grant is None:
            return False
        end = self._grant.expires_at
        return end is None or end > self._clock.now()

    def begin(self, username: str, grant: Grant) -> None:
        """Start a session after a sign-in."""
        if self._secrets is not None:
            self._secrets.keep(grant.token)
            self._secrets.forget(self._kept)
            self._kept = grant.token
        self.username, self._grant = username, grant
        self.proven_at = self._clock.now()

    def prove(self, token: str) -> None:
        """The server took this token a moment ago; of another session than this one that says nothing."""
        if self._grant is not None and self._grant.token == token:
            self.proven_at = self._clock.now()

    def end(self, token: str | None = None) -> None:
        """Forget the session: the server said that it is over, or the person signed out.

        With ``token``, only if it is that session's: a late answer to an old one must not end a newer one.
        """
        if token is None or (self._grant is not None and self._grant.token == token):
            self._grant = None

    def token(self) -> str:
        """The token for one call; raises ``SessionExpired`` when a new sign-in is needed first."""
        if self._grant is None or not self.open:
            self.end()
            raise SessionExpired("Please sign in again. What you typed is still here; nothing was sent.")
        return self._grant.token


class RememberName(Protocol):
    """Where the user name is kept that the next sign-in offers; neither method raises."""

    def read(self) -> str:
        """The name, empty for none."""

    def write(self, name: str) -> None:
        """Keep this name, none for an empty one; called in a worker thread."""


class SignIn:
    """Get a picture, then trade user, password and what the picture says for a session.

    ``remembered`` is the user name that the next dialog offers, empty for none.
    """

    def __init__(
        self,
        server: VendingServer,
        session: Session,
        secrets: Secrets | None = None,
        names: RememberName | None = None,
    ) -> None:
        self._server = server
        self._session = session
        self._secrets = secrets
        self._names = names
        self.remembered = names.read() if names is not None else ""
        self._typed: tuple[str, ...] = ()

    async def picture(self) -> Captcha:
        """A new verification picture; raises ``NotSent``, ``Refused`` or ``OutcomeUnknown``."""
        return await self._server.captcha()

    async def __call__(self, *, username: str, password: str, remember: bool, code: str, captcha_id: str) -> None:
        """Sign in. Raises ``NotSent`` for what is missing or unreachable: the picture is then still good.

        Raises ``Refused`` with the server's reason and ``OutcomeUnknown`` for an answer that makes no sense:
        the picture is then spent, right or wrong [S], and a new one must be fetched.
        """
        user, digits = username.strip(), "".join(code.split())
        self._keep(password, code.strip(), digits)
        if not user:
            raise NotSent("Type your user name.")
        if not password:
            raise NotSent("Type your password.")
        if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
            raise NotSent("Type the four digits of the picture.")
        if not captcha_id:
            raise NotSent("There is no verification picture yet. Press “New picture”.")
        grant = await self._server.sign_in(
            username=user, password=password, remember=remember, code=digits, captcha_id=captcha_id
        )
        self._session.begin(user, grant)
        self._keep()
        await self._remember(user if remember else "")

    async def _remember(self, user: str) -> None:
        """Keep the name of a sign-in that worked, or forget the one that was kept."""
        self.remembered = user
        if self._names is not None:
            await asyncio.to_thread(self._names.write, user)

    def _keep(self, *typed: str) -> None:
        """What was typed is secret until it has done its work, or until something else is typed in its place."""
        if self._secrets is not None:
            self._secrets.keep(*typed)
            self._secrets.forget(*self._typed)
            self._typed = typed
