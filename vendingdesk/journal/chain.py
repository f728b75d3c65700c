"""The chain: each entry's SHA-256 covers the one before and every stored byte of its own."""

from __future__ import annotations

from hashlib import sha256
from struct import Struct

ORIGIN = bytes(32)
"""What stands before the first entry."""

_HEADER = Struct(">32sQIIIIIIi")
"""Previous hash, seq, then the lengths of uid, till, sale uid, kind, time, body and raw (-1: none)."""


def link(  # noqa: PLR0917
    previous: bytes,
    seq: int,
    uid: bytes,
    till: bytes,
    sale_uid: bytes,
    kind: bytes,
    at: bytes,
    body: bytes,
    raw: bytes | None,
) -> bytes:
    """The hash of an entry. All lengths come first, so no byte can pass from one column to its neighbour."""
    header = _HEADER.pack(
        previous,
        seq,
        len(uid),
        len(till),
        len(sale_uid),
        len(kind),
        len(at),
        len(body),
        -1 if raw is None else len(raw),
    )
    return sha256(b"".join((header, uid, till, sale_uid, kind, at, body, raw or b""))).digest()
