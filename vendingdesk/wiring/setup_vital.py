"""The settings that everything sold hangs on: what each must be, and which of them somebody has to decide.

Cheap on purpose: they are looked at before the first window is painted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vendingdesk.counter.declared import BY_KEY, DECLARED, TABLES
from vendingdesk.counter.money_means import MoneyMeans
from vendingdesk.counter.till_name import check_till_name
from vendingdesk.domain.errors import Refused, VendingDeskError

VITAL: tuple[str, ...] = tuple(each.path for each in DECLARED if each.vital)
"""The vital settings by their paths, in the order of the README."""

_BY_LAST_KEY = {each.key: each.path for each in DECLARED if each.vital}
"""The vital settings' paths by what their lines begin with."""

TRUST = frozenset({"server.ca_file", "server.fingerprint"})
"""What makes the server believed is one decision: whoever says one of them says both."""

MISSING: dict[str, str] = {
    "server.address": "Nobody has said yet which server this till sells for.",
    "till": "This till has no name yet. It stands in every receipt number, so no two tills share one.",
    "currency": "Nobody has said yet in which currency this till takes money.",
    "money_means": "Nobody has said yet whether this account’s money is currency or kWh. Ask the utility.",
}
"""What has to be decided before anything is sold, and the sentence for it."""

AT_FIRST = frozenset({"till", "currency"})
"""Those of them that a till whose books have begun lives by already: by what was written down, or by the default."""


def unusable(values: Mapping[str, Any], beside: Path) -> Iterator[tuple[str, str]]:
    """Every vital setting of one file whose value can't be meant: its path, and a sentence.

    ``values`` are of the right shapes; ``beside`` is the file that says them.
    """
    for path in VITAL:
        if path in values:
            try:
                _check(path, values[path], beside)
            except (VendingDeskError, ValueError) as error:
                said = str(error).rstrip(".")
                yield path, f"{said[:1].upper()}{said[1:]}."
    if all(values.get(path) for path in TRUST):
        both = "A CA file and a fingerprint can't both be what makes the server believed. Choose one of them."
        yield from ((path, both) for path in sorted(TRUST))


def misplaced(stored: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every line that a vital setting begins with, standing where none is: the setting's path, and the line's keys.

    A fingerprint above ``[server]``, or behind the next table's head, was meant: without it another trust decides.
    """
    tables = {part.value for part in TABLES}
    for key, value in stored.items():
        if key not in BY_KEY and key not in tables and key.lower() in _BY_LAST_KEY:
            yield _BY_LAST_KEY[key.lower()], (key,)
        elif isinstance(value, Mapping):
            for inner in value:
                if f"{key}.{inner}" not in BY_KEY and inner.lower() in _BY_LAST_KEY:
                    yield _BY_LAST_KEY[inner.lower()], (key, inner)


def misplaced_sentence(path: str, keys: tuple[str, ...]) -> str:
    """Why such a line does not count."""
    table, point, _key = path.partition(".")
    place = f"under [{table}]" if point else "at the top, above all tables"
    return f"“{'.'.join(keys)}” stands in the wrong place of the file: it belongs {place}."


def _check(path: str, value: Any, beside: Path) -> None:
    match path:
        case "server.address":
            from vendingdesk.api.address import parse_address

            parse_address(value)
        case "server.ca_file" if value:
            ca_file = beside.parent / value
            if not ca_file.is_file() or not os.access(ca_file, os.R_OK):  # a pipe would be waited for, for ever
                raise Refused(f"The CA file {ca_file} is not there or can't be read")
        case "server.fingerprint" if value:
            from vendingdesk.domain.trust import read_fingerprint

            read_fingerprint(value)
        case "server.proxy" if value:
            from vendingdesk.api.address import parse_proxy

            parse_proxy(value)
        case "till":
            check_till_name(value)
        case "currency":
            from vendingdesk.domain.money import Currency

            Currency(value)
        case "currency_digits":
            from vendingdesk.domain.money import Currency

            Currency("XXX", value)
        case "money_means" if value not in list(MoneyMeans):
            raise Refused(f"“money_means” is {' or '.join(MoneyMeans)}, not {value!r}")
