"""Who the shop is, as its slips say it."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.domain.charges import MOST_CHARGES, Charge
from vendingdesk.domain.errors import EnvironmentFault

LARGEST_LOGO = 2 * 1024 * 1024
"""Bytes of a logo's file."""

LANGUAGES = {"en": "English", "fr": "Français", "ar": "العربية"}
"""The languages that slips speak, each in its own words."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Name, address and words of a shop, and how its slips look.

    ``logo`` is a picture file's bytes (PNG, JPEG, …), empty for none. A slip is called a tax invoice only with a
    ``tax_number``. ``charges`` are worked out for credit sold in currency. ``qr`` prints the token's digits as a QR
    code too. Raises ``EnvironmentFault`` for what no slip can carry.
    """

    name: str = ""
    utility: str = ""
    lines: tuple[str, ...] = ()
    tax_number: str = ""
    help_line: str = ""
    footer: tuple[str, ...] = ()
    logo: bytes = b""
    language: str = "en"
    qr: bool = False
    charges: tuple[Charge, ...] = ()

    def __post_init__(self) -> None:
        """Hold it to what slips can be printed with."""
        if self.language not in LANGUAGES:
            raise EnvironmentFault(f"Slips speak {', '.join(LANGUAGES)}, not {self.language!r}.")
        if len(self.charges) > MOST_CHARGES:
            raise EnvironmentFault(f"A shop has at most {MOST_CHARGES} taxes and fees.")
        if len(self.logo) > LARGEST_LOGO:
            raise EnvironmentFault("The logo’s file is larger than 2 MB: choose a smaller picture.")
