"""The slip of a key change: all four tokens in the order of entry, or none."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from counter.counter_parts import Counter
from counter.test_counter_key_change import FOUND, arm, break_at, change_of, issue, proposed, settle, supervisor
from counter.test_counter_receipt import read
from counter.test_counter_slip import SETUP, slip, texts
from receipts.receipts_paper import barcodes

from vendingdesk.counter.key_change_slip import HOW_TO_ENTER_ALL, ORDER_RULE, key_change_slip
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.key_change import PARTS, KeyChangeSet
from vendingdesk.domain.receipt import Note, Receipt, SlipKind, Tokens
from vendingdesk.domain.sale import VendState
from vendingdesk.domain.session import Grant
from vendingdesk.receipts import A4, PAPER_58MM, PAPER_80MM, PdfSlips
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.tools import write_receipt

PAPERS = [PAPER_58MM, PAPER_80MM, A4]


async def complete(till: Counter) -> KeyChangeSet:
    return change_of(await issue(till, await proposed(till, value="7")))


def drawn(change: KeyChangeSet, copy: int = 1) -> Receipt:
    return key_change_slip(change, SETUP, copy=copy, printed_at=change.sales[0].prepared_at, printed_by="grace")


async def test_the_slip_from_top_to_bottom(till: Counter) -> None:
    change = await complete(till)
    one, two, three, four = (change.held[part] for part in PARTS)
    receipt = drawn(change)
    assert (receipt.kind, receipt.title) == (SlipKind.KEY_CHANGE, f"Key change {one.receipt_no}")
    said = texts(receipt)
    at = said.index("Engineering token – not a sale")
    assert said[at : at + 5] == [
        "Engineering token – not a sale",
        "Token: Key change – all four sections",
        "Parameter: 7, the same for all four",
        "Reason: new supply group",
        ORDER_RULE,
    ]
    assert said[at + 5 : at + 9] == list(change.tokens)
    assert "Authorised by: demo" in said
    assert f"Receipt: {one.receipt_no}" in said
    for part, sale in enumerate((one, two, three, four), 1):
        place = said.index(f"Section {part}: {sale.receipt_no}")
        assert said[place + 1].startswith("Flow no.: 2")
        assert said[place + 2] == f"Request: {sale.order.request_id[:8]}"
    assert said[-3:] == [one.receipt_no, HOW_TO_ENTER_ALL, "Questions? Ask at the counter."]
    assert Note(ORDER_RULE, strong=True) in receipt.blocks
    assert Tokens(change.tokens) in receipt.blocks
    assert "Cashier" not in " ".join(said)


@pytest.mark.parametrize("paper", PAPERS)
async def test_it_reads_back_from_paper_numbered_in_order(till: Counter, paper: Any) -> None:
    change = await complete(till)
    pdf = PdfSlips().pdf(drawn(change, copy=2), paper)
    text = read(pdf)
    places = [text.index(f"{part}/4{change.tokens[part - 1]}") for part in PARTS]
    assert places == sorted(places)
    assert text.count("COPY1") == 2
    assert barcodes(pdf) == [change.held[1].receipt_no]


@pytest.mark.parametrize(
    ("part", "missing"), [(1, "1, 2, 3 and 4 are"), (2, "2, 3 and 4 are"), (3, "3 and 4 are"), (4, "4 is")]
)
async def test_while_one_is_missing_there_is_no_slip(till: Counter, part: int, missing: str) -> None:
    change = change_of(await issue(till, await proposed(till), break_at(part, arm("no-permission"))))
    with pytest.raises(Refused, match=f"^Sections? {missing} missing: .*none of them may be entered"):
        drawn(change)
    *issued, refused = change.sales
    for sale in issued:
        with pytest.raises(Refused, match=missing):
            await till.make_slip(sale, operator="amina", medium="pdf")
        assert "slip" not in till.steps(sale.order)
    made = await till.make_slip(refused, operator="amina", medium="pdf")
    assert made.file_name == f"cancelled-{refused.receipt_no}.pdf"
    assert not re.search(r"\d{20}", read(made.pdf).replace(refused.order.meter, ""))


async def test_a_section_never_goes_onto_paper_alone(till: Counter) -> None:
    change = await complete(till)
    with pytest.raises(Refused, match="goes onto the slip of all four"):
        slip(change.sales[1])


async def test_every_part_gives_the_same_slip_which_is_counted_once_for_the_set(till: Counter) -> None:
    change = await complete(till)
    slips = [await till.make_slip(sale, operator="amina", medium="pdf") for sale in change.sales]
    assert [made.copy for made in slips] == [1, 2, 3, 4]
    first = change.sales[0].receipt_no
    assert [made.file_name for made in slips[:2]] == [f"key-change-{first}.pdf", f"key-change-{first}-copy1.pdf"]
    for place, made in enumerate(slips):
        text = read(made.pdf)
        assert all(token in text for token in change.tokens)
        assert text.count(f"COPY{place}") == (2 if place else 0)
    counted = KeyChangeSet(await till.journal.key_change(change.sales[0].order.meter))
    assert [sale.copies for sale in counted.sales] == [4, 0, 0, 0]


async def test_a_doubtful_part_has_its_hold_slip_without_digits_and_then_the_set_has_its_slip(till: Counter) -> None:
    change = change_of(await issue(till, await proposed(till), break_at(1, arm("lost-after"))))
    doubtful = change.sales[-1]
    hold = await till.make_slip(doubtful, operator="amina", medium="pdf")
    assert hold.file_name == f"hold-{doubtful.receipt_no}.pdf"
    assert "HOLDSLIP" in read(hold.pdf)
    rest = change_of(await issue(till, await till.key_change.propose_rest(doubtful.order.meter, doubt=supervisor())))
    assert not rest.complete
    found = await settle(till, doubtful, "recovered")
    made = await till.make_slip(found, operator="amina", medium="pdf")
    assert made.copy == 1  # the hold slip is of another kind
    text = read(made.pdf)
    assert f"1/4{FOUND}" in text
    assert "Section1wasunknownatfirst;found" in text
    assert "DoubtpassedbyGrace" in text


async def test_a_settled_part_without_a_token_has_the_slip_that_says_so(till: Counter) -> None:
    change = change_of(await issue(till, await proposed(till), break_at(2, arm("lost-after"))))
    lost = await settle(till, change.sales[-1], "lost")
    assert lost.state is VendState.LOST
    made = await till.make_slip(lost, operator="amina", medium="pdf")
    assert made.file_name == f"settled-{lost.receipt_no}.pdf"


@pytest.mark.parametrize("fault", ["wrong-class", "several-tokens"])
async def test_a_part_worth_a_second_look_is_named(till: Counter, fault: str) -> None:
    change = change_of(await issue(till, await proposed(till), break_at(3, arm(fault))))
    assert change.complete
    said = "\n".join(texts(drawn(change)))
    if fault == "wrong-class":
        assert "Section 3: Please verify" in said
    else:
        assert f"Section 3 came as {len(change.held[3].tokens)} tokens: enter all, in this order." in said
        assert len(change.tokens) == 3 + len(change.held[3].tokens)


async def test_who_went_on_with_it_stands_beside_who_began(till: Counter) -> None:
    await issue(till, await proposed(till), break_at(3, arm("session-expired")))
    till.session.begin("bob", Grant(till.server.sessions.open("bob").token, None))
    change = change_of(await issue(till, await till.key_change.propose_rest("0128244400031")))
    said = texts(drawn(change))
    assert "Authorised by: demo" in said
    assert "Continued by: bob" in said


async def test_the_command_line_gives_the_sets_slip_for_any_part(
    server: SimulatorServer, till: Counter, tmp_path: Path
) -> None:
    change = await complete(till)
    await till.journal.close()
    for place, sale in enumerate(change.sales):
        out = tmp_path / f"{place}.pdf"
        await asyncio.to_thread(write_receipt, str(till.folder), sale.receipt_no, "58mm", out)
        text = read(out.read_bytes())
        assert [f"{part}/4{change.tokens[part - 1]}" in text for part in PARTS] == [True] * 4
        assert text.count(f"COPY{place}") == (2 if place else 0)
