"""What was typed on the Settings page, read: settings as far as they can be, and what to mend beside each field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from vendingdesk.counter.declared import BY_KEY, Part, Shape, declared
from vendingdesk.counter.money_draft import read_money, typed_money
from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.charges import Charge
from vendingdesk.domain.errors import EnvironmentFault, VendingDeskError
from vendingdesk.domain.money import Currency, Money, plain
from vendingdesk.domain.printing import PaperName

MOST_LINES = 6
"""Lines of an address or of last words: a slip is no letter."""

_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?", re.ASCII)

NAMED_BY = {
    WayKind.SYSTEM: "printing.printer",
    WayKind.WINDOWS: "printing.printer",
    WayKind.NETWORK: "printing.host",
    WayKind.DEVICE: "printing.device",
}
"""The setting that names the printer of a way; a PDF has none."""


@dataclass(frozen=True, slots=True)
class TypedCharge:
    """One line of the taxes and fees as it stands on the page; ``number`` is a percentage or a sum."""

    name: str = ""
    number: str = ""
    percent: bool = True
    included: bool = True

    @classmethod
    def of(cls, charge: Charge, currency: Currency) -> TypedCharge:
        """A charge as it would be typed."""
        if charge.percent is not None:
            return cls(charge.name, f"{plain(charge.percent):f}", True, charge.included)
        return cls(charge.name, Money(charge.fixed or 0, currency).text, False, charge.included)

    def read(self, currency: Currency) -> Charge:
        """The charge; raises ``ValueError`` or a ``VendingDeskError`` with what to mend."""
        name = self.name.strip()
        if not name:
            raise ValueError("Name the tax or fee, or remove the line.")
        if not self.percent:
            return Charge(name, fixed=Money.parse(self.number, currency).minor, included=self.included)
        if not _NUMBER.fullmatch(self.number.strip()):
            raise ValueError("Type the percentage in digits, such as 20 or 7.5.")
        return Charge(name, percent=Decimal(self.number.strip()), included=self.included)


@dataclass(frozen=True, slots=True)
class Draft:
    """Settings as they would be kept; ``values`` are others that are kept by their paths.

    ``faults`` says what to mend, by setting (a charge's by ``charges.0``).

    With faults the settings are good for a preview and nothing else.
    """

    shop: Shop
    printing: PrintSetup
    money: MoneySetup = field(default_factory=MoneySetup)
    faults: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


def typed_values(setup: DeskSetup) -> dict[str, Any]:
    """What stands in the fields of the page for these settings, by setting: texts and ticks."""
    typed: dict[str, Any] = typed_money(setup.money)
    for part, held in ((Part.SHOP, setup.shop), (Part.PRINTING, setup.printing)):
        for each in declared(part):
            value = getattr(held, each.name)
            match each.shape:
                case Shape.TEXTS:
                    typed[each.path] = "\n".join(value)
                case Shape.TEXT if each.key != "logo":
                    typed[each.path] = str(value)
                case Shape.WHOLE if not each.seconds:
                    typed[each.path] = str(value)
                case Shape.YES_NO:
                    typed[each.path] = value
    return typed


def read_draft(typed: Mapping[str, Any], charges: Sequence[TypedCharge], logo: bytes, setup: DeskSetup) -> Draft:
    """Read the page; what it does not ask for stays as ``setup`` has it."""
    faults: dict[str, str] = {}
    read: list[Charge] = []
    for at, charge in enumerate(charges):
        try:
            read.append(charge.read(setup.currency))
        except (ValueError, VendingDeskError) as error:
            faults[f"charges.{at}"] = _sentence(error)
    found: dict[str, Any] = {}
    for each in declared(Part.SHOP):
        value = typed.get(each.path)
        if isinstance(value, str) and each.shape is Shape.TEXTS:
            lines = tuple(line for raw in value.splitlines() if (line := raw.strip()))
            if len(lines) > MOST_LINES:
                faults[each.path] = f"At most {MOST_LINES} lines: put some of it together."
            found[each.name] = lines[:MOST_LINES]
        elif value is not None:
            found[each.name] = value.strip() if isinstance(value, str) else value
    shop = replace(setup.shop, **found, logo=logo, charges=tuple(read))
    printing = _printing(typed, setup.printing, faults)
    return Draft(shop, printing, read_money(typed, setup.money, faults), faults)


def _printing(typed: Mapping[str, Any], now: PrintSetup, faults: dict[str, str]) -> PrintSetup:
    found: dict[str, Any] = {}
    for each in declared(Part.PRINTING):
        value = typed.get(each.path)
        if isinstance(value, str):
            found[each.name] = value.strip()
        elif value is not None:
            found[each.name] = value
    paper, way = PaperName(found.get("paper", now.paper)), WayKind(found.get("way", now.way))
    found |= {"paper": paper, "way": way}
    for name in ("port", "copies"):
        if name in found:
            found[name] = int(found[name]) if re.fullmatch("[0-9]{1,6}", found[name], re.ASCII) else 0
    if not 1 <= found.get("port", now.port) <= 65535:
        found["port"] = now.port
        if way is WayKind.NETWORK:
            faults["printing.port"] = "A printer’s port is a number from 1 to 65535; most listen on 9100."
    named = NAMED_BY.get(way)
    if named is not None:
        _check_name(named, str(found.get(BY_KEY[named].name, "")), faults)
    if way.is_raw and not paper.is_roll:
        faults["printing.paper"] = "This printer prints on a roll: choose 58 mm or 80 mm paper."
    try:
        return replace(now, **found)
    except EnvironmentFault as error:
        if not any(path.startswith("printing.") for path in faults):
            faults["printing.way"] = str(error)
        return replace(PrintSetup(), paper=paper)


def _check_name(path: str, value: str, faults: dict[str, str]) -> None:
    """Whether a printer is named, as far as that can be told without asking it."""
    if not value:
        faults[path] = {
            "printing.printer": "Choose a printer.",
            "printing.host": "Type the printer’s address, such as 192.168.1.50: it stands on its self-test page.",
            "printing.device": "Type the printer’s device file, such as /dev/usb/lp0.",
        }[path]
    elif path == "printing.host" and (any(sign in value for sign in "/@ ") or value.count(":") == 1):
        faults[path] = "Type the address alone, such as 192.168.1.50: the port has a field of its own."


def _sentence(error: Exception) -> str:
    """An error's text as a sentence that stands alone."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
