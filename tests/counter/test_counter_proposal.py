"""What a sale will be before it is one: every refusal, every question, and that nothing is written or sent for it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from counter.counter_parts import BAD_CHECK, MAGIC, METER, NEIGHBOUR, SETUP, Counter, running

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import AmountRefused, EnvironmentFault, Refused, SessionExpired
from vendingdesk.domain.management import ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import VendState
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.simulator.vending import RECHARGE_PATH

USD = Currency("USD")
CLEAR = {"value": "0", "reason": "tenant moved out"}


async def test_a_proposal_says_all_that_the_confirmation_shows(till: Counter) -> None:
    await till.meters.save(Customer(METER, "Okonkwo, Blessing", "12 Harbour Road"))
    proposal = await till.sell_credit.propose(" 0128 2444 0003 1", " 10.50 ", override=" not needed ")
    order = proposal.order
    assert (order.meter, order.amount, order.management) == (METER, Money(1050, USD), None)
    assert (order.customer, order.place, order.operator) == ("Okonkwo, Blessing", "12 Harbour Road", "demo")
    assert (order.server, order.override) == (till.server.url, "")
    assert (proposal.repeats, proposal.times_usual) == (None, 0)
    assert proposal.meter.check.digits == METER


async def test_a_proposal_is_neither_written_nor_sent(till: Counter) -> None:
    before = len(till.server.traffic.seen)
    one = await till.sell_credit.propose(METER, "10")
    two = await till.sell_credit.propose(METER, "10")
    await till.issue_token.propose(METER, ManagementKind.CLEAR_CREDIT, **CLEAR)
    assert till.journal.called == []
    assert len(till.server.traffic.seen) == before
    assert one.order.uid != two.order.uid
    assert one.order.request_id != two.order.request_id
    assert (one.order.customer, one.order.place) == ("", "")


@pytest.mark.parametrize(
    ("meter", "amount", "sentence"),
    [
        (BAD_CHECK, "10", "The check digit is wrong"),
        ("1234567890", "10", "A meter number has 11 or 13 digits"),
        ("12345678901234", "10", "A meter number has 11 or 13 digits"),
        ("abc", "10", "A meter number has digits only"),
        (METER, "", "Type the amount first"),
        (METER, "0", "Type an amount above zero"),
        (METER, "−5", "Type the amount without a sign"),
        (METER, "1e3", "Type the amount in digits"),
        (METER, "12.345", "Type at most 2 digits"),
        (METER, "10,50", "Use a point, not a comma"),
        (METER, "9" * 1000, "This amount is too large"),
        (METER, "100000.01", "100000.01 USD is more than this till sells at once (100000 USD)."),
    ],
)
async def test_what_can_not_be_sold(till: Counter, meter: str, amount: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        await till.sell_credit.propose(meter, amount)
    assert str(refusal.value).startswith(sentence)
    assert till.journal.called == []


async def test_the_largest_amount_itself_is_sold(till: Counter) -> None:
    assert (await till.sell_credit.propose(METER, "100000")).order.amount == Money(10_000_000, USD)


@pytest.mark.parametrize(
    ("kind", "value", "reason", "sentence"),
    [
        (ManagementKind.CLEAR_CREDIT, "1", "x", "ClearCredit always takes the value 0"),
        (ManagementKind.MAXIMUM_POWER_LIMIT, "", "x", "Type the value as a whole number"),
        (ManagementKind.MAXIMUM_POWER_LIMIT, "-5", "x", "Type the value as a whole number"),
        (ManagementKind.MAXIMUM_POWER_LIMIT, "9999999999", "x", "The value must be between 0 and"),
        (ManagementKind.MAXIMUM_POWER_LIMIT, "5000", " ", "Say why this token is needed"),
    ],
)
async def test_what_management_token_can_not_be_asked_for(
    till: Counter, kind: ManagementKind, value: str, reason: str, sentence: str
) -> None:
    with pytest.raises(AmountRefused) as refusal:
        await till.issue_token.propose(METER, kind, value=value, reason=reason)
    assert str(refusal.value).startswith(sentence)


async def test_a_management_token_as_proposed(till: Counter) -> None:
    proposal = await till.issue_token.propose(
        METER, ManagementKind.MAXIMUM_POWER_LIMIT, value="5000", reason=" new line "
    )
    assert proposal.order.management == ManagementOrder(ManagementKind.MAXIMUM_POWER_LIMIT, 5000, "new line")
    assert proposal.order.amount is None
    with pytest.raises(Refused, match="check digit"):
        await till.issue_token.propose(BAD_CHECK, ManagementKind.CLEAR_CREDIT, **CLEAR)


async def test_without_a_session_nothing_is_proposed(counter: Counter) -> None:
    with pytest.raises(SessionExpired):
        await counter.sell_credit.propose(METER, "10")
    with pytest.raises(SessionExpired):
        await counter.issue_token.propose(METER, ManagementKind.CLEAR_CREDIT, **CLEAR)


async def test_what_is_typed_wrong_is_said_before_a_sign_in_is_asked_for(counter: Counter) -> None:
    with pytest.raises(AmountRefused):
        await counter.sell_credit.propose(METER, "ten")


async def test_an_override_passes_a_bad_check_digit_and_stays_with_the_order(till: Counter) -> None:
    with pytest.raises(Refused, match="check digit"):
        await till.sell_credit.propose(BAD_CHECK, "10", override="  ")
    proposal = await till.sell_credit.propose(BAD_CHECK, "10", override=" printed so on the meter ")
    assert (proposal.order.meter, proposal.order.override) == (BAD_CHECK, "printed so on the meter")
    with pytest.raises(Refused, match="11 or 13 digits"):
        await till.sell_credit.propose("128", "10", override="never mind")


async def test_an_open_doubt_blocks_its_meter(till: Counter) -> None:
    meter = MAGIC["lost-after"]
    unclear = (await till.sell(meter)).sale
    for ask in (
        till.sell_credit.propose(meter, "25"),
        till.issue_token.propose(meter, ManagementKind.CLEAR_CREDIT, **CLEAR),
    ):
        with pytest.raises(Refused, match=f"The result of {unclear.receipt_no} for this meter is unknown"):
            await ask
    assert (await till.sell_credit.propose(METER, "25")).order.meter == METER


async def test_who_passes_the_check_digit_has_not_passed_the_doubt(till: Counter) -> None:
    till.server.faults.arm("lost-after", RECHARGE_PATH)
    proposal = await till.sell_credit.propose(BAD_CHECK, "10", override="printed so on the meter")
    unclear = (await till.sell_credit(proposal)).sale
    assert unclear.state is VendState.IN_DOUBT
    with pytest.raises(Refused, match=f"The result of {unclear.receipt_no} for this meter is unknown"):
        await till.sell_credit.propose(BAD_CHECK, "12", override="printed so on the meter")


async def test_a_doubt_that_could_not_be_written_down_blocks_all_the_same(till: Counter) -> None:
    meter = MAGIC["lost-after"]
    till.journal.full_at = {"conclude"}
    result = await till.sell(meter)
    till.journal.full_at = set()
    assert result.fault
    assert till.steps(result.sale.order) == ["prepared", "sending"]
    with pytest.raises(Refused, match=f"The result of {result.sale.receipt_no} for this meter is unknown"):
        await till.sell_credit.propose(meter, "25")


async def test_the_same_again_within_minutes_is_asked_about(till: Counter) -> None:
    sold = (await till.sell(METER, "10")).sale
    assert (await till.sell_credit.propose(METER, "10.00")).repeats == sold
    assert (await till.sell_credit.propose(METER, "10.01")).repeats is None
    assert (await till.sell_credit.propose(NEIGHBOUR, "10")).repeats is None
    till.clock.ahead = timedelta(minutes=9, seconds=50)
    assert (await till.sell_credit.propose(METER, "10")).repeats == sold
    till.clock.ahead = timedelta(minutes=10, seconds=1)
    assert (await till.sell_credit.propose(METER, "10")).repeats is None


async def test_what_was_refused_or_not_sent_may_be_tried_again_without_a_question(till: Counter) -> None:
    refused = await till.sell(MAGIC["not-found"])
    assert refused.sale.state is VendState.REFUSED
    assert (await till.sell_credit.propose(MAGIC["not-found"], "10")).repeats is None


async def test_a_sale_that_is_just_being_prepared_counts_as_sold(till: Counter) -> None:
    first = await till.sell_credit.propose(METER, "10")
    prepared = await till.journal.prepare(first.order, till.clock.now())
    assert (await till.sell_credit.propose(METER, "10")).repeats == prepared


async def test_many_times_the_usual_is_asked_about(till: Counter) -> None:
    await till.sell(METER, "10")
    expected = {"99.99": 0, "100": 10, "109.99": 10, "1000": 100, "10": 0, "1": 0}
    found = {text: (await till.sell_credit.propose(METER, text)).times_usual for text in expected}
    assert found == expected
    assert (await till.sell_credit.propose(NEIGHBOUR, "1000")).times_usual == 0


async def test_usual_money_says_nothing_about_energy(till: Counter, server: SimulatorServer, tmp_path: Path) -> None:
    await till.sell(METER, "10")
    await till.close()
    kwh = Counter(server, till.folder, replace(SETUP, money_means=MoneyMeans.KWH))
    async with running(kwh):
        kwh.begin()
        await kwh.unit.confirm(Authority("Grace", kwh.clock.now()))
        proposal = await kwh.sell_credit.propose(METER, "1000")
        assert (proposal.order.amount, proposal.times_usual) == (Energy(1_000_000_000), 0)
        assert proposal.meter.usual == Money(1000, USD)


def test_the_unit_is_what_the_account_sells() -> None:
    money = DeskSetup(currency=Currency("XOF", 0))
    assert (money.unit, money.amount("1500")) == ("XOF", Money(1500, Currency("XOF", 0)))
    kwh = DeskSetup(money_means=MoneyMeans.KWH, largest_amount=500)
    assert (kwh.unit, kwh.amount("500.0")) == ("kWh", Energy(500_000_000))
    with pytest.raises(AmountRefused) as refusal:
        kwh.amount("500.1")
    assert str(refusal.value) == "500.1 kWh is more than this till sells at once (500 kWh)."


@pytest.mark.parametrize("name", ["", "k01", "K 1", "K01-2", "K01\n", "ABCDEFGHI", "Ä1", "١"])
def test_a_till_has_a_name_that_a_barcode_can_carry(name: str) -> None:
    with pytest.raises(EnvironmentFault, match="1 to 8 capital letters or digits"):
        DeskSetup(till=name)
    assert DeskSetup(till="ABCDEFG8").till == "ABCDEFG8"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"soft_limit": timedelta()}, "soft limit is above zero"),
        ({"soft_limit": timedelta(seconds=181)}, "hard limit no shorter"),
        ({"hard_limit": timedelta(minutes=11)}, "at most ten minutes"),
        ({"vends_at_once": 0}, "1 to 8 vends at once"),
        ({"vends_at_once": 9}, "1 to 8 vends at once"),
        ({"not_issued_wait": timedelta(minutes=4)}, "at least five minutes"),
    ],
)
def test_limits_that_would_undo_the_promise_are_refused(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EnvironmentFault, match=sentence):
        DeskSetup(**wrong)


@pytest.mark.parametrize("wrong", [{"largest_amount": 0}, {"presets": (5, 0)}, {"presets": (-5,)}])
def test_sums_that_nobody_could_sell_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(EnvironmentFault, match="whole numbers above zero"):
        DeskSetup(**wrong)
    assert DeskSetup(presets=()).presets == ()
