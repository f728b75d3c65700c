"""The setup file ``desk.toml``: what a shop decides once, read at start, never guessed at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendingdesk.domain.errors import EnvironmentFault

if TYPE_CHECKING:
    from vendingdesk.counter.setup import DeskSetup


@dataclass(frozen=True, slots=True)
class SetupFile:
    """What the file says. The server's address is needed for the first paint, the shop's settings only behind it."""

    file: Path
    stored: dict[str, Any] = field(default_factory=dict)

    @property
    def server(self) -> str:
        """The vending server's address, or empty."""
        return str(self.stored.get("server", ""))

    @property
    def ca_file(self) -> Path | None:
        """The certificate authority's file; a relative path starts beside the setup file."""
        return self._beside("ca_file")

    @property
    def logo_file(self) -> Path | None:
        """The logo's file; a relative path starts beside the setup file."""
        return self._beside("logo")

    def _beside(self, key: str) -> Path | None:
        named = self.stored.get(key)
        return self.file.parent / str(named) if named else None

    def logo(self) -> bytes:
        """The logo's bytes, empty without one; raises ``EnvironmentFault`` when the file named can't be used."""
        from vendingdesk.wiring.setup_shapes import logo_bytes

        return logo_bytes(self.logo_file) if self.logo_file is not None else b""

    def setup(self) -> DeskSetup:
        """The shop's settings, defaults where nothing is said. Raises ``EnvironmentFault`` naming what to mend.

        A logo that can't be read stops nobody from selling: slips go without, and Settings and the doctor say so.
        """
        from vendingdesk.counter.declared import Part
        from vendingdesk.counter.setup import DeskSetup, MoneyMeans
        from vendingdesk.counter.shop import LARGEST_LOGO
        from vendingdesk.domain.money import Currency
        from vendingdesk.wiring.setup_shapes import fields, money, printing, shop, word

        try:
            logo = self.logo()
        except EnvironmentFault:
            logo = b""
        try:
            till = fields(self.stored, Part.TILL)
            defaults = DeskSetup()
            means = till.pop("money_means", defaults.money_means)
            currency = Currency(till.pop("currency", "USD"), till.pop("currency_digits", 2))
            return replace(
                defaults,
                **till,
                currency=currency,
                money=money(self.stored),
                money_means=word(MoneyMeans, means, "money_means"),
                shop=shop(self.stored, currency, logo if len(logo) <= LARGEST_LOGO else b""),
                printing=printing(self.stored),
            )
        except (ValueError, OverflowError, EnvironmentFault) as error:
            raise EnvironmentFault(
                f"{self.file}: {str(error).rstrip('.')}. Mend that line and start again."
            ) from error


def read_setup(file: Path) -> SetupFile:
    """Read the file, if there is one. Raises ``EnvironmentFault`` naming the line to mend."""
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        return SetupFile(file)
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentFault(f"The setup file {file} can't be read: {error}") from error
    return parsed(text, file)


def parsed(text: str, file: Path) -> SetupFile:
    """What a text says that stands, or is to stand, in ``file``. Raises ``EnvironmentFault`` like ``read_setup``."""
    import tomllib

    from vendingdesk.wiring.setup_shapes import wrong_shape

    try:
        stored = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # broken TOML, numbers of thousands of digits, endless brackets
        raise EnvironmentFault(f"The setup file {file} can't be read: {error}") from error
    wrong = wrong_shape(stored)
    if wrong:
        raise EnvironmentFault(f"{file}: {wrong}")
    return SetupFile(file, stored)
