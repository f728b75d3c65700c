"""Settings of the server, the till, the screen and the kiosk as they are typed on the Settings page, and read again.

They are kept by their paths, as the file says them; most of them count from the next start on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from vendingdesk.counter.declared import BY_KEY, Part, Setting, Shape, declared
from vendingdesk.counter.setup import DeskSetup

SECTIONS = (Part.SERVER, Part.TILL, Part.SCREEN, Part.KIOSK)
"""The parts that stand on the page like this."""

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_BETWEEN = re.compile(r"[\s,;]+")


def on_page(part: Part) -> tuple[Setting, ...]:
    """The settings of a part that have words, in order."""
    return tuple(each for each in declared(part) if each.caption)


def file_value(setup: DeskSetup, each: Setting) -> Any:
    """What the file would say for a setting as it stands in the setup; the server's are not in there."""
    match each.part:
        case Part.SCREEN:
            value = getattr(setup.screen, each.name)
        case Part.KIOSK:
            value = getattr(setup.kiosk, each.name)
        case _ if each.key == "currency":
            value = setup.currency.code
        case _ if each.key == "currency_digits":
            value = setup.currency.exponent
        case _:
            value = getattr(setup, each.name)
    if isinstance(value, timedelta):
        return int(value.total_seconds()) // each.seconds
    if each.shape is Shape.TEXT:
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def typed(each: Setting, value: Any) -> Any:
    """A value as it stands in its field: a text or a tick."""
    match each.shape:
        case Shape.YES_NO:
            return bool(value)
        case Shape.TEXTS:
            return "\n".join(value)
        case Shape.WHOLES:
            return " ".join(map(str, value))
        case _:
            return str(value)


def read(each: Setting, text: Any) -> Any:
    """What stands in a field as the file would say it. Raises ``ValueError`` with what to type instead."""
    match each.shape:
        case Shape.YES_NO:
            return bool(text)
        case Shape.TEXTS:
            return [line.strip() for line in text.splitlines() if line.strip()]
        case Shape.WHOLES:
            return [_whole(number) for number in _BETWEEN.split(text.strip()) if number]
        case Shape.WHOLE:
            return _whole(text.strip())
        case _:
            return text.strip()


def read_changes(fields: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What is another than ``now``, both by path, and what to mend beside each field that can't be read."""
    changes: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for path, text in fields.items():
        each = BY_KEY[path]
        if text == typed(each, now[path]):
            continue
        try:
            value = read(each, text)
        except ValueError as error:
            faults[path] = str(error)
            continue
        if value != now[path]:
            changes[path] = value
    return changes, faults


def _whole(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError("Type whole numbers in digits.")
    return int(text)
