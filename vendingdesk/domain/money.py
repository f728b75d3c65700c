"""Money: whole minor units of one currency, never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Self

from vendingdesk.domain.errors import AmountRefused

MOST_DIGITS = 9
"""Digits before the point that an amount may have: ``journal`` and slips are laid out for nine."""

_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Without it a ``Decimal`` is rounded to 28 digits when its point moves."""

_PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]*))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 code with the number of digits of its minor unit (2 for cents, 0 for francs CFA)."""

    code: str
    exponent: int = 2

    def __post_init__(self) -> None:
        """Refuse what is not a currency: raises ``ValueError``."""
        if not re.fullmatch(r"[A-Z]{3}", self.code):
            raise ValueError(f"a currency code is three capital letters, not {self.code!r}")
        if not isinstance(self.exponent, int) or not 0 <= self.exponent <= 4:
            raise ValueError("a currency's minor unit has 0 to 4 digits")


def shifted(value: Decimal | int, places: int) -> Decimal:
    """``value`` times ten to the power of ``places``, exact however many digits it has."""
    return Decimal(value).scaleb(places, _EXACT)


def plain(value: Decimal) -> Decimal:
    """The same number without needless zeros behind its point: ``12.5``, ``10``, never ``1E+1``."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize(_EXACT)


def plain_decimal(text: str, *, places: int, unit: str) -> Decimal:
    """Read an amount as a person types it: digits, and a point with at most ``places`` digits behind.

    Raises ``AmountRefused`` with one sentence that says what to type instead. No sign, no exponent, no
    thousands separator: each of them has been read two ways at some counter.
    """
    typed = text.strip()
    if not typed:
        raise AmountRefused("Type the amount first.")
    if typed.startswith(("-", "−", "+")):
        raise AmountRefused("Type the amount without a sign.")
    if "," in typed:
        meant = _PLAIN.fullmatch(typed.replace(",", "."))
        part = (meant["part"] or "") if meant else ""
        if not 1 <= len(part) <= places or len(part) == 3 or len(typed) > MOST_DIGITS:  # 1,000 may be a thousand
            raise AmountRefused("Type the amount without commas, such as 1000 or 12.50.")
        raise AmountRefused(f"Use a point, not a comma: {typed.replace(',', '.')}")
    found = _PLAIN.fullmatch(typed)
    if found is None:
        raise AmountRefused("Type the amount in digits, such as 10 or 12.50.")
    whole, part = found["whole"].lstrip("0") or "0", found["part"] or ""
    if len(whole) > MOST_DIGITS:
        raise AmountRefused(f"This amount is too large: {MOST_DIGITS} digits at most.")
    if len(part) > places:
        if places:
            digits = "one digit" if places == 1 else f"{places} digits"
            raise AmountRefused(f"Type at most {digits} behind the point ({unit}).")
        raise AmountRefused(f"{unit} has no smaller unit: type a whole number.")
    value = Decimal(f"{whole}.{part}") if part else Decimal(whole)
    if value == 0:
        raise AmountRefused("Type an amount above zero.")
    return value


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact sum: ``minor`` whole minor units (cents) of ``currency``. Refuses floats with ``TypeError``."""

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        """Refuse anything that is not a whole number of minor units."""
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"money is a whole number of minor units, not {type(self.minor).__name__}")

    @classmethod
    def parse(cls, text: str, currency: Currency) -> Self:
        """Read what a cashier typed; raises ``AmountRefused`` with a sentence on what to type."""
        value = plain_decimal(text, places=currency.exponent, unit=currency.code)
        return cls(int(shifted(value, currency.exponent)), currency)

    @property
    def number(self) -> Decimal:
        """The sum in major units, exact, without needless zeros: 12.35 or 10. This is what the server gets."""
        return plain(shifted(self.minor, -self.currency.exponent))

    @property
    def text(self) -> str:
        """The sum with all its minor digits and no code: ``10.00``."""
        return f"{shifted(self.minor, -self.currency.exponent):f}"

    @property
    def unit(self) -> str:
        """The currency's code, for beside the number."""
        return self.currency.code

    def __str__(self) -> str:
        """``10.00 USD``."""
        return f"{self.text} {self.unit}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency.code} and {other.currency.code} can't be added or compared")
        return other.minor

    def __add__(self, other: Money) -> Money:
        """The sum of two amounts of one currency; raises ``ValueError`` for two currencies."""
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        """The difference of two amounts of one currency; raises ``ValueError`` for two currencies."""
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        """Whether this is the smaller sum; raises ``ValueError`` for two currencies."""
        return self.minor < self._same(other)
