"""The slip of a sale that came to nothing: why, and that nothing is owed."""

import re
from dataclasses import replace

import pytest
from counter.counter_parts import MAGIC, Counter
from counter.test_counter_receipt import read
from counter.test_counter_slip import CLEAR, SETUP, TOKEN, sale, slip, texts

from vendingdesk.counter.cancelled_slip import NOT_SENT, REFUSALS
from vendingdesk.domain.outcome import Declined, NothingSent, NotSentCause, Outcome, RefusalReason
from vendingdesk.domain.receipt import Barcode, Note, SlipKind, Tokens
from vendingdesk.domain.sale import VendState

ENDS: list[tuple[VendState, Outcome]] = [
    *((VendState.REFUSED, Declined(reason, f"no, not {TOKEN}")) for reason in RefusalReason),
    *((VendState.NOT_SENT, NothingSent(cause, f"no, not {TOKEN}")) for cause in NotSentCause),
]


def test_every_reason_has_its_words() -> None:
    assert set(REFUSALS) == set(RefusalReason)
    assert set(NOT_SENT) == set(NotSentCause)
    assert len({*REFUSALS.values(), *NOT_SENT.values()}) == len(ENDS)


@pytest.mark.parametrize(("state", "outcome"), ENDS)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_it_says_that_nothing_was_sold_and_why(state: VendState, outcome: Outcome, language: str) -> None:
    setup = replace(SETUP, shop=replace(SETUP.shop, language=language, qr=True))
    receipt = slip(sale(state, outcome), setup)
    assert (receipt.kind, receipt.language) == (SlipKind.CANCELLED, language)
    assert Barcode("K01-000124") in receipt.blocks
    assert not [block for block in receipt.blocks if isinstance(block, Tokens)]
    for line in texts(receipt):
        assert not re.search(r"\d{20}", re.sub(r"\D", "", line)), line


def test_nothing_is_owed_for_it() -> None:
    said = texts(slip(sale(VendState.REFUSED, Declined(RefusalReason.NO_SUCH_METER))))
    assert said[said.index("CANCELLED – nothing was sold") :] == [
        "CANCELLED – nothing was sold",
        "Not sold: 10.00 USD",
        "The vending server does not know this meter.",
        "The customer owes nothing. Money that was handed over is given back.",
        "Request: 5f0c1a2b",
        "K01-000124",
        "Questions? Ask at the counter.",
    ]


def test_an_engineering_token_has_no_money_to_give_back() -> None:
    receipt = slip(sale(VendState.NOT_SENT, NothingSent(NotSentCause.TLS), management=CLEAR))
    said = texts(receipt)
    assert Note("CANCELLED – no token was issued", strong=True) in receipt.blocks
    assert "Token: ClearCredit" in said
    assert not [line for line in said if "Not sold" in line or "owes" in line or "Erases" in line]


def test_the_head_names_who_asked() -> None:
    said = texts(slip(sale(VendState.REFUSED, Declined(RefusalReason.NO_SUCH_METER)), copy=2))
    assert said[0] == "COPY 1"
    assert "Cashier: amina" in said


async def test_it_is_counted_by_itself_after_a_hold_slip(till: Counter) -> None:
    refused = (await till.sell(MAGIC["not-found"], "10")).sale
    assert refused.state is VendState.REFUSED
    first, second = [await till.make_slip(refused, operator="amina", medium="pdf") for _ in range(2)]
    assert [first.file_name, second.file_name] == [
        f"cancelled-{refused.receipt_no}.pdf",
        f"cancelled-{refused.receipt_no}-copy1.pdf",
    ]
    assert "CANCELLED–nothingwassold" in read(first.pdf)
    assert read(second.pdf).count("COPY1") == 2
