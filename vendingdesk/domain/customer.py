"""Who a meter belongs to, as our own register knows it: the server has no look-up call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Customer:
    """A meter with its customer; ``meter`` is the key (digits, a string). Empty text means not known."""

    meter: str
    name: str = ""
    place: str = ""
    phone: str = ""
    tariff: str = ""
    note: str = ""
