"""Who stands at the till, and what that one may do alone."""

from datetime import UTC, datetime

import pytest
from counter.counter_parts import METER, Counter

from vendingdesk.counter.guard import WHY_NOT, Guard, Leave
from vendingdesk.counter.supervisors import Authority
from vendingdesk.domain.errors import NobodyAtTill, NotAllowed, Refused
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.people import Person, Right, Role

CASHIER = Person("Ann", frozenset({Role.CASHIER}))
ENGINEER = Person("Eve", frozenset({Role.ENGINEER}))
AUTHORITY = Authority("Grace", datetime(2026, 3, 29, tzinfo=UTC))


def test_there_are_words_for_every_right():
    assert set(WHY_NOT) == set(Right)


async def test_without_people_the_account_stands_here_and_may_everything(counter: Counter) -> None:
    counter.begin()
    permit = counter.guard.permit(*Right)
    assert (permit.person, permit.allowed_by, permit.allowed) == ("demo", "", "")
    assert counter.guard.account == ""
    counter.guard.still("demo")


async def test_nobody_is_nobody(counter: Counter) -> None:
    counter.begin()
    counter.guard.stand(None, on=True)
    with pytest.raises(NobodyAtTill):
        counter.guard.permit(Right.SELL)
    with pytest.raises(NobodyAtTill):
        await counter.sell()


async def test_a_person_stands_on_the_order_and_the_account_beside(counter: Counter) -> None:
    counter.begin()
    told: list[str] = []
    counter.guard.when_changed(lambda: told.append(counter.guard.who))
    counter.guard.stand(CASHIER, on=True)
    sale = (await counter.sell()).sale
    assert (sale.order.operator, sale.order.account, sale.order.allowed_by) == ("Ann", "demo", "")
    assert told == ["Ann"]
    counter.guard.stand(CASHIER, on=False)
    assert counter.guard.person is None


async def test_a_lacking_right_is_lent_by_a_supervisor_for_exactly_that(counter: Counter) -> None:
    counter.begin()
    counter.guard.stand(CASHIER, on=True)

    async def propose(leave: Leave | None) -> str:
        kind = ManagementKind.CLEAR_CREDIT
        found = await counter.issue_token.propose(METER, kind, value="0", reason="moved", leave=leave)
        return f"{found.order.allowed} by {found.order.allowed_by}"

    for leave in (None, Leave(AUTHORITY, frozenset({Right.SELL}))):
        with pytest.raises(NotAllowed, match="Ann may not issue") as refused:
            await propose(leave)
        assert refused.value.right == Right.MANAGE
    assert await propose(Leave(AUTHORITY, frozenset({Right.MANAGE}))) == "manage by Grace"


async def test_who_took_over_meanwhile_does_not_send_it(counter: Counter) -> None:
    counter.begin()
    counter.guard.stand(CASHIER, on=True)
    proposal = await counter.sell_credit.propose(METER, "10")
    counter.guard.stand(ENGINEER, on=True)
    with pytest.raises(Refused, match="Somebody else"):
        await counter.sell_credit(proposal)
    assert counter.requests(proposal.order) == []
    with pytest.raises(NotAllowed):
        await counter.sell_credit.propose(METER, "10")


def test_a_guard_begins_with_nobody_and_off(counter: Counter) -> None:
    assert not Guard(counter.session).on
