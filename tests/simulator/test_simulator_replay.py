"""A house that reads the ledger knows what the house that wrote it knows."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from vendingdesk.simulator import contents
from vendingdesk.simulator.behaviours import FAULTS
from vendingdesk.simulator.house import House
from vendingdesk.simulator.ledger import Ledger
from vendingdesk.simulator.times import server_time
from vendingdesk.simulator.vending import MANAGEMENT_PATH, RECHARGE_PATH, VendCall, Vending

METERS = ("0128244400031", "01490819354")
MIDNIGHT = 1753891140.0  # 2025-07-30 23:59 at the server: the reserved minute is near

charges = st.tuples(st.just(RECHARGE_PATH), st.fixed_dictionaries({"money": st.integers(0, 500_000)}))
sections = st.tuples(
    st.just(MANAGEMENT_PATH),
    st.fixed_dictionaries(
        {"method": st.just(1), "subClass": st.sampled_from((3, 4, 8, 9)), "value": st.sampled_from((0, 0, 0, 5, 100))}
    ),
)
others = st.tuples(
    st.just(MANAGEMENT_PATH),
    st.fixed_dictionaries({"method": st.just(1), "subClass": st.integers(0, 12), "value": st.just(0)}),
)
calls = st.lists(
    st.tuples(
        st.one_of(charges, sections, sections, sections, others),
        st.sampled_from((*METERS, METERS[0], "0128244400032")),
        st.sampled_from((0.0, 0.0, 20.0, 60.0, -300.0)),
        st.sampled_from((None, None, None, "several-tokens", "wrong-class", "lost-after", "not-found", "quota")),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(made=calls)
def test_reading_the_ledger_is_having_been_there(made: Any) -> None:
    ledger, live, now = Ledger(None), House(), MIDNIGHT
    vending = Vending(ledger, live, random.Random, clock=lambda: now, kind="currency", value_in_kwh=False)
    for (path, fields), meter, later, fault in made:
        now += later
        body = json.dumps({"meterNo": meter, **fields}).encode()
        vending.answer(VendCall("r", path, body), FAULTS[fault] if fault else None)
    tokens = [token for token in ledger.tokens if int(token) >> 27 & 3 == 0]
    assert len(set(tokens)) == len(tokens)
    read = House()
    read.replay(ledger.entries)
    for meter in METERS:
        assert read.fitting(meter) == live.fitting(meter)
        for value in (0, 5):  # a change under way is the same one, to its last section
            for wanted in (*contents.management(3, Decimal(value), 4), *contents.credit(Fraction(1), 1)):
                minted = [house.mint(meter, [wanted], server_time(now), random.Random(4)) for house in (read, live)]
                assert minted[0] == minted[1]
