"""The vend: each step on disk before it is taken, one POST at the most, and no token ever thrown away."""

import asyncio
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from counter.counter_parts import BAD_CHECK, DISK_FULL, MAGIC, METER, NEIGHBOUR, Counter, FailingJournal, running

from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import EnvironmentFault, Refused, SessionExpired
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.outcome import (
    Declined,
    DoubtCause,
    Issued,
    NothingSent,
    NotSentCause,
    Outcome,
    RawAnswer,
    RefusalReason,
    TokenWarning,
    Unclear,
)
from vendingdesk.domain.sale import MoveRefused, Order, Sale, VendState
from vendingdesk.simulator.server import SimulatorServer

WHOLE = ["prepared", "sending", "answered", "concluded"]
UNANSWERED = ["prepared", "sending", "concluded"]
UNSENT = ["prepared", "concluded"]

ISSUED = {
    METER: (),
    MAGIC["slow"]: (),
    MAGIC["code-text"]: (),
    MAGIC["two-documents"]: (),
    MAGIC["dashed-form"]: (),
    MAGIC["observed-keys"]: (),
    MAGIC["thousand-digits"]: None,
    MAGIC["value-kwh"]: None,
    MAGIC["several-tokens"]: (TokenWarning.SEVERAL,),
    MAGIC["wrong-class"]: (TokenWarning.WRONG_CLASS,),
}
REFUSED = {
    MAGIC["not-found"]: RefusalReason.NO_SUCH_METER,
    MAGIC["refused-500"]: RefusalReason.NO_SUCH_METER,
    MAGIC["no-permission"]: RefusalReason.NOT_ALLOWED,
    MAGIC["quota"]: RefusalReason.QUOTA_USED_UP,
    MAGIC["wrong-path"]: RefusalReason.WRONG_ADDRESS,
    MAGIC["session-expired"]: RefusalReason.SESSION_ENDED,
    MAGIC["session-6401"]: RefusalReason.SESSION_ENDED,
}
IN_DOUBT = {
    MAGIC["lost-after"]: UNANSWERED,
    MAGIC["lost-before"]: UNANSWERED,
    MAGIC["bad-gateway"]: WHOLE,
    MAGIC["gateway-timeout"]: WHOLE,
    MAGIC["cut-short"]: WHOLE,
    MAGIC["cut-connection"]: WHOLE,
    MAGIC["panic"]: WHOLE,
    MAGIC["unknown-text"]: WHOLE,
    MAGIC["no-form"]: WHOLE,
    MAGIC["no-data"]: WHOLE,
    MAGIC["html"]: WHOLE,
    MAGIC["gzip-bomb"]: WHOLE,
    MAGIC["nested"]: WHOLE,
}
ENDS = {MAGIC["session-expired"], MAGIC["session-6401"]}
NAMES = {number: name for name, number in MAGIC.items()}


def named(meter: str) -> str:
    return NAMES.get(meter, "plain")


async def stored(till: Counter, result: VendResult) -> Sale:
    """The sale as the journal has it; it is what was handed out."""
    sale = await till.journal.sale(result.sale.receipt_no)
    assert sale is not None
    return sale


@pytest.mark.parametrize("meter", ISSUED, ids=named)
async def test_issued(till: Counter, meter: str) -> None:
    result = await till.sell(meter)
    order = result.sale.order
    assert (result.sale.state, result.fault) == (VendState.ISSUED, "")
    assert isinstance(result.sale.outcome, Issued)
    [entry] = till.minted(order)
    assert result.sale.tokens == entry.tokens
    assert result.sale.outcome.flow_no == entry.flow_no
    assert ISSUED[meter] in (None, result.sale.outcome.warnings)
    assert len(till.requests(order)) == 1
    assert till.steps(order) == WHOLE
    assert await stored(till, result) == result.sale
    assert till.session.open
    assert till.vending.in_flight == ()


@pytest.mark.parametrize("meter", REFUSED, ids=named)
async def test_refused(till: Counter, meter: str) -> None:
    result = await till.sell(meter)
    order = result.sale.order
    assert (result.sale.state, result.fault, result.sale.tokens) == (VendState.REFUSED, "", ())
    assert isinstance(result.sale.outcome, Declined)
    assert result.sale.outcome.reason is REFUSED[meter]
    assert result.sale.outcome.server_text
    assert len(till.requests(order)) == 1
    assert sum(len(entry.tokens) for entry in till.minted(order)) == 0
    assert till.steps(order) == WHOLE
    assert await stored(till, result) == result.sale
    assert till.session.open is (meter not in ENDS)


@pytest.mark.parametrize("meter", IN_DOUBT, ids=named)
async def test_in_doubt(till: Counter, meter: str) -> None:
    result = await till.sell(meter)
    order = result.sale.order
    assert (result.sale.state, result.fault, result.sale.tokens) == (VendState.IN_DOUBT, "", ())
    assert isinstance(result.sale.outcome, Unclear)
    assert len(till.requests(order)) == 1
    assert till.steps(order) == IN_DOUBT[meter]
    assert await stored(till, result) == result.sale
    assert till.session.open
    assert [sale.uid for sale in await till.history.doubts()] == [order.uid]


async def test_a_huge_answer_is_not_read_to_its_end_and_not_asked_for_again(till: Counter) -> None:
    result = await till.sell(MAGIC["huge"])
    assert result.sale.state in (VendState.ISSUED, VendState.IN_DOUBT)
    assert len(till.requests(result.sale.order)) == 1
    assert set(result.sale.tokens) <= set(till.minted(result.sale.order)[0].tokens)


async def test_not_sent_when_nobody_listens(till: Counter, tmp_path: Path) -> None:
    async with running(Counter(till.server, tmp_path / "other", url="http://127.0.0.1:1")) as alone:
        alone.begin()
        result = await alone.sell()
        assert (result.sale.state, result.fault) == (VendState.NOT_SENT, "")
        assert result.sale.outcome is not None
        assert isinstance(result.sale.outcome, NothingSent)
        assert result.sale.outcome.cause is NotSentCause.UNREACHABLE
        assert alone.steps(result.sale.order) == UNSENT
        again = await alone.sell_credit.propose(METER, "10")  # safe to press again, without a question
        assert (again.repeats, again.meter.doubts) == (None, ())
    assert till.requests(result.sale.order) == []


@pytest.mark.parametrize("kind", ManagementKind)
async def test_management_tokens_of_every_kind(till: Counter, kind: ManagementKind) -> None:
    value = "0" if kind in (ManagementKind.CLEAR_CREDIT, ManagementKind.CLEAR_TAMPER) else "50"
    result = await till.issue_token(await till.issue_token.propose(METER, kind, value=value, reason="asked for"))
    [entry] = till.minted(result.sale.order)
    assert (result.sale.state, result.sale.tokens, result.fault) == (VendState.ISSUED, entry.tokens, "")
    assert isinstance(result.sale.outcome, Issued)
    assert result.sale.outcome.warnings == ()
    assert entry.path.endswith("/meter-token/0")
    assert f'"subClass":{int(kind)},"value":{value}' in entry.body.replace(" ", "")
    assert till.steps(result.sale.order) == WHOLE


async def test_an_overridden_check_digit_meets_the_servers_own_refusal(till: Counter) -> None:
    result = await till.sell(BAD_CHECK, override="printed so on the meter")
    assert isinstance(result.sale.outcome, Declined)
    assert result.sale.outcome.reason is RefusalReason.NO_SUCH_METER
    assert "record not found" in result.sale.outcome.server_text
    assert (await stored(till, result)).order.override == "printed so on the meter"


class WatchingJournal(FailingJournal):
    """Looks at the server right before each step, from where only the journal stands."""

    server: SimulatorServer

    def watch(self, server: SimulatorServer) -> None:
        self.server = server
        self.seen: list[tuple[str, int, int]] = []

    def _look(self, step: str) -> None:
        self.seen.append((step, len(self.server.traffic.seen), len(self.server.ledger.entries)))

    async def sending(self, uid: str, at: datetime) -> Sale:
        self._look("sending")
        sale = await super().sending(uid, at)
        self._look("sent")
        return sale

    async def answered(self, uid: str, raw: RawAnswer) -> None:
        self._look("answered")
        await super().answered(uid, raw)

    async def conclude(self, uid: str, outcome: Outcome, at: datetime) -> Sale:
        self._look("conclude")
        return await super().conclude(uid, outcome, at)


async def test_sending_is_on_disk_before_the_server_hears_of_it(server: SimulatorServer, tmp_path: Path) -> None:
    watched = Counter(server, tmp_path / "watched", journal=WatchingJournal)
    journal = watched.journal
    assert isinstance(journal, WatchingJournal)
    journal.watch(server)
    async with running(watched):
        watched.begin()
        seen, minted = len(server.traffic.seen), len(server.ledger.entries)
        assert (await watched.sell()).sale.state is VendState.ISSUED
        assert journal.seen == [
            ("sending", seen, minted),
            ("sent", seen, minted),
            ("answered", seen + 1, minted + 1),
            ("conclude", seen + 1, minted + 1),
        ]


async def test_a_full_disk_at_the_first_step_sends_nothing(till: Counter) -> None:
    proposal = await till.sell_credit.propose(METER, "10")
    till.journal.full_at = {"prepare"}
    with pytest.raises(EnvironmentFault, match="disk is full"):
        await till.sell_credit(proposal)
    assert till.requests(proposal.order) == []
    assert till.steps(proposal.order) == []
    assert till.vending.in_flight == ()
    till.journal.full_at = set()
    assert (await till.sell_credit(proposal)).sale.state is VendState.ISSUED


async def test_a_full_disk_at_sending_keeps_the_first_byte_back(till: Counter) -> None:
    till.journal.full_at = {"sending"}
    result = await till.sell()
    assert (result.sale.state, result.fault) == (VendState.NOT_SENT, "")
    assert result.sale.outcome == NothingSent(NotSentCause.JOURNAL, DISK_FULL)
    assert till.requests(result.sale.order) == []
    assert till.minted(result.sale.order) == []
    assert till.steps(result.sale.order) == UNSENT


async def test_a_disk_that_stays_full_is_said_beside_the_result(till: Counter) -> None:
    till.journal.full_at = {"sending", "conclude"}
    result = await till.sell()
    assert (result.sale.state, result.fault) == (VendState.NOT_SENT, DISK_FULL)
    assert till.requests(result.sale.order) == []
    assert till.steps(result.sale.order) == ["prepared"]


async def test_sending_that_is_on_disk_though_its_commit_failed(till: Counter) -> None:
    till.journal.full_at, till.journal.after = {"sending"}, True
    result = await till.sell()
    assert result.sale.state is VendState.NOT_SENT
    assert result.fault.startswith("The journal did not take this result")
    assert till.requests(result.sale.order) == []
    assert till.steps(result.sale.order) == ["prepared", "sending"]
    assert [sale.state for sale in await till.journal.sales()] == [VendState.SENDING]  # a doubt at the next start


@pytest.mark.parametrize(
    ("full_at", "fault", "steps"),
    [
        ({"answered"}, "", UNANSWERED),
        ({"conclude"}, DISK_FULL, ["prepared", "sending", "answered"]),
        ({"answered", "conclude"}, DISK_FULL, ["prepared", "sending"]),
    ],
    ids=["answered", "concluded", "both"],
)
async def test_a_token_in_hand_is_never_thrown_away(
    till: Counter, full_at: set[str], fault: str, steps: list[str]
) -> None:
    till.journal.full_at = full_at
    result = await till.sell()
    [entry] = till.minted(result.sale.order)
    assert (result.sale.state, result.sale.tokens, result.fault) == (VendState.ISSUED, entry.tokens, fault)
    assert result.sale.concluded_at is not None
    assert till.steps(result.sale.order) == steps
    assert till.vending.in_flight == ()


@pytest.mark.parametrize("bug", [MoveRefused("K01-000001: no"), sqlite3.OperationalError("odd"), KeyError("x")])
async def test_not_even_by_a_bug_of_the_journal(till: Counter, bug: Exception) -> None:
    till.journal.full_at, till.journal.fault = {"conclude"}, bug
    result = await till.sell()
    assert result.sale.tokens == till.minted(result.sale.order)[0].tokens
    assert result.sale.state is VendState.ISSUED
    assert result.fault == (
        f"The journal did not take this result ({bug}). Note it on paper, then start Vending Desk again."
    )


async def test_an_unclear_result_on_a_full_disk_is_still_a_doubt(till: Counter) -> None:
    till.journal.full_at = {"conclude"}
    result = await till.sell(MAGIC["panic"])
    assert (result.sale.state, result.fault) == (VendState.IN_DOUBT, DISK_FULL)


async def test_two_vends_at_once_to_one_meter(till: Counter) -> None:
    first = await till.sell_credit.propose(METER, "10")
    second = await till.issue_token.propose(METER, ManagementKind.CLEAR_TAMPER, value="0", reason="sealed")
    one, two = await asyncio.gather(till.sell_credit(first), till.issue_token(second), return_exceptions=True)
    assert isinstance(one, VendResult)
    assert one.sale.state is VendState.ISSUED
    assert isinstance(two, Refused)
    assert str(two) == "A token for this meter is being asked for right now. Wait for its result."
    assert len(till.requests(first.order)) == 1
    assert till.requests(second.order) == []
    assert till.steps(second.order) == []
    after = await till.issue_token(second)  # what was refused before it was written may be pressed again
    assert after.sale.state is VendState.ISSUED


async def test_two_vends_at_once_to_two_meters(till: Counter) -> None:
    orders = [(await till.sell_credit.propose(meter, "10")) for meter in (METER, NEIGHBOUR)]
    running_vends = [asyncio.ensure_future(till.sell_credit(proposal)) for proposal in orders]
    await asyncio.wait_for(running_vends[0], 30)
    results = await asyncio.gather(*running_vends)
    assert {result.sale.state for result in results} == {VendState.ISSUED}
    assert {result.sale.number for result in results} == {1, 2}
    assert len({result.sale.tokens for result in results}) == 2


async def test_a_till_asks_for_three_tokens_at_once_and_for_no_fourth(till: Counter) -> None:
    meters = [METER, NEIGHBOUR, MAGIC["slow"], MAGIC["code-text"]]
    proposals = [await till.sell_credit.propose(meter, "10") for meter in meters]
    results = await asyncio.gather(*map(till.sell_credit, proposals), return_exceptions=True)
    assert [type(each) for each in results] == [VendResult, VendResult, VendResult, Refused]
    assert str(results[3]).startswith("The server has not answered 3 requests of this till yet.")
    assert till.steps(proposals[3].order) == []
    assert till.requests(proposals[3].order) == []
    assert (await till.sell_credit(proposals[3])).sale.state is VendState.ISSUED


async def test_a_vend_is_in_flight_from_its_first_entry_to_its_last(till: Counter) -> None:
    seen: dict[str, tuple[Order, ...]] = {}
    till.journal.heard = lambda step: seen.update({step: till.vending.in_flight})
    proposal = await till.sell_credit.propose(METER, "10")
    assert till.vending.in_flight == ()
    await till.sell_credit(proposal)
    assert seen == dict.fromkeys(["prepare", "sending", "answered", "conclude"], (proposal.order,))
    assert till.vending.in_flight == ()


async def test_nobody_is_asked_to_confirm_what_would_be_refused_anyway(till: Counter) -> None:
    under_way = [await till.sell_credit.propose(meter, "10") for meter in (METER, NEIGHBOUR, MAGIC["slow"])]
    first = asyncio.create_task(till.sell_credit(under_way[0]))
    await asyncio.sleep(0)
    assert len(till.vending.in_flight) == 1
    with pytest.raises(Refused, match="being asked for right now"):
        await till.sell_credit.propose(METER, "10")
    with pytest.raises(Refused, match="being asked for right now"):
        await till.issue_token.propose(METER, ManagementKind.CLEAR_TAMPER, value="0", reason="opened by an engineer")
    others = [asyncio.create_task(till.sell_credit(proposal)) for proposal in under_way[1:]]
    await asyncio.sleep(0)
    assert len(till.vending.in_flight) == 3
    with pytest.raises(Refused, match="has not answered 3 requests"):
        await till.sell_credit.propose(MAGIC["code-text"], "10")
    await asyncio.gather(first, *others)


async def test_one_proposal_is_one_sale_however_often_it_is_confirmed(till: Counter) -> None:
    proposal = await till.sell_credit.propose(METER, "10")
    together = await asyncio.gather(*[till.sell_credit(proposal) for _ in range(5)], return_exceptions=True)
    assert [type(each) for each in together] == [VendResult, *[Refused] * 4]
    with pytest.raises(MoveRefused):
        await till.sell_credit(proposal)
    assert len(till.requests(proposal.order)) == 1
    assert len(till.minted(proposal.order)) == 1
    assert till.steps(proposal.order) == WHOLE
    assert [sale.number for sale in await till.journal.sales()] == [1]


async def test_a_session_that_ends_mid_day_closes_and_a_new_one_sells(till: Counter) -> None:
    proposal = await till.sell_credit.propose(METER, "10")
    till.server.sessions.expire_all()
    assert till.session.open  # as far as we know
    result = await till.sell_credit(proposal)
    assert isinstance(result.sale.outcome, Declined)
    assert result.sale.outcome.reason is RefusalReason.SESSION_ENDED
    assert till.minted(proposal.order) == []
    assert not till.session.open
    assert till.session.username == "demo"
    with pytest.raises(SessionExpired, match="What you typed is still here"):
        await till.sell_credit.propose(METER, "10")
    await till.sign_in()
    again = await till.sell_credit.propose(METER, "10")
    assert again.repeats is None
    assert (await till.sell_credit(again)).sale.state is VendState.ISSUED


async def test_a_session_that_ended_before_the_confirmation_writes_nothing(till: Counter) -> None:
    proposal = await till.sell_credit.propose(METER, "10")
    till.session.end()
    with pytest.raises(SessionExpired):
        await till.sell_credit(proposal)
    assert till.steps(proposal.order) == []
    assert till.requests(proposal.order) == []


async def test_no_session_token_and_no_password_reaches_the_journal(till: Counter) -> None:
    await till.sign_in()
    secrets = [till.session.token().encode(), till.server.password.encode()]
    await till.sell()
    await till.sell(MAGIC["session-expired"])
    for file in till.folder.iterdir():
        data = file.read_bytes()
        assert not any(secret in data for secret in secrets), file.name


async def test_every_token_of_the_ledger_is_in_the_journal_or_in_doubt(till: Counter) -> None:
    meters = [METER, MAGIC["several-tokens"], MAGIC["lost-after"], MAGIC["not-found"], MAGIC["panic"], NEIGHBOUR]
    results = [await till.sell(meter, "10") for meter in meters]
    held = {token for result in results for token in result.sale.tokens}
    doubtful = {result.sale.order.request_id for result in results if result.sale.state is VendState.IN_DOUBT}
    ours = {result.sale.order.request_id for result in results}
    for entry in till.server.ledger.entries:
        if entry.request_id in ours:
            assert set(entry.tokens) <= held or entry.request_id in doubtful
    assert len(held) == 4
    assert isinstance(results[2].sale.outcome, Unclear)
    assert results[2].sale.outcome.cause is DoubtCause.NO_ANSWER
    numbers = [sale.number for sale in await till.journal.sales()]
    assert numbers == list(range(len(meters), 0, -1))
