"""The setup file ``desk.toml``: what a shop decides once, read at start, never guessed at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.money import Currency

_TEXTS = ("till", "shop", "utility", "help_line")


@dataclass(frozen=True, slots=True)
class SetupFile:
    """What the file says: the shop's settings, and the server's address with its CA file if they stand there."""

    setup: DeskSetup
    server: str = ""
    ca_file: Path | None = None


def read_setup(file: Path) -> SetupFile:
    """Read the file; defaults where there is none. Raises ``EnvironmentFault`` naming the line to mend."""
    import tomllib

    try:
        stored = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return SetupFile(DeskSetup())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EnvironmentFault(f"The setup file {file} can't be read: {error}") from error
    return _checked(stored, file)


def _checked(stored: dict[str, Any], file: Path) -> SetupFile:
    known = {*_TEXTS, "shop_lines", "currency", "currency_digits", "money_means", "presets", "largest_amount"}
    unknown = sorted(set(stored) - known - {"server", "ca_file"})
    if unknown:
        raise EnvironmentFault(f"{file}: “{unknown[0]}” is not a setting. Known: {', '.join(sorted(known))}.")
    try:
        texts: dict[str, Any] = {name: str(stored[name]) for name in _TEXTS if name in stored}
        setup = replace(
            DeskSetup(),
            **texts,
            shop_lines=tuple(str(line) for line in stored.get("shop_lines", ())),
            currency=Currency(str(stored.get("currency", "USD")), int(stored.get("currency_digits", 2))),
            money_means=MoneyMeans(stored.get("money_means", "currency")),
            presets=tuple(int(preset) for preset in stored.get("presets", DeskSetup().presets)),
            largest_amount=int(stored.get("largest_amount", DeskSetup().largest_amount)),
        )
    except (TypeError, ValueError) as error:
        raise EnvironmentFault(f"{file}: {error}. Mend that line and start again.") from error
    ca_file = stored.get("ca_file")
    return SetupFile(setup, str(stored.get("server", "")), file.parent / str(ca_file) if ca_file else None)
