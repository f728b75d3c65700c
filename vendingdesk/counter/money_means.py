"""What ``money`` is on an account."""

from __future__ import annotations

from enum import StrEnum


class MoneyMeans(StrEnum):
    """What the server's ``money`` field is on this account: observed both ways, never to be guessed [O]."""

    CURRENCY = "currency"
    KWH = "kwh"
