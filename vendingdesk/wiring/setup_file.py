"""The setup file ``desk.toml``: what a shop decides once, read at start, never guessed at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendingdesk.domain.errors import EnvironmentFault

if TYPE_CHECKING:
    from vendingdesk.counter.setup import DeskSetup

_TEXTS = ("till", "shop", "utility", "help_line")
_KNOWN = {*_TEXTS, "shop_lines", "currency", "currency_digits", "money_means", "presets", "largest_amount"}


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
        named = self.stored.get("ca_file")
        return self.file.parent / str(named) if named else None

    def setup(self) -> DeskSetup:
        """The shop's settings, defaults where nothing is said. Raises ``EnvironmentFault`` naming what to mend."""
        from vendingdesk.counter.setup import DeskSetup, MoneyMeans
        from vendingdesk.domain.money import Currency

        stored, defaults = self.stored, DeskSetup()
        try:
            texts: dict[str, Any] = {name: str(stored[name]) for name in _TEXTS if name in stored}
            return replace(
                defaults,
                **texts,
                shop_lines=tuple(str(line) for line in stored.get("shop_lines", ())),
                currency=Currency(str(stored.get("currency", "USD")), int(stored.get("currency_digits", 2))),
                money_means=MoneyMeans(stored.get("money_means", "currency")),
                presets=tuple(int(preset) for preset in stored.get("presets", defaults.presets)),
                largest_amount=int(stored.get("largest_amount", defaults.largest_amount)),
            )
        except (TypeError, ValueError) as error:
            raise EnvironmentFault(f"{self.file}: {error}. Mend that line and start again.") from error


def read_setup(file: Path) -> SetupFile:
    """Read the file, if there is one. Raises ``EnvironmentFault`` naming the line to mend."""
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return SetupFile(file)
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentFault(f"The setup file {file} can't be read: {error}") from error
    import tomllib

    try:
        stored = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EnvironmentFault(f"The setup file {file} can't be read: {error}") from error
    unknown = sorted(set(stored) - _KNOWN - {"server", "ca_file"})
    if unknown:
        raise EnvironmentFault(f"{file}: “{unknown[0]}” is not a setting. Known: {', '.join(sorted(_KNOWN))}.")
    return SetupFile(file, stored)
