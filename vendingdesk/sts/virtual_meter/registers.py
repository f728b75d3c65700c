"""Everything that a meter keeps when the power is cut."""

from __future__ import annotations

from dataclasses import dataclass, field

from vendingdesk.sts.fitting import Fitting
from vendingdesk.sts.virtual_meter.key_sections import KeySections
from vendingdesk.sts.virtual_meter.lockout import LockOut
from vendingdesk.sts.virtual_meter.supply import Supply
from vendingdesk.sts.virtual_meter.token_memory import TokenMemory

NEVER_EXPIRES = 255
"""The key expiry number (KEN) that no token is beyond."""


@dataclass(slots=True)
class Registers:
    """The key with its attributes, the supply, and what was remembered of tokens.

    ``fitting`` is the key in force, not the factory's. ``tariff_rate`` and ``water_factor`` are kept as their tokens
    had them and do nothing: a meter that counts kWh needs neither. Ours: it accepts both, so that a trainee sees what
    they say.
    """

    fitting: Fitting
    key_expiry: int = NEVER_EXPIRES
    tariff_rate: int = 0
    water_factor: int = 0
    supply: Supply = field(default_factory=Supply)
    memory: TokenMemory = field(default_factory=TokenMemory)
    lock: LockOut = field(default_factory=LockOut)
    sections: KeySections = field(default_factory=KeySections)
