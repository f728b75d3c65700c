"""A proxy that makes a way with CONNECT, as a shop's network may demand."""

from __future__ import annotations

import asyncio

from api.api_peers import Behaviour, RawServer


def tunnelling() -> Behaviour:
    """Make the way and pass on whatever comes; ``received`` of the server holds what came in the open."""

    async def behave(server: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await server.read_request(reader)).decode()
        _, target, _ = head.split(" ", 2)
        host, _, port = target.rpartition(":")
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        try:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        finally:
            far_writer.transport.abort()

    return behave


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while piece := await source.read(65536):
        sink.write(piece)
        await sink.drain()
    sink.close()


def hanging() -> Behaviour:
    """Take the wish for a way and never answer it."""

    async def behave(server: RawServer, reader: asyncio.StreamReader, _w: asyncio.StreamWriter) -> None:
        await server.read_request(reader)
        await server.over.wait()

    return behave
