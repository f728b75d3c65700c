"""A printer looked at before it is set up: what refuses it, what is only told."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from vendingdesk.counter.paper_ports import PrinterFinding
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.printer_check import CheckPrinter
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import PaperName

WELL = PrinterFinding("It is there.")
OFF = PrinterFinding("It is off.", "Switch it on.")
TOO_WIDE = PrinterFinding("It has no A4.", "Choose 80 mm.", refuses=True)
QUEUE = PrintSetup(way=WayKind.SYSTEM, printer="Counter")


@dataclass
class Machine:
    """The ways of a machine that finds what it is told to."""

    finds: tuple[PrinterFinding, ...] = (WELL,)
    asked: list[PaperName] = field(default_factory=list)

    def way(self, setup: PrintSetup) -> Machine:
        if setup.way is WayKind.WINDOWS:
            raise EnvironmentFault("Works on Windows only. Choose another way.")
        return self

    def check(self, paper: PaperName) -> tuple[PrinterFinding, ...]:
        self.asked.append(paper)
        return self.finds

    def printers(self) -> tuple[str, ...]:
        return ("Counter", "Office")


@pytest.mark.parametrize(
    ("finds", "refused", "warned"),
    [
        ((WELL,), "", ""),
        ((WELL, OFF), "", "It is off. Switch it on."),
        ((OFF, TOO_WIDE), "It has no A4. Choose 80 mm.", "It is off. Switch it on."),
    ],
)
async def test_what_refuses_and_what_warns(finds: tuple[PrinterFinding, ...], refused: str, warned: str) -> None:
    look = await CheckPrinter(Machine(finds))(QUEUE)
    assert (look.findings, look.refused, look.warned) == (finds, refused, warned)


async def test_a_way_that_this_machine_has_not_is_refused() -> None:
    look = await CheckPrinter(Machine())(PrintSetup(way=WayKind.WINDOWS, printer="Counter"))
    assert "Works on Windows only. Choose another way." in look.refused


async def test_only_another_queue_or_paper_is_asked_before_it_is_kept() -> None:
    machine = Machine((TOO_WIDE,))
    check = CheckPrinter(machine)
    copies = PrintSetup(way=WayKind.SYSTEM, printer="Counter", copies=2)
    for new in (QUEUE, copies, PrintSetup(), PrintSetup(way=WayKind.NETWORK, host="10.0.0.9")):
        assert (await check.before_keeping(new, QUEUE)).findings == ()
    assert machine.asked == []
    wider = PrintSetup(way=WayKind.SYSTEM, printer="Counter", paper=PaperName.A4)
    assert (await check.before_keeping(wider, QUEUE)).refused
    assert (await check.before_keeping(QUEUE, PrintSetup())).refused
    assert machine.asked == [PaperName.A4, PaperName.ROLL_80]


async def test_the_printers_of_the_system() -> None:
    assert await CheckPrinter(Machine()).printers() == ("Counter", "Office")
