"""Magic meters: valid numbers that select a behaviour, for trying a till out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from vendingdesk.simulator.behaviours import FAULTS
from vendingdesk.simulator.faults import Fault
from vendingdesk.simulator.meters import SAMPLE_METERS, SampleMeter


@dataclass(frozen=True, slots=True)
class MagicMeter:
    """A meter whose every vend goes the same way: what the server does, and what the till should show."""

    number: str
    name: str
    does: str
    till_shows: str


_NUMBERS = {
    "0199000000018": "not-found",
    "0199000000026": "slow",
    "0199000000034": "very-slow",
    "0199000000042": "lost-after",
    "0199000000059": "lost-before",
    "0199000000067": "bad-gateway",
    "0199000000075": "gateway-timeout",
    "0199000000083": "cut-short",
    "0199000000091": "session-expired",
    "0199000000109": "no-permission",
    "0199000000117": "quota",
    "0199000000125": "panic",
    "0199000000133": "no-form",
    "0199000000141": "html",
    "0199000000158": "gzip-bomb",
    "0199000000166": "huge",
    "0199000000174": "nested",
    "0199000000182": "thousand-digits",
    "0199000000190": "several-tokens",
    "0199000000208": "wrong-class",
    "0199000000216": "code-text",
    "0199000000224": "refused-500",
    "0199000000232": "two-documents",
    "0199000000240": "value-kwh",
    "0199000000257": "drip",
    "0199000000265": "cut-connection",
    "0199000000273": "session-6401",
    "0199000000281": "unknown-text",
    "0199000000299": "no-data",
    "0199000000307": "dashed-form",
    "0199000000315": "observed-keys",
    "0199000000323": "wrong-path",
    "0199000000331": "other-value",
}

MAGIC_METERS: tuple[MagicMeter, ...] = tuple(
    MagicMeter(number, name, FAULTS[name].does, FAULTS[name].till_shows) for number, name in _NUMBERS.items()
)
"""All magic meters; the name is that of the fault, which can be armed for any other meter as well."""

MAGIC_FAULTS: dict[str, Fault] = {number: FAULTS[name] for number, name in _NUMBERS.items()}

METERS: dict[str, SampleMeter] = {
    **{meter.number: meter for meter in SAMPLE_METERS},
    **{
        magic.number: SampleMeter(
            magic.number, f"Magic: {magic.name}", "Test bench", "+44 7700 900000", Decimal("0.200")
        )
        for magic in MAGIC_METERS
    },
}
"""Every meter that the server finds."""
