"""The notes and coins that a drawer is counted by: the shop's own list, or the usual one of its currency."""

from __future__ import annotations

from collections.abc import Sequence

from vendingdesk.domain.errors import EnvironmentFault, VendingDeskError
from vendingdesk.domain.money import Currency, Money

MOST = 20
"""Lines that a count may have."""

_USUAL: dict[str, str] = {
    "AED": "1000 500 200 100 50 20 10 5 1 0.50 0.25",
    "BDT": "1000 500 200 100 50 20 10 5 2 1",
    "CDF": "20000 10000 5000 1000 500 200 100 50",
    "CNY": "100 50 20 10 5 1 0.50 0.10",
    "EGP": "200 100 50 20 10 5 1 0.50 0.25",
    "ETB": "200 100 50 10 5 1 0.50 0.25 0.10 0.05",
    "EUR": "200 100 50 20 10 5 2 1 0.50 0.20 0.10 0.05 0.02 0.01",
    "GBP": "50 20 10 5 2 1 0.50 0.20 0.10 0.05 0.02 0.01",
    "GHS": "200 100 50 20 10 5 2 1 0.50 0.20 0.10",
    "INR": "500 200 100 50 20 10 5 2 1",
    "KES": "1000 500 200 100 50 40 20 10 5 1",
    "MZN": "1000 500 200 100 50 20 10 5 2 1 0.50",
    "NGN": "1000 500 200 100 50 20 10 5 2 1 0.50",
    "PKR": "5000 1000 500 100 50 20 10 5 2 1",
    "RWF": "5000 2000 1000 500 100 50 20 10 5 1",
    "SLE": "20 10 5 2 1 0.50 0.25 0.10 0.05 0.01",
    "TZS": "10000 5000 2000 1000 500 200 100 50",
    "UGX": "50000 20000 10000 5000 2000 1000 500 200 100 50",
    "USD": "100 50 20 10 5 1 0.25 0.10 0.05 0.01",
    "XAF": "10000 5000 2000 1000 500 100 50 25 10 5 2 1",
    "XOF": "10000 5000 2000 1000 500 250 200 100 50 25 10 5 1",
    "ZAR": "200 100 50 20 10 5 2 1 0.50 0.20 0.10",
    "ZMW": "500 200 100 50 20 10 5 2 1 0.50 0.10 0.05",
}
"""What circulates; a shop that counts otherwise names its own in ``desk.toml``."""

_OTHERS = "1000 500 200 100 50 20 10 5 2 1"


def denominations(currency: Currency, own: Sequence[str] = ()) -> tuple[int, ...]:
    """Denominations in minor units, largest first: ``own``, else those of the currency, else round numbers.

    Raises ``EnvironmentFault`` for a list of one's own that is none.
    """
    wanted = tuple(own) or tuple(_USUAL.get(currency.code, _OTHERS).split())
    found = set()
    for text in wanted:
        try:
            found.add(Money.parse(text, currency).minor)
        except VendingDeskError as error:
            if not own:
                continue  # the currency is kept with fewer digits here than it has coins
            raise EnvironmentFault(f"“denominations” has {text!r}. {error}") from error
    if len(found) > MOST:
        raise EnvironmentFault(f"“denominations” has more than {MOST} notes and coins.")
    return tuple(sorted(found, reverse=True))
