"""Every time-out and size that the client keeps to, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and sizes; a connection's limit counts for TCP and for the TLS handshake each.

    ``vend`` is the hard limit from the first byte to the last: then the socket closes. ``read`` is the same for
    what mints nothing, ``proof`` for asking whether a session is still good, connecting and all. ``keepalive`` stays
    below any server's, so that a pooled connection is not a closed one.
    """

    connect: float = 10.0
    pool: float = 5.0
    vend: float = 180.0
    read: float = 15.0
    proof: float = 2.0
    keepalive: float = 3.0
    connections: int = 8
    body: int = 1024 * 1024


LIMITS = Limits()

MOST_DEPTH = 32
"""How deep an answer's JSON may nest; the documented ones have two levels."""

MOST_PIECES = 20_000
"""Strings and brackets in an answer; the documented ones have about a hundred. Bounds the time to scan."""

MOST_DIGITS = 40
"""Digits of a number, and the largest power of ten that it may be multiplied with."""

SERVER_TEXT = 300
"""Characters of the server's own words that are kept for people."""

FIELD_TEXT = 40
"""Characters of a field's text that are kept for people."""

FORM_TEXT = 2_000
"""Characters of ``form``: some eighty tokens with what stands between them."""

CAPTCHA_SECONDS = 600
"""How long a verification picture is good for [S]."""

CAPTCHA_PIXELS = 2_000
"""Width and height that a verification picture may have."""

LONGEST_TRIP = 20.0
"""Seconds after which an answer's ``Date`` says too little about the time at which it was asked for."""
