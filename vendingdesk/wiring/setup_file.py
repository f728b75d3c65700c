"""The setup file ``desk.toml``: what a shop decides once, read at start, never guessed at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendingdesk.domain.errors import EnvironmentFault

if TYPE_CHECKING:
    from vendingdesk.counter.setup import DeskSetup

_PLAIN = ("largest_amount", "vends_at_once", "single_owner")
_SHOP = {"shop": "name", "utility": "utility", "help_line": "help_line"}
"""The shop's words: the setting's name here and in the setup."""
_TIMES = {
    "soft_limit_seconds": ("soft_limit", 1),
    "hard_limit_seconds": ("hard_limit", 1),
    "not_issued_wait_minutes": ("not_issued_wait", 60),
}
"""Lengths of time: the setting's name here, in the setup, and the seconds of its unit."""
_SHAPES: dict[str, tuple[str, type, type | None]] = {
    **dict.fromkeys(
        (*_SHOP, "till", "currency", "money_means", "server", "ca_file"), ("a text in quotes", str, None)
    ),
    **dict.fromkeys(("currency_digits", "largest_amount", "vends_at_once", *_TIMES), ("a whole number", int, None)),
    "single_owner": ("true or false", bool, None),
    "shop_lines": ("a list of texts in quotes", list, str),
    "presets": ("a list of whole numbers", list, int),
}
"""Every setting: what it is in words, its type, and the type of what is in it."""


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
        from vendingdesk.counter.shop import Shop
        from vendingdesk.domain.money import Currency

        stored, defaults = self.stored, DeskSetup()
        plain: dict[str, Any] = {name: stored[name] for name in ("till", *_PLAIN) if name in stored}
        means = stored.get("money_means", defaults.money_means)
        try:
            if means not in set(MoneyMeans):
                raise ValueError(f"“money_means” is currency or kwh, not {means!r}")
            for written, (name, seconds) in _TIMES.items():
                if written in stored:
                    plain[name] = timedelta(seconds=stored[written] * seconds)
            return replace(
                defaults,
                **plain,
                shop=Shop(
                    **{name: stored[written] for written, name in _SHOP.items() if written in stored},
                    lines=tuple(stored.get("shop_lines", ())),
                ),
                currency=Currency(stored.get("currency", "USD"), stored.get("currency_digits", 2)),
                money_means=MoneyMeans(means),
                presets=tuple(stored.get("presets", defaults.presets)),
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
    import tomllib

    try:
        stored = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # broken TOML, numbers of thousands of digits, endless brackets
        raise EnvironmentFault(f"The setup file {file} can't be read: {error}") from error
    for name, value in stored.items():
        if name not in _SHAPES:
            raise EnvironmentFault(f"{file}: “{name}” is not a setting. Known: {', '.join(sorted(_SHAPES))}.")
        words, kind, inner = _SHAPES[name]
        if not _is(value, kind) or (inner is not None and not all(_is(item, inner) for item in value)):
            raise EnvironmentFault(f"{file}: “{name}” must be {words}. Mend that line and start again.")
    return SetupFile(file, stored)


def _is(value: object, kind: type) -> bool:
    """Whether a value is of that very type: in Python, True is a number."""
    return type(value) is kind
