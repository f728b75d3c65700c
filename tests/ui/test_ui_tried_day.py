"""A day at a till, from the first PIN to the Z: every sum to the cent, on the screen, on paper and in the books."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from pypdf import PdfReader
from ui.ui_counter import Counter, until
from ui.ui_people import AMINA, GRACE
from ui.ui_tried_day import FEE, FLOAT, MOBILE_KEY, PAID_OUT, SALES, SETUP, SHORT, Planned, TriedDay

from vendingdesk.domain.sale import Sale
from vendingdesk.domain.shift_report import ShiftReport
from vendingdesk.journal.verification import verify

Open = Callable[..., Awaitable[Counter]]


def paid(planned: Planned) -> int:
    return planned.cents + FEE


ISSUED = [each for each in SALES if each.state == "ISSUED"]
MOBILE = [each for each in ISSUED if each.kind == MOBILE_KEY]
HELD = [each for each in SALES if each.state == "IN_DOUBT"]
SOLD = sum(map(paid, ISSUED))
IN_THE_DRAWER = FLOAT + SOLD - sum(map(paid, MOBILE)) + sum(map(paid, HELD)) - PAID_OUT


def cents(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


async def test_a_day_comes_out_right_to_the_cent(open_counter: Open, tmp_path: Path) -> None:
    counter = await open_counter(setup=SETUP)
    day = TriedDay(counter)
    closed: list[ShiftReport] = []
    counter.window.shift.closed.connect(closed.append)
    await day.live()
    assert day.states == [each.state for each in SALES] + ["ISSUED"]
    assert day.changes == ["Change 9.65 USD"]
    [z] = closed
    assert (z.number, z.opened_by, z.made_by) == (1, AMINA, AMINA)
    assert (z.sales.count, z.sales.total.minor) == (len(ISSUED), SOLD) == (10, 21662)
    assert [(each.name, each.cash, each.count, each.total.minor) for each in z.tenders] == [
        ("Cash", True, 8, SOLD - sum(map(paid, MOBILE))),
        ("Mobile money", False, 2, 4570),
    ]
    assert [(each.receipt_no, each.amount.minor) for each in z.doubts] == [("K01-000009", paid(HELD[0]))]
    assert (z.refused, z.management, z.copies) == (1, 1, 1)
    assert [(each.name, each.total.minor) for each in z.charges] == [("Service fee", 10 * FEE)]
    assert (z.pay_outs.count, z.pay_outs.total.minor) == (1, PAID_OUT)
    assert z.expected.minor == IN_THE_DRAWER == 23397
    assert (z.counted.minor, z.difference.minor, z.reason) == (IN_THE_DRAWER - SHORT, -SHORT, "Wrong change")
    assert (z.left.minor, z.perpetual_total.minor) == (6000, SOLD)

    await until(lambda: list(counter.slips.glob("*z-report*.pdf")))
    await until(lambda: not counter.desk.print_queue.jobs)
    [file] = counter.slips.glob("*z-report*.pdf")
    paper = " ".join("\n".join(page.extract_text() for page in PdfReader(file).pages).split())
    for line in (cents(IN_THE_DRAWER), cents(IN_THE_DRAWER - SHORT), cents(SOLD), cents(PAID_OUT), "K01-000009"):
        assert line in paper
    assert "".join(paper.split()).count(z.journal_head) == 1

    sales = {sale.number: sale for sale in await counter.building.journal.sales(limit=50)}
    assert len(sales) == len(SALES) + 1
    assert {sale.shift for sale in sales.values()} == {1}
    assert who(sales[1]) == (AMINA, "", "")
    assert who(sales[7]) == (AMINA, "sell_above", GRACE)
    assert who(sales[13]) == (AMINA, "manage", GRACE)
    assert sales[1].order.account == counter.server.user
    assert counter.text("status.shift") == "No shift is open"
    assert await counter.end() == 0
    found = await asyncio.to_thread(verify, counter.building.journal.path)
    assert (found.unbroken, found.sales) == (True, len(SALES) + 1)


def who(sale: Sale) -> tuple[str, str, str]:
    return sale.order.operator, sale.order.allowed, sale.order.allowed_by
