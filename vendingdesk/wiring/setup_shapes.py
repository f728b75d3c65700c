"""From what the setup file holds to the shop's settings and back, by the table of declared settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from errno import EINVAL
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from vendingdesk.counter.declared import BY_KEY, TABLE, TABLES, Part, Shape, declared
from vendingdesk.domain.errors import EnvironmentFault, VendingDeskError

if TYPE_CHECKING:
    from vendingdesk.counter.money_setup import MoneySetup
    from vendingdesk.counter.print_setup import PrintSetup
    from vendingdesk.counter.screen import Kiosk, Screen
    from vendingdesk.counter.shop import Shop
    from vendingdesk.domain.charges import Charge
    from vendingdesk.domain.money import Currency

Word = TypeVar("Word", bound=StrEnum)

_TYPES: dict[Shape, tuple[type, type | None]] = {
    Shape.TEXT: (str, None),
    Shape.WHOLE: (int, None),
    Shape.YES_NO: (bool, None),
    Shape.TEXTS: (list, str),
    Shape.WHOLES: (list, int),
    Shape.TABLE: (dict, None),
    Shape.TABLES: (list, dict),
}
"""The type of each shape, and of what is in it. In Python, True is a number: types are compared as they are."""

_TOP = (Part.START, Part.TILL, Part.MONEY, Part.SHOP)
"""What stands outside of every table."""

_TABLES = {part.value: part for part in TABLES}
"""The parts that are tables, by the table's name."""


def wrong_shape(stored: Mapping[str, Any]) -> str:
    """What is wrong with the first setting that is none, or is of another shape; empty when all are well."""
    return next((said for _path, said in wrong_shapes(stored)), "")


def wrong_shapes(stored: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every setting that is none, or is of another shape: its path, and a sentence."""
    for key, value in stored.items():
        if key in _TABLES:
            if said := _of_shape(key, Shape.TABLE, value):
                yield key, said
            else:
                yield from _table(value, _TABLES[key])
        elif key in BY_KEY and BY_KEY[key].part in _TOP:
            said = _of_shape(key, BY_KEY[key].shape, value)
            if not said and BY_KEY[key].shape is Shape.TABLES:
                charges = ((number, _table(each, Part.CHARGE)) for number, each in enumerate(value, 1))
                said = next((f"charge {number}: {what}" for number, found in charges for _path, what in found), "")
            if said:
                yield key, said
        else:
            top = [*_TABLES, *(each.key for part in _TOP for each in declared(part))]
            yield key, f"“{key}” is not a setting. Known: {', '.join(sorted(top))}."


def _of_shape(path: str, shape: Shape, value: object) -> str:
    kind, inner = _TYPES[shape]
    if type(value) is kind and (inner is None or all(type(item) is inner for item in value)):  # type: ignore[attr-defined]
        return _senseless(path, value)
    return f"“{path}” must be {shape.value}. Mend that line and start again."


def _senseless(path: str, value: object) -> str:
    """What no setting of its shape may be: a text with a character of no text, a version of -1."""
    texts = value if isinstance(value, list) else [value]
    if any(isinstance(text, str) and "\0" in text for text in texts):
        return f"“{path}” has a character in it that no text has (\\u0000). Mend that line and start again."
    if path == "version" and isinstance(value, int) and value < 0:
        return f"“{path}” is 0 or more. Mend that line and start again."
    return ""


def _table(found: Mapping[str, Any], part: Part) -> Iterator[tuple[str, str]]:
    known = {each.key: each for each in declared(part)}
    for key, value in found.items():
        path = f"{part.value}.{key}"
        if key not in known:
            yield path, f"“{path}” is not a setting. Known there: {', '.join(sorted(known))}."
        elif said := _of_shape(path, known[key].shape, value):
            yield path, said


def rightly_shaped_charges(value: object) -> list[dict[str, Any]]:
    """Of what stands in the place of taxes and fees, those that have the shape of one."""
    found = value if isinstance(value, list) else []
    return [each for each in found if isinstance(each, dict) and not any(_table(each, Part.CHARGE))]


def spread(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says, by the settings' paths: ``{"printing.port": 9100}`` for a table with a port."""
    found: dict[str, Any] = {}
    for key, value in stored.items():
        if key in _TABLES and isinstance(value, dict):
            found |= {f"{key}.{inner}": each for inner, each in value.items()}
        else:
            found[key] = value
    return found


def gathered(values: Mapping[str, Any]) -> dict[str, Any]:
    """``spread`` the other way round."""
    stored: dict[str, Any] = {}
    for path, value in values.items():
        table, point, key = path.partition(".")
        if point:
            stored.setdefault(table, {})[key] = value
        else:
            stored[path] = value
    return stored


def fields(stored: Mapping[str, Any], part: Part) -> dict[str, Any]:
    """What is said of a part, under the names of its fields; lists as tuples, lengths of time as such."""
    found: dict[str, Any] = {}
    for each in declared(part):
        if each.key in stored:
            value = stored[each.key]
            if each.seconds:
                value = timedelta(seconds=value * each.seconds)
            found[each.name] = tuple(value) if isinstance(value, list) else value
    return found


def shop(stored: Mapping[str, Any], currency: Currency, logo: bytes) -> Shop:
    """The shop. Raises ``ValueError`` or ``EnvironmentFault`` with a sentence."""
    from vendingdesk.counter.shop import Shop

    found = fields(stored, Part.SHOP)
    found["logo"] = logo
    found["charges"] = stored_charges(stored, currency)
    return Shop(**found)


def stored_charges(stored: Mapping[str, Any], currency: Currency) -> tuple[Charge, ...]:
    """The taxes and fees that are stored. Raises ``ValueError`` with a sentence that says which one is wrong."""
    made = []
    for number, each in enumerate(stored.get("charges", ()), 1):
        try:
            made.append(_charge(each, currency))
        except ValueError as error:
            raise ValueError(f"charge {number}: {error}") from error
    return tuple(made)


def money(stored: Mapping[str, Any]) -> MoneySetup:
    """Kinds of payment, change, limit and price. Raises ``ValueError`` or ``EnvironmentFault`` with a sentence."""
    from vendingdesk.counter.money_setup import MoneySetup, tender_kinds

    found = fields(stored, Part.MONEY)
    if "tenders" in found:
        try:
            found["tenders"] = tender_kinds(found["tenders"])
        except ValueError as error:
            raise ValueError(f"“tenders”: {error}") from error
    if "kwh_price" in found:
        try:
            found["kwh_price"] = Decimal(found["kwh_price"].strip())
        except InvalidOperation as error:
            raise ValueError('“kwh_price” is a number in quotes, such as "0.25"') from error
    return MoneySetup(**found)


def screen(stored: Mapping[str, Any]) -> Screen:
    """Language, colours and zoom. Raises ``ValueError`` or ``EnvironmentFault`` with a sentence."""
    from vendingdesk.counter.screen import Look, Screen

    found = fields(stored.get(Part.SCREEN.value, {}), Part.SCREEN)
    if "look" in found:
        found["look"] = word(Look, found["look"], "screen.look")
    return Screen(**found)


def kiosk(stored: Mapping[str, Any]) -> Kiosk:
    """How a kiosk behaves. Raises ``EnvironmentFault`` with a sentence."""
    from vendingdesk.counter.screen import Kiosk

    return Kiosk(**fields(stored.get(Part.KIOSK.value, {}), Part.KIOSK))


def stored_money(name: str, setup: MoneySetup) -> object:
    """A field of the money settings as the file holds it."""
    if name == "kwh_price":
        return setup.price_text
    return setup.names if name == "tenders" else getattr(setup, name)


def printing(stored: Mapping[str, Any]) -> PrintSetup:
    """Paper and printer. Raises ``ValueError`` or ``EnvironmentFault`` with a sentence."""
    from vendingdesk.counter.print_setup import PrintSetup, WayKind
    from vendingdesk.domain.printing import PaperName

    found = fields(stored.get(TABLE, {}), Part.PRINTING)
    if "paper" in found:
        found["paper"] = word(PaperName, found["paper"], f"{TABLE}.paper")
    if "way" in found:
        found["way"] = word(WayKind, found["way"], f"{TABLE}.way")
    return PrintSetup(**found)


def word(words: type[Word], value: str, path: str) -> Word:
    """One of some words; raises ``ValueError`` naming them all."""
    known = [str(each) for each in words]
    if value not in known:
        raise ValueError(f"“{path}” is {', '.join(known[:-1])} or {known[-1]}, not {value!r}")
    return words(value)


def _charge(stored: Mapping[str, Any], currency: Currency) -> Charge:
    from vendingdesk.domain.charges import Charge
    from vendingdesk.domain.money import Money

    found = fields(stored, Part.CHARGE)
    named = found.setdefault("name", "")
    try:
        if "percent" in found:
            found["percent"] = Decimal(found["percent"].strip())
        if "fixed" in found:
            found["fixed"] = Money.parse(found["fixed"], currency).minor
    except InvalidOperation as error:
        raise ValueError(f'“charges.percent” of “{named}” is a number in quotes, such as "7.5"') from error
    except VendingDeskError as error:
        raise ValueError(f"“charges.fixed” of “{named}”: {error}") from error
    return Charge(**found)


def stored_value(value: object) -> Any:
    """A field's value as the file holds it: lists for tuples, texts for words."""
    if isinstance(value, StrEnum):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def stored_charge(charge: Charge, currency: Currency) -> dict[str, Any]:
    """A tax or fee as the file holds it."""
    from vendingdesk.domain.money import Money, plain

    made: dict[str, Any] = {"name": charge.name}
    if charge.percent is not None:
        made["percent"] = f"{plain(charge.percent):f}"
    if charge.fixed is not None:
        made["fixed"] = Money(charge.fixed, currency).text
    return made | {"included": charge.included}


def logo_bytes(file: Path) -> bytes:
    """The bytes of a logo's file; raises ``EnvironmentFault`` saying what to do."""
    from vendingdesk.counter.shop import LARGEST_LOGO

    try:
        if file.exists() and not file.is_file():  # a pipe would be waited for, for ever
            raise OSError(EINVAL, "it is no file")
        with file.open("rb") as picture:
            return picture.read(LARGEST_LOGO + 1)
    except OSError as error:
        raise EnvironmentFault(
            f"The logo {file} can't be read ({error.strerror}). Choose it again in Settings."
        ) from error
