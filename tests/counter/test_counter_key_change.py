"""A key change: four vends, one by one, none of them twice, and nothing that goes on by itself."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from counter.counter_parts import BAD_CHECK, DISK_FULL, METER, Counter, running
from counter.test_counter_recovery import PowerCut

from vendingdesk.counter.clock import SystemClock
from vendingdesk.counter.doubts import RecoveredToken
from vendingdesk.counter.key_change import KeyChangeEnd
from vendingdesk.counter.proposal import DoubtOverride, Proposal
from vendingdesk.counter.supervisors import Authority
from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.doubt import Proof
from vendingdesk.domain.errors import AmountRefused, EnvironmentFault, MeterHeld, Refused, SessionExpired
from vendingdesk.domain.key_change import PARTS, KeyChangeSet, part_of
from vendingdesk.domain.outcome import NotSentCause
from vendingdesk.domain.sale import Order, Sale, VendState
from vendingdesk.simulator.server import SimulatorServer

MANAGE = "/api/v1/meter-recharge/meter-token/0"
TOKEN_CLASS = 2 << 27
FOUND = f"{(4711 << 32 & ~(3 << 27)) | TOKEN_CLASS:020d}"
WHOLE = ["prepared", "sending", "answered", "concluded"]

ENDS = {
    "no-permission": VendState.REFUSED,
    "quota": VendState.REFUSED,
    "session-expired": VendState.REFUSED,
    "lost-after": VendState.IN_DOUBT,
    "lost-before": VendState.IN_DOUBT,
    "cut-short": VendState.IN_DOUBT,
    "panic": VendState.IN_DOUBT,
    "no-form": VendState.IN_DOUBT,
}
"""What the server may do to a part, and where that leaves it."""

Before = Callable[[Counter, Order], None]


def supervisor() -> DoubtOverride:
    return DoubtOverride(Authority("Grace", SystemClock().now()), "the engineer waits at the meter")


def break_at(part: int, what: Before) -> Callable[[Counter], Any]:
    """Runs every part as it is, and ``what`` before one of them."""

    def run(counter: Counter) -> Any:
        async def asking(order: Order, work: Coroutine[Any, Any, VendResult]) -> VendResult:
            if part_of(order) == part:
                what(counter, order)
            return await work

        return asking

    return run


def arm(fault: str) -> Before:
    return lambda counter, _order: counter.server.faults.arm(fault, MANAGE)


async def proposed(counter: Counter, **more: Any) -> Proposal:
    return await counter.key_change.propose(METER, **{"value": "0", "reason": "new supply group", **more})


async def issue(counter: Counter, proposal: Proposal, broken: Callable[[Counter], Any] | None = None) -> KeyChangeEnd:
    assert proposal.key_change is not None
    if broken is None:
        return await counter.key_change(proposal.key_change)
    return await counter.key_change(proposal.key_change, broken(counter))


def change_of(end: KeyChangeEnd) -> KeyChangeSet:
    assert end.last is not None
    assert end.last.key_change is not None
    return end.last.key_change


def posts(counter: Counter, change: KeyChangeSet) -> list[tuple[int, int]]:
    """Of every sale of a set: its part, and how many requests of it the server saw."""
    return [(part_of(sale.order), len(counter.requests(sale.order))) for sale in change.sales]


async def stored(counter: Counter) -> KeyChangeSet:
    return KeyChangeSet(await counter.journal.key_change(METER))


async def settle(counter: Counter, sale: Sale, end: str) -> Sale:
    """End a doubt: ``recovered``, ``not_issued`` or ``lost``."""
    if end == "recovered":
        typed = RecoveredToken(FOUND, FOUND, METER, source="the utility")
        return await counter.doubts.recover(sale, typed)
    counter.clock.ahead += timedelta(hours=1)
    how: dict[str, Any] = {
        "source": "asked",
        "reference": "T-1",
        "authority": Authority("Grace", SystemClock().now()),
    }
    if end == "lost":
        return await counter.doubts.lost(sale, **how)
    return await counter.doubts.not_issued(sale, proof=Proof.SERVER_RECORDS, **how)


# The whole way.


async def test_one_proposal_gives_four_vends_with_one_value_and_reason(till: Counter) -> None:
    proposal = await proposed(till, value="7")
    assert proposal.key_change is not None
    orders = proposal.key_change.orders
    assert proposal.order is orders[0]
    assert (proposal.key_change.known, proposal.key_change.before) == (None, None)
    assert [(o.management.kind, o.management.value, o.management.reason) for o in orders if o.management] == [
        (kind, 7, "new supply group") for kind in (3, 4, 8, 9)
    ]
    assert len({o.uid for o in orders}) == len({o.request_id for o in orders}) == 4
    assert till.journal.called == []
    end = await issue(till, proposal)
    change = change_of(end)
    assert (change.complete, end.error) == (True, None)
    assert change == await stored(till)
    assert [sale.order for sale in change.sales] == list(orders)
    assert [sale.number for sale in change.sales] == [change.sales[0].number + place for place in range(4)]
    for order, token in zip(orders, change.tokens, strict=True):
        assert till.steps(order) == WHOLE
        assert [entry.tokens for entry in till.minted(order)] == [(token,)]
    assert posts(till, change) == [(part, 1) for part in PARTS]


async def test_what_cant_be_asked_for_is_refused_before_anything_is_written(till: Counter) -> None:
    for wrong in ({"value": "x"}, {"value": ""}, {"value": "-1"}, {"reason": " "}):
        with pytest.raises(AmountRefused):
            await proposed(till, **wrong)
    with pytest.raises(Refused, match="check digit"):
        await till.key_change.propose(BAD_CHECK, value="0", reason="x")
    with pytest.raises(Refused, match="No key change of this meter is unfinished"):
        await till.key_change.propose_rest(METER)
    till.session.end(till.session.token())
    with pytest.raises(SessionExpired):
        await proposed(till)
    assert till.journal.called == []


async def test_a_sale_that_is_no_part_has_no_set(till: Counter) -> None:
    sold = (await till.sell()).sale
    assert await till.key_change.set_of(sold) is None
    end = await issue(till, await proposed(till))
    assert end.last is not None
    assert await till.key_change.set_of(end.last.sale) == change_of(end)
    assert (await till.meters.look_up(METER)).unfinished is None


# Every part in every way.


@pytest.mark.parametrize("fault", ENDS)
@pytest.mark.parametrize("part", PARTS)
async def test_a_part_that_fails_at_the_server_is_the_last_one(till: Counter, part: int, fault: str) -> None:
    end = await issue(till, await proposed(till), break_at(part, arm(fault)))
    change = change_of(end)
    assert end.last is not None
    assert end.last.sale.state is ENDS[fault]
    assert part_of(end.last.sale.order) == part
    assert list(change.held) == list(range(1, part))
    assert not change.complete
    assert change.tokens == ()
    assert change == await stored(till)
    assert posts(till, change) == [(each, 1) for each in range(1, part + 1)]
    view = await till.meters.look_up(METER)
    doubt = ENDS[fault] is VendState.IN_DOUBT
    assert view.unfinished == (change if part > 1 or doubt else None)
    assert change.unknown == ((part,) if doubt else ())
    assert till.session.open is (fault != "session-expired")


@pytest.mark.parametrize("part", PARTS)
async def test_a_part_that_can_not_be_sent_is_the_last_one(till: Counter, part: int) -> None:
    def full(counter: Counter, _order: Order) -> None:
        counter.journal.full_at = {"sending"}

    end = await issue(till, await proposed(till), break_at(part, full))
    till.journal.full_at = set()
    assert end.last is not None
    assert end.last.sale.state is VendState.NOT_SENT
    assert getattr(end.last.sale.outcome, "cause", None) is NotSentCause.JOURNAL
    change = change_of(end)
    assert posts(till, change) == [*((each, 1) for each in range(1, part)), (part, 0)]
    assert change.missing == tuple(range(part, 5))


@pytest.mark.parametrize("part", PARTS)
async def test_a_part_that_can_not_be_written_down_is_not_asked_for(till: Counter, part: int) -> None:
    def full(counter: Counter, _order: Order) -> None:
        counter.journal.full_at = {"prepare"}

    broken = break_at(part, full)
    if part == 1:
        with pytest.raises(EnvironmentFault, match="disk is full"):
            await issue(till, await proposed(till), broken)
        assert await till.journal.key_change(METER) == ()
        return
    end = await issue(till, await proposed(till), broken)
    assert str(end.error) == DISK_FULL
    change = change_of(end)
    assert posts(till, change) == [(each, 1) for each in range(1, part)]
    assert change == await stored(till)


@pytest.mark.parametrize("part", PARTS)
async def test_a_token_that_the_journal_does_not_take_is_kept_and_nothing_follows_it(
    till: Counter, part: int
) -> None:
    def full(counter: Counter, _order: Order) -> None:
        counter.journal.full_at = {"conclude"}

    end = await issue(till, await proposed(till), break_at(part, full))
    assert end.last is not None
    assert end.last.fault == DISK_FULL
    assert end.last.sale.tokens
    change = change_of(end)
    assert list(change.held) == list(range(1, part + 1))
    assert posts(till, change) == [(each, 1) for each in range(1, part + 1)]
    assert (await stored(till)).unknown == (part,)
    with pytest.raises(MeterHeld):
        await till.key_change.propose_rest(METER)


@pytest.mark.parametrize("part", PARTS)
async def test_a_session_that_ends_in_between_stops_it(till: Counter, part: int) -> None:
    def end_session(counter: Counter, _order: Order) -> None:
        counter.session.end(counter.session.token())

    broken = break_at(part, end_session)
    proposal = await proposed(till)
    if part == 1:
        with pytest.raises(SessionExpired):
            await issue(till, proposal, broken)
        return
    end = await issue(till, proposal, broken)
    assert isinstance(end.error, SessionExpired)
    assert posts(till, change_of(end)) == [(each, 1) for each in range(1, part)]
    till.begin()
    rest = await issue(till, await till.key_change.propose_rest(METER))
    assert change_of(rest).complete
    assert posts(till, change_of(rest)) == [(each, 1) for each in PARTS]


@pytest.mark.parametrize("part", PARTS)
async def test_who_leaves_leaves_the_rest_unasked(till: Counter, part: int) -> None:
    async def asking(order: Order, work: Coroutine[Any, Any, VendResult]) -> VendResult | None:
        result = await work  # the vend itself goes on to its end
        return None if part_of(order) == part else result

    proposal = await proposed(till)
    assert proposal.key_change is not None
    end = await till.key_change(proposal.key_change, asking)
    assert end.error is None
    assert (part_of(end.last.sale.order) if end.last else 0) == part - 1
    change = await stored(till)
    assert posts(till, change) == [(each, 1) for each in range(1, part + 1)]
    assert change.unfinished is (part < 4)


# Going on.


@pytest.mark.parametrize("fault", ["no-permission", "session-expired"])
@pytest.mark.parametrize("part", [2, 3, 4])
async def test_the_rest_is_asked_for_with_the_same_value_and_reason(till: Counter, part: int, fault: str) -> None:
    first = change_of(await issue(till, await proposed(till, value="12"), break_at(part, arm(fault))))
    till.begin()
    proposal = await till.key_change.propose_rest(METER)
    assert proposal.key_change is not None
    assert proposal.key_change.known == first
    assert [part_of(order) for order in proposal.key_change.orders] == list(range(part, 5))
    end = await issue(till, proposal)
    change = change_of(end)
    assert change.complete
    assert change.set_uid == first.set_uid
    assert {(s.order.management.value, s.order.management.reason) for s in change.sales if s.order.management} == {
        (12, "new supply group")
    }
    assert posts(till, change) == [
        *((each, 1) for each in range(1, part + 1)),
        *((each, 1) for each in range(part, 5)),
    ]
    assert [len(till.minted(sale.order)) for sale in change.held.values()] == [1, 1, 1, 1]
    with pytest.raises(Refused, match="No key change of this meter is unfinished"):
        await till.key_change.propose_rest(METER)


@pytest.mark.parametrize("end", ["recovered", "not_issued", "lost"])
@pytest.mark.parametrize("part", PARTS)
async def test_a_doubt_holds_the_set_until_it_ends(till: Counter, part: int, end: str) -> None:
    first = change_of(await issue(till, await proposed(till), break_at(part, arm("lost-after"))))
    doubtful = first.sales[-1]
    for again in (till.key_change.propose_rest(METER), proposed(till)):
        with pytest.raises(MeterHeld) as held:
            await again
        assert held.value.receipt_no == doubtful.receipt_no
    settled = await settle(till, doubtful, end)
    change = await stored(till)
    assert (part in change.held) is (end == "recovered")
    if part == 4 and end == "recovered":
        assert change.complete
        assert change.tokens[-1] == FOUND
        return
    if part == 1 and end == "not_issued":
        assert not change.unfinished  # nothing was issued: there is nothing to go on with
        return
    proposal = await till.key_change.propose_rest(METER)
    assert proposal.key_change is not None
    wanted = list(range(part + (end == "recovered"), 5))
    assert [part_of(order) for order in proposal.key_change.orders] == wanted
    change = change_of(await issue(till, proposal))
    assert change.complete
    assert len(till.requests(settled.order)) == 1
    assert (FOUND in change.tokens) is (end == "recovered")


async def test_with_a_supervisors_leave_only_what_is_not_in_doubt_is_asked_for(till: Counter) -> None:
    first = change_of(await issue(till, await proposed(till), break_at(2, arm("lost-after"))))
    proposal = await till.key_change.propose_rest(METER, doubt=supervisor())
    assert proposal.key_change is not None
    orders = proposal.key_change.orders
    assert [part_of(order) for order in orders] == [3, 4]
    assert {order.overridden_by for order in orders} == {"Grace"}
    change = change_of(await issue(till, proposal))
    assert (list(change.held), change.unknown, change.missing) == ([1, 3, 4], (2,), ())
    with pytest.raises(Refused, match=rf"^Section 2 of key change {first.name} may have been issued: settle that"):
        await till.key_change.propose_rest(METER, doubt=supervisor())
    await settle(till, first.sales[-1], "recovered")
    assert (await stored(till)).complete
    assert (await till.meters.look_up(METER)).unfinished is None


async def test_a_bad_check_digit_is_passed_for_every_part_or_for_none(till: Counter) -> None:
    proposal = await till.key_change.propose(BAD_CHECK, value="0", reason="x", override="the label says so")
    assert proposal.key_change is not None
    assert {order.override for order in proposal.key_change.orders} == {"the label says so"}


# Another set instead.


async def test_a_new_set_passes_an_unfinished_one_by_and_says_so(till: Counter) -> None:
    first = change_of(await issue(till, await proposed(till), break_at(3, arm("no-permission"))))
    proposal = await proposed(till, value="9")
    assert proposal.key_change is not None
    assert (proposal.key_change.before, proposal.key_change.known) == (first, None)
    second = change_of(await issue(till, proposal, break_at(2, arm("no-permission"))))
    assert second.set_uid != first.set_uid
    view = await till.meters.look_up(METER)
    assert view.unfinished == second
    rest = await till.key_change.propose_rest(METER)
    assert rest.key_change is not None
    assert {o.management.value for o in rest.key_change.orders if o.management} == {9}


async def test_a_second_key_change_within_minutes_is_asked_about(till: Counter) -> None:
    first = change_of(await issue(till, await proposed(till)))
    again = await proposed(till)
    assert again.key_change is not None
    assert again.key_change.before == first
    till.clock.ahead = timedelta(minutes=11)
    later = await proposed(till)
    assert later.key_change is not None
    assert later.key_change.before is None


# Over a restart.


@pytest.mark.parametrize("step", ["prepare", "sending", "answered", "conclude"])
@pytest.mark.parametrize("part", PARTS)
async def test_a_set_that_a_power_cut_ends_is_found_again(
    server: SimulatorServer, tmp_path: Path, part: int, step: str
) -> None:
    def cut(counter: Counter, _order: Order) -> None:
        def heard(now: str) -> None:
            if now == step:
                raise PowerCut

        counter.journal.heard = heard

    async with running(Counter(server, tmp_path)) as before:
        before.begin()
        proposal = await proposed(before)
        with pytest.raises(PowerCut):
            await issue(before, proposal, break_at(part, cut))
    async with running(Counter(server, tmp_path)) as counter:
        counter.begin()
        recovered = await counter.recover()
        sent = step in {"answered", "conclude"}
        # An answer that was on its way to the disk when the power went is one that nobody has.
        state = {"sending": VendState.NOT_SENT, "answered": VendState.IN_DOUBT, "conclude": VendState.ISSUED}.get(
            step
        )
        assert [sale.state for sale in recovered.sales] == ([state] if state else [])
        parts = await counter.journal.key_change(METER)
        assert [part_of(sale.order) for sale in parts] == list(range(1, part + (step != "prepare")))
        if not parts:
            return
        change = KeyChangeSet(parts)
        held = part if step == "conclude" else part - 1
        assert list(change.held) == list(range(1, held + 1))
        assert [len(counter.requests(sale.order)) for sale in change.sales] == [1] * (part - 1) + (
            [int(sent)] if step != "prepare" else []
        )
        if not change.unfinished:
            assert change.complete or (part == 1 and step == "sending")
            return
        if step == "answered":
            with pytest.raises(MeterHeld):
                await counter.key_change.propose_rest(METER)
            return
        rest = await counter.key_change.propose_rest(METER)
        assert rest.key_change is not None
        assert [part_of(order) for order in rest.key_change.orders] == list(range(held + 1, 5))
        assert change_of(await issue(counter, rest)).complete


async def test_a_set_without_a_slip_is_named_after_a_cut_and_one_with_a_slip_is_not(till: Counter) -> None:
    end = await issue(till, await proposed(till))
    assert end.last is not None
    assert (await till.recover(ended_badly=True)).unprinted == await till.journal.sale(end.last.sale.receipt_no)
    await till.make_slip(end.last.sale, operator="amina", medium="pdf")
    assert (await till.recover(ended_badly=True)).unprinted is None


async def test_an_unfinished_set_has_no_slip_and_so_was_not_printed(till: Counter) -> None:
    end = await issue(till, await proposed(till), break_at(1, arm("lost-after")))
    assert end.last is not None
    override = await till.key_change.propose_rest(METER, doubt=supervisor())
    rest = await issue(till, override)
    assert rest.last is not None
    assert (await till.recover(ended_badly=True)).unprinted == replace(rest.last.sale)
