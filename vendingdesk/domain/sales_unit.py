"""What a number typed at the counter is: money of a currency, or energy with a currency for price and drawer."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.domain.money import Currency, Money

KWH, CURRENCY = "kwh", "currency"
"""What an amount means, as the settings and the journal write it."""


@dataclass(frozen=True, slots=True)
class SalesUnit:
    """The unit of a till's sales. Books that have begun may know one part only: empty or None is what they don't."""

    means: str = ""
    currency: Currency | None = None

    def otherwise(self, other: SalesUnit) -> tuple[str, str] | None:
        """What ten of each are, where that is not the same: ``("10.000 KWD", "10.00 USD")``."""
        if self.means and other.means and self.means != other.means:
            return self._ten(), other._ten()
        if self.currency is not None and other.currency is not None and self.currency != other.currency:
            return _money(self.currency), _money(other.currency)
        return None

    def _ten(self) -> str:
        return "10 kWh" if self.means == KWH or self.currency is None else _money(self.currency)


def _money(currency: Currency) -> str:
    return str(Money(10 * 10**currency.exponent, currency))
