"""The connections that requests go over: a shared pool, one of its own for each vend, and the TLS context of all."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable

from vendingdesk.api.errors import Unsent
from vendingdesk.api.limits import SERVER_TEXT, Limits
from vendingdesk.api.pinning import CertificateShown, looking_context
from vendingdesk.api.texts import one_line
from vendingdesk.api.tls import tls_context
from vendingdesk.api.transport import Attempt, Call, Pool, Reply
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.outcome import NotSentCause
from vendingdesk.domain.trust import Trust

SLOW = "The certificates of the authorities can't be read: the disk doesn't answer. Try again."


class Connections:
    """A shared pool for what may be asked again, and a connection of its own for each vend."""

    def __init__(self, limits: Limits, *, secure: bool = True, trust: Trust | None = None, proxy: str = "") -> None:
        self._limits = limits
        # Plain http is for this machine alone: through a proxy it would leave it, and in the open.
        self._proxy = proxy if secure else ""
        self._trust = trust or Trust()
        self._tls: asyncio.Future[ssl.SSLContext] | None = None
        self._plain = None if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._shared: Pool | None = None

    async def open(self) -> None:
        """Make the TLS context in a worker thread, once; raises ``EnvironmentFault`` for an unusable CA file."""
        await self._context()

    async def trust_anew(self, trust: Trust) -> None:
        """From the next call on believe what ``trust`` says; what is under way ends as it began."""
        self._trust, self._tls = trust, None
        await self.close()

    async def close(self) -> None:
        """Close what is idle; a vend that runs keeps its own connection, and the next call opens again."""
        if self._shared is not None:
            await self._retire(self._shared)

    async def exchange(self, call: Call, before_send: Callable[[], Awaitable[None]] | None = None) -> Reply:
        """Send ``call`` once and return what came back, complete or not.

        ``before_send`` is awaited before the first byte leaves; when it raises, nothing is sent. Raises
        ``Unsent`` when nothing left, ``Unanswered`` when it left and not even a status line came back.
        """
        try:
            context = await self._context()
        except (EnvironmentFault, OSError) as fault:
            raise Unsent(NotSentCause.TLS, one_line(str(fault), SERVER_TEXT)) from fault
        pool = self._pool(context, alone=call.alone)
        attempt = Attempt(before_send, call.seconds, 2 * self._limits.connect)
        try:
            await attempt.run(pool, call, self._limits.body)
        finally:
            # A connect that was cancelled leaves its place in the pool taken for good: start a new pool.
            if call.alone or (attempt.reply is None and not attempt.left):
                await self._retire(pool)
        if attempt.reply is None:
            raise attempt.explanation()
        return attempt.reply

    async def certificate_shown(self, call: Call) -> bytes:
        """The certificate (DER) that the server of ``call`` shows, whatever it is: a handshake, and no byte more.

        Raises ``Unsent`` when there was no handshake.
        """
        pool = Pool(looking_context(), self._limits, connections=1, keep=0, proxy=self._proxy)
        attempt = Attempt(None, call.seconds, 2 * self._limits.connect)
        try:
            await attempt.run(pool, call, 0)
        finally:
            await pool.retire()
        shown = attempt.tls_error()
        if not isinstance(shown, CertificateShown):
            raise attempt.explanation()
        return shown.der

    def _pool(self, context: ssl.SSLContext, *, alone: bool) -> Pool:
        if alone:
            return Pool(context, self._limits, connections=1, keep=0, proxy=self._proxy)
        if self._shared is None:
            size = self._limits.connections
            self._shared = Pool(context, self._limits, connections=size, keep=2, proxy=self._proxy)
        return self._shared

    async def _retire(self, pool: Pool) -> None:
        if self._shared is pool:
            self._shared = None
        await pool.retire()

    async def _context(self) -> ssl.SSLContext:
        """The context; for plain http to this machine an empty one, which trusts nobody and costs nothing."""
        if self._plain is not None:
            return self._plain
        while True:
            if self._tls is None:
                self._tls = asyncio.get_running_loop().run_in_executor(None, tls_context, self._trust)
            tls = self._tls
            try:
                async with asyncio.timeout(self._limits.connect):
                    context = await asyncio.shield(tls)
            except (EnvironmentFault, OSError):
                if self._tls is tls:
                    if not tls.done():  # the thread goes on, and the next call waits for the same one
                        raise EnvironmentFault(SLOW) from None
                    fault = tls.exception()
                    if fault is None:
                        continue  # it came with the end of the time: a time-out says nothing about trust
                    self._tls = None  # the file may be mended before the next call
                    raise fault from None
            else:
                if self._tls is tls:  # else it was trusted anew meanwhile
                    return context
