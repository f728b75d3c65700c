"""Looking a meter up: our own books, never a request."""

from dataclasses import replace
from datetime import timedelta

import pytest
from counter.counter_parts import BAD_CHECK, MAGIC, METER, NEIGHBOUR, Counter

from vendingdesk.counter.meters import check_meter
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import VendState

BLESSING = Customer(METER, "Okonkwo, Blessing", "12 Harbour Road", "+234 803 555 0112", "T1", "pays in coins")
LENGTH = "A meter number has 11 or 13 digits. Count them on the meter or the card."
LETTERS = "A meter number has digits only. Type the 11 or 13 digits of the meter."
CHECK_DIGIT = "The check digit is wrong: one digit is mistyped. Compare it with the meter."
USD = Currency("USD")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", LENGTH),
        ("   ", LENGTH),
        ("1234567890", LENGTH),
        ("123456789012", LENGTH),
        ("12345678901234", LENGTH),
        ("9" * 1000, LENGTH),
        ("01282444O0031", LETTERS),
        ("meter", LETTERS),
        ("-5", LENGTH),
        ("1e3", LETTERS),
        ("٠١٢٨٢٤٤٤٠٠٠٣١", LETTERS),
    ],
)
async def test_what_can_be_no_meter_is_refused_with_one_sentence(till: Counter, typed: str, problem: str) -> None:
    check = check_meter(typed)
    assert (check.digits, check.problem, check.overridable, check.good) == ("", problem, False, False)
    with pytest.raises(Refused) as refusal:
        await till.meters.look_up(typed)
    assert str(refusal.value) == problem


@pytest.mark.parametrize("typed", [METER, " 0128 2444 0003 1 ", "0128-2444-0003-1", "01490819354"])
def test_a_good_meter_however_it_is_typed(typed: str) -> None:
    check = check_meter(typed)
    assert check.digits == "".join(character for character in typed if character.isdigit())
    assert check.good
    assert not check.overridable


async def test_a_bad_check_digit_is_shown_with_what_we_know(till: Counter) -> None:
    check = (await till.meters.look_up(f" {BAD_CHECK} ")).check
    assert (check.digits, check.problem, check.overridable, check.good) == (BAD_CHECK, CHECK_DIGIT, True, False)


async def test_an_unknown_meter(till: Counter) -> None:
    before = len(till.server.traffic.seen)
    view = await till.meters.look_up(METER)
    assert view.check.digits == METER
    assert (view.customer, view.purchases, view.doubts, view.usual, view.last) == (None, (), (), None, None)
    assert len(till.server.traffic.seen) == before


async def test_a_known_meter_without_a_request(till: Counter) -> None:
    await till.meters.save(BLESSING)
    await till.sell(NEIGHBOUR, "99")
    sold = [(await till.sell(METER, amount)).sale for amount in ("10", "20", "20", "5")]
    refused = await till.issue_token.propose(METER, ManagementKind.CLEAR_TAMPER, value="0", reason="sealed")
    await till.issue_token(refused)
    before = len(till.server.traffic.seen)
    view = await till.meters.look_up("0128 2444 0003 1")
    assert view.customer == BLESSING
    assert [sale.order.meter for sale in view.purchases] == [METER] * 5
    assert [sale.number for sale in view.purchases] == sorted((s.number for s in view.purchases), reverse=True)
    assert view.usual == Money(2000, USD)
    assert view.last == sold[-1]
    assert view.doubts == ()
    assert len(till.server.traffic.seen) == before


async def test_what_gave_no_token_is_neither_usual_nor_last(till: Counter) -> None:
    meter = MAGIC["not-found"]
    assert (await till.sell(meter, "77")).sale.state is VendState.REFUSED
    view = await till.meters.look_up(meter)
    assert len(view.purchases) == 1
    assert (view.usual, view.last) == (None, None)


async def test_an_open_doubt_is_shown(till: Counter) -> None:
    unclear = (await till.sell(MAGIC["lost-after"])).sale
    assert unclear.state is VendState.IN_DOUBT
    view = await till.meters.look_up(MAGIC["lost-after"])
    assert view.doubts == (unclear,)
    assert (view.usual, view.last) == (None, None)
    assert (await till.meters.look_up(METER)).doubts == ()


async def test_saving_tidies_what_was_typed(till: Counter) -> None:
    typed = Customer(" 0128 2444 0003 1", "  Okonkwo,\t Blessing ", " 12  Harbour\nRoad ", " +234 1 ", " T1 ", " x ")
    saved = await till.meters.save(typed)
    assert saved == Customer(METER, "Okonkwo, Blessing", "12 Harbour Road", "+234 1", "T1", "x")
    assert (await till.meters.look_up(METER)).customer == saved
    changed = await till.meters.save(replace(saved, place="Flat 12B"))
    assert (await till.meters.look_up(METER)).customer == changed


@pytest.mark.parametrize(
    ("customer", "sentence"),
    [
        (replace(BLESSING, meter=BAD_CHECK), CHECK_DIGIT),
        (replace(BLESSING, meter="128"), LENGTH),
        (replace(BLESSING, name=" "), "Type the customer's name."),
        (replace(BLESSING, name="x" * 81), "It is too long: 81 letters, 80 at most. Shorten it."),
        (replace(BLESSING, note="a\x07b"), "It has invisible control characters. Type it again by hand."),
        (replace(BLESSING, supply_group="12345"), "The supply group code has six digits, such as 123456."),
        (replace(BLESSING, key_revision="0"), "The key revision number is one digit, 1 to 9."),
        (replace(BLESSING, tariff_index="7"), "The tariff index has two digits, such as 01."),
    ],
)
async def test_a_customer_that_can_not_be_saved(till: Counter, customer: Customer, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        await till.meters.save(customer)
    assert str(refusal.value) == sentence
    assert await till.meters.search("") == ()


async def test_an_erased_customer_is_forgotten_and_the_sales_stay(till: Counter) -> None:
    await till.meters.save(BLESSING)
    await till.sell(METER, "10")
    await till.meters.erase(METER)
    view = await till.meters.look_up(METER)
    assert view.customer is None
    assert view.purchases[0].order.customer == BLESSING.name


async def test_searching_by_any_part(till: Counter) -> None:
    maria = Customer(NEIGHBOUR, "Hernández Ruiz, María", "Calle 5 de Mayo 48")
    for customer in (BLESSING, maria):
        await till.meters.save(customer)
    assert await till.meters.search("") == (maria, BLESSING)
    for text in ("blessing", "OKONKWO,  b", "0128 2444", "0128-2444", "harbour", "803 555", METER[3:9]):
        assert await till.meters.search(text) == (BLESSING,), text
    assert await till.meters.search("nobody") == ()


async def test_how_often_a_meter_buys(till: Counter) -> None:
    for days in (0, 14, 28):
        till.clock.ahead = timedelta(days=days)
        till.begin()
        assert (await till.meters.look_up(METER)).every is None
        await till.sell(METER, "10")
    assert (await till.meters.look_up(METER)).every == 14
