"""Doubts and their ends: what each needs, who may, and what the next customer at that meter meets."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from counter.counter_parts import MAGIC, METER, NEIGHBOUR, SETUP, Counter, running

from vendingdesk.counter.doubts import NOTE_LENGTH, RecoveredToken
from vendingdesk.counter.proposal import DoubtOverride
from vendingdesk.counter.supervisors import Authority
from vendingdesk.domain.doubt import Proof, Verdict
from vendingdesk.domain.errors import MeterHeld, Refused, SettlementRefused
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.people import Person, Role
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.simulator.server import SimulatorServer

DOUBTED = MAGIC["lost-after"]
HALF_HOUR = timedelta(minutes=31)

BEN = Person("ben", frozenset({Role.CASHIER}))


async def doubt(till: Counter, amount: str = "10") -> Sale:
    return (await till.sell(DOUBTED, amount)).sale


def minted(till: Counter, sale: Sale) -> str:
    """The token that the server made and nobody was told of."""
    return till.minted(sale.order)[0].tokens[0]


def typed(right: str, **changes: Any) -> RecoveredToken:
    told = RecoveredToken(right, right, DOUBTED, "10", "24 digits", "the utility, by phone")
    return replace(told, **changes)


def grace(till: Counter) -> Authority:
    return Authority("Grace", till.clock.now())


async def not_issued(till: Counter, sale: Sale, **changes: Any) -> Sale:
    right: dict[str, Any] = {
        "proof": Proof.SERVER_RECORDS,
        "source": "Mr Bello looked for the request",
        "reference": "ticket 77",
        "authority": grace(till),
    }
    return await till.doubts.not_issued(sale, **(right | changes))


async def test_doubts_are_listed_with_the_oldest_first_and_no_other_sale(till: Counter) -> None:
    await till.sell()
    first = await doubt(till)
    second = (await till.sell(MAGIC["bad-gateway"])).sale
    await till.sell(MAGIC["not-found"])
    assert await till.doubts.open() == (first, second)
    assert await till.doubts.settled() == ()


async def test_a_dossier_says_all_that_is_known(till: Counter) -> None:
    sale = await doubt(till)
    till.guard.stand(BEN, on=True)
    found = await till.doubts.dossier(sale)
    assert (found.sale, found.evidence) == (sale, ())
    assert sale.concluded_at is not None
    assert found.not_issued_from == sale.concluded_at + timedelta(minutes=30)
    till.clock.ahead = timedelta(hours=2)
    found = await till.doubts.add_evidence(sale, note=" asked  the\nutility ", reference=" T 7 ")
    assert timedelta(hours=2) <= found.age < timedelta(hours=2, minutes=1)
    (told,) = found.evidence
    assert (told.note, told.reference, told.by) == ("asked the utility", "T 7", "ben")
    found = await till.doubts.add_evidence(sale, note="x" * 9999, reference="")
    assert len(found.evidence[1].note) == NOTE_LENGTH
    till.clock.ahead = -timedelta(hours=1)
    assert (await till.doubts.dossier(sale)).age == timedelta()
    with pytest.raises(SettlementRefused, match="Write what") as refused:
        await till.doubts.add_evidence(sale, note="  ", reference="")
    assert refused.value.field == "note"


async def test_a_recovered_token_frees_the_meter_and_is_handed_over(till: Counter) -> None:
    sale = await doubt(till)
    token = minted(till, sale)
    hold = await till.make_slip(sale, operator="demo", medium="pdf")
    till.guard.stand(BEN, on=True)
    recovered = await till.doubts.recover(sale, typed(token, token=token[:7] + " -" + token[7:]))
    assert (recovered.state, recovered.tokens) == (VendState.RECOVERED, (token,))
    settled = recovered.settlement
    assert settled is not None
    assert (settled.verdict, settled.by, settled.supervisor, settled.flow_no) == (
        Verdict.RECOVERED,
        "ben",
        "",
        "24 digits",
    )
    assert await till.doubts.open() == ()
    assert await till.doubts.settled() == (recovered,)
    slip = await till.make_slip(recovered, operator="demo", medium="pdf")
    assert (hold.copy, slip.copy) == (1, 1)
    assert (hold.file_name, slip.file_name) == (f"hold-{sale.receipt_no}.pdf", f"receipt-{sale.receipt_no}.pdf")
    view = await till.meters.look_up(DOUBTED)
    assert view.doubts == ()
    assert view.last is not None
    assert replace(view.last, copies=recovered.copies) == recovered
    proposal = await till.sell_credit.propose(DOUBTED, "10")
    assert proposal.repeats == view.last


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"token": "4933 5795 1854 9939 917"}, "token", "A token has 20 digits"),
        ({"token": ""}, "token", "A token has 20 digits"),
        ({"token": "99999999999999999999"}, "token", "No token has this number"),
        ({"token": "4933 5795 1854 9939 917O"}, "token", "digits 0 to 9 only"),
        ({"again": "nothing"}, "again", "not the same"),
        ({"again": "0" * 20}, "again", "not the same"),
        ({"meter": ""}, "meter", "Type the meter number"),
        ({"meter": METER}, "meter", "0199 0000 0004 2. Another meter's"),
        ({"amount": ""}, "amount", "Type the amount that the source names"),
        ({"amount": "20"}, "amount", "This sale is for 10.00 USD"),
        ({"source": " "}, "source", "Say who gave this token"),
    ],
)
async def test_what_can_not_be_the_sales_token_is_refused_at_its_field(
    till: Counter, changes: dict[str, str], field: str, sentence: str
) -> None:
    sale = await doubt(till)
    with pytest.raises(SettlementRefused, match=sentence) as refused:
        await till.doubts.recover(sale, typed(minted(till, sale), **changes))
    assert refused.value.field == field
    assert await till.doubts.open() == (sale,)


async def test_another_sales_token_and_one_of_another_class_are_refused(till: Counter) -> None:
    sold = (await till.sell()).sale
    sale = await doubt(till)
    with pytest.raises(SettlementRefused, match=f"the one of {sold.receipt_no}"):
        await till.doubts.recover(sale, typed(sold.tokens[0]))
    proposal = await till.issue_token.propose(NEIGHBOUR, ManagementKind.CLEAR_TAMPER, value="0", reason="opened")
    engineering = (await till.issue_token(proposal)).sale.tokens[0]
    with pytest.raises(SettlementRefused, match="not a credit token"):
        await till.doubts.recover(sale, typed(engineering))
    twice = minted(till, sale) * 2
    with pytest.raises(SettlementRefused, match="twice"):
        await till.doubts.recover(sale, typed(twice))


async def test_a_management_token_is_recovered_without_an_amount(till: Counter) -> None:
    proposal = await till.issue_token.propose(DOUBTED, ManagementKind.CLEAR_TAMPER, value="0", reason="opened")
    sale = (await till.issue_token(proposal)).sale
    assert sale.state is VendState.IN_DOUBT
    credit = (await till.sell()).sale.tokens[0]
    with pytest.raises(SettlementRefused, match="not a management token"):
        await till.doubts.recover(sale, typed(credit, amount=""))
    recovered = await till.doubts.recover(sale, typed(minted(till, sale), amount=""))
    assert recovered.state is VendState.RECOVERED


async def test_energy_is_compared_as_energy(server: SimulatorServer, tmp_path: Path) -> None:
    from vendingdesk.counter.setup import MoneyMeans

    async with running(Counter(server, tmp_path / "kwh", replace(SETUP, money_means=MoneyMeans.KWH))) as till:
        till.begin()
        sale = await doubt(till)
        with pytest.raises(SettlementRefused, match=r"This sale is for 10.0 kWh"):
            await till.doubts.recover(sale, typed(minted(till, sale), amount="11"))
        assert (await till.doubts.recover(sale, typed(minted(till, sale)))).tokens


async def test_not_issued_needs_time_proof_and_a_second_person(till: Counter) -> None:
    sale = await doubt(till)
    with pytest.raises(SettlementRefused, match="wait 30 more min") as refused:
        await not_issued(till, sale)
    assert refused.value.field == "wait"
    till.clock.ahead = HALF_HOUR
    for changes, field in [
        ({"proof": None}, "proof"),
        ({"source": ""}, "source"),
        ({"reference": " "}, "reference"),
        ({"authority": Authority(" DEMO", till.clock.now())}, "supervisor"),
    ]:
        with pytest.raises(SettlementRefused) as refused:
            await not_issued(till, sale, **changes)
        assert refused.value.field == field
    assert await till.doubts.open() == (sale,)
    settled = await not_issued(till, sale)
    assert settled.state is VendState.NOT_ISSUED
    assert settled.settlement is not None
    assert (settled.settlement.supervisor, settled.settlement.single_owner) == ("Grace", False)
    assert settled.settlement.proof is Proof.SERVER_RECORDS
    slip = await till.make_slip(settled, operator="demo", medium="pdf")
    assert slip.file_name == f"settled-{sale.receipt_no}.pdf"
    assert (await till.sell_credit.propose(DOUBTED, "10")).repeats is None


async def test_a_single_owner_settles_alone_and_it_is_flagged(server: SimulatorServer, tmp_path: Path) -> None:
    async with running(Counter(server, tmp_path / "own", replace(SETUP, single_owner=True))) as till:
        till.begin()
        first = await doubt(till)
        till.clock.ahead = HALF_HOUR
        alone = Authority("demo", till.clock.now())
        settled = await not_issued(till, first, authority=alone)
        assert settled.settlement is not None
        assert settled.settlement.single_owner
        till.clock.ahead = timedelta()
        second = await doubt(till)
        lost = await till.doubts.lost(second, source="minted", reference="T1", authority=grace(till))
        assert lost.settlement is not None
        assert not lost.settlement.single_owner


async def test_a_lost_token_frees_the_meter_at_once(till: Counter) -> None:
    sale = await doubt(till)
    with pytest.raises(SettlementRefused, match="Say who was asked"):
        await till.doubts.lost(sale, source="", reference="T1", authority=grace(till))
    lost = await till.doubts.lost(sale, source="minted, not kept", reference="T1", authority=grace(till))
    assert lost.state is VendState.LOST
    assert (await till.sell_credit.propose(DOUBTED, "10")).repeats is None


async def test_a_held_meter_is_passed_by_a_supervisor_with_a_reason_alone(till: Counter) -> None:
    sale = await doubt(till)
    with pytest.raises(MeterHeld) as held:
        await till.sell_credit.propose(DOUBTED, "10", override="check digit")
    assert held.value.receipt_no == sale.receipt_no
    with pytest.raises(MeterHeld):
        await till.issue_token.propose(DOUBTED, ManagementKind.CLEAR_TAMPER, value="0", reason="opened")
    with pytest.raises(Refused, match="Say why"):
        DoubtOverride(grace(till), " ")
    leave = DoubtOverride(grace(till), "a  hospital")
    proposal = await till.sell_credit.propose(DOUBTED, "10", doubt=leave)
    assert (proposal.order.doubt_override, proposal.order.overridden_by) == ("a hospital", "Grace")
    assert proposal.repeats == sale
    again = (await till.sell_credit(proposal)).sale
    assert again.state is VendState.IN_DOUBT
    assert await till.doubts.open() == (sale, again)
    stored = await till.history.sale(again.receipt_no)
    assert stored.order.overridden_by == "Grace"
    engineering = await till.issue_token.propose(
        DOUBTED, ManagementKind.CLEAR_TAMPER, value="0", reason="x", doubt=leave
    )
    assert engineering.order.overridden_by == "Grace"
    free = await till.sell_credit.propose(METER, "10", doubt=leave)
    assert (free.order.doubt_override, free.order.overridden_by) == ("", "")


async def test_a_doubt_that_came_after_the_confirmation_was_shown_still_holds(till: Counter) -> None:
    proposal = await till.sell_credit.propose(DOUBTED, "10")
    sale = await doubt(till)
    before = len(till.server.traffic.seen)
    with pytest.raises(MeterHeld, match=sale.receipt_no):
        await till.sell_credit(proposal)
    assert len(till.server.traffic.seen) == before


async def test_a_clock_that_went_back_is_noticed_before_anything_is_sent(till: Counter) -> None:
    assert (await till.sell_credit.propose(METER, "10")).clock_behind == timedelta()
    till.clock.ahead = timedelta(minutes=90)
    await till.sell()
    till.clock.ahead = timedelta(minutes=89)
    assert (await till.sell_credit.propose(NEIGHBOUR, "10")).clock_behind == timedelta()
    till.clock.ahead = timedelta()
    credit = await till.sell_credit.propose(NEIGHBOUR, "10")
    assert timedelta(minutes=89) < credit.clock_behind <= timedelta(minutes=90)
    kind = ManagementKind.CLEAR_TAMPER
    engineering = await till.issue_token.propose(NEIGHBOUR, kind, value="0", reason="x")
    assert engineering.clock_behind > timedelta(minutes=89)
    assert (await till.sell_credit(credit)).sale.state is VendState.ISSUED
