"""A sale's states: exactly the moves of the promise, and nothing else."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.domain.customer import Customer
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import (
    Declined,
    DoubtCause,
    Issued,
    NothingSent,
    NotSentCause,
    Outcome,
    RawAnswer,
    RefusalReason,
    Unclear,
)
from vendingdesk.domain.sale import (
    MOVES,
    MoveRefused,
    Order,
    Sale,
    SaleKind,
    VendState,
    receipt_number,
    state_after,
)
from vendingdesk.domain.session import Grant

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
TOKEN = "49335795123412341234"
TEN = Money(1000, Currency("USD"))
LIMIT = ManagementOrder(ManagementKind.MAXIMUM_POWER_LIMIT, 5000, "new line")

# The diagram of the promise, arrow by arrow.
ARROWS = {
    ("PREPARED", "SENDING"),
    ("PREPARED", "NOT_SENT"),
    ("SENDING", "ISSUED"),
    ("SENDING", "REFUSED"),
    ("SENDING", "IN_DOUBT"),
    ("IN_DOUBT", "RECOVERED"),
    ("IN_DOUBT", "NOT_ISSUED"),
    ("IN_DOUBT", "LOST"),
}
OUTCOMES: dict[VendState, Outcome] = {
    VendState.ISSUED: Issued((TOKEN,)),
    VendState.REFUSED: Declined(RefusalReason.NO_SUCH_METER, "record not found"),
    VendState.NOT_SENT: NothingSent(NotSentCause.UNREACHABLE),
    VendState.IN_DOUBT: Unclear(DoubtCause.NO_ANSWER),
}


def order(**more: Any) -> Order:
    return Order("u1", "r1", "0128244400031", "amina", "https://server.example", **(more or {"amount": TEN}))


def sale(state: VendState = VendState.PREPARED) -> Sale:
    return Sale(order(), "K01", 124, NOON, state)


def test_the_states_are_the_nine_of_the_promise() -> None:
    named = {name for arrow in ARROWS for name in arrow}
    assert {state.value for state in VendState} == {state.name for state in VendState} == named
    assert set(MOVES) == set(VendState)


@pytest.mark.parametrize("before", VendState)
@pytest.mark.parametrize("after", VendState)
def test_every_pair_of_states(before: VendState, after: VendState) -> None:
    asked = sale(before)
    if (before.value, after.value) in ARROWS:
        assert asked.moved_to(after) == replace(asked, state=after)
    else:
        with pytest.raises(MoveRefused, match=f"^K01-000124: {before} can't become {after}$"):
            asked.moved_to(after)
    assert asked.state is before


@pytest.mark.parametrize("before", VendState)
def test_only_a_prepared_sale_is_sent(before: VendState) -> None:
    if before is VendState.PREPARED:
        assert sale(before).sending().state is VendState.SENDING
    else:
        with pytest.raises(MoveRefused):
            sale(before).sending()


@pytest.mark.parametrize("before", VendState)
@pytest.mark.parametrize("after", OUTCOMES)
def test_every_outcome_in_every_state(before: VendState, after: VendState) -> None:
    outcome = OUTCOMES[after]
    assert state_after(outcome) is after
    later = NOON + timedelta(seconds=2)
    if (before.value, after.value) in ARROWS:
        done = sale(before).concluded(outcome, later)
        assert (done.state, done.outcome, done.concluded_at) == (after, outcome, later)
        assert done.tokens == ((TOKEN,) if after is VendState.ISSUED else ())
    else:
        with pytest.raises(MoveRefused):
            sale(before).concluded(outcome, later)


def test_a_refused_move_is_a_bug_and_no_message_for_a_cashier() -> None:
    assert issubclass(MoveRefused, ValueError)


def test_a_sale_is_frozen_and_begins_without_tokens() -> None:
    new = sale()
    assert (new.uid, new.tokens, new.outcome, new.concluded_at, new.copies) == ("u1", (), None, None, 0)
    with pytest.raises(FrozenInstanceError):
        new.state = VendState.ISSUED  # type: ignore[misc]


def test_an_order_is_for_one_thing() -> None:
    assert order(amount=TEN).kind is SaleKind.CREDIT
    assert order(amount=Energy(1)).kind is SaleKind.CREDIT
    assert order(management=LIMIT).kind is SaleKind.MANAGEMENT
    for wrong in ({"amount": None}, {"amount": TEN, "management": LIMIT}):
        with pytest.raises(ValueError, match="either for credit or for a management token"):
            order(**wrong)


@pytest.mark.parametrize("amount", [10.0, 10, "10"])
def test_no_bare_number_is_an_amount(amount: Any) -> None:
    with pytest.raises(TypeError, match="an amount is money or energy"):
        order(amount=amount)


@given(st.integers(1, 10**12))
def test_receipt_numbers(number: int) -> None:
    text = receipt_number("K01", number)
    till, _, digits = text.rpartition("-")
    assert (till, int(digits)) == ("K01", number)
    assert len(digits) == max(6, len(str(number)))


def test_the_receipt_number_of_a_sale() -> None:
    assert sale().receipt_no == receipt_number("K01", 124) == "K01-000124"
    assert receipt_number("K01", 1_234_567) == "K01-1234567"


def test_issued_means_at_least_one_token() -> None:
    with pytest.raises(ValueError, match="at least one token"):
        Issued(())


def test_a_raw_answer_is_whole_unless_said_otherwise() -> None:
    assert RawAnswer(200, b"{}", NOON).complete is True


def test_a_session_token_stays_out_of_logs() -> None:
    grant = Grant("eyJ.secret.token", NOON)
    assert "secret" not in f"{grant!r} {grant}"
    assert "2026-03-29" in repr(grant)


def test_a_customer_may_be_known_by_the_meter_alone() -> None:
    assert Customer("0128244400031") == Customer("0128244400031", "", "", "", "", "")
