"""The recovery code: shown once when people are switched on, kept on paper; with it a supervisor is named anew."""

from __future__ import annotations

import secrets

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Five bits each, without I, L, O and U, which are read as others."""

_GROUPS, _GROUP = 5, 4
"""A hundred bits: nobody tries them all, so that misses need no wait but the pause."""

_READ_AS = str.maketrans("ILO", "110")


def new_code() -> str:
    """A code as it is shown: five groups of four."""
    made = [secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP)]
    return "-".join("".join(made[at : at + _GROUP]) for at in range(0, len(made), _GROUP))


def plain(typed: str) -> str:
    """A typed code without what people put between its letters, and with look-alikes as what they stand for."""
    return "".join(letter for letter in typed.upper().translate(_READ_AS) if letter in _LETTERS)
