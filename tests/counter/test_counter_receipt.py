"""Making slips: counted before they exist, one original however many ask at once, saved as private files."""

import asyncio
import io
import sqlite3
import stat
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from counter.counter_parts import DISK_FULL, MAGIC, METER, Counter, running
from counter.test_counter_doubts import doubt, minted, typed
from counter.test_counter_key_change import change_of, issue, proposed
from pypdf import PdfReader

from vendingdesk.counter.receipt import NextSlip
from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.sale import VendState
from vendingdesk.journal import JOURNAL_NAME
from vendingdesk.simulator.server import SimulatorServer


def read(pdf: bytes) -> str:
    """The text of a slip without any white space."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


async def copies(counter: Counter, result: VendResult) -> int:
    sale = await counter.journal.sale(result.sale.receipt_no)
    assert sale is not None
    return sale.copies


async def test_the_first_slip_is_the_original_and_the_second_says_copy_1(till: Counter) -> None:
    sold = (await till.sell()).sale
    first = await till.make_slip(sold, operator="amina", medium="print")
    second = await till.make_slip(sold, operator="grace", medium="pdf")
    third = await till.make_slip(sold, operator="grace", medium="pdf")
    assert [slip.copy for slip in (first, second, third)] == [1, 2, 3]
    assert [slip.file_name for slip in (first, second, third)] == [
        f"receipt-{sold.receipt_no}.pdf",
        f"receipt-{sold.receipt_no}-copy1.pdf",
        f"receipt-{sold.receipt_no}-copy2.pdf",
    ]
    assert "COPY" not in read(first.pdf)
    assert read(second.pdf).count("COPY1") == 2  # at top and bottom
    assert "bygrace" in read(second.pdf)
    assert "COPY2" in read(third.pdf)
    for slip in (first, second, third):
        assert sold.tokens[0] in read(slip.pdf)
    assert till.steps(sold.order) == ["prepared", "sending", "answered", "concluded", "slip", "slip", "slip"]


async def test_the_count_outlives_the_program(server: SimulatorServer, tmp_path: Path) -> None:
    async with running(Counter(server, tmp_path)) as first:
        first.begin()
        sold = (await first.sell()).sale
        await first.make_slip(sold, operator="amina", medium="pdf")
    async with running(Counter(server, tmp_path)) as second:
        again = await second.make_slip(await second.history.sale(sold.receipt_no), operator="amina", medium="pdf")
    assert again.copy == 2
    assert "COPY1" in read(again.pdf)


async def test_many_at_once_make_one_original(till: Counter) -> None:
    result = await till.sell()
    slips = await asyncio.gather(*[till.make_slip(result.sale, operator="amina", medium="print") for _ in range(6)])
    assert sorted(slip.copy for slip in slips) == [1, 2, 3, 4, 5, 6]
    assert len({slip.file_name for slip in slips}) == 6
    assert sum("COPY" not in read(slip.pdf) for slip in slips) == 1
    assert await copies(till, result) == 6


async def test_a_sale_that_was_not_asked_for_yet_has_no_slip_and_is_not_counted(till: Counter) -> None:
    result = await till.sell()
    prepared = replace(result.sale, state=VendState.PREPARED, outcome=None)
    with pytest.raises(Refused, match="There is no slip for this sale"):
        await till.make_slip(prepared, operator="amina", medium="print")
    with pytest.raises(Refused, match="There is no slip for this sale"):
        await till.make_slip.save(prepared, operator="amina")
    assert await copies(till, result) == 0
    assert not (till.folder / "slips").exists()


async def test_a_slip_that_can_not_be_counted_is_not_made(till: Counter) -> None:
    result = await till.sell()
    till.journal.full_at = {"slip_made"}
    with pytest.raises(EnvironmentFault) as fault:
        await till.make_slip(result.sale, operator="amina", medium="print")
    assert str(fault.value) == DISK_FULL
    till.journal.full_at = set()
    assert (await till.make_slip(result.sale, operator="amina", medium="print")).copy == 1


async def test_a_hold_slip_on_paper(till: Counter) -> None:
    result = await till.sell(MAGIC["panic"])
    assert result.sale.state is VendState.IN_DOUBT
    slip = await till.make_slip(result.sale, operator="amina", medium="print")
    text = read(slip.pdf)
    assert "HOLDSLIP" in text
    [minted] = till.minted(result.sale.order)[0].tokens
    assert minted not in text


async def test_a_token_that_could_not_be_written_down_has_its_slip(till: Counter) -> None:
    till.journal.full_at = {"conclude"}
    result = await till.sell()
    assert result.fault
    slip = await till.make_slip(result.sale, operator="amina", medium="print")
    assert result.sale.tokens[0] in read(slip.pdf)


async def test_saved_slips_are_private_files(till: Counter) -> None:
    sold = (await till.sell()).sale
    first = await till.make_slip.save(sold, operator="amina")
    second = await till.make_slip.save(sold, operator="amina")
    assert first == till.folder / "slips" / f"receipt-{sold.receipt_no}.pdf"
    assert sorted(till.folder.joinpath("slips").iterdir()) == sorted([first, second])
    assert sold.tokens[0] in read(first.read_bytes())
    assert "COPY1" in read(second.read_bytes())
    if sys.platform != "win32":
        assert stat.S_IMODE(first.stat().st_mode) == 0o600
        assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700


async def test_a_folder_that_can_not_be_written_leaves_the_sale_as_it_is(till: Counter) -> None:
    result = await till.sell()
    folder = till.folder / "slips"
    folder.write_text("no folder")
    with pytest.raises(EnvironmentFault) as fault:
        await till.make_slip.save(result.sale, operator="amina")
    assert str(folder) in str(fault.value)
    assert "The sale is safe" in str(fault.value)
    assert (await till.history.sale(result.sale.receipt_no)).state is VendState.ISSUED
    folder.unlink()
    assert (await till.make_slip.save(result.sale, operator="amina")).exists()


async def test_a_slip_that_can_not_take_its_place_leaves_nothing_half_made(till: Counter) -> None:
    sold = (await till.sell(METER)).sale
    taken = till.folder / "slips" / f"receipt-{sold.receipt_no}.pdf"
    taken.mkdir(parents=True)
    with pytest.raises(EnvironmentFault, match="could not be saved"):
        await till.make_slip.save(sold, operator="amina")
    assert list(taken.parent.iterdir()) == [taken]


async def test_a_hold_slip_is_not_the_first_of_the_token_s(till: Counter) -> None:
    sale = await doubt(till)
    await till.make_slip(sale, operator="amina", medium="print")
    hold = await till.make_slip.next(sale)
    assert (hold.kind, hold.copy, hold.first and hold.first.operator) == (SlipKind.HOLD, 2, "amina")
    found = await till.doubts.recover(sale, typed(minted(till, sale)))
    assert await till.make_slip.next(found) == NextSlip(SlipKind.SALE, 1)
    await till.make_slip(found, operator="grace", medium="print")
    again = await till.make_slip.next(found)
    assert (again.kind, again.copy, again.first and again.first.operator) == (SlipKind.SALE, 2, "grace")


@pytest.mark.parametrize("part", [1, 2, 3])
async def test_a_key_change_s_slip_is_refused_when_a_section_changed(till: Counter, part: int) -> None:
    """Each of the other sections stands on it, so each is held to what was written of it."""
    end = await issue(till, await proposed(till))
    sections = change_of(end).sales
    token = sections[part].tokens[0]
    other = token[::-1]
    with closing(sqlite3.connect(till.folder / JOURNAL_NAME, isolation_level=None)) as file:
        file.execute(
            "UPDATE sale SET tokens = replace(tokens, ?, ?), outcome = replace(outcome, ?, ?) WHERE number = ?",
            (token, other, token, other, sections[part].number),
        )
    with pytest.raises(EnvironmentFault, match=f"sale {sections[part].receipt_no} does not stand"):
        await till.make_slip(sections[0], operator="amina", medium="print")
