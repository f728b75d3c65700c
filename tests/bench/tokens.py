"""Making and opening tokens, beside the bare cipher on as many blocks. Prints microseconds a token as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime

from vendingdesk.sts import decode, encode
from vendingdesk.sts.misty1 import decrypt_block, encrypt_block

TOKENS = 500
KEY = bytes(range(16))
WHEN = datetime(2026, 7, 11, 0, 30)


def ours() -> None:
    for number in range(TOKENS):
        token = encode(
            KEY, token_class=0, subclass=0, issued_at=WHEN, base=2014, amount_field=number, random=number % 16
        )
        if decode(KEY, token, base=2014).amount_field != number:
            raise ValueError(token)


def bare() -> None:
    for number in range(TOKENS):
        if decrypt_block(KEY, encrypt_block(KEY, number)) != number:
            raise ValueError(number)


def timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1e6 / TOKENS


def main() -> None:
    found: dict[str, list[float]] = {"ours": [], "bare": []}
    for number in range(int(sys.argv[1]) + 2):
        pair = timed(ours), timed(bare)
        if number >= 2:
            found["ours"].append(pair[0])
            found["bare"].append(pair[1])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
