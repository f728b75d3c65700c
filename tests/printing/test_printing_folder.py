"""Slips as PDF files: private, whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from printing.slips import fails, no_room, work

from vendingdesk.domain.paper import Handed, PaperWork
from vendingdesk.domain.print_setup import PrintSetup
from vendingdesk.domain.printing import JobState, PaperName, PrinterFault
from vendingdesk.printing.folder import FolderWay, file_name
from vendingdesk.printing.ways import PaperWays
from vendingdesk.receipts import render


def test_a_slip_is_saved_privately_under_its_title_and_says_where(tmp_path: Path) -> None:
    slips = tmp_path / "data" / "slips"
    way = PaperWays(render, slips).way(PrintSetup())
    job = work()
    handed = way.send(job)
    file = slips / "Receipt T01-000427.pdf"
    assert handed == Handed(said=f"Saved as {file}.")
    assert file.read_bytes() == job.pdf
    assert [stat.S_IMODE(path.stat().st_mode) for path in (slips, file)] == [0o700, 0o600]
    assert (way.name, way.look(handed).state, way.withdraw(handed)) == (str(slips), JobState.SENT, False)
    way.send(PaperWork(job.title, b"%PDF again", job.paper))
    assert file.read_bytes() == b"%PDF again"
    assert [file.name for file in slips.iterdir()] == [file.name]


def test_a_disk_that_is_full_leaves_no_half_slip_and_says_what_to_do(tmp_path: Path) -> None:
    job = work()
    with no_room(100):
        fails(FolderWay(tmp_path), r"could not be saved in .* free some space", maybe_out=False, job=job)
    assert [file.name for file in tmp_path.iterdir()] == []


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "slips").write_text("a file")
    way = FolderWay(tmp_path / "slips")
    with pytest.raises(PrinterFault, match="could not be saved"):
        way.send(work())
    (finding,) = way.check(PaperName.A4)
    assert "can’t be saved" in finding.found
    assert finding.to_do


def test_a_check_of_a_folder_leaves_nothing_in_it(tmp_path: Path) -> None:
    (finding,) = FolderWay(tmp_path / "slips").check(PaperName.A4)
    assert (finding.found, finding.to_do) == (f"Slips are saved as PDF in {tmp_path / 'slips'}.", "")
    assert [file.name for file in (tmp_path / "slips").iterdir()] == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Receipt K01-000001 copy 1", "Receipt K01-000001 copy 1.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ('a/b\\c:d*e?f"g<h>i|j\0k', "a-b-c-d-e-f-g-h-i-j-k.pdf"),
        ("…", "….pdf"),
        (" . ", "slip.pdf"),
        ("x" * 300, "x" * 100 + ".pdf"),
    ],
)
def test_a_title_is_a_name_on_every_system(title: str, name: str) -> None:
    assert file_name(title) == name
