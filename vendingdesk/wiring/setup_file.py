"""The setup file ``desk.toml``: what a shop decides once, read at start, never guessed at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendingdesk.counter.declared import Part
from vendingdesk.domain.errors import EnvironmentFault

if TYPE_CHECKING:
    from vendingdesk.counter.setup import DeskSetup
    from vendingdesk.domain.trust import Connection


LARGEST = 1024 * 1024
"""Bytes of a file of settings; a full one takes a few thousand."""


@dataclass(frozen=True, slots=True)
class SetupFile:
    """What the file says. The server's address is needed for the first paint, the shop's settings only behind it."""

    file: Path
    stored: dict[str, Any] = field(default_factory=dict)

    @property
    def connection(self) -> Connection:
        """Server, trust and proxy; raises ``EnvironmentFault`` for what can't be meant."""
        from vendingdesk.domain.errors import Refused
        from vendingdesk.domain.trust import Connection, Trust, read_fingerprint

        said = self.stored.get(Part.SERVER.value, {})
        try:
            pin = read_fingerprint(said["fingerprint"]) if said.get("fingerprint") else ""
            return Connection(
                said.get("address", ""), Trust(self._beside(said.get("ca_file")), pin), said.get("proxy", "")
            )
        except Refused as error:
            raise EnvironmentFault(
                f"{self.file}: {str(error).rstrip('.')}. Mend that line and start again."
            ) from error

    @property
    def language(self) -> str:
        """The language of the screen: needed for the first paint too."""
        return str(self.stored.get(Part.SCREEN.value, {}).get("language", "en"))

    @property
    def logo_file(self) -> Path | None:
        """The logo's file; a relative path starts beside the setup file."""
        return self._beside(self.stored.get("logo"))

    def _beside(self, named: object) -> Path | None:
        return self.file.parent / str(named) if named else None

    def logo(self) -> bytes:
        """The logo's bytes, empty without one; raises ``EnvironmentFault`` when the file named can't be used."""
        from vendingdesk.wiring.setup_shapes import logo_bytes

        return logo_bytes(self.logo_file) if self.logo_file is not None else b""

    def setup(self) -> DeskSetup:
        """The shop's settings, defaults where nothing is said. Raises ``EnvironmentFault`` naming what to mend.

        A logo that can't be read stops nobody from selling: slips go without, and Settings and the doctor say so.
        """
        from vendingdesk.counter.shop import LARGEST_LOGO

        try:
            logo = self.logo()
        except EnvironmentFault:
            logo = b""
        try:
            return self.built(logo if len(logo) <= LARGEST_LOGO else b"")
        except (ValueError, OverflowError, EnvironmentFault) as error:
            raise EnvironmentFault(
                f"{self.file}: {str(error).rstrip('.')}. Mend that line and start again."
            ) from error

    def built(self, logo: bytes) -> DeskSetup:
        """``setup`` with a logo at hand; raises ``ValueError``, ``OverflowError`` or ``EnvironmentFault``."""
        from vendingdesk.counter.setup import DeskSetup, MoneyMeans
        from vendingdesk.domain.money import Currency
        from vendingdesk.wiring.setup_shapes import fields, kiosk, money, printing, screen, shop, word

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
            shop=shop(self.stored, currency, logo),
            printing=printing(self.stored),
            screen=screen(self.stored),
            kiosk=kiosk(self.stored),
        )


def read_setup(file: Path) -> SetupFile:
    """Read the file, if there is one. Raises ``EnvironmentFault`` naming the line to mend."""
    text = text_of(file)
    return parsed(text, file) if text else SetupFile(file)


def logo_beside(file: Path) -> Path | None:
    """The logo that lies beside the setup file, if that names one; a file that can't be used names none."""
    try:
        logo = read_setup(file).logo_file
    except EnvironmentFault:
        return None
    return logo if logo is not None and logo.parent == file.parent else None


def text_of(file: Path) -> str:
    """The file as it stands, empty without one. Raises ``EnvironmentFault`` where it can't be read."""
    try:
        return content_of(file, f"The setup file {file}").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        return ""


def content_of(file: Path, named: str) -> str:
    """What a file of settings holds. Raises ``FileNotFoundError``, and ``EnvironmentFault`` with it ``named``."""
    try:
        if file.exists() and not file.is_file():  # a pipe would be waited for, for ever
            raise EnvironmentFault(f"{named} can't be read: that is no file.")
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise EnvironmentFault(f"{named} can't be read: a file of settings is smaller than 1 MB.")
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        raise
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise EnvironmentFault(
            f"{named} can't be read: its line {line} isn't text in UTF-8. Open it in an editor and save it as UTF-8."
        ) from error
    except OSError as error:
        raise EnvironmentFault(f"{named} can't be read: {error}") from error


def decoded(text: str, file: Path) -> dict[str, Any]:
    """A text as TOML. Raises ``EnvironmentFault`` like ``read_setup``."""
    import re
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # broken TOML, numbers of thousands of digits, endless brackets
        said = str(error).rstrip(".")
        found = re.search(r"at line (\d+)", said)
        where = f"line {found[1]}" if found is not None else "it"
        raise EnvironmentFault(
            f"The setup file {file} can't be read: {said}. Open it in an editor and mend {where}, or put the newest "
            f"{file.name} of a backup in its place."
        ) from error


def parsed(text: str, file: Path) -> SetupFile:
    """What a text says that stands, or is to stand, in ``file``. Raises ``EnvironmentFault`` like ``read_setup``."""
    from vendingdesk.wiring.setup_shapes import wrong_shape
    from vendingdesk.wiring.setup_upgrades import upgraded

    stored = upgraded(decoded(text, file), file)
    wrong = wrong_shape(stored)
    if wrong:
        raise EnvironmentFault(f"{file}: {wrong}")
    return SetupFile(file, stored)
