"""What may stand in the register: how long each thing is, and what the utility's key details look like."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields

from vendingdesk.domain.cell_text import UNSEEN
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import Refused
from vendingdesk.sts.decoder_keys import check_key_fields
from vendingdesk.sts.errors import FieldError

FIELDS = tuple(each.name for each in fields(Customer))
"""Everything that is kept of a customer, in its order."""

LONGEST = {
    "meter": 20,
    "name": 80,
    "place": 120,
    "phone": 30,
    "tariff": 20,
    "note": 200,
    "supply_group": 6,
    "key_revision": 1,
    "tariff_index": 2,
}
"""Letters that each has room for."""

_KEY_RULES = {
    "supply_group": "The supply group code has six digits, such as 123456.",
    "key_revision": "The key revision number is one digit, 1 to 9.",
    "tariff_index": "The tariff index has two digits, such as 01.",
}
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows: a name with one could be read as another."""


_UNSEEN = re.compile(f"[{UNSEEN}]")
_JOINING = re.compile("[\u180b-\u180d\u200c\u200d\ufe00-\ufe0f]")
"""Signs that shape the letter before them in scripts that need it; in all others they only hide."""

_FIRST_SHAPED = "\u0590"


class CustomerRefused(Refused):
    """Something of a customer can't be kept so; ``field`` names what to mend."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def tidied(customer: Customer) -> Customer:
    """The customer as it is kept; raises ``CustomerRefused`` with what to mend. The meter is not looked at."""
    known = {each: tidy_text(each, getattr(customer, each)) for each in FIELDS[1:]}
    if not known["name"]:
        raise CustomerRefused("name", "Type the customer's name.")
    check_key_details(known["supply_group"], known["key_revision"], known["tariff_index"])
    return Customer(customer.meter, **known)


def tidy_text(field: str, text: str) -> str:
    """A field's text with single spaces; raises ``CustomerRefused`` where it has no room or can't be shown."""
    tidy = text.strip()
    if not tidy.isprintable() or "  " in tidy:
        tidy = " ".join(tidy.split())
        if any(unicodedata.category(each) == "Cc" or each in _DIRECTIONS for each in tidy):
            raise CustomerRefused(field, "It has invisible control characters. Type it again by hand.")
    tidy = tidy if tidy.isascii() else " ".join(_seen(tidy).split())
    if "\ufffd" in tidy:
        raise CustomerRefused(field, "Letters of it were lost when the file was saved. Save it as CSV UTF-8 again.")
    if len(tidy) > LONGEST[field]:
        raise CustomerRefused(field, f"It is too long: {len(tidy)} letters, {LONGEST[field]} at most. Shorten it.")
    return tidy


def all_seen(text: str) -> bool:
    """Whether nothing in a text is hidden or was lost: it can stay as it is."""
    return _UNSEEN.search(text) is None and "\ufffd" not in text


def _seen(text: str) -> str:
    """The text without signs that show nothing: with one, two names that look the same would be two."""
    if _UNSEEN.search(text) is None:
        return text
    seen = ""
    for place, each in enumerate(text):
        shapes = seen[-1:] >= _FIRST_SHAPED and (each >= "\ufe00" or place + 1 < len(text))
        if _UNSEEN.fullmatch(each) is None or (shapes and _JOINING.fullmatch(each)):
            seen += each
    return seen


def check_key_details(supply_group: str, key_revision: str, tariff_index: str) -> None:
    """Raise ``CustomerRefused`` for details of a meter's key that no meter has; empty ones are not known."""
    for field, rule in _KEY_RULES.items():
        known = {"supply_group": "000000", "key_revision": "1", "tariff_index": "00"}
        given = {"supply_group": supply_group, "key_revision": key_revision, "tariff_index": tariff_index}[field]
        try:
            if given:
                _check(**known | {field: given})
        except (FieldError, ValueError):
            raise CustomerRefused(field, rule) from None


def _check(supply_group: str, key_revision: str, tariff_index: str) -> None:
    if not (key_revision.isascii() and key_revision.isdigit()):
        raise ValueError(key_revision)
    check_key_fields(supply_group=supply_group, key_type=2, key_revision=int(key_revision), tariff_index=tariff_index)
