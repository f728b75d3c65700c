"""Bodies of the entries about the server: whom the till trusts, and how its clock stands against this machine's."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from vendingdesk.domain.server_clock import ClockSeen
from vendingdesk.domain.trust import Trust
from vendingdesk.domain.trust_change import TrustChange
from vendingdesk.journal.outcomes import writable


class TrustBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What makes a server believed; neither of them: the system's trust store alone."""

    ca_file: str = ""
    fingerprint: str = ""


class TrustChanged(msgspec.Struct, frozen=True, omit_defaults=True):
    """A server was trusted anew, by leave of a supervisor where there is one.

    ``moved_from`` is the address before, where that changed too; ``lost`` what was kept before and could not be used.
    """

    address: str
    before: TrustBody
    after: TrustBody
    by: str
    allowed_by: str
    moved_from: str = ""
    lost: str = ""


class ClockNoted(msgspec.Struct, frozen=True):
    """The clocks began to differ, differ by another amount, or agree again (not ``off``).

    ``seconds`` is the server's clock minus this machine's. Whether that was off is written down too: the limit may
    be another one some day.
    """

    server: str
    seconds: int
    off: bool


SERVER_BODIES = (TrustChanged, ClockNoted)
"""All of them, for ``isinstance``."""


def _trust_body(trust: Trust) -> TrustBody:
    return TrustBody(writable(str(trust.ca_file or "")), trust.fingerprint)


def trust_changed(change: TrustChange) -> TrustChanged:
    """The written form of another trust; its time is the entry's."""
    return TrustChanged(
        writable(change.address),
        _trust_body(change.before),
        _trust_body(change.after),
        writable(change.by),
        writable(change.allowed_by),
        writable(change.moved_from),
        writable(change.lost),
    )


def clock_noted(seen: ClockSeen) -> ClockNoted:
    """The written form of how the clocks stood; its time is the entry's."""
    return ClockNoted(writable(seen.server), round(seen.offset.total_seconds()), seen.off)


_CLOCK_NOTED = msgspec.json.Decoder(ClockNoted)


def clock_of(data: bytes) -> ClockSeen:
    """How the clocks stood by an entry's body."""
    body = _CLOCK_NOTED.decode(data)
    return ClockSeen(body.server, timedelta(seconds=body.seconds))


def server_wrong(body: TrustChanged | ClockNoted) -> str:
    """What is wrong with an entry about the server, empty for nothing: trust that changes changes something."""
    if isinstance(body, TrustChanged) and body.before == body.after and not (body.moved_from or body.lost):
        return "it trusts anew what was trusted before"
    return ""
