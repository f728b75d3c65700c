"""Bodies of the entries about the server: whom the till trusts, and how its clock stands against this machine's."""

from __future__ import annotations

import re
from datetime import MAXYEAR, timedelta

import msgspec

from vendingdesk.domain.server_clock import CLOCK_LIMIT, ClockSeen
from vendingdesk.domain.trust import Trust
from vendingdesk.domain.trust_change import NOBODY, TrustChange
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

    ``seconds`` is the server's clock minus this machine's, rounded. Whether that was off is written down too: at the
    limit itself it may be either.
    """

    server: str
    seconds: int
    off: bool


SERVER_BODIES = (TrustChanged, ClockNoted)
"""All of them, for ``isinstance``."""

_LIMIT_S = round(CLOCK_LIMIT.total_seconds())
_MOST_S = round(timedelta(days=366 * MAXYEAR).total_seconds())
"""Two clocks of the calendar, whatever their zones, never differ by more."""

_FINGERPRINT = re.compile(r"(?:[0-9a-f]{64})?", re.ASCII)


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


def clock_of(data: bytes) -> ClockSeen | None:
    """How the clocks stood by an entry's body; None for one that this program did not write."""
    try:
        body = _CLOCK_NOTED.decode(data)
    except (msgspec.MsgspecError, ValueError):
        return None
    return None if server_wrong(body) else ClockSeen(body.server, timedelta(seconds=body.seconds))


def server_wrong(body: TrustChanged | ClockNoted) -> str:
    """What is wrong with the body of an entry about the server, empty for nothing."""
    return _trust_wrong(body) if isinstance(body, TrustChanged) else _clock_wrong(body)


def beside_wrong(body: TrustChanged | ClockNoted, data: bytes, sale_uid: bytes | str, raw: bytes | None) -> str:
    """What is wrong with what stands around such a body: it is no sale's, no answer's, and written in one way."""
    if sale_uid or raw is not None:
        return "it is about the server, and names a sale or holds an answer"
    return "" if msgspec.json.encode(body) == data else "it is not written as this program writes it"


def _trust_wrong(body: TrustChanged) -> str:
    """Trust that changes changes something, and somebody answers for it."""
    if body.before == body.after and not (body.moved_from or body.lost):
        return "it trusts anew what was trusted before"
    for side in (body.before, body.after):
        if side.ca_file and side.fingerprint:
            return "it trusts a CA file and a fingerprint at once"
        if not _FINGERPRINT.fullmatch(side.fingerprint):
            return "its fingerprint is none"
    if not body.by or (not body.allowed_by and body.by != NOBODY):
        return "nobody answers for it"
    return ""


def _clock_wrong(body: ClockNoted) -> str:
    """The clocks of two machines, and whether they differ by more than they may."""
    seconds = abs(body.seconds)
    if seconds > _MOST_S:
        return "no clocks differ by that much"
    if seconds != _LIMIT_S and body.off != (seconds > _LIMIT_S):
        return "what it says of the clocks does not fit by how much they differ"
    return ""
