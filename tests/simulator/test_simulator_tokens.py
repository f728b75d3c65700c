"""The mint."""

from __future__ import annotations

import random

import pytest

from vendingdesk.simulator.tokens import TokenMint
from vendingdesk.sts import token_class


@pytest.mark.parametrize("wanted", [0, 2])
def test_tokens_carry_their_class(wanted: int) -> None:
    mint = TokenMint(random.Random(1))
    tokens = [mint.mint(wanted) for _ in range(500)]
    assert all(len(token) == 20 and int(token) < 2**66 for token in tokens)
    assert {token_class(token).value for token in tokens} == {wanted}
    assert any(token.startswith("0") for token in tokens)


def test_never_the_same_twice() -> None:
    known = [TokenMint(random.Random(3)).mint(0)]
    mint = TokenMint(random.Random(3))
    mint.remember(known)
    assert mint.mint(0) not in known


def test_a_minted_token_is_remembered() -> None:
    class Stuck(random.Random):
        bits = iter((5, 5, 6))

        def getrandbits(self, k: int) -> int:
            return next(self.bits)

    mint = TokenMint(Stuck())
    assert [mint.mint(0), mint.mint(0)] == [f"{5:020d}", f"{6:020d}"]
