"""Counting slips: each kind for itself, so that the token's slip after a hold slip is no copy.

Version 1 of the journal knew no kinds and counted all slips of a sale together. Its entries count as slips of the
token where the server's answer gave one, else as hold slips: a sale had no others then.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import datetime

import msgspec

from vendingdesk.domain.errors import Refused
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import MoveRefused
from vendingdesk.domain.slips import SlipMade
from vendingdesk.journal.entries import Slip

DECODER = msgspec.json.Decoder(Slip)

_BUCKETS: dict[str, int] = {
    "": 0,
    SlipKind.SALE.value: 1,
    SlipKind.MANAGEMENT.value: 1,
    SlipKind.HOLD.value: 2,
    SlipKind.RESOLUTION.value: 3,
    SlipKind.KEY_CHANGE.value: 1,  # of the set, counted with its first part, which has no other slip of its token
    SlipKind.CANCELLED.value: 4,
}
"""Reports and test pages have none: they are slips of no sale."""

_OLD, _TOKEN, _HOLD = 0, 1, 2
_COUNTS = 5
_PACKED, _BITS = 4, 16
"""The first buckets of a sale share one number of 64 bits; the ones behind, which few sales have, stand elsewhere."""

MOST = 2**_BITS - 1
"""Slips of one kind that a sale may have."""


def _next(counts: list[int], slip: str, *, has_token: bool) -> int:
    """Which copy the next slip is; ``counts`` are those made, by bucket."""
    bucket = _BUCKETS[slip]
    if bucket == _OLD:
        return sum(counts) + 1
    shares_old = bucket == (_TOKEN if has_token else _HOLD)
    return counts[bucket] + (counts[_OLD] if shares_old else 0) + 1


def next_copy(made: Iterable[Slip], kind: SlipKind, *, has_token: bool) -> int:
    """Which copy of its kind a new slip of a sale is, 1 the first.

    ``has_token`` tells whether the server's answer gave a token. Raises ``Refused`` for a sale that has all it may,
    ``MoveRefused`` for a kind that is no slip of a sale.
    """
    if kind.value not in _BUCKETS:
        raise MoveRefused(f"a slip of kind {kind} is of no sale: it is not counted with one")
    counts = [0] * _COUNTS
    for slip in made:
        counts[_BUCKETS[slip.slip]] += 1
    copy = _next(counts, kind.value, has_token=has_token)
    if copy > MOST:
        raise Refused("So many slips of this sale were made that no more are. Its token stands in History.")
    return copy


def slip_made(data: bytes, at: str) -> SlipMade:
    """The slip that was written: from its entry's body and time."""
    body = DECODER.decode(data)
    kind = SlipKind(body.slip) if body.slip else None
    return SlipMade(kind, body.copy, datetime.fromisoformat(at), body.operator, body.medium, body.why)


class SlipCounts:
    """The slips of every sale of a book, by bucket, in eight bytes a sale."""

    def __init__(self) -> None:
        self._packed = array("Q")
        self._others: dict[int, list[int]] = {}

    def add(self) -> None:
        """A sale without slips."""
        self._packed.append(0)

    def total(self, index: int) -> int:
        """How many slips of any kind a sale has."""
        packed = self._packed[index]
        return sum(self._counts(index)) if packed or index in self._others else 0

    def enter(self, index: int, body: Slip, *, has_token: bool) -> str:
        """Count one; returns what is wrong with it, empty for nothing."""
        if body.slip not in _BUCKETS:
            return f"it counts a slip of an unknown kind {body.slip}"
        expected = _next(self._counts(index), body.slip, has_token=has_token)
        if body.copy != expected or expected > MOST:
            return f"it counts slip {body.copy} where {expected} is next"
        bucket = _BUCKETS[body.slip]
        if bucket < _PACKED:
            self._packed[index] += 1 << _BITS * bucket
        else:
            self._others.setdefault(index, [0] * (_COUNTS - _PACKED))[bucket - _PACKED] += 1
        return ""

    def _counts(self, index: int) -> list[int]:
        packed = self._packed[index]
        first = [packed >> _BITS * bucket & MOST for bucket in range(_PACKED)]
        return first + self._others.get(index, [0] * (_COUNTS - _PACKED))
