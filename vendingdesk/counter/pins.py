"""PINs: what may be one, and the memory-hard hash that is kept in its place (scrypt, RFC 7914)."""

from __future__ import annotations

import hashlib
import hmac
import os
from itertools import pairwise

from vendingdesk.domain.errors import Refused

SHORTEST, LONGEST = 4, 12

_N, _R, _P = 2**14, 8, 1
"""16 MiB and some 50 ms a try: a stolen file of four-digit PINs still falls in minutes, a guess at the till waits."""
_SALT = 16


def check_pin(pin: str) -> None:
    """Hold a new PIN to the rules; raises ``Refused`` with what to choose instead."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise Refused(f"A PIN has {SHORTEST} to {LONGEST} digits and nothing else.")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    one_pair_again = pin == (pin[:2] * len(pin))[: len(pin)]
    if steps <= {0} or steps <= {1} or steps <= {9} or one_pair_again:
        raise Refused("That PIN is the first that anybody would try. Choose one without such an order.")


def hash_pin(pin: str) -> str:
    """The hash to keep, with its salt and parameters; takes some 50 ms: not in the GUI thread."""
    salt = os.urandom(_SALT)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${_derive(pin, salt, _N, _R, _P).hex()}"


def is_right(pin: str, kept: str) -> bool:
    """Whether ``pin`` is the one that ``kept`` was made from; raises ``ValueError`` for a damaged ``kept``."""
    method, n, r, p, salt, wanted = kept.split("$")
    if method != "scrypt":
        raise ValueError("a PIN's hash is of an unknown kind")
    return hmac.compare_digest(_derive(pin, bytes.fromhex(salt), int(n), int(r), int(p)), bytes.fromhex(wanted))


def mark_of(kept: str) -> str:
    """What the journal knows a kept hash by, in hexadecimal; it tells nothing of the PIN, whose salt is not there."""
    return hashlib.sha256(kept.encode()).hexdigest()


def _derive(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=n, r=r, p=p, maxmem=64 * 1024 * 1024, dklen=32)
