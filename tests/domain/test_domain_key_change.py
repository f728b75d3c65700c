"""A key change as a set: which parts are there, which may be asked for, which nobody may touch."""

from datetime import UTC, datetime
from typing import Any

import pytest

from vendingdesk.domain.doubt import Proof, Settlement, Verdict
from vendingdesk.domain.key_change import PARTS, KeyChangeSet, named, part_of
from vendingdesk.domain.management import KEY_SECTIONS, KeyChangePart, ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Issued
from vendingdesk.domain.sale import Order, Sale, VendState

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
TOKENS = {part: f"{part}" * 20 for part in PARTS}
HELD, OPEN, MISSING = "held", "unknown", "missing"

RULES = {
    VendState.PREPARED: OPEN,
    VendState.SENDING: OPEN,
    VendState.IN_DOUBT: OPEN,
    VendState.ISSUED: HELD,
    VendState.RECOVERED: HELD,
    VendState.REFUSED: MISSING,
    VendState.NOT_SENT: MISSING,
    VendState.NOT_ISSUED: MISSING,
    VendState.LOST: MISSING,
}
"""What each state of a part means for the set: the whole table."""


def order(part: int = 1, set_uid: str = "set", **changes: Any) -> Order:
    asked = ManagementOrder(KEY_SECTIONS[part - 1], 0, "new key")
    given: dict[str, Any] = {"management": asked, "key_change": KeyChangePart(set_uid, part), **changes}
    return Order(f"u{part}", "r", "0128244400031", "amina", "https://x", **given)


def sale(part: int, state: VendState = VendState.ISSUED, number: int = 0, **changes: Any) -> Sale:
    outcome = Issued((TOKENS[part],)) if state is VendState.ISSUED else None
    settled = None
    if state is VendState.RECOVERED:
        settled = Settlement(Verdict.RECOVERED, "amina", NOON, "the utility", tokens=(TOKENS[part],))
    if state is VendState.NOT_ISSUED:
        settled = Settlement(Verdict.NOT_ISSUED, "amina", NOON, "asked", supervisor="g", proof=Proof.WRITTEN_WORD)
    return Sale(order(part, **changes), "K01", number or part, NOON, state, outcome, settlement=settled)


def test_the_sections_are_the_subclasses_3_4_8_9_in_that_order() -> None:
    assert [int(kind) for kind in KEY_SECTIONS] == [3, 4, 8, 9]
    assert [KeyChangePart("set", part).kind for part in PARTS] == list(KEY_SECTIONS)
    assert part_of(order(3)) == 3
    assert part_of(order(3, key_change=None)) == 0


@pytest.mark.parametrize("wrong", [("", 1), ("set", 0), ("set", 5)])
def test_a_part_without_a_set_or_a_place_is_none(wrong: tuple[str, int]) -> None:
    with pytest.raises(ValueError, match="a key change has 4 parts"):
        KeyChangePart(*wrong)


def test_an_order_is_of_the_kind_of_its_part() -> None:
    with pytest.raises(ValueError, match="part 2 of a key change"):
        order(1, key_change=KeyChangePart("set", 2))
    with pytest.raises(ValueError, match="part 1 of a key change"):
        order(1, management=ManagementOrder(ManagementKind.CLEAR_CREDIT, 0, "moved"))
    with pytest.raises(ValueError, match="part 1 of a key change"):
        order(1, management=None, amount=Money(100, Currency("USD")))


@pytest.mark.parametrize("state", list(VendState))
@pytest.mark.parametrize("part", PARTS)
def test_what_each_state_of_a_part_means(state: VendState, part: int) -> None:
    change = KeyChangeSet(tuple(sale(each, state if each == part else VendState.ISSUED) for each in PARTS))
    rule = RULES[state]
    assert (part in change.held) is (rule == HELD)
    assert (part in change.unknown) is (rule == OPEN)
    assert (part in change.missing) is (rule == MISSING)
    assert change.complete is (rule == HELD)
    assert change.unfinished is (rule != HELD)
    assert change.tokens == (tuple(TOKENS.values()) if rule == HELD else ())
    newest = change.newest(part)
    assert newest is not None
    assert newest.state is state


@pytest.mark.parametrize("state", list(VendState))
def test_a_set_whose_first_part_alone_was_asked_for(state: VendState) -> None:
    change = KeyChangeSet((sale(1, state),))
    assert not change.complete
    assert change.newest(2) is None
    # Nothing was issued and nothing may have been: there is nothing to go on with.
    nothing = {VendState.REFUSED, VendState.NOT_SENT, VendState.NOT_ISSUED}
    assert change.unfinished is (state not in nothing)
    assert set(PARTS) - {1} <= set(change.missing)


def test_a_part_that_was_asked_for_again_counts_as_it_ended_then() -> None:
    change = KeyChangeSet((sale(1), sale(2, VendState.REFUSED), sale(2, VendState.LOST, 3), sale(2, number=4)))
    assert list(change.held) == [1, 2]
    assert change.held[2].number == 4
    assert change.missing == (3, 4)
    again = change.with_sale(sale(4, number=5)).with_sale(sale(3, VendState.IN_DOUBT, 6))
    assert list(again.held) == [1, 2, 4]
    assert again.unknown == (3,)
    assert again.missing == ()
    assert again.name == "K01-000001"
    assert (again.set_uid, again.asked.reason) == ("set", "new key")


def test_a_doubt_about_a_part_that_is_there_all_the_same_holds_nothing_up() -> None:
    change = KeyChangeSet((sale(1, VendState.IN_DOUBT), sale(1, number=2)))
    assert change.unknown == ()
    assert list(change.held) == [1]


@pytest.mark.parametrize(
    "sales",
    [
        (),
        (sale(1, key_change=None),),
        (sale(1), sale(2, set_uid="other")),
        (sale(1), sale(2, key_change=None)),
    ],
)
def test_other_sales_make_no_set(sales: tuple[Sale, ...]) -> None:
    with pytest.raises(ValueError, match="parts of one set"):
        KeyChangeSet(sales)


def test_parts_are_named_as_people_say_them() -> None:
    assert named((3,)) == "Section 3"
    assert named((3, 4)) == "Sections 3 and 4"
    assert named((2, 3, 4)) == "Sections 2, 3 and 4"
