"""Start-up after a crash: what is on the disk decides, and nothing is ever asked of the server again."""

from pathlib import Path

import pytest
from counter.counter_parts import DISK_FULL, MAGIC, METER, NEIGHBOUR, Counter, running

from vendingdesk.counter.recovery import Recovered
from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.domain.outcome import Declined, DoubtCause, Issued, NothingSent, NotSentCause, RefusalReason, Unclear
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.simulator.server import SimulatorServer


class PowerCut(BaseException):
    """The machine is off: nothing after it is done."""


async def crash(server: SimulatorServer, folder: Path, before: str, meter: str = METER, amount: str = "10") -> Sale:
    """Sell until right before a step of the journal, and leave the journal as it is at that moment."""

    def cut(step: str) -> None:
        if step == before:
            raise PowerCut

    async with running(Counter(server, folder)) as counter:
        counter.begin()
        proposal = await counter.sell_credit.propose(meter, amount, override="a test")
        counter.journal.heard = cut
        with pytest.raises(PowerCut):
            await counter.sell_credit(proposal)
        [sale] = [sale for sale in await counter.journal.sales() if sale.order == proposal.order]
        return sale


async def test_prepared_becomes_not_sent(server: SimulatorServer, tmp_path: Path) -> None:
    left = await crash(server, tmp_path, "sending")
    assert left.state is VendState.PREPARED
    async with running(Counter(server, tmp_path)) as counter:
        [sale] = (await counter.recover()).sales
        assert sale.uid == left.uid
        assert sale.outcome == NothingSent(NotSentCause.INTERRUPTED, "the program ended before anything was sent")
        assert sale.state is VendState.NOT_SENT
        assert counter.requests(left.order) == []
        assert counter.steps(left.order) == ["prepared", "concluded"]
        assert await counter.journal.sale(left.receipt_no) == sale


async def test_sending_without_an_answer_becomes_a_doubt(server: SimulatorServer, tmp_path: Path) -> None:
    left = await crash(server, tmp_path, "answered")
    assert left.state is VendState.SENDING
    async with running(Counter(server, tmp_path)) as counter:
        [sale] = (await counter.recover()).sales
        assert sale.state is VendState.IN_DOUBT
        assert isinstance(sale.outcome, Unclear)
        assert sale.outcome.cause is DoubtCause.INTERRUPTED
        assert counter.steps(left.order) == ["prepared", "sending", "concluded"]
        assert len(counter.requests(left.order)) == 1  # that of before
        counter.begin()
        with pytest.raises(Refused, match=f"The result of {sale.receipt_no} for this meter is unknown"):
            await counter.sell_credit.propose(METER, "25")


@pytest.mark.parametrize(
    ("meter", "state", "kind"),
    [
        (METER, VendState.ISSUED, Issued),
        (MAGIC["several-tokens"], VendState.ISSUED, Issued),
        (MAGIC["not-found"], VendState.REFUSED, Declined),
        (MAGIC["session-expired"], VendState.REFUSED, Declined),
        (MAGIC["panic"], VendState.IN_DOUBT, Unclear),
        (MAGIC["cut-connection"], VendState.IN_DOUBT, Unclear),
    ],
)
async def test_an_answer_on_disk_is_read_again(
    server: SimulatorServer, tmp_path: Path, meter: str, state: VendState, kind: type
) -> None:
    left = await crash(server, tmp_path, "conclude", meter)
    assert left.state is VendState.SENDING
    async with running(Counter(server, tmp_path)) as counter:
        [sale] = (await counter.recover()).sales
        assert sale.state is state
        assert isinstance(sale.outcome, kind)
        assert set(sale.tokens) == (
            {token for entry in counter.minted(left.order) for token in entry.tokens} if kind is Issued else set()
        )
        if isinstance(sale.outcome, Declined):
            assert sale.outcome.reason in (RefusalReason.NO_SUCH_METER, RefusalReason.SESSION_ENDED)
        assert len(counter.requests(left.order)) == 1
        assert counter.steps(left.order) == ["prepared", "sending", "answered", "concluded"]


async def test_the_token_read_again_is_the_one_that_the_vend_would_have_shown(
    server: SimulatorServer, tmp_path: Path
) -> None:
    left = await crash(server, tmp_path, "conclude")
    async with running(Counter(server, tmp_path)) as counter:
        await counter.recover()
        [sale] = await counter.journal.sales()
        raw = await counter.journal.raw_answer(left.uid)
        assert raw is not None
        assert sale.outcome == counter.client.read(left.order, raw)
        assert (await counter.meters.look_up(METER)).last == sale


async def test_several_at_once_and_only_once(server: SimulatorServer, tmp_path: Path) -> None:
    left = [
        await crash(server, tmp_path, before, meter)
        for before, meter in (("sending", METER), ("answered", NEIGHBOUR), ("conclude", MAGIC["slow"]))
    ]
    async with running(Counter(server, tmp_path)) as counter:
        seen = len(server.traffic.seen)
        found = await counter.recover()
        assert [sale.uid for sale in found.sales] == [sale.uid for sale in left]
        counts = {state: found.count(state) for state in VendState if found.count(state)}
        assert counts == {VendState.NOT_SENT: 1, VendState.IN_DOUBT: 1, VendState.ISSUED: 1}
        assert await counter.recover() == Recovered(())
        assert len(server.traffic.seen) == seen
        counter.begin()
        assert (await counter.sell(METER, "3")).sale.number == 4


async def test_nothing_to_do_after_a_good_end(server: SimulatorServer, tmp_path: Path) -> None:
    async with running(Counter(server, tmp_path)) as counter:
        counter.begin()
        for meter in (METER, MAGIC["panic"], MAGIC["not-found"]):
            await counter.sell(meter)
    async with running(Counter(server, tmp_path)) as counter:
        assert (await counter.recover()).sales == ()


async def test_a_full_disk_at_start_up_is_said(server: SimulatorServer, tmp_path: Path) -> None:
    left = await crash(server, tmp_path, "answered")
    async with running(Counter(server, tmp_path)) as counter:
        counter.journal.full_at = {"conclude"}
        with pytest.raises(EnvironmentFault) as fault:
            await counter.recover()
        assert str(fault.value) == DISK_FULL
        counter.journal.full_at = set()
        assert [sale.uid for sale in (await counter.recover()).sales] == [left.uid]


@pytest.mark.parametrize("ended_badly", [True, False])
async def test_a_token_of_a_run_that_was_cut_off_is_named_until_it_has_a_slip(
    server: SimulatorServer, tmp_path: Path, ended_badly: bool
) -> None:
    async with running(Counter(server, tmp_path)) as counter:
        counter.begin()
        sale = (await counter.sell()).sale
    async with running(Counter(server, tmp_path)) as counter:
        found = await counter.recover(ended_badly=ended_badly)
        assert found == Recovered((), sale if ended_badly else None, cut_off=ended_badly)
        await counter.journal.slip_made(
            sale.uid, kind=SlipKind.SALE, operator="ama", medium="pdf", at=counter.clock.now()
        )
        assert (await counter.recover(ended_badly=True)).unprinted is None


async def test_what_was_settled_just_now_is_not_named_twice(server: SimulatorServer, tmp_path: Path) -> None:
    left = await crash(server, tmp_path, "conclude")
    async with running(Counter(server, tmp_path)) as counter:
        found = await counter.recover(ended_badly=True)
        assert [sale.uid for sale in found.sales] == [left.uid]
        assert found.unprinted is None


async def test_an_empty_book_names_nothing(server: SimulatorServer, tmp_path: Path) -> None:
    async with running(Counter(server, tmp_path)) as counter:
        assert await counter.recover(ended_badly=True) == Recovered(cut_off=True)
