"""Two programs at once: on one data folder only one sells; on two folders each sells its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from proof.proof_promises import Facts, facts_of, hold
from proof.proof_tally import row, several
from proof.proof_tills import Tills

from vendingdesk.domain.sale import VendState
from vendingdesk.simulator.meters import SAMPLE_METERS
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.simulator.vending import RECHARGE_PATH

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked as on Unix")

METERS = [sample.number for sample in SAMPLE_METERS]
ROUNDS = several(3, 36)


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Tills, Tills]]:
    with Tills() as one, Tills() as other:
        yield one, other


@pytest.fixture
def server() -> Iterator[SimulatorServer]:
    with SimulatorServer(slow_factor=0.05) as running:
        yield running


def counted(facts: Facts) -> Facts:
    row("two programs at once").add(facts, ROUNDS)
    return facts


def test_two_programs_on_one_folder_sell_once(
    pair: tuple[Tills, Tills], server: SimulatorServer, tmp_path: Path
) -> None:
    """Started in the same moment: one has the book, the other says so and sells nothing."""
    folder = tmp_path / "till"
    for meter in METERS[:ROUNDS]:
        server.faults.arm("slow", RECHARGE_PATH)  # the one that has the book keeps it while the other tries
        for tills in pair:
            tills.begin(folder, server, [(meter, "10")], leave="close")
        ended = [tills.ended(patient=True) for tills in pair]
        assert sorted(len(each.shown) for each in ended) == [0, 1]
        assert [each.failed for each in ended if each.failed] == [each.failed for each in ended if not each.shown]
        assert all("already open with the data folder" in each.failed for each in ended if not each.shown)
    facts = counted(facts_of(folder, server))
    hold(facts)
    assert len(facts.posts) == len(facts.minted) == len(facts.sales) == ROUNDS


def test_two_tills_sell_to_one_meter_at_the_same_time(
    pair: tuple[Tills, Tills], server: SimulatorServer, tmp_path: Path
) -> None:
    """Two people sold: two tokens, each in its own book, in neither the other's."""
    folders = [tmp_path / "left", tmp_path / "right"]
    for _ in range(ROUNDS):
        for tills, folder in zip(pair, folders, strict=True):
            tills.begin(folder, server, [(METERS[0], "10")], leave="close")
        assert all(len(tills.ended().shown) == 1 for tills in pair)
    requests = [{sale.order.request_id for sale in facts_of(folder, server).sales} for folder in folders]
    for folder, elsewhere in zip(folders, reversed(requests), strict=True):
        facts = counted(facts_of(folder, server, elsewhere=elsewhere))
        hold(facts)
        assert [sale.state for sale in facts.sales] == [VendState.ISSUED] * ROUNDS
    assert len(server.ledger.tokens) == 2 * ROUNDS


def test_a_killed_program_leaves_no_lock(pair: tuple[Tills, Tills], server: SimulatorServer, tmp_path: Path) -> None:
    one, other = pair
    assert one.run(tmp_path / "till", server, [(METERS[0], "10")], leave="kill").shown
    assert other.run(tmp_path / "till", server, [(METERS[1], "10")], leave="close").shown
    hold(facts_of(tmp_path / "till", server))
