"""What must be true of a till's journal and its server's ledger after anything at all, one sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.journal import verify
from vendingdesk.journal.listing import sales
from vendingdesk.journal.opening import read_only
from vendingdesk.simulator.ledger import LedgerEntry
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.simulator.traffic import SeenRequest
from vendingdesk.simulator.vending import MANAGEMENT_PATH, RECHARGE_PATH

HELD = frozenset({VendState.ISSUED, VendState.RECOVERED})
DOUBTED = frozenset({VendState.IN_DOUBT, VendState.LOST})
UNFINISHED = frozenset({VendState.PREPARED, VendState.SENDING})
VENDS = (RECHARGE_PATH, MANAGEMENT_PATH)


@dataclass(frozen=True)
class Shown:
    """What a person saw of a sale, by its request id.

    ``warned``: with the sentence that the journal did not take it. Then it may become a doubt at the next start.
    """

    request_id: str
    state: str
    tokens: tuple[str, ...] = ()
    warned: bool = False


@dataclass(frozen=True)
class Facts:
    """A journal and its server's ledger at one moment.

    ``awaited`` are the request ids of sales that may still be on their way: none, after a start.
    """

    sales: tuple[Sale, ...]
    ledger: tuple[LedgerEntry, ...]
    posts: tuple[SeenRequest, ...]
    verdict: str
    unbroken: bool
    shown: tuple[Shown, ...] = ()
    awaited: frozenset[str] = frozenset()

    def of(self, request_id: str) -> Sale | None:
        """The sale of a request."""
        return next((sale for sale in self.sales if sale.order.request_id == request_id), None)

    @property
    def minted(self) -> tuple[tuple[str, str], ...]:
        """Every token with the request that it was minted for."""
        return tuple((entry.request_id, token) for entry in self.ledger for token in entry.tokens)

    def count(self, *states: VendState) -> int:
        """Sales in these states."""
        return sum(sale.state in states for sale in self.sales)


def facts_of(
    folder: Path,
    server: SimulatorServer,
    till: str = "K01",
    *,
    shown: Iterable[Shown] = (),
    awaited: Iterable[str] = (),
    elsewhere: Iterable[str] = (),
) -> Facts:
    """Read both books as they are now; the journal may be open in a till meanwhile.

    ``elsewhere`` are the requests of other tills that the same server knows.
    """
    others = frozenset(elsewhere)
    checked = verify(folder)
    with read_only(folder) as file:
        found = sales(file, till, limit=2**31)
    posts = tuple(seen for seen in server.traffic.seen if seen.path in VENDS and seen.request_id not in others)
    return Facts(
        tuple(reversed(found)),
        tuple(entry for entry in server.ledger.entries if entry.request_id not in others),
        posts,
        str(checked),
        checked.unbroken,
        tuple(shown),
        frozenset(awaited),
    )


def _name(sale: Sale) -> str:
    return f"{sale.receipt_no} ({sale.state}, request {sale.order.request_id[:8]})"


def every_minted_token_is_held_or_doubted(facts: Facts) -> list[str]:
    """Every token that the server minted stands in the journal as ISSUED or RECOVERED, or its sale is a doubt."""
    found = []
    for request_id, token in facts.minted:
        sale = facts.of(request_id)
        if sale is None:
            found.append(f"{token}, minted for {request_id[:8]}, has no sale")
        elif sale.state in HELD:
            if token not in sale.tokens:
                found.append(f"{token} was minted, and {_name(sale)} holds {sale.tokens}")
        elif sale.state not in DOUBTED and request_id not in facts.awaited:
            found.append(f"{token} was minted, and {_name(sale)} is neither held nor in doubt")
    return found


def no_token_is_held_that_was_not_minted(facts: Facts) -> list[str]:
    """No token stands in the journal that the server did not mint for that very request."""
    minted = set(facts.minted)
    return [
        f"{_name(sale)} holds {token}, which was not minted for it"
        for sale in facts.sales
        for token in sale.tokens
        if (sale.order.request_id, token) not in minted
    ]


def no_token_is_held_twice(facts: Facts) -> list[str]:
    """No token stands in the journal twice."""
    counted = Counter(token for sale in facts.sales for token in sale.tokens)
    return [f"{token} stands in the journal {times} times" for token, times in counted.items() if times > 1]


def no_request_reaches_the_server_twice(facts: Facts) -> list[str]:
    """No request id reached the server twice, and none minted twice."""
    reached = Counter(seen.request_id for seen in facts.posts)
    handled = Counter(entry.request_id for entry in facts.ledger)
    return [
        f"request {request_id[:8]} came {reached[request_id]} times and was handled {handled[request_id]} times"
        for request_id in reached.keys() | handled.keys()
        if reached[request_id] > 1 or handled[request_id] > 1
    ]


def every_request_has_its_sale(facts: Facts) -> list[str]:
    """No vending request reached the server that the journal does not know."""
    known = {sale.order.request_id for sale in facts.sales}
    return [f"request {seen.request_id[:8]} is of no sale" for seen in facts.posts if seen.request_id not in known]


def nothing_reached_the_server_for_a_sale_not_sent(facts: Facts) -> list[str]:
    """A sale that says NOT_SENT has no request at the server."""
    came = {seen.request_id for seen in facts.posts} | {entry.request_id for entry in facts.ledger}
    unsent = (sale for sale in facts.sales if sale.state in {VendState.NOT_SENT, VendState.PREPARED})
    return [f"{_name(sale)} reached the server" for sale in unsent if sale.order.request_id in came]


def nothing_was_minted_for_a_definite_no(facts: Facts) -> list[str]:
    """A sale that says REFUSED or NOT_ISSUED minted nothing."""
    minted = {request_id for request_id, _ in facts.minted}
    refused = (sale for sale in facts.sales if sale.state in {VendState.REFUSED, VendState.NOT_ISSUED})
    return [f"{_name(sale)} minted" for sale in refused if sale.order.request_id in minted]


def no_sale_is_left_unfinished(facts: Facts) -> list[str]:
    """No sale stays PREPARED or SENDING: it has an outcome, or it is awaited by a till that runs."""
    return [
        f"{_name(sale)} has no outcome"
        for sale in facts.sales
        if sale.state in UNFINISHED and sale.order.request_id not in facts.awaited
    ]


def receipt_numbers_have_no_gap(facts: Facts) -> list[str]:
    """Receipt numbers run from 1 on, without a gap and without a double."""
    numbers = [sale.number for sale in facts.sales]
    return [] if numbers == list(range(1, len(numbers) + 1)) else [f"the receipt numbers are {numbers}"]


def the_chain_is_unbroken(facts: Facts) -> list[str]:
    """``verify`` finds the journal unbroken from end to end."""
    return [] if facts.unbroken else [facts.verdict]


def what_was_shown_stays(facts: Facts) -> list[str]:
    """What a person was shown without a warning stands in the journal so; only a doubt may be settled later."""
    found = []
    for shown in facts.shown:
        sale = facts.of(shown.request_id)
        if sale is None:
            found.append(f"request {shown.request_id[:8]} was shown as {shown.state} and has no sale")
        elif shown.warned or shown.state == VendState.IN_DOUBT:
            continue
        elif sale.state != shown.state:
            found.append(f"{_name(sale)} was shown as {shown.state}")
        elif shown.tokens and sale.tokens != shown.tokens:
            found.append(f"{_name(sale)} was shown with {shown.tokens} and holds {sale.tokens}")
    return found


def only_a_held_sale_has_tokens(facts: Facts) -> list[str]:
    """A sale that is ISSUED or RECOVERED has at least one token, and no other sale has any."""
    return [f"{_name(sale)} holds {sale.tokens}" for sale in facts.sales if bool(sale.tokens) != (sale.state in HELD)]


PROMISES: tuple[Callable[[Facts], list[str]], ...] = (
    every_minted_token_is_held_or_doubted,
    no_token_is_held_that_was_not_minted,
    no_token_is_held_twice,
    no_request_reaches_the_server_twice,
    every_request_has_its_sale,
    nothing_reached_the_server_for_a_sale_not_sent,
    nothing_was_minted_for_a_definite_no,
    no_sale_is_left_unfinished,
    receipt_numbers_have_no_gap,
    the_chain_is_unbroken,
    what_was_shown_stays,
    only_a_held_sale_has_tokens,
)
"""All of them; each returns what breaks it, nothing when it holds."""


def broken(facts: Facts) -> list[str]:
    """Every promise that does not hold, with what breaks it."""
    return [f"{promise.__doc__} – {what}" for promise in PROMISES for what in promise(facts)]


def hold(facts: Facts) -> None:
    """Fail with every broken promise."""
    found = broken(facts)
    assert not found, "\n".join(found)
