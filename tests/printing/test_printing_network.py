"""A receipt printer behind a real socket: what comes out, and what is said when it does not."""

from __future__ import annotations

import re
import socket
import threading
import time
from dataclasses import replace

import pytest
import zxingcpp
from printing.receipt_printer import Machine, Tape, on_the_network
from printing.slips import PAPERS, fails, slip, work
from receipts.receipts_paper import image
from receipts.receipts_sample import RECEIPT_NO, TOKEN

from vendingdesk.domain.paper import Handed, Way
from vendingdesk.domain.print_setup import PrintSetup, WayKind
from vendingdesk.domain.printing import JobState, PaperName, PrinterFault
from vendingdesk.printing.raster import PAPER_DOTS, preview
from vendingdesk.printing.raw_job import LIMITS, Limits
from vendingdesk.printing.ways import PaperWays
from vendingdesk.receipts import render

QUICK = Limits(connect=2.0, still=0.4, answer=0.1, end=1.0)


def way(machine: Machine, tmp_path, limits: Limits = QUICK, **more: object) -> Way:
    setup = PrintSetup(way=WayKind.NETWORK, host="127.0.0.1", port=machine.port, **more)
    return PaperWays(render, tmp_path, limits=limits).way(setup)


def out_of_the_printer(machine: Machine, paper: PaperName) -> bytes:
    """The tape's picture as bytes, with the paper's margins."""
    from PIL import Image

    tape = machine.tape.picture()
    sheet = Image.new("L", (PAPER_DOTS[paper], tape.height), 255)
    sheet.paste(tape, ((sheet.width - tape.width) // 2, 0))
    return sheet.tobytes()


@pytest.mark.parametrize("paper", PAPERS)
def test_the_paper_shows_what_the_preview_showed_and_its_codes_can_be_read(paper: PaperName, tmp_path) -> None:
    with on_the_network(Machine()) as machine:
        printer = way(machine, tmp_path, LIMITS, paper=paper)
        handed = printer.send(work(paper))
    assert printer.look(handed).state is JobState.PRINTED
    (seen,) = preview(render, slip(paper), paper)
    assert image(seen).convert("L").tobytes() == out_of_the_printer(machine, paper)
    assert machine.tape.marks == ["reset", "cut"]
    codes = {code.format.name: code.text for code in zxingcpp.read_barcodes(machine.tape.picture())}
    assert codes == {"Code128": RECEIPT_NO, "QRCode": TOKEN}


def test_the_drawer_opens_and_the_paper_is_not_cut_when_the_shop_wants_it_so(tmp_path) -> None:
    with on_the_network(Machine()) as machine:
        way(machine, tmp_path, cut=False).send(work(drawer=True))
    assert machine.tape.marks == ["reset", "kick", "feed"]


def test_a_printer_that_never_answers_has_taken_the_slip_and_no_more_is_claimed(tmp_path) -> None:
    with on_the_network(Machine(Tape(answers=""))) as machine:
        printer = way(machine, tmp_path)
        handed = printer.send(work())
        assert (handed.reference, printer.look(handed).state) == ("", JobState.SENT)
        assert machine.over.wait(5)
    assert (machine.tape.bad, machine.tape.marks) == ("", ["reset", "cut"])
    assert "r" not in machine.tape.rest.decode("latin1")


def test_a_printer_that_knows_no_end_is_sent_to(tmp_path) -> None:
    with on_the_network(Machine(Tape(answers="1234"))) as machine:
        assert way(machine, tmp_path).send(work()).reference == ""
    assert machine.tape.marks == ["reset", "cut"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"4": 0x60}, "is out of paper. Put in a new roll. Then print again: nothing came out"),
        ({"2": 0x04, "1": 0x08}, "is open. Close its cover. Then print again: nothing came out"),
        ({"3": 0x08}, "cutter is stuck"),
        ({"1": 0x08}, "is offline"),
    ],
)
def test_what_is_wrong_before_a_slip_stops_it_before_its_first_row(wrong, says, tmp_path) -> None:
    with on_the_network(Machine(Tape(wrong=wrong))) as machine:
        fails(way(machine, tmp_path), re.escape(says), maybe_out=False)
    assert (machine.tape.rows, machine.tape.marks) == ([], [])


def test_paper_that_runs_out_within_a_slip_may_have_come_out(tmp_path) -> None:
    with on_the_network(Machine(Tape(paper_rows=200))) as machine:
        fails(way(machine, tmp_path), r"out of paper\. Put in a new roll\. Part of the slip", maybe_out=True)
    assert len(machine.tape.rows) == 200


def test_paper_that_ran_out_with_the_last_row_is_told_by_the_answer_behind_the_slip(tmp_path) -> None:
    tape = Tape(wrong={"r": 0x0C})
    with on_the_network(Machine(tape)) as machine:
        fails(way(machine, tmp_path), "out of paper", maybe_out=True)


def test_a_printer_without_an_answer_for_its_last_row_is_known_to_be_out_of_paper_by_itself(tmp_path) -> None:
    machine = Machine(Tape(paper_rows=100, tells=True), stalls_after=20_000)
    with on_the_network(machine):
        fails(way(machine, tmp_path), "out of paper", maybe_out=True, job=work(tokens=("1" * 20,) * 12))


@pytest.mark.parametrize("answers", ["1234r", ""])
def test_a_printer_that_stalls_is_left_within_its_time(answers: str, tmp_path) -> None:
    machine = Machine(Tape(answers=answers), stalls_after=9_000)
    with on_the_network(machine):
        fails(way(machine, tmp_path), r"does not go on.*Part of the slip", maybe_out=True)


def test_a_printer_that_stops_answering_behind_the_slip_is_no_printed_slip(tmp_path) -> None:
    class Dying(Tape):
        def _end(self) -> bytes:
            if self.rows:
                self.answers = ""
            return super()._end()

    with on_the_network(Machine(Dying())) as machine:
        fails(way(machine, tmp_path), "does not go on", maybe_out=True)
    assert machine.tape.marks == ["reset", "cut"]


def test_a_printer_that_accepts_and_reads_nothing_has_no_raster(tmp_path) -> None:
    with on_the_network(Machine(stalls_after=0)) as machine:
        fails(way(machine, tmp_path), "does not go on", maybe_out=True, job=work(tokens=("1" * 20,) * 12))


@pytest.mark.parametrize("answers", ["1234r", ""])
def test_a_line_that_is_cut_within_a_slip_may_have_printed(answers: str, tmp_path) -> None:
    with on_the_network(Machine(Tape(answers=answers), resets_after=15_000)) as machine:
        fails(way(machine, tmp_path), r"connection to the printer 127.0.0.1:\d+ broke", maybe_out=True)


def test_a_line_that_is_cut_behind_the_last_byte_may_have_printed(tmp_path) -> None:
    whole = Machine(Tape(answers=""))
    with on_the_network(whole):
        way(whole, tmp_path).send(work())
    cut = Machine(Tape(answers=""), resets_after=whole.taken)
    with on_the_network(cut):
        fails(way(cut, tmp_path), "broke", maybe_out=True)


def test_a_printer_that_is_slow_but_goes_on_is_waited_for(tmp_path) -> None:
    with on_the_network(Machine(Tape(answers=""), pause=0.06)) as machine:
        began = time.monotonic()
        way(machine, tmp_path).send(work())
        assert time.monotonic() - began > QUICK.still * 2
        assert machine.over.wait(5)
    assert machine.tape.marks == ["reset", "cut"]


def test_what_a_stalled_printer_had_not_taken_does_not_come_out_later(tmp_path) -> None:
    with on_the_network(Machine(Tape(answers=""), stalls_after=9_000)) as machine:
        fails(way(machine, tmp_path), "does not go on", maybe_out=True)
        machine.stalls_after = 1 << 40
        assert machine.over.wait(5)
    assert machine.tape.marks == ["reset"]


def test_a_printer_that_is_off_printed_nothing(tmp_path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = Machine(port=free.getsockname()[1])
    fails(way(nobody, tmp_path), r"takes no print jobs.*nothing came out", maybe_out=False)


def test_a_printer_that_does_not_answer_the_door_is_left_within_its_time(tmp_path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        waiting = [socket.socket() for _ in range(3)]  # the queue in front of the door is full
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(busy.getsockname())
            machine = Machine(port=busy.getsockname()[1])
            with pytest.raises(PrinterFault, match=r"does not answer.*nothing came out") as caught:
                way(machine, tmp_path, replace(QUICK, connect=0.3)).send(work())
        finally:
            for one in waiting:
                one.close()
    assert not caught.value.maybe_out


@pytest.mark.parametrize("host", ["no-such-printer.invalid", "printer..counter", "10.0.0.300", "x" * 300])
def test_an_address_that_is_none_is_said(host: str, tmp_path) -> None:
    setup = PrintSetup(way=WayKind.NETWORK, host=host)
    fails(
        PaperWays(render, tmp_path, limits=replace(QUICK, connect=5)).way(setup),
        r"No machine is known as .*Mend the printer’s address",
        maybe_out=False,
    )


def test_a_network_that_is_not_there_is_said(tmp_path) -> None:
    setup = PrintSetup(way=WayKind.NETWORK, host="255.255.255.255")
    fails(PaperWays(render, tmp_path, limits=QUICK).way(setup), r"can't be reached \(.+\)\. Check", maybe_out=False)


def test_a_slip_for_a4_does_not_go_to_a_roll(tmp_path) -> None:
    fails(
        way(Machine(port=9), tmp_path), "made for A4 paper", maybe_out=False, job=replace(work(), paper=PaperName.A4)
    )


def test_nothing_is_taken_back_from_a_printer_without_a_list(tmp_path) -> None:
    assert not way(Machine(port=9), tmp_path).withdraw(Handed("reported"))


@pytest.mark.parametrize(
    ("tape", "found", "to_do"),
    [
        (Tape(), "is ready and reports its state", ""),
        (Tape(answers=""), "does not report its state", ""),
        (Tape(wrong={"4": 0x60}), "is out of paper.", "Put in a new roll."),
    ],
)
def test_a_check_says_how_the_printer_is(tape: Tape, found: str, to_do: str, tmp_path) -> None:
    with on_the_network(Machine(tape)) as machine:
        (finding,) = way(machine, tmp_path).check(PaperName.ROLL_80)
    assert found in finding.found
    assert finding.to_do == to_do
    assert machine.tape.rows == []


def test_a_check_of_what_is_not_there_and_of_paper_that_does_not_fit(tmp_path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = Machine(port=free.getsockname()[1])
    paper, printer = way(nobody, tmp_path).check(PaperName.A4)
    assert "can’t print on A4" in paper.found
    assert paper.refuses
    assert paper.to_do
    assert "is not reached" in printer.found
    assert "takes no print jobs" in printer.to_do


def test_a_check_of_a_printer_that_breaks_off(tmp_path) -> None:
    with on_the_network(Machine(resets_after=1)) as machine:
        (finding,) = way(machine, tmp_path).check(PaperName.ROLL_80)
    assert "broke off" in finding.found
    assert "off and on" in finding.to_do


def test_slips_from_two_threads_come_out_one_after_the_other(tmp_path) -> None:
    with on_the_network(Machine()) as machine:
        printer = way(machine, tmp_path, LIMITS)
        threads = [threading.Thread(target=printer.send, args=(work(),)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert machine.tape.marks == ["reset", "cut"] * 2
    rows = machine.tape.rows
    assert rows[: len(rows) // 2] == rows[len(rows) // 2 :]
