"""Minting: 20 digits that carry the right STS class, never the same twice."""

from __future__ import annotations

import random
from collections.abc import Iterable

CREDIT_CLASS = 0
MANAGEMENT_CLASS = 2
_CLASS_SHIFT = 27
_CLASS_MASK = 0b11 << _CLASS_SHIFT
_TOKEN_BITS = 66


class TokenMint:
    """Makes tokens: 66 bits as 20 digits, the class in the bits 28 and 27 (IEC 62055-41), all else random.

    No meter takes them. A mint that holds keys can stand in its place with the same two methods.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._minted: set[str] = set()

    def remember(self, tokens: Iterable[str]) -> None:
        """Never mint these: they were handed out before."""
        self._minted.update(tokens)

    def mint(self, token_class: int) -> str:
        """Return a new token of the class."""
        while True:
            bits = self._rng.getrandbits(_TOKEN_BITS) & ~_CLASS_MASK
            token = f"{bits | token_class << _CLASS_SHIFT:020d}"
            if token not in self._minted:
                self._minted.add(token)
                return token
