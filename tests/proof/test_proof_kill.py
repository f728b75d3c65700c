"""Kill −9 at any moment of a sale: the next start finds every token, or says that it doubts.

Real processes, real books, a real server that lives on. Runs follow each other on the same books, so that what one
does wrong would be found by all that come after it.
"""

import http.client
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from proof.proof_points import POINTS, START_POINTS
from proof.proof_promises import VENDS, Facts, Shown, broken, facts_of, hold
from proof.proof_tally import row, several
from proof.proof_tills import KILLED, Ended, Tills

from vendingdesk.domain.sale import VendState
from vendingdesk.simulator.meters import SAMPLE_METERS
from vendingdesk.simulator.server import SimulatorServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed as on Unix")

SEED = 20_260_730
RUNS_A_BOOK = 30
"""A doubt blocks its meter for good, and the server knows three dozen meters."""
SALES = 3
FAULTS = ("", "", "", "slow", "drip", "not-found", "lost-after", "several-tokens", "panic")
"""What the server does while a till is killed at random; mostly nothing odd."""


@dataclass(frozen=True)
class Run:
    """One run: where it ends, and what the server does meanwhile.

    ``share`` is the random moment as a part of the measured length of its sales, or of its start; ``then`` is where
    the start behind it is ended too.
    """

    point: str = ""
    nth: int = 1
    share: float | None = None
    since: str = "sale"
    fault: str = ""
    then: str = ""


@dataclass
class Shop:
    """One set of books with its server, from run to run."""

    tills: Tills
    folder: Path
    server: SimulatorServer
    spans: dict[str, float]
    shown: list[Shown] = field(default_factory=list)
    runs: int = 0

    def facts(self) -> Facts:
        return facts_of(self.folder, self.server, shown=self.shown)

    def sales(self, number: int = SALES) -> list[tuple[str, str]]:
        """What to sell next: credit and a management token, to meters that nobody doubts."""
        doubted: set[str] = set()
        if self.runs:
            doubted = {sale.order.meter for sale in self.facts().sales if sale.state is VendState.IN_DOUBT}
        free = [sample.number for sample in SAMPLE_METERS if sample.number not in doubted]
        return [
            (free[(self.runs * SALES + at) % len(free)], ("10", "5000W", "12.5")[(self.runs + at) % 3])
            for at in range(number)
        ]

    def till(self, sales: list[tuple[str, str]], **more: object) -> Ended:
        """One till, and then a moment in which the server has dealt with all that reached it."""
        ended = self.tills.run(self.folder, self.server, sales, **more)
        self.shown += ended.shown
        self.server.faults.clear()
        there = urlsplit(self.server.url)
        assert there.hostname is not None
        asking = http.client.HTTPConnection(there.hostname, there.port)
        asking.request("GET", "/info")
        asking.getresponse().read()
        asking.close()
        self.runs += 1
        return ended

    def start_again(self) -> Ended:
        """The next start settles everything; it is ended once by closing and once by killing."""
        return self.till([], leave="close" if self.runs % 2 else "kill")

    def go(self, run: Run) -> Facts:
        """One run, the start after it, and every promise."""
        before = len(self.facts().sales) if self.runs else 0
        if run.fault:
            for path in VENDS:
                self.server.faults.arm(run.fault, path, SALES)
        if run.point:
            ended = self.till(self.sales(), point=run.point, nth=run.nth)
            assert ended.code == KILLED, f"{run.point} was never reached"
        else:
            assert run.share is not None
            self.till(self.sales(), delay=run.share * self.spans[run.since, run.fault], since=run.since)
        if run.then:
            assert self.till([], point=run.then).code == KILLED, f"{run.then} was never reached"
        self.start_again()
        facts = self.facts()
        hold(facts)
        if run.point in POINTS:
            self._as_written(run, facts, before)
        return facts

    def _as_written(self, run: Run, facts: Facts, before: int) -> None:
        """At a named point it is known what must be found."""
        expected = POINTS[run.point]
        wanted = [VendState.ISSUED] * (run.nth - 1) + [expected.state] * (expected.state is not None)
        assert [sale.state for sale in facts.sales[before:]] == wanted, run
        if expected.state is not None and expected.minted is not None:
            last = facts.sales[-1].order.request_id
            assert (last in {request_id for request_id, _ in facts.minted}) is expected.minted, run


@pytest.fixture(scope="module")
def tills() -> Iterator[Tills]:
    with Tills() as source:
        yield source


@pytest.fixture
def shop(tills: Tills, tmp_path: Path) -> Iterator[Shop]:
    with SimulatorServer(slow_factor=0.01) as server:
        yield Shop(tills, tmp_path / "till", server, {})


def named(times: int) -> list[Run]:
    """Each named point, at the first, second or third sale of its run; each point of a start behind an open sale."""
    nth = [1 + at % SALES for at in range(times)]
    runs = [Run(point, each, fault="slow" if at % 4 == 3 else "") for at, each in enumerate(nth) for point in POINTS]
    return runs + [Run("after answered", each, then=point) for each in nth for point in START_POINTS]


def at_random(times: int, dice: random.Random) -> list[Run]:
    """Any moment of three sales, of a start, or of a wait for a slow server."""
    return [
        Run(
            share=dice.uniform(0, 1.1),
            since=dice.choice(("sale", "sale", "sale", "start")),
            fault=dice.choice(FAULTS),
        )
        for _ in range(times)
    ]


def measured(shop: Shop) -> dict[tuple[str, str], float]:
    """How long a start and three sales take here, by what the server does: what random moments are drawn over."""
    shop.till(shop.sales(), leave="close")
    spans: dict[tuple[str, str], float] = {}
    for fault in dict.fromkeys(FAULTS):
        for path in VENDS:
            shop.server.faults.arm(fault or "dashed-form", path, SALES)
        ended = shop.till(shop.sales())
        assert len(ended.took) == SALES
        spans["sale", fault], spans["start", fault] = sum(ended.took), ended.start
    return spans


def in_books(runs: list[Run]) -> list[list[Run]]:
    return [runs[at : at + RUNS_A_BOOK] for at in range(0, len(runs), RUNS_A_BOOK)]


def prove(tills: Tills, tmp_path: Path, tried: str, runs: list[Run], spans: dict[tuple[str, str], float]) -> None:
    random.Random(SEED).shuffle(runs)
    for number, book in enumerate(in_books(runs)):
        with SimulatorServer(slow_factor=0.01) as server:
            shop = Shop(tills, tmp_path / f"till-{number}", server, spans)
            for run in book:
                facts = shop.go(run)
            row(tried).add(facts, len(book))


def test_a_till_killed_at_a_named_point_loses_nothing(tills: Tills, tmp_path: Path) -> None:
    prove(tills, tmp_path, "kill −9 at each named point", named(several(1, 12)), {})


def test_a_till_killed_at_any_moment_loses_nothing(tills: Tills, shop: Shop, tmp_path: Path) -> None:
    runs = at_random(several(40, 600), random.Random(SEED))
    prove(tills, tmp_path, "kill −9 at a random moment", runs, measured(shop))


@pytest.mark.parametrize(
    ("flaw", "point", "promise"),
    [
        ("sends before it has written that it will", "http11.receive_response_headers.complete", "NOT_SENT"),
        ("sends before it has written that it will", "http11.receive_response_headers.complete", "is a doubt"),
        ("sends a second time", "shown", "twice"),
        ("shows an outcome that it never writes", "shown", "was shown"),
    ],
)
def test_a_wrong_till_is_found_out(shop: Shop, flaw: str, point: str, promise: str) -> None:
    shop.till(shop.sales(1), point=point, flaw=flaw)
    shop.start_again()
    assert any(promise in sentence for sentence in broken(shop.facts()))
