"""Who a meter belongs to, as our own register knows it: the server has no look-up call."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NO_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class Customer:
    """A meter with its customer; ``meter`` is the key (digits, a string). Empty text means not known.

    ``supply_group`` (SGC, 6 digits), ``key_revision`` (KRN, 1 to 9) and ``tariff_index`` (TI, 2 digits) are what the
    utility says of the meter's key: IEC 62055-41, 6.1.
    """

    meter: str
    name: str = ""
    place: str = ""
    phone: str = ""
    tariff: str = ""
    note: str = ""
    supply_group: str = ""
    key_revision: str = ""
    tariff_index: str = ""

    @property
    def found_by(self) -> str:
        """What a search looks in, folded: a line for each thing known of it, a phone's digits in one piece too."""
        return searched(self.meter, self.name, self.place, self.phone, self.tariff, self.note, self.supply_group)


def searched(meter: str, name: str, place: str, phone: str, *more: str) -> str:
    """``Customer.found_by`` without a customer; ``more`` are the things that stand behind the phone."""
    digits = _NO_DIGITS.sub("", phone)
    known = (meter, name, place, phone, *more, digits if digits != phone else "")
    return folded("\n".join(part for part in known if part))


_SAME = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ـ": "", "ى": "ي", "ة": "ه", "’": "'"}
)
"""Letters that Unicode does not take apart and people type either way; the Arabic stroke that only fills a line."""


class _Plain(dict[int, str]):
    """What each letter is compared as; found out when it first comes."""

    def __missing__(self, code: int) -> str:
        """Taken apart, without case and marks."""
        apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        plain = "".join(each for each in apart if unicodedata.category(each) not in {"Mn", "Cf"})
        self[code] = plain = "".join(str(unicodedata.decimal(each, each)) for each in plain).translate(_SAME)
        return plain


_PLAIN = _Plain()


def folded(text: str) -> str:
    """Text as a search compares it: no case, no accents or vowel marks, any script's digits as 0 to 9."""
    return text.lower() if text.isascii() else text.translate(_PLAIN)
