"""What a shop takes for energy: its own price of a kWh, where the server sells kWh and sets none."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import AmountRefused
from vendingdesk.domain.money import MOST_DIGITS, Currency, Money, shifted


def energy_price(amount: Energy, per_kwh: Decimal, currency: Currency) -> Money:
    """kWh times the price of one, rounded half up to the minor unit of ``currency``.

    Raises ``AmountRefused`` for energy that would cost nothing, and for more money than a slip has room for.
    """
    exact = shifted(per_kwh * amount.milliwatt_hours, currency.exponent - 6)  # 1 mWh is 10^-6 kWh
    price = Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), currency)
    if price.minor <= 0:
        raise AmountRefused(f"{amount} would cost nothing: sell more of it.")
    if price.number >= 10**MOST_DIGITS:
        raise AmountRefused(f"{amount} would cost {price}: that is too much for one sale.")
    return price
