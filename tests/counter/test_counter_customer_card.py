"""A year of a meter's purchases: only tokens that were given, each currency for itself, quick for any meter."""

from datetime import timedelta

from counter.counter_parts import MAGIC, METER, NEIGHBOUR, SETUP, Counter

from vendingdesk.counter.customer_card import MONTHS, SeePurchases
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.purchases import Bought

USD = Currency(SETUP.currency.code, SETUP.currency.exponent)


def card(till: Counter) -> SeePurchases:
    return SeePurchases(till.journal.reports, till.clock)


async def test_a_meter_without_purchases_has_no_months(till: Counter) -> None:
    await till.sell(NEIGHBOUR, "5")
    assert await card(till)(METER) == Bought()


async def test_what_gave_a_token_is_summed_by_month(till: Counter) -> None:
    for amount in ("10", "20.50"):
        await till.sell(METER, amount)
    for other in ("not-found", "lost-after"):
        await till.sell(MAGIC[other], "99")
    await till.issue_token(
        await till.issue_token.propose(METER, ManagementKind.CLEAR_TAMPER, value="0", reason="sealed")
    )
    begun = till.clock.now().date().replace(day=1)
    till.clock.ahead = timedelta(days=62)
    till.begin()
    await till.sell(METER, "5")
    bought = await card(till)(METER)
    assert len(bought.months) == MONTHS
    assert (bought.months[-1].purchases, bought.months[-1].money) == (1, Money(500, USD))
    sums = {each.month: (each.purchases, each.money) for each in bought.months}
    assert sums.pop(begun) == (2, Money(3050, USD))
    assert list(sums.values()).count((0, Money(0, USD))) == MONTHS - 2
    assert (bought.purchases, bought.money) == (3, Money(3550, USD))
    assert await card(till)(MAGIC["lost-after"]) == Bought()
    till.clock.ahead = timedelta(days=800)
    assert await card(till)(METER) == Bought()
