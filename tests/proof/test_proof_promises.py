"""The promises can be broken: each is found out by the very sentence that makes it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from counter.counter_parts import MAGIC, Counter, running
from proof import proof_promises
from proof.proof_promises import PROMISES, Facts, Shown, broken, facts_of

from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.simulator.server import SimulatorServer

ISSUED, DOUBT, REFUSED = range(3)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """What three sales of a real till come to: a token, a doubt, a definite no."""
    folder: Path = tmp_path_factory.mktemp("honest")

    async def trade(server: SimulatorServer) -> Facts:
        async with running(Counter(server, folder)) as counter:
            counter.begin()
            results = [await counter.sell()]
            results += [await counter.sell(MAGIC[fault]) for fault in ("lost-after", "not-found")]
            seen = [Shown(each.sale.order.request_id, each.sale.state, each.sale.tokens) for each in results]
            return facts_of(folder, server, shown=seen)

    with SimulatorServer(seed=5) as server:
        return asyncio.run(trade(server))


def with_sale(facts: Facts, at: int, **changes: object) -> Facts:
    sales = list(facts.sales)
    sales[at] = replace(sales[at], **changes)  # type: ignore[arg-type]
    return replace(facts, sales=tuple(sales))


def without(facts: Facts, at: int) -> Facts:
    return replace(facts, sales=tuple(sale for number, sale in enumerate(facts.sales) if number != at))


def other_token(sale: Sale) -> object:
    assert sale.outcome is not None
    return replace(sale.outcome, tokens=("12345678901234567890",))  # type: ignore[call-arg]


LIES: dict[str, Callable[[Facts], Facts]] = {
    "every_minted_token_is_held_or_doubted": lambda facts: with_sale(facts, DOUBT, state=VendState.REFUSED),
    "no_token_is_held_that_was_not_minted": lambda facts: with_sale(
        facts, ISSUED, outcome=other_token(facts.sales[ISSUED])
    ),
    "no_token_is_held_twice": lambda facts: replace(facts, sales=(*facts.sales, facts.sales[ISSUED])),
    "no_request_reaches_the_server_twice": lambda facts: replace(facts, posts=(*facts.posts, facts.posts[0])),
    "every_request_has_its_sale": lambda facts: without(facts, REFUSED),
    "nothing_reached_the_server_for_a_sale_not_sent": lambda facts: with_sale(facts, DOUBT, state=VendState.NOT_SENT),
    "nothing_was_minted_for_a_definite_no": lambda facts: with_sale(facts, DOUBT, state=VendState.NOT_ISSUED),
    "no_sale_is_left_unfinished": lambda facts: with_sale(facts, DOUBT, state=VendState.SENDING),
    "receipt_numbers_have_no_gap": lambda facts: with_sale(facts, REFUSED, number=9),
    "the_chain_is_unbroken": lambda facts: replace(facts, unbroken=False),
    "what_was_shown_stays": lambda facts: replace(facts, shown=(*facts.shown, Shown("nobody's", "ISSUED"))),
    "only_a_held_sale_has_tokens": lambda facts: with_sale(facts, ISSUED, state=VendState.IN_DOUBT),
}


def test_an_honest_till_keeps_them_all(honest: Facts) -> None:
    assert broken(honest) == []
    assert [sale.state for sale in honest.sales] == [VendState.ISSUED, VendState.IN_DOUBT, VendState.REFUSED]


def test_every_promise_has_its_lie() -> None:
    assert set(LIES) == {promise.__name__ for promise in PROMISES}


@pytest.mark.parametrize("promise", LIES)
def test_a_lie_is_found_out(honest: Facts, promise: str) -> None:
    sentence = getattr(proof_promises, promise).__doc__
    assert any(found.startswith(sentence) for found in broken(LIES[promise](honest)))


def test_a_doubt_written_as_not_sent_is_found_out(honest: Facts) -> None:
    """The mistake that this till exists to never make."""
    found = broken(with_sale(honest, DOUBT, state=VendState.NOT_SENT, outcome=None))
    assert any("is a doubt" in sentence for sentence in found)
    assert any("NOT_SENT has no request" in sentence for sentence in found)
