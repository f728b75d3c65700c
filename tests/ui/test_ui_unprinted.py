"""Slips that the last run left: asked about after the sign-in; closing waits for a printer, not for ever."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from printing.receipt_printer import Machine, on_the_network
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.ui_counter import METER, Counter, until
from ui.ui_gate import Gate
from ui.ui_printing import job_files, made, network, nobody_there, quiet, said, shop, sold
from ui.ui_waiting import pressed

from vendingdesk.domain.printing import JobState, PaperName, PrintJob
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.printing.job_files import PrintJobFiles
from vendingdesk.ui import leaving
from vendingdesk.ui.scanner import SCANNER_GAP_MS
from vendingdesk.ui.unprinted_dialog import UnprintedDialog

Open = Callable[..., Awaitable[Counter]]
F9 = Qt.Key.Key_F9
S = JobState


async def left(open_counter: Open, folder: Path, *states: JobState) -> list[PrintJob]:
    """A run that ended with slips in these states: sold, asked for, and not come out."""
    desk = await open_counter(folder=folder, setup=shop(nobody_there()))
    jobs = []
    for number, state in enumerate(states):
        await sold(desk)
        desk.press(F9)
        await said(desk, "did not print")
        job = desk.desk.print_queue.jobs[number]
        jobs.append(replace(job, state=state))
        await desk.next_customer()
    await desk.end()
    files = PrintJobFiles(folder / "printing")
    for job in jobs:
        files.keep(job)
    return jobs


async def asked(desk: Counter) -> UnprintedDialog:
    found: list[UnprintedDialog] = []

    def there() -> bool:
        found[:] = [d for d in desk.window.findChildren(UnprintedDialog) if d.isVisible()]
        return bool(found)

    await until(there)
    await desk.active(found[0])
    return found[0]


async def test_each_is_answered_for_itself(open_counter: Open, tmp_path: Path) -> None:
    await left(open_counter, tmp_path / "till", S.WAITING, S.SENDING, S.FAILED)
    with on_the_network(Machine()) as machine:
        desk = await open_counter(folder=tmp_path / "till", setup=shop(network(machine)))
        dialog = await asked(desk)
        words = desk.labels(dialog)
        for text in ("K01-000001: waiting", "K01-000002: may have come out", "K01-000003: did not print"):
            assert text in words
        assert machine.jobs == 0  # nothing by itself
        assert not desk.find("paper").isVisible()  # said once
        desk.click("unprinted.print.0", dialog)
        desk.click("unprinted.drop.2", dialog)
        await until(lambda: machine.tape.marks.count("cut") == 1)
        assert not desk.find("unprinted.print.0", within=dialog).isEnabled()
        desk.click("unprinted.print.1", dialog)
        await until(lambda: not dialog.isVisible())
        await until(lambda: machine.tape.marks.count("cut") == 2)
        await quiet(desk)
        assert await made(desk, "K01-000001") == [(1, "print", "")]  # the very same slip
        assert await made(desk, "K01-000002") == [(1, "print", ""), (2, "print", "it did not print")]
        assert await made(desk, "K01-000003") == [(1, "print", "")]
        assert job_files(desk) == []


@pytest.mark.parametrize(("button", "cuts"), [("unprinted.print_all", 2), ("unprinted.drop_all", 0)])
async def test_all_at_once(open_counter: Open, tmp_path: Path, button: str, cuts: int) -> None:
    await left(open_counter, tmp_path / "till", S.WAITING, S.EXPIRED)
    with on_the_network(Machine()) as machine:
        desk = await open_counter(folder=tmp_path / "till", setup=shop(network(machine)))
        dialog = await asked(desk)
        desk.click(button, dialog)
        await until(lambda: not dialog.isVisible())
        await until(lambda: not job_files(desk))
        await quiet(desk)
        assert machine.tape.marks.count("cut") == cuts


async def test_one_that_can_not_be_printed_again_keeps_back_no_other(open_counter: Open, tmp_path: Path) -> None:
    """A test page for paper that the shop has no more comes first, and is let go with a sentence."""
    (job,) = await left(open_counter, tmp_path / "till", S.FAILED)
    page = replace(
        job,
        uid=f"{1:032x}",
        title="test-page",
        slip=SlipKind.TEST_PAGE,
        receipt_no="",
        sale_uid="",
        paper=PaperName.A4,
        made_at=job.made_at - timedelta(seconds=9),
    )
    PrintJobFiles(tmp_path / "till" / "printing").keep(page, b"%PDF")
    with on_the_network(Machine()) as machine:
        desk = await open_counter(folder=tmp_path / "till", setup=shop(network(machine)))
        desk.click("unprinted.print_all", await asked(desk))
        await until(lambda: machine.tape.marks.count("cut") == 1)
        await quiet(desk)
        assert job_files(desk) == []


async def put_off(desk: Counter) -> None:
    """Answer with Later, which has the focus, and end the run."""
    dialog = await asked(desk)
    await until(lambda: dialog._pace.elapsed() > SCANNER_GAP_MS)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await until(lambda: not desk.window.findChildren(UnprintedDialog))
    assert desk.find("paper").isVisible()
    assert desk.labels(desk.window.paper).endswith("and 1 more")
    await desk.end()


async def test_later_leaves_them_above_every_page_and_for_the_next_start(open_counter: Open, tmp_path: Path) -> None:
    await left(open_counter, tmp_path / "till", S.WAITING, S.UNSURE)
    for _ in range(2):
        await put_off(await open_counter(folder=tmp_path / "till", setup=shop(nobody_there())))
    assert len(PrintJobFiles(tmp_path / "till" / "printing").unfinished()) == 2


async def test_many_are_counted(open_counter: Open, tmp_path: Path) -> None:
    (job,) = await left(open_counter, tmp_path / "till", S.WAITING)
    files = PrintJobFiles(tmp_path / "till" / "printing")
    for number in range(7):
        files.keep(replace(job, uid=f"{number:032x}"), b"%PDF")
    desk = await open_counter(folder=tmp_path / "till", setup=shop(nobody_there()))
    dialog = await asked(desk)
    assert "8 slips of the last run" in desk.labels(dialog)
    assert "and 3 more" in desk.labels(dialog)
    desk.click("unprinted.drop_all", dialog)
    await until(lambda: not job_files(desk))


async def test_a_note_that_can_not_be_read_is_said(open_counter: Open, tmp_path: Path) -> None:
    (tmp_path / "till" / "printing").mkdir(parents=True)
    (tmp_path / "till" / "printing" / "x.json").write_text("{")
    desk = await open_counter(folder=tmp_path / "till")
    await until(lambda: "Look in History" in desk.text("main.message"))
    assert not desk.window.findChildren(UnprintedDialog)


async def test_nothing_left_asks_nothing(desk: Counter) -> None:
    await quiet(desk)
    assert not desk.window.findChildren(UnprintedDialog)


# Closing.


async def test_closing_waits_for_the_slip_on_its_way(open_counter: Open) -> None:
    with on_the_network(Machine(stalls_after=3000)) as machine:
        desk = await open_counter(setup=shop(network(machine)))
        await sold(desk)
        desk.press(F9)
        await until(lambda: desk.desk.print_queue.sending is not None and machine.jobs)
        desk.window.close()
        await until(lambda: "Closing when the printer has taken the slip K01-000001" in desk.text("main.message"))
        assert not desk.window.sell.isEnabled()
        machine.stalls_after = 1 << 40  # it goes on
        assert await desk.end() == 0
        assert machine.tape.marks[-1] == "cut"
        assert job_files(desk) == []


async def stalled(open_counter: Open, folder: Path, machine: Machine) -> Counter:
    """A printer in the middle of one slip, and another that waits behind it."""
    desk = await open_counter(folder=folder, setup=shop(network(machine)))
    for _ in range(2):
        await sold(desk)
        desk.press(F9)
        await said(desk, "Printing…")
        await desk.next_customer()
    await until(lambda: desk.desk.print_queue.sending is not None and machine.jobs)
    await until(lambda: len(desk.desk.print_queue.waiting) == 2)
    return desk


async def test_closing_begins_no_slip_that_waits(open_counter: Open, tmp_path: Path) -> None:
    with on_the_network(Machine(stalls_after=3000)) as machine:
        desk = await stalled(open_counter, tmp_path / "till", machine)
        desk.window.close()
        await until(lambda: "taken the slip K01-000001" in desk.text("main.message"))
        machine.stalls_after = 1 << 40
        assert await desk.end() == 0
        assert machine.tape.marks.count("cut") == 1
        kept = PrintJobFiles(tmp_path / "till" / "printing").unfinished()
        assert [(job.receipt_no, job.state) for job in kept] == [("K01-000002", S.WAITING)]
        again = await open_counter(folder=tmp_path / "till", setup=shop(network(machine)))
        again.click("unprinted.print.0", await asked(again))
        await until(lambda: machine.tape.marks.count("cut") == 2)
        await quiet(again)
        assert await made(again, "K01-000002") == [(1, "print", "")]  # the very same slip
        assert job_files(again) == []


async def test_a_window_that_stays_goes_on_printing(slow: Counter, gate: Gate) -> None:
    with on_the_network(Machine()) as machine:
        await slow.desk.settings.change(printing=network(machine, at_once=True))
        await pressed(slow, METER)
        await until(lambda: gate.held == 1)
        slow.window.close()
        await until(lambda: "1 to go" in slow.text("main.message"))
        gate.let_go()
        await until(lambda: slow.state == "ISSUED" and slow.window.sell.isEnabled())
        await said(slow, "Printed.")
        assert machine.tape.marks.count("cut") == 1


async def test_closing_asks_nothing_more(desk: Counter) -> None:
    await sold(desk)
    desk.press(F9)
    await said(desk, "Saved as")
    await quiet(desk)
    await desk.active(desk.window)
    desk.press(F9)
    desk.window.close()  # before it is known that it would be a copy
    assert await desk.end() == 0
    assert (await asyncio.to_thread(lambda: list(desk.slips.iterdir())))[0].name == "receipt-K01-000001.pdf"


async def test_closing_waits_not_for_ever(open_counter: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "SEND_WAIT", timedelta(seconds=1))
    with on_the_network(Machine(stalls_after=3000)) as machine:
        desk = await open_counter(setup=shop(network(machine)))
        await sold(desk)
        desk.press(F9)
        await until(lambda: desk.desk.print_queue.sending is not None and machine.jobs)
        begun = time.monotonic()
        desk.counter.request_close()
        assert desk.task is not None
        await until(desk.task.done)
        assert time.monotonic() - begun < 1.8  # one wait, not two
        kept = PrintJobFiles(desk.slips.with_name("printing")).unfinished()
        assert [job.state for job in kept] == [S.SENDING]  # the next start asks


async def test_the_window_lives_while_a_printer_stalls(open_counter: Open) -> None:
    with on_the_network(Machine(stalls_after=3000)) as machine:
        desk = await open_counter(setup=shop(network(machine)))
        await sold(desk)
        desk.press(F9)
        await until(lambda: desk.desk.print_queue.sending is not None and machine.jobs)
        worst, end = 0.0, time.monotonic() + 3
        while (begun := time.monotonic()) < end:
            await asyncio.sleep(0.01)
            worst = max(worst, time.monotonic() - begun - 0.01)
        assert desk.desk.print_queue.sending is not None
        assert worst < 0.2
        machine.stalls_after = 1 << 40
        await said(desk, "Printed.")
