"""What the doctor finds of the server: whether it answers, is believed, and how its clock stands."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.server_clock import CLOCK_LIMIT
from vendingdesk.domain.trust import Connection, ServerLook, TrustProblem, shown_fingerprint
from vendingdesk.wiring.findings import Finding

FEW_S = 5
"""Seconds that nobody needs to hear of."""

SOON = timedelta(days=14)
"""A certificate that ends within this time is said before it ends."""


def server(wanted: Connection) -> list[Finding]:
    """The server that is named, and the trust for it; blocks as long as that takes."""
    from vendingdesk.api.server_look import ServerLooker

    if not wanted.address:
        return [Finding("server", "none named", "Name it with --server https://… to have it tried.")]

    async def ask() -> tuple[ServerLook, timedelta | None]:
        look = await ServerLooker()(wanted)
        return look, await _offset(wanted) if look.vending else None

    try:
        look, offset = asyncio.run(ask())
    except VendingDeskError as error:
        return [Finding("server", wanted.address, str(error)), Finding("trust", _trusted(wanted))]
    return [_answers(look), _believed(wanted, look), *([] if offset is None else [_clocks(offset)])]


async def _offset(wanted: Connection) -> timedelta | None:
    from vendingdesk.api.client import VendingClient

    client = VendingClient(wanted.address, trust=wanted.trust, proxy=wanted.proxy)
    try:
        await client.reachable()
        return client.clock_offset
    finally:
        await client.close()


def _clocks(offset: timedelta) -> Finding:
    seconds = round(offset.total_seconds())
    said = "together, to a few seconds" if abs(seconds) < FEW_S else f"{abs(seconds)} s apart: "
    if abs(seconds) >= FEW_S:
        said += "this machine is behind the server" if seconds > 0 else "this machine is ahead of the server"
    to_do = (
        "Set this machine's clock, or ask whoever runs the server about its own." if abs(offset) > CLOCK_LIMIT else ""
    )
    return Finding("clocks", said, to_do)


def _answers(look: ServerLook) -> Finding:
    if look.problem is not None:
        return Finding("server", f"{look.address} was sent nothing: its certificate is not trusted")
    if look.vending:
        return Finding("server", f"{look.address} answers and gives a verification picture")
    return Finding("server", look.address, look.said)


def _trusted(wanted: Connection) -> str:
    if wanted.address.startswith("http:"):
        return "plain http, for this machine alone"
    if wanted.trust.fingerprint:
        return f"one certificate alone, {shown_fingerprint(wanted.trust.fingerprint)}"
    if wanted.trust.ca_file is not None:
        return f"the system's authorities and those of {wanted.trust.ca_file}"
    return "the system's authorities"


def _believed(wanted: Connection, look: ServerLook) -> Finding:
    said, shown = _trusted(wanted), look.certificate
    if look.problem is not None:
        seen = f"; the server shows {shown_fingerprint(shown.fingerprint)}" if shown is not None else ""
        to_do = look.said
        if look.problem is TrustProblem.CHANGED:
            to_do = f"{to_do} A supervisor trusts the new one at the sign-in or in Settings, after comparing it."
        return Finding("trust", f"{said}{seen}", to_do)
    if shown is None:
        return Finding("trust", said)
    said = f"{said}; the certificate is good until {shown.not_after:%Y-%m-%d}"
    ends = shown.not_after - datetime.now(UTC) < SOON
    to_do = "It ends soon: ask whoever runs the server for the new one and its fingerprint." if ends else ""
    return Finding("trust", said, to_do)
