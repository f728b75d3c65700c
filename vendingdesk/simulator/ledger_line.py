"""One line of the ledger's file, read strictly: what no run of the simulator wrote is not taken for a record."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from vendingdesk.simulator.times import rfc3339
from vendingdesk.sts import parse_meter_number, parse_token


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One POST that reached a handler; without tokens it was refused there.

    ``kwh`` is what a meter adds when it takes the tokens, one digit behind the point; empty where none is credit.
    """

    number: int
    at: str
    request_id: str
    path: str
    meter: str
    body: str
    tokens: tuple[str, ...]
    flow_no: str
    kwh: str
    fault: str


_NAMES = {field.name for field in fields(LedgerEntry)}
_TEXTS = _NAMES - {"number", "tokens"}


def entry_in(line: str, number: int) -> LedgerEntry:
    """Return the entry of a line; raises ``ValueError`` unless a run could have written it as entry ``number``.

    A meter number that was refused may be anything; one that tokens were minted for is a meter's.
    """
    try:
        read: Any = json.loads(line)
    except RecursionError:
        raise ValueError("nested") from None
    if not isinstance(read, dict) or set(read) != _NAMES or read["number"] is True or read["number"] != number:
        raise ValueError("fields")
    if not isinstance(read["number"], int) or not isinstance(read["tokens"], list):
        raise ValueError("types")
    for text in (*(read[name] for name in _TEXTS), *read["tokens"]):
        if not isinstance(text, str):
            raise ValueError("types")
        text.encode()  # half a character could never be shown
    if rfc3339(datetime.fromisoformat(read["at"])) != read["at"]:  # another zone, or none, comes out differently
        raise ValueError("at")
    if any(parse_token(token) != token for token in read["tokens"]):
        raise ValueError("tokens")
    if read["tokens"] and parse_meter_number(read["meter"]) != read["meter"]:
        raise ValueError("meter")
    return LedgerEntry(**{**read, "tokens": tuple(read["tokens"])})
