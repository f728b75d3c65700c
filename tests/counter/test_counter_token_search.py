"""What the till's journal knows of a token that somebody shows."""

import pytest
from counter.counter_parts import MAGIC, METER, NEIGHBOUR, Counter

from vendingdesk import sts
from vendingdesk.counter.doubts import RecoveredToken
from vendingdesk.counter.token_search import MOST, InspectTokens, TokenVerdict
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.management import ManagementKind

KEY_REVISION = "18446744073843772416"


async def inspected(till: Counter, text: str, meter: str = "") -> TokenVerdict:
    (verdict,) = await InspectTokens(till.journal)(text, meter)
    return verdict


async def sold(till: Counter, meter: str = METER) -> str:
    (token,) = (await till.sell(meter)).sale.tokens
    return token


def other(token: str, *places: int) -> str:
    """The token with another digit in these places."""
    return "".join(str((int(digit) + (at in places)) % 10) for at, digit in enumerate(token))


async def test_a_token_that_was_sold_here(till: Counter) -> None:
    await sold(till, NEIGHBOUR)
    token = await sold(till)
    verdict = await inspected(till, sts.group_token(token))
    (found,) = verdict.sold
    assert (found.sale.receipt_no, found.sale.order.meter, found.part, found.parts) == ("K01-000002", METER, 1, 1)
    assert verdict.alike == ()
    assert not verdict.elsewhere
    assert token not in repr(verdict.reading)


async def test_a_token_that_this_till_never_saw(till: Counter) -> None:
    await sold(till)
    verdict = await inspected(till, "58625789986991357486")
    assert (verdict.sold, verdict.alike) == ((), ())


async def test_every_token_of_a_sale_of_several_is_found(till: Counter) -> None:
    tokens = (await till.sell(MAGIC["several-tokens"])).sale.tokens
    assert len(tokens) > 1
    verdicts = await InspectTokens(till.journal)("\n".join(map(sts.group_token, tokens)))
    parts = [(found.part, found.parts) for verdict in verdicts for found in verdict.sold]
    assert parts == [(part, len(tokens)) for part in range(1, len(tokens) + 1)]


async def test_a_management_token(till: Counter) -> None:
    issued = await till.issue_token(
        await till.issue_token.propose(METER, ManagementKind.MAXIMUM_POWER_LIMIT, value="1000", reason="asked")
    )
    (found,) = (await inspected(till, issued.sale.tokens[0])).sold
    assert found.sale.order.management is not None


async def test_a_recovered_token(till: Counter) -> None:
    doubt = (await till.sell(MAGIC["lost-after"])).sale
    (minted,) = till.minted(doubt.order)
    (token,) = minted.tokens
    assert (await inspected(till, token)).sold == ()
    typed = RecoveredToken(token, token, meter=doubt.order.meter, amount="10", source="records", flow_no="")
    await till.doubts.recover(doubt, typed)
    assert [found.sale.uid for found in (await inspected(till, token)).sold] == [doubt.uid]


async def test_a_named_meter_that_the_token_is_not_for(till: Counter) -> None:
    token = await sold(till)
    assert (await inspected(till, token, "0151 5299 2312 1")).elsewhere
    assert not (await inspected(till, token, METER)).elsewhere
    assert not (await inspected(till, token, "12")).elsewhere


async def test_a_wrong_digit_names_the_group_of_the_slip(till: Counter) -> None:
    token = await sold(till)
    await sold(till, NEIGHBOUR)
    for typed, groups in (
        (other(token, 9), (3,)),
        (token[:13] + token[14:], None),
        (token + "5", None),
    ):
        (near,) = (await inspected(till, typed)).alike
        assert (near.token, near.sale.order.meter) == (token, METER)
        assert groups is None or near.groups == groups


async def test_two_wrong_digits_are_found_among_the_sales_of_the_meter_that_is_named(till: Counter) -> None:
    token = await sold(till)
    typed = other(token, 3, 18)
    assert (await inspected(till, typed)).alike == ()
    (near,) = (await inspected(till, typed, METER)).alike
    assert near.groups == (1, 5)
    assert (await inspected(till, typed, NEIGHBOUR)).alike == ()


async def test_many_like_tokens_are_not_listed(till: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vendingdesk.counter.token_search.nearest_tokens", lambda digits: tokens)
    monkeypatch.setattr("vendingdesk.counter.token_search.groups_to_mend", lambda typed, token: (1,))
    tokens = [await sold(till) for _ in range(MOST + 1)]
    assert len((await inspected(till, "58625789986991357486")).alike) == MOST


@pytest.mark.parametrize("text", [KEY_REVISION, "5862 5789 9869 9135 748O"])
async def test_what_needs_no_search_is_not_searched(
    till: Counter, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vendingdesk.counter.token_search.nearest_tokens", pytest.fail)
    assert (await inspected(till, text)).alike == ()


async def test_nothing_typed(till: Counter) -> None:
    assert await InspectTokens(till.journal)("") == ()


async def test_a_journal_that_is_closed_says_so(till: Counter) -> None:
    await till.journal.close()
    with pytest.raises(EnvironmentFault):
        await inspected(till, KEY_REVISION)


async def test_no_more_tokens_than_are_wanted(till: Counter) -> None:
    assert len(await InspectTokens(till.journal)("58625789986991357486," * 5, most=2)) == 2
