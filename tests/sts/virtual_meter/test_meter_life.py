"""A meter's whole life at random: nothing that is done to it makes or loses energy, or a state that can't be kept."""

import json
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sts.virtual_meter.meter_cases import NUMBER, SECOND, credit, fitting, management, new_meter, sections

from vendingdesk.sts.virtual_meter import TENTH, Effect, Key, Refusal, Relay, meter_from, state_of

NEW = fitting(NUMBER, tariff_index="02")
SECTIONS = sections(NEW)


class Life(RuleBasedStateMachine):
    """Keeps account of what went in and out beside the meter."""

    def __init__(self) -> None:
        super().__init__()
        self.meter = new_meter()
        self.bought = 0
        self.cleared = 0
        self.taken: set[str] = set()

    def type(self, token: str) -> None:
        before = self.meter.credit
        outcome = self.meter.type_token(token, self.meter.at)
        if outcome.refusal is not None:
            assert self.meter.credit == before
            return
        if outcome.effect is not Effect.KEY_SECTION:
            assert token not in self.taken  # nothing is taken twice
        if outcome.effect is Effect.CREDIT:
            self.bought += outcome.value
            assert self.meter.credit == before + outcome.value * TENTH
        elif outcome.effect is Effect.CREDIT_CLEARED:
            self.cleared += before
        if outcome.effect in {Effect.CREDIT, Effect.CREDIT_CLEARED, Effect.POWER_LIMIT}:
            self.taken.add(token)
        elif outcome.effect is Effect.KEY_CHANGED:
            assert self.meter.fitting == NEW

    @initialize(tenths=st.integers(0, 50), watts=st.sampled_from([0, 60, 2000]))
    def begin(self, tenths: int, watts: int) -> None:
        """Most lives begin with some credit and a load: what runs down is what matters."""
        self.type(credit(tenths, 200))
        self.connect(watts)

    @rule(tenths=st.sampled_from([1, 256, 2_000_000]), minute=st.integers(0, 3), new=st.booleans())
    def buy(self, tenths: int, minute: int, *, new: bool) -> None:
        self.type(credit(tenths, minute, of=NEW if new else None))

    @rule(kind=st.sampled_from([(0, 500), (0, 5000), (1, 0xFFFF), (5, 0)]), minute=st.integers(91, 94))
    def manage(self, kind: tuple[int, int], minute: int) -> None:
        self.type(management(*kind, minute))

    @rule(token=st.sampled_from(SECTIONS))
    def change_key(self, token: str) -> None:
        self.type(token)

    @rule(digits=st.text("0123456789", min_size=1, max_size=21))
    def fumble(self, digits: str) -> None:
        before = self.meter.credit
        outcome = self.meter.type_token(digits, self.meter.at)
        assert outcome.effect in {None, Effect.SHOWN}
        assert self.meter.credit == before

    @rule(keys=st.lists(st.sampled_from(list(Key)), max_size=6))
    def play(self, keys: list[Key]) -> None:
        for key in keys:
            self.meter.press(key, self.meter.at)

    @rule(watts=st.sampled_from([0, 60, 2000, 12_000]))
    def connect(self, watts: int) -> None:
        self.meter.connect_load(watts, self.meter.at)

    @rule()
    def open_it(self) -> None:
        self.meter.tamper(self.meter.at)
        assert self.meter.relay is Relay.TAMPER

    @rule(microseconds=st.integers(0, 10**10))
    def wait(self, microseconds: int) -> None:
        on, load, before = self.meter.relay, self.meter.registers.supply.load, self.meter.credit
        self.meter.pass_time(self.meter.at + timedelta(microseconds=microseconds))
        if on is Relay.CLOSED:
            assert self.meter.credit == max(before - load * microseconds, 0)
        elif on is not Relay.OVERLOAD:
            assert self.meter.credit == before

    @rule()
    def wait_for_the_lock(self) -> None:
        self.meter.pass_time(self.meter.at + self.meter.locked_s * SECOND)
        assert self.meter.locked_s == 0

    @rule()
    def cut_the_power(self) -> None:
        """What is kept is the meter; what was typed and shown is gone."""
        self.meter = meter_from(json.loads(json.dumps(state_of(self.meter))))

    @invariant()
    def energy_adds_up(self) -> None:
        supply = self.meter.registers.supply
        assert supply.credit + supply.total + self.cleared == self.bought * TENTH
        assert supply.credit >= 0

    @invariant()
    def it_can_be_kept(self) -> None:
        state = state_of(self.meter)
        assert state_of(meter_from(json.loads(json.dumps(state)))) == state

    @invariant()
    def it_shows_something(self) -> None:
        assert self.meter.display.text
        if self.meter.locked_s:
            assert self.meter.press(Key.ENTER, self.meter.at).refusal is Refusal.LOCKED


Life.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase
