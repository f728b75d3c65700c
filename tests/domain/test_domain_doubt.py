"""The end of a doubt: what each verdict needs, and what it makes of a sale."""

from datetime import timedelta
from typing import Any

import pytest
from domain.test_domain_sale import ARROWS, NOON, OUTCOMES, TEN, TOKEN

from vendingdesk.domain.doubt import Proof, Settlement, Verdict, same_person
from vendingdesk.domain.outcome import Issued
from vendingdesk.domain.sale import STATE_SETTLED, MoveRefused, Order, Sale, VendState

GOOD: dict[Verdict, dict[str, Any]] = {
    Verdict.RECOVERED: {"tokens": (TOKEN,), "flow_no": "20260329"},
    Verdict.NOT_ISSUED: {"proof": Proof.SERVER_RECORDS, "supervisor": "grace", "reference": "T1"},
    Verdict.LOST: {"supervisor": "grace", "reference": "T1"},
}


def settlement(verdict: Verdict, **changes: Any) -> Settlement:
    return Settlement(verdict, "amina", NOON + timedelta(hours=1), "asked", **(GOOD[verdict] | changes))


def in_doubt() -> Sale:
    order = Order("u1", "r1", "0128244400031", "amina", "https://x", amount=TEN)
    sale = Sale(order, "K01", 1, NOON).sending()
    return sale.concluded(OUTCOMES[VendState.IN_DOUBT], NOON)


@pytest.mark.parametrize("verdict", Verdict)
def test_a_doubt_ends_in_the_state_of_its_verdict_and_keeps_its_outcome(verdict: Verdict) -> None:
    doubt = in_doubt()
    settled = doubt.settled(settlement(verdict))
    assert (doubt.state.value, settled.state.value) in ARROWS
    assert settled.state is STATE_SETTLED[verdict]
    assert settled.state.value == verdict.name
    assert (settled.outcome, settled.concluded_at) == (doubt.outcome, doubt.concluded_at)
    with pytest.raises(MoveRefused):
        settled.settled(settlement(verdict))


def test_only_a_doubt_is_settled() -> None:
    order = Order("u1", "r1", "0128244400031", "amina", "https://x", amount=TEN)
    prepared = Sale(order, "K01", 1, NOON)
    issued = prepared.sending().concluded(OUTCOMES[VendState.ISSUED], NOON)
    for sale in (prepared, prepared.sending(), issued):
        with pytest.raises(MoveRefused):
            sale.settled(settlement(Verdict.LOST))


def test_a_recovered_token_counts_like_an_issued_one() -> None:
    recovered = in_doubt().settled(settlement(Verdict.RECOVERED))
    assert recovered.tokens == (TOKEN,)
    assert recovered.issued == Issued((TOKEN,), "20260329")
    assert in_doubt().settled(settlement(Verdict.LOST)).issued is None
    assert in_doubt().issued is None


@pytest.mark.parametrize(
    ("verdict", "wrong"),
    [
        (Verdict.RECOVERED, {"tokens": ()}),
        (Verdict.RECOVERED, {"proof": Proof.ACCOUNT_LIST}),
        (Verdict.NOT_ISSUED, {"tokens": (TOKEN,)}),
        (Verdict.NOT_ISSUED, {"proof": None}),
        (Verdict.NOT_ISSUED, {"supervisor": ""}),
        (Verdict.LOST, {"supervisor": ""}),
        (Verdict.LOST, {"proof": Proof.WRITTEN_WORD}),
        (Verdict.LOST, {"tokens": (TOKEN,)}),
    ],
)
def test_a_settlement_that_lacks_what_it_needs_is_none(verdict: Verdict, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"belong|answers"):
        settlement(verdict, **wrong)


@pytest.mark.parametrize("half", [{"doubt_override": "urgent"}, {"overridden_by": "grace"}])
def test_a_doubt_is_passed_by_a_person_with_a_reason_or_not_at_all(half: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="a supervisor with a reason"):
        Order("u1", "r1", "0128244400031", "amina", "https://x", amount=TEN, **half)


def test_one_person_by_two_spellings_is_one() -> None:
    assert same_person("Grace  Obi", "grace OBI ")
    assert not same_person("Grace Obi", "Grace O")
