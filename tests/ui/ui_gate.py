"""A gate between till and server: requests pass at once, the answers to vends when a test opens it."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

VEND = b"POST /api/v1/meter-recharge/"


class Gate:
    """``async with Gate(server.url) as gate``: point a counter at ``gate.url``."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._held: list[asyncio.Event] = []
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()
        self.url = ""

    @property
    def held(self) -> int:
        """Answers to vends that are not let through yet."""
        return len(self._held)

    def let_go(self, nth: int = 0) -> None:
        """Let one answer through, the oldest first."""
        self._held.pop(nth).set()

    async def __aenter__(self) -> Gate:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        while self._held:
            self.let_go()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        task.add_done_callback(self._lines.discard)
        ends = [writer]
        try:
            behind, front = await asyncio.open_connection(self._target.hostname, self._target.port)
            ends.append(front)
            while True:
                request = await _message(reader)
                front.write(request)
                gate: asyncio.Event | None = None
                if request.startswith(VEND):
                    gate = asyncio.Event()
                    self._held.append(gate)
                await self._answer(behind, writer, gate)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return  # asyncio would report a connection that was cancelled
        finally:
            for each in ends:
                each.close()

    async def _answer(
        self, behind: asyncio.StreamReader, writer: asyncio.StreamWriter, gate: asyncio.Event | None
    ) -> None:
        """One whole answer, head and body; a connection that the server ended ends here when the gate is opened."""
        try:
            answer = await _message(behind)
        finally:
            if gate is not None:
                await gate.wait()
        writer.write(answer)
        await writer.drain()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """A whole request or answer: its head and its body may come apart."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    return head + await reader.readexactly(length)
