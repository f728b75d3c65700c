"""Printing from the window, to real printers: a socket, a device, a folder. The token stays on the screen."""

import os
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from printing.receipt_printer import Machine, Tape, on_the_network
from PySide6.QtCore import Qt
from ui.ui_counter import METER, Counter, until
from ui.ui_printing import answer, job_files, made, network, nobody_there, quiet, said, shop, sold

from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.domain.printing import PaperName
from vendingdesk.ui.next_button import DWELL_MS, NextButton

Open = Callable[..., Awaitable[Counter]]
F9 = Qt.Key.Key_F9
TOUCH = 48
"""Pixels that a finger needs."""


async def test_without_a_printer_the_slip_is_saved(desk: Counter) -> None:
    await sold(desk)
    desk.press(F9)
    text = await said(desk, "Saved as")
    assert "Name a printer under Settings (F10)" in text
    assert str(desk.slips / "receipt-K01-000001.pdf") in text
    assert (desk.slips / "receipt-K01-000001.pdf").read_bytes().startswith(b"%PDF")
    assert not desk.find("result.reprint").isVisible()
    assert await made(desk) == [(1, "pdf", "")]
    await quiet(desk)
    assert job_files(desk) == []
    assert desk.find("result.token").isVisible()


async def test_a_printer_that_reports(open_counter: Open) -> None:
    with on_the_network(Machine()) as machine:
        desk = await open_counter(setup=shop(network(machine)))
        await sold(desk)
        desk.press(F9)
        assert await said(desk, "Printed.") == "Printed."
        assert machine.tape.marks[-1] == "cut"
        assert "kick" not in machine.tape.marks
        assert await made(desk) == [(1, "print", "")]
        assert desk.find("result.token").isVisible()
        assert not desk.find("paper").isVisible()


async def test_a_printer_that_does_not_report(open_counter: Open) -> None:
    with on_the_network(Machine(Tape(answers=""))) as machine:
        desk = await open_counter(setup=shop(network(machine)))
        await sold(desk)
        desk.click("result.print")
        assert await said(desk, "does not report") == "Handed to the printer, which does not report back."


async def test_the_drawer_opens_with_the_original_of_a_sale_only(open_counter: Open) -> None:
    with on_the_network(Machine()) as machine:
        desk = await open_counter(setup=shop(network(machine, open_drawer=True, copies=2)))
        await sold(desk)
        desk.press(F9)
        await until(lambda: machine.tape.marks.count("cut") == 2)
        assert machine.tape.marks.count("kick") == 1
        await quiet(desk)
        assert await made(desk) == [(1, "print", ""), (2, "print", "for the shop")]
        desk.press(F9)
        await answer(desk)
        await until(lambda: machine.tape.marks.count("cut") == 3)
        assert machine.tape.marks.count("kick") == 1


async def test_a_sold_token_prints_by_itself_where_the_shop_wants_that(open_counter: Open) -> None:
    with on_the_network(Machine()) as machine:
        desk = await open_counter(setup=shop(network(machine, at_once=True)))
        await sold(desk)
        await said(desk, "Printed.")
        desk.press(Qt.Key.Key_F5)
        desk.press(Qt.Key.Key_F2)  # shown again is not sold again
        await quiet(desk)
        assert machine.jobs == 1
        await desk.next_customer()
        assert await sold(desk, "0199000000042", "50") == "IN_DOUBT"  # a hold slip is asked for
        await quiet(desk)
        assert machine.jobs == 1


async def test_a_printer_that_is_off_then_on_prints_the_same_slip(open_counter: Open) -> None:
    desk = await open_counter(setup=shop(nobody_there(open_drawer=True)))
    await sold(desk)
    desk.press(F9)
    text = await said(desk, "Sold. The slip did not print.")
    assert "takes no print jobs" in text
    assert desk.text("result.reprint") == "Print again"
    assert job_files(desk) == [".json", ".pdf"]
    assert not desk.find("paper").isVisible()  # it is said once, where it is looked for
    with on_the_network(Machine()) as machine:
        await desk.desk.settings.change(printing=network(machine, open_drawer=True))
        desk.click("result.reprint")
        await said(desk, "Printed.")
        assert machine.jobs == 1
        assert "kick" in machine.tape.marks  # as it was asked for
    await quiet(desk)
    assert await made(desk) == [(1, "print", "")]  # no paper had come: no copy
    assert job_files(desk) == []


async def test_paper_that_ends_in_the_middle_asks_for_a_copy(open_counter: Open) -> None:
    with on_the_network(Machine(Tape(paper_rows=200))) as machine:
        desk = await open_counter(setup=shop(network(machine)))
        await sold(desk)
        desk.press(F9)
        await said(desk, "The slip may be incomplete: look at the paper.")
        assert desk.text("result.reprint") == "Print a copy"
        assert desk.find("result.token").isVisible()
        machine.tape.paper_rows = 1_000_000
        desk.press(F9)  # the key does what the button does
        await said(desk, "Printed.")
        await quiet(desk)
        assert await made(desk) == [(1, "print", ""), (2, "print", "it did not print")]
        assert job_files(desk) == []


async def test_two_presses_print_once(open_counter: Open) -> None:
    with on_the_network(Machine()) as machine:
        desk = await open_counter(setup=shop(network(machine)))
        await sold(desk)
        for _ in range(3):
            desk.press(F9)
        await said(desk, "Printed.")
        await quiet(desk)
        assert (machine.jobs, await made(desk)) == (1, [(1, "print", "")])


async def test_a_failure_is_loud_when_nobody_looks(open_counter: Open) -> None:
    with on_the_network(Machine(stalls_after=3000)) as machine:
        desk = await open_counter(setup=shop(network(machine)))
        await sold(desk)
        desk.press(F9)
        await said(desk, "Printing…")
        await desk.next_customer()  # the next one is served meanwhile
        await desk.meter(METER)
        desk.fill("sell.amount", "20")
        await until(lambda: desk.text("status.paper") == "1 slip waits for the printer", 20)
        await until(desk.find("paper").isVisible, 40)
        assert desk.text("paper.text").startswith("K01-000001: The slip may be incomplete")
        assert desk.text("sell.amount") == "20"
        assert not desk.find("status.paper").isVisible()
        desk.press(Qt.Key.Key_F5)
        assert desk.find("paper").isVisible()  # on every page
        desk.click("paper.done")
        await until(lambda: not desk.find("paper").isVisible())
        await quiet(desk)
        assert job_files(desk) == []


async def test_a_failure_can_be_mended_from_the_tray(open_counter: Open) -> None:
    desk = await open_counter(setup=shop(nobody_there(at_once=True, copies=2)))
    await sold(desk)
    await said(desk, "did not print")
    await quiet(desk)
    desk.press(Qt.Key.Key_F5)
    tray = desk.find("paper")
    await until(tray.isVisible)
    assert "Sold. The slip did not print." in desk.text("paper.text")
    with on_the_network(Machine()) as machine:
        await desk.desk.settings.change(printing=network(machine))
        desk.click("paper.again")
        await until(lambda: desk.text("paper.text").startswith("K01-000001, copy 1:"))
        desk.click("paper.again")
        await until(lambda: not tray.isVisible())
        await quiet(desk)
        assert machine.tape.marks.count("cut") == 2


async def test_next_customer_lets_no_slip_go(open_counter: Open) -> None:
    """Who is in a hurry has not read the line: it goes on above every page, the shop's own slip too."""
    desk = await open_counter(setup=shop(nobody_there(at_once=True, copies=2)))
    await sold(desk)
    await quiet(desk)
    nxt = desk.find("result.next", NextButton)
    await until(lambda: nxt.shown_for.isValid() and nxt.shown_for.elapsed() >= DWELL_MS)
    desk.press(Qt.Key.Key_Return)
    await until(lambda: not nxt.isVisible())
    await quiet(desk)
    assert desk.find("paper").isVisible()
    assert desk.text("paper.text").startswith("K01-000001: Sold. The slip did not print.")
    assert desk.labels(desk.window.paper).endswith("and 1 more")
    assert job_files(desk) == [".json", ".json", ".pdf", ".pdf"]
    await sold(desk, "0199000000026")
    await quiet(desk)
    assert desk.text("paper.text").startswith("K01-000001: ")  # the oldest, whoever is served
    with on_the_network(Machine()) as machine:
        await desk.desk.settings.change(printing=network(machine))
        desk.click("paper.again")
        await until(lambda: desk.text("paper.text").startswith("K01-000001, copy 1: The copy did not print."))
        await quiet(desk)
        assert machine.tape.marks.count("cut") == 1
        desk.click("paper.done")
        await until(lambda: not desk.find("paper").isVisible())
        await quiet(desk)
        assert machine.tape.marks.count("cut") == 1
    assert await made(desk) == [(1, "print", ""), (2, "print", "for the shop")]


async def test_what_may_have_come_out_stands_there_too(open_counter: Open) -> None:
    with on_the_network(Machine(Tape(paper_rows=200))) as machine:
        desk = await open_counter(setup=shop(network(machine)))
        await sold(desk)
        desk.press(F9)
        await said(desk, "may be incomplete")
        await desk.next_customer()
        await quiet(desk)
        assert desk.text("paper.text").startswith("K01-000001: The slip may be incomplete")
        assert desk.text("paper.again") == "Print a copy"


@pytest.mark.parametrize("sale", [False, True])
async def test_the_red_line_leaves_room_to_sell(open_counter: Open, *, sale: bool) -> None:
    desk = await open_counter(setup=shop(nobody_there(copies=2, at_once=True)))
    desk.window.setWindowState(Qt.WindowState.WindowNoState)
    desk.window.resize(1024, 570)
    await sold(desk)
    await said(desk, "did not print")
    await quiet(desk)
    await desk.next_customer()
    if sale:  # its own slip did not print either: the buttons below may need scrolling, Enter does not
        await sold(desk, "0199000000026")
        await said(desk, "did not print")
        await quiet(desk)
    else:
        await desk.meter(METER)
    await until(lambda: desk.window.height() == 570 and desk.find("paper").isVisible())
    names = ("result.state", "result.token", "result.paper", "result.reprint")
    for name in (*(names if sale else ("sell.meter", "sell.amount", "sell.sell")), "paper.again", "paper.done"):
        part = desk.find(name)
        assert part.visibleRegion().boundingRect() == part.rect(), name
        assert part.height() >= min(TOUCH, part.minimumSizeHint().height()), name


async def test_history_says_it_at_the_bottom(open_counter: Open) -> None:
    with on_the_network(Machine()) as machine:
        desk = await open_counter(setup=shop(network(machine)))
        await sold(desk)
        await desk.next_customer()
        desk.press(Qt.Key.Key_F5)
        await until(lambda: len(desk.window.history.model.rows) == 1)
        desk.click("history.print")
        await until(lambda: desk.text("main.message") == "K01-000001: Printed.")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no device files")
async def test_a_device_file(open_counter: Open, tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    heard: list[bytes] = []

    def listen() -> None:
        with device.open("rb") as stream:
            heard.append(stream.read())

    printer = threading.Thread(target=listen)
    printer.start()
    setup = PrintSetup(way=WayKind.DEVICE, device=str(device), paper=PaperName.ROLL_58)
    desk = await open_counter(setup=shop(setup))
    await sold(desk)
    desk.press(F9)
    await said(desk, "does not report back")
    printer.join()
    assert heard[0].startswith(b"\x1b@")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_takes_nothing(desk: Counter) -> None:
    desk.slips.mkdir()
    desk.slips.chmod(0o500)
    try:
        await sold(desk)
        desk.press(F9)
        text = await said(desk, "Sold. The slip was not saved.")
        assert "Permission denied" in text
    finally:
        desk.slips.chmod(0o700)


async def test_a_folder_that_is_none(desk: Counter) -> None:
    desk.slips.write_text("in the way")
    await sold(desk)
    desk.press(F9)
    assert "could not be saved" in await said(desk, "Sold. The slip was not saved.")
    desk.slips.unlink()
    desk.click("result.reprint")
    await said(desk, "Saved as")
    assert await made(desk) == [(1, "pdf", "")]
