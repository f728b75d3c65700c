"""Any order of sales, faults, full disks, crashes, restarts and settlements: the promises hold behind every step."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from proof import proof_promises as promises
from proof.proof_expected import EXPECTED
from proof.proof_machine import Servers, Till, Trouble
from proof.proof_promises import HELD, Facts
from proof.proof_tally import row, several

from vendingdesk.counter.recharge import MAYBE_SOLD
from vendingdesk.domain.doubt import Proof
from vendingdesk.domain.errors import EnvironmentFault, Refused, SessionExpired, SettlementRefused
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.simulator.meters import SAMPLE_METERS

METERS = [sample.number for sample in SAMPLE_METERS[:4]]
FAULTS = [name for name in EXPECTED if name != "gzip-bomb"]  # packing 64 MiB takes longer than a whole run
A_METER = st.sampled_from(METERS)
DOUBTFUL = [name for name in FAULTS if EXPECTED[name].vend.state is VendState.IN_DOUBT]
AN_ORDER = st.sampled_from(["10", "25", "5000W"])
ANY = st.integers(0, 99)
STEPS = ("prepare", "sending", "answered", "conclude")


class TillMachine(RuleBasedStateMachine):
    """A till, and what is done to it. What must hold behind every step are the invariants at its end."""

    servers: Servers

    def __init__(self) -> None:
        super().__init__()
        self.till = Till(self.servers.next())
        self._facts: Facts | None = None

    def teardown(self) -> None:
        self.till.restart()  # whatever was left open is settled by one more start
        row("any order of events (state machine)").add(self.till.facts(), self.till.runs)
        assert promises.broken(self.till.facts()) == []
        self.till.end()

    def vend(self, meter: str, asked: str, trouble: Trouble | None = None, *, override: bool = False) -> None:
        """A vend, refused exactly where a doubt holds the meter."""
        self._facts = None
        held = any(
            sale.order.meter == meter and sale.state in {VendState.IN_DOUBT, VendState.SENDING}
            for sale in self.till.facts().sales
        )
        posts = len(self.till.facts().posts)
        try:
            self.till.vend(meter, asked, trouble, override=override)
            assert override or not held or len(self.till.facts().posts) == posts
        except Refused:
            assert held
            assert not override
            assert len(self.till.facts().posts) == posts

    @rule(meter=A_METER, asked=AN_ORDER)
    def sell(self, meter: str, asked: str) -> None:
        self.vend(meter, asked)

    @rule()
    @precondition(lambda self: self.facts().sales)
    def sell_the_same_again(self) -> None:
        last = self.till.facts().sales[-1]
        if last.order.amount is None or not self.till.counter.session.open:
            return
        with suppress(Refused, SessionExpired):
            proposal = self.till.run(self.till.propose(last.order.meter, last.order.amount.text))
            recent = self.till.counter.clock.now() - last.prepared_at < timedelta(minutes=10)
            assert (proposal.repeats is not None) or not (recent and last.state in MAYBE_SOLD)
        self.vend(last.order.meter, last.order.amount.text)

    @rule(meter=A_METER, asked=AN_ORDER)
    def sell_to_a_held_meter_by_override(self, meter: str, asked: str) -> None:
        self.vend(meter, asked, override=True)

    @rule(meter=A_METER, asked=AN_ORDER)
    @precondition(lambda self: not self.till.full and not self.till.fault)
    def press_twice_in_one_moment(self, meter: str, asked: str) -> None:
        """Two confirmations that both passed every check: the second one is refused."""
        self._facts = None
        till, posts = self.till, len(self.till.facts().posts)
        if not till.counter.session.open:
            return

        async def both() -> list[object]:
            asked_for = [await till.propose(meter, asked) for _ in range(2)]
            return await asyncio.gather(
                *(till.counter.vending(each.order) for each in asked_for), return_exceptions=True
            )

        try:
            one, other = till.run(both())
        except SessionExpired:
            assert till.expired
            till.begin(till.counter)
        except Refused:
            pass
        else:
            assert isinstance(other, Refused)
            till.see(one)  # type: ignore[arg-type]
            assert len(till.facts().posts) == posts + 1

    @initialize(meter=A_METER, asked=AN_ORDER, fault=st.sampled_from(DOUBTFUL))
    def begin_with_a_doubt(self, meter: str, asked: str, fault: str) -> None:
        self.sell_under_a_fault(meter, asked, fault)

    @rule(meter=A_METER, asked=AN_ORDER, fault=st.sampled_from(FAULTS))
    def sell_under_a_fault(self, meter: str, asked: str, fault: str) -> None:
        self.till.arm(fault)
        self.vend(meter, asked)

    @rule()
    def restart(self) -> None:
        self._facts = None
        self.till.restart()

    @rule()
    def crash(self) -> None:
        self._facts = None
        self.till.crash()

    @rule(meter=A_METER, asked=AN_ORDER, nth=st.integers(1, len(STEPS)))
    def crash_in_the_middle_of_a_sale(self, meter: str, asked: str, nth: int) -> None:
        self.vend(meter, asked, Trouble(nth, crash=True))

    @rule(meter=A_METER, asked=AN_ORDER, nth=st.integers(1, len(STEPS)), lasting=st.booleans())
    def the_disk_is_full_at_the_nth_write(self, meter: str, asked: str, nth: int, lasting: bool) -> None:
        self.vend(meter, asked, Trouble(nth, lasting=lasting))

    @rule(full=st.booleans())
    def the_file_may_not_grow(self, full: bool) -> None:
        self._facts = None
        self.till.fill_disk(full=full)

    @rule()
    def the_server_ends_the_session(self) -> None:
        self.till.expire()

    @rule()
    def an_hour_passes(self) -> None:
        self.till.counter.clock.ahead += timedelta(hours=1)

    @rule(which=ANY)
    @precondition(lambda self: self.facts().sales)
    def print_a_slip(self, which: int) -> None:
        self._facts = None
        sales = self.till.facts().sales
        sale = sales[which % len(sales)]
        try:
            self.till.run(self.till.counter.make_slip(sale, operator="demo", medium="pdf"))
        except Refused:
            assert sale.state in {VendState.REFUSED, VendState.NOT_SENT, VendState.PREPARED}
            return
        except EnvironmentFault:
            assert self.till.full
            return
        after = self.till.facts().of(sale.order.request_id)
        assert after is not None
        assert after.copies == sale.copies + 1

    # Doubts

    def doubt(self, which: int) -> Sale:
        self._facts = None
        return self.till.doubts[which % len(self.till.doubts)]

    def is_still_in_doubt(self, sale: Sale) -> bool:
        return any(each.uid == sale.uid for each in self.till.doubts)

    @rule(which=ANY)
    @precondition(lambda self: self.facts().count(VendState.IN_DOUBT))
    def add_evidence(self, which: int) -> None:
        sale, doubts = self.doubt(which), self.till.counter.doubts
        with suppress(EnvironmentFault):
            self.till.run(doubts.add_evidence(sale, note="asked the utility", reference="ticket 7"))
        assert self.is_still_in_doubt(sale)

    @rule(which=ANY)
    @precondition(lambda self: self.facts().count(VendState.IN_DOUBT))
    def settle_by_what_the_server_knows(self, which: int) -> None:
        """With its token where one was minted, else as not issued, and that not before its time."""
        sale, till = self.doubt(which), self.till
        with suppress(EnvironmentFault):
            if till.minted(sale):
                try:
                    till.run(till.counter.doubts.recover(sale, till.typed(sale)))
                except SettlementRefused:
                    assert not till.is_of_its_class(sale)
                    assert self.is_still_in_doubt(sale)
                return
            self.not_issued(sale)

    def not_issued(self, sale: Sale) -> None:
        till = self.till
        words = {"proof": Proof.SERVER_RECORDS, "source": "their list", "reference": "ticket 7"}
        authority = till.run(till.supervisor())
        since = sale.concluded_at or sale.prepared_at
        if till.counter.clock.now() - since < timedelta(minutes=29):
            with pytest.raises(SettlementRefused):
                till.run(till.counter.doubts.not_issued(sale, authority=authority, **words))
            till.counter.clock.ahead += timedelta(hours=1)
        till.run(till.counter.doubts.not_issued(sale, authority=authority, **words))

    @rule(which=ANY)
    @precondition(lambda self: self.facts().count(VendState.IN_DOUBT))
    def settle_as_lost(self, which: int) -> None:
        sale, till = self.doubt(which), self.till
        if not till.minted(sale):
            return
        with suppress(EnvironmentFault):
            authority = till.run(till.supervisor())
            told = {"source": "the utility", "reference": "ticket 7"}
            till.run(till.counter.doubts.lost(sale, authority=authority, **told))

    @rule(which=ANY, lie=st.sampled_from(["token", "again", "meter", "amount", "another's"]))
    @precondition(lambda self: self.facts().count(VendState.IN_DOUBT))
    def settle_with_what_is_not_its_token(self, which: int, lie: str) -> None:
        sale, till = self.doubt(which), self.till
        held = [token for each in till.facts().sales if each.state in HELD for token in each.tokens]
        if not till.minted(sale) or (lie == "amount" and not sale.order.amount) or (lie == "another's" and not held):
            return
        other = {"token": "1234 5678", "again": "1" * 20, "meter": METERS[-1][::-1], "amount": "11"}
        mistyped = {"token": held[0], "again": held[0]} if lie == "another's" else {lie: other[lie]}
        with pytest.raises(SettlementRefused):
            till.run(till.counter.doubts.recover(sale, till.typed(sale, **mistyped)))
        assert self.is_still_in_doubt(sale)

    # What must hold behind every step

    def facts(self) -> Facts:
        if self._facts is None:
            self._facts = self.till.facts()
        return self._facts

    @invariant()
    def every_minted_token_is_held_or_doubted(self) -> None:
        """Every token that the server minted stands in the journal as ISSUED or RECOVERED, or its sale is a doubt."""
        assert promises.every_minted_token_is_held_or_doubted(self.facts()) == []

    @invariant()
    def no_token_is_held_that_was_not_minted(self) -> None:
        """No token stands in the journal that the server did not mint for that very request."""
        assert promises.no_token_is_held_that_was_not_minted(self.facts()) == []

    @invariant()
    def no_token_is_held_twice(self) -> None:
        """No token stands in the journal twice."""
        assert promises.no_token_is_held_twice(self.facts()) == []

    @invariant()
    def no_request_reaches_the_server_twice(self) -> None:
        """No request id reached the server twice, and none minted twice."""
        assert promises.no_request_reaches_the_server_twice(self.facts()) == []

    @invariant()
    def every_request_has_its_sale(self) -> None:
        """No vending request reached the server that the journal does not know."""
        assert promises.every_request_has_its_sale(self.facts()) == []

    @invariant()
    def nothing_reached_the_server_for_a_sale_not_sent(self) -> None:
        """A sale that says NOT_SENT has no request at the server."""
        assert promises.nothing_reached_the_server_for_a_sale_not_sent(self.facts()) == []

    @invariant()
    def nothing_was_minted_for_a_definite_no(self) -> None:
        """A sale that says REFUSED or NOT_ISSUED minted nothing."""
        assert promises.nothing_was_minted_for_a_definite_no(self.facts()) == []

    @invariant()
    def no_sale_is_left_unfinished(self) -> None:
        """No sale stays PREPARED or SENDING: it has an outcome, or it is awaited by a till that runs."""
        assert promises.no_sale_is_left_unfinished(self.facts()) == []

    @invariant()
    def receipt_numbers_have_no_gap(self) -> None:
        """Receipt numbers run from 1 on, without a gap and without a double."""
        assert promises.receipt_numbers_have_no_gap(self.facts()) == []

    @invariant()
    def the_chain_is_unbroken(self) -> None:
        """``verify`` finds the journal unbroken from end to end."""
        assert promises.the_chain_is_unbroken(self.facts()) == []

    @invariant()
    def what_was_shown_stays(self) -> None:
        """What a person was shown without a warning stands in the journal so; only a doubt may be settled later."""
        assert promises.what_was_shown_stays(self.facts()) == []

    @invariant()
    def only_a_held_sale_has_tokens(self) -> None:
        """A sale that is ISSUED or RECOVERED has at least one token, and no other sale has any."""
        assert promises.only_a_held_sale_has_tokens(self.facts()) == []


def test_every_promise_is_an_invariant() -> None:
    for promise in promises.PROMISES:
        assert getattr(TillMachine, promise.__name__).__doc__ == promise.__doc__


def test_the_promises_hold_in_any_order_of_events() -> None:
    """Derandomised: the same runs each time; a failure prints the steps that lead to it."""
    bounded = settings(
        max_examples=several(30, 600),
        stateful_step_count=several(14, 16),
        derandomize=True,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    with Servers() as TillMachine.servers:
        run_state_machine_as_test(TillMachine, settings=bounded)
