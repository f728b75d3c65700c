"""Counting slips: each kind for itself, so that the token's slip after a hold slip is no copy.

Version 1 of the journal knew no kinds and counted all slips of a sale together. Its entries count as slips of the
token where the server's answer gave one, else as hold slips: a sale had no others then.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import msgspec

from vendingdesk.domain.errors import Refused
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.journal.entries import Slip

DECODER = msgspec.json.Decoder(Slip)

_BUCKETS: dict[str, int] = {
    "": 0,
    SlipKind.SALE.value: 1,
    SlipKind.MANAGEMENT.value: 1,
    SlipKind.HOLD.value: 2,
    SlipKind.RESOLUTION.value: 3,
    SlipKind.KEY_CHANGE.value: 1,  # of the set, counted with its first part, which has no other slip of its token
}
_OLD, _TOKEN, _HOLD = 0, 1, 2
_WIDTH, _BITS = 4, 16

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

    ``has_token`` tells whether the server's answer gave a token. Raises ``Refused`` for a sale that has all it may.
    """
    counts = [0] * _WIDTH
    for slip in made:
        counts[_BUCKETS[slip.slip]] += 1
    copy = _next(counts, kind.value, has_token=has_token)
    if copy > MOST:
        raise Refused("So many slips of this sale were made that no more are. Its token stands in History.")
    return copy


class SlipCounts:
    """The slips of every sale of a book, by bucket, in eight bytes a sale."""

    def __init__(self) -> None:
        self._packed = array("Q")

    def add(self) -> None:
        """A sale without slips."""
        self._packed.append(0)

    def total(self, index: int) -> int:
        """How many slips of any kind a sale has."""
        packed = self._packed[index]
        return sum(_unpacked(packed)) if packed else 0

    def enter(self, index: int, body: Slip, *, has_token: bool) -> str:
        """Count one; returns what is wrong with it, empty for nothing."""
        if body.slip not in _BUCKETS:
            return f"it counts a slip of an unknown kind {body.slip}"
        packed = self._packed[index]
        expected = _next(_unpacked(packed), body.slip, has_token=has_token)
        if body.copy != expected or expected > MOST:
            return f"it counts slip {body.copy} where {expected} is next"
        self._packed[index] = packed + (1 << _BITS * _BUCKETS[body.slip])
        return ""


def _unpacked(packed: int) -> list[int]:
    return [packed >> _BITS * bucket & MOST for bucket in range(_WIDTH)]
