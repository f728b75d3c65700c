"""Kill −9 at any moment of a key change: the next press asks for what is missing, and for nothing else."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from proof.proof_points import POINTS
from proof.proof_promises import facts_of, hold
from proof.proof_tally import row, several
from proof.proof_tills import KILLED, Tills

from vendingdesk.domain.key_change import PARTS, KeyChangeSet
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.simulator.server import SimulatorServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed as on Unix")

METER = "0128244400031"
PRESS = [(METER, "key")]


@pytest.fixture(scope="module")
def tills() -> Iterator[Tills]:
    with Tills() as source:
        yield source


def runs() -> list[tuple[str, int]]:
    """Every point, each at another section; in the full form at each."""
    if several(0, 1):
        return [(point, part) for point in POINTS for part in PARTS]
    return [(point, 1 + at % len(PARTS)) for at, point in enumerate(POINTS)]


@pytest.mark.parametrize(("point", "part"), runs())
def test_a_key_change_that_is_killed_goes_on_where_it_was(
    tills: Tills, tmp_path: Path, point: str, part: int
) -> None:
    folder = tmp_path / "till"
    shown = []

    def sales() -> tuple[Sale, ...]:
        facts = facts_of(folder, server, shown=shown)
        hold(facts)
        return facts.sales

    with SimulatorServer(slow_factor=0.01) as server:
        ended = tills.run(folder, server, PRESS, point=point, nth=part)
        assert ended.code == KILLED, f"{point} was never reached"
        shown += ended.shown
        shown += tills.run(folder, server, [], leave="close").shown
        state = POINTS[point].state
        left = sales()
        assert [sale.state for sale in left] == [VendState.ISSUED] * (part - 1) + [state] * (state is not None)
        whole = part == len(PARTS) and state is VendState.ISSUED
        if not whole:
            shown += tills.run(folder, server, PRESS, leave="close").shown
        now = sales()
        row("kill −9 in a key change").add(facts_of(folder, server, shown=shown), 1)
    assert now[: len(left)] == left
    if state is VendState.IN_DOUBT:
        assert now == left  # the meter is held: nothing is asked for
        return
    newest = now[-1].order.key_change
    assert newest is not None
    change = KeyChangeSet(
        tuple(sale for sale in now if sale.order.key_change and sale.order.key_change.set_uid == newest.set_uid)
    )
    assert change.complete
    begun = [sale for sale in left if sale.tokens]
    assert list(change.held.values())[: len(begun)] == begun  # what was there is not asked for again
    assert len(change.sales) == len(PARTS) + (part > 1 and state is VendState.NOT_SENT)
