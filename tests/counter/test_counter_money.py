"""Money at the counter: kinds of payment, change, a cashier's limit, the price of a kWh, up to the journal."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from counter.counter_parts import METER, SETUP, Counter, running

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.money_setup import MoneySetup, tender_kinds
from vendingdesk.counter.quote import quote, tender_for
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.counter.supervisors import Authority
from vendingdesk.domain.charges import Charge
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import AmountRefused, EnvironmentFault, NotAllowed, TenderedRefused
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.people import Person, Right, Role
from vendingdesk.domain.tender import CASH, MOST_KINDS, Tender, TenderKind
from vendingdesk.simulator.server import SimulatorServer

USD = Currency("USD")
CARD = TenderKind("Card")
MONEY = MoneySetup(tenders=(CASH, CARD), ask_tendered=True, cashier_limit=50)
ON_TOP = Charge("Service", fixed=50, included=False)
KWH = replace(SETUP, money_means=MoneyMeans.KWH, money=MoneySetup((CASH, CARD), kwh_price=Decimal("0.25")))
AMINA = Person("Amina", frozenset({Role.CASHIER}))
GRACE = Person("Grace", frozenset({Role.SUPERVISOR}))


def usd(text: str) -> Money:
    return Money.parse(text, USD)


@pytest.fixture
async def busy(server: SimulatorServer, tmp_path: Path) -> AsyncIterator[Counter]:
    """A till that asks how it is paid."""
    setup = replace(SETUP, money=MONEY, shop=replace(SETUP.shop, charges=(ON_TOP,)))
    async with running(Counter(server, tmp_path / "busy", setup)) as counter:
        counter.begin()
        yield counter


async def test_where_nobody_asks_a_sale_says_nothing_of_how_it_was_paid(till: Counter) -> None:
    order = (await till.sell_credit.propose(METER, "10")).order
    assert (order.tender, order.change, order.in_cash) == (None, None, True)


async def test_cash_and_its_change_stay_with_the_sale(busy: Counter) -> None:
    proposal = await busy.sell_credit.propose(METER, "10", tender="Cash", tendered=" 20 ")
    order = proposal.order
    assert (order.price, order.tender, order.change) == (usd("10.50"), Tender(CASH, usd("20")), usd("9.50"))
    sold = (await busy.sell_credit(proposal)).sale
    kept = await busy.journal.sale(sold.receipt_no)
    assert kept is not None
    assert (kept.order.tender, kept.order.change, kept.order.price) == (order.tender, order.change, order.price)


async def test_the_exact_sum_gives_no_change_and_is_enough(busy: Counter) -> None:
    order = (await busy.sell_credit.propose(METER, "10", tendered="10.50")).order
    assert (order.tender, order.change) == (Tender(CASH, usd("10.50")), Money(0, USD))


async def test_the_change_while_it_is_typed(busy: Counter) -> None:
    quoted = busy.sell_credit.quote("10")
    assert busy.sell_credit.change(quoted, "20") == usd("9.50")
    assert busy.sell_credit.change(quoted, "10") == Money(-50, USD)
    with pytest.raises(TenderedRefused, match="Cash received: Type the amount in digits"):
        busy.sell_credit.change(quoted, "x")


async def test_a_card_is_written_down_and_gives_no_change(busy: Counter) -> None:
    order = (await busy.sell_credit.propose(METER, "10", tender="Card")).order
    assert (order.tender, order.change, order.in_cash) == (Tender(CARD), None, False)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"tendered": "10.49"}, "10.49 USD is not enough for 10.50 USD: 0.01 USD is missing."),
        ({"tendered": "x"}, "Cash received: Type the amount in digits"),
        ({"tendered": "10,50"}, "Cash received: Use a point, not a comma: 10.50"),
        ({"tendered": "-20"}, "Cash received: Type the amount without a sign."),
        ({"tender": "Card", "tendered": "20"}, "Card gives no change. Empty the cash received, or choose cash."),
        ({"tender": "Cheque"}, "This till takes no “Cheque” any more. Choose how it is paid again."),
    ],
)
async def test_what_can_not_be_paid_so(busy: Counter, asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(TenderedRefused) as refused:
        await busy.sell_credit.propose(METER, "10", **asked)
    assert str(refused.value).startswith(sentence)
    assert isinstance(refused.value, AmountRefused)
    assert busy.journal.called == []


async def test_a_cashier_sells_up_to_the_limit_and_above_it_with_leave(busy: Counter) -> None:
    busy.guard.stand(AMINA, on=True)
    assert (await busy.sell_credit.propose(METER, "50")).order.operator == "Amina"
    with pytest.raises(NotAllowed, match="more than Amina may sell at once") as refused:
        await busy.sell_credit.propose(METER, "50.01")
    assert refused.value.right == Right.SELL_ABOVE
    leave = Leave(Authority("Grace", busy.clock.now()), frozenset({Right.SELL_ABOVE}))
    order = (await busy.sell_credit.propose(METER, "50.01", leave=leave)).order
    assert (order.operator, order.allowed, order.allowed_by) == ("Amina", "sell_above", "Grace")
    busy.guard.stand(GRACE, on=True)
    order = (await busy.sell_credit.propose(METER, "1000")).order
    assert (order.operator, order.allowed_by) == ("Grace", "")


async def test_who_gave_too_little_is_told_before_a_supervisor_is_fetched(busy: Counter) -> None:
    busy.guard.stand(AMINA, on=True)
    with pytest.raises(TenderedRefused):
        await busy.sell_credit.propose(METER, "60", tendered="50")


async def test_without_people_or_without_a_limit_everybody_sells_all(busy: Counter, till: Counter) -> None:
    assert (await busy.sell_credit.propose(METER, "51")).order.allowed_by == ""
    till.guard.stand(AMINA, on=True)
    assert (await till.sell_credit.propose(METER, "100000")).order.allowed_by == ""


async def test_energy_has_the_price_of_the_shop(server: SimulatorServer, tmp_path: Path) -> None:
    async with running(Counter(server, tmp_path / "kwh", KWH)) as counter:
        counter.begin()
        proposal = await counter.sell_credit.propose(METER, "25.5", tendered="10")
        order = proposal.order
        assert (order.amount, order.energy_price) == (Energy(25_500_000), usd("6.38"))
        assert (order.price, order.change) == (usd("6.38"), usd("3.62"))
        assert counter.sell_credit.quote("25.5").price == usd("6.38")
        sold = (await counter.sell_credit(proposal)).sale
        kept = await counter.journal.sale(sold.receipt_no)
        assert kept is not None
        assert (kept.order.price, kept.order.change) == (usd("6.38"), usd("3.62"))


def test_energy_without_a_price_gives_no_change() -> None:
    setup = replace(KWH, money=MONEY)
    quoted = quote(setup, "25")
    assert (quoted.price, quoted.charges) == (None, ())
    assert tender_for(setup, quoted, "Card") == Tender(CARD)
    with pytest.raises(TenderedRefused, match="This till knows no price for a kWh"):
        tender_for(setup, quoted, "Cash", "20")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"tenders": ()}, "“tenders” must name 1 to 6 kinds of payment, cash first."),
        ({"tenders": tuple(map(TenderKind, "abcdefg"))}, "“tenders” must name 1 to 6 kinds of payment, cash first."),
        ({"tenders": (CASH, CARD, TenderKind("card"))}, "“tenders” must not name a kind of payment twice."),
        ({"tenders": (CASH, TenderKind("Caf\u00e9"), TenderKind("Cafe\u0301"))}, "“tenders” must not name a kind"),
        ({"tenders": (CARD, TenderKind("Cheque"))}, "“tenders” must begin with cash"),
        ({"tenders": (TenderKind("Card", cash=True), TenderKind("Cash"))}, "“tenders” must begin with cash"),
        ({"tenders": (CASH, TenderKind("Notes", cash=True))}, "“tenders” must begin with cash"),
        ({"cashier_limit": -1}, "“cashier_limit” must be a whole number above zero, or 0"),
        ({"kwh_price": Decimal(0)}, "“kwh_price” must be above zero and at most 10000"),
        ({"kwh_price": Decimal("NaN")}, "“kwh_price” must be above zero and at most 10000"),
        (
            {"kwh_price": Decimal("0.0000001")},
            "“kwh_price” must be above zero and at most 10000, with at most 6 digits",
        ),
        ({"kwh_price": Decimal(10_001)}, "“kwh_price” must be above zero and at most 10000"),
    ],
)
def test_what_can_not_be_set(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        MoneySetup(**wrong)
    assert str(fault.value).startswith(sentence)


def test_kinds_from_their_names() -> None:
    assert tender_kinds(["Cash", " Mobile   money "]) == (CASH, TenderKind("Mobile money"))
    assert len(tender_kinds(list("abcdef"))) == MOST_KINDS
    with pytest.raises(ValueError, match="can't be shown as a kind of payment"):
        tender_kinds(["Ca\nsh"])
    with pytest.raises(ValueError, match="a name of 1 to 24 characters"):
        tender_kinds(["Cash", " "])


def test_a_price_of_a_kwh_belongs_to_an_account_that_sells_kwh() -> None:
    with pytest.raises(EnvironmentFault, match="“kwh_price” is for an account that sells kWh"):
        DeskSetup(money=MoneySetup(kwh_price=Decimal("0.25")))
    assert KWH.money.price_text == "0.25"
    assert MoneySetup().price_text == ""
