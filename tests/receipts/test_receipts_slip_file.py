"""Many slips in one file: whole or not at all, every slip as it is alone, the fonts once, nothing kept in memory."""

import os
import shutil
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from receipts.receipts_figures import logo
from receipts.receipts_sample import sale

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import Logo, QrCodes, Receipt
from vendingdesk.receipts import PdfFiles, PdfSlips, render

SLIPS = 300
MADE = PaperName.ROLL_80
FULL = Path("/dev/full")


def slip(number: int) -> Receipt:
    token = f"{number * 7919:020d}"
    return replace(sale(tokens=(token,)), title=f"Receipt {number}")


def written(path: Path, receipts: list[Receipt], paper: PaperName = MADE) -> int:
    file = PdfFiles().slips(path, title="Slips", paper=paper)
    for at in range(0, len(receipts), 7):
        file.add(receipts[at : at + 7])
    return file.finish()


def test_hundreds_of_slips_read_back_each_as_it_is_alone(tmp_path):
    path = tmp_path / "new folder" / "slips.pdf"
    slips = [slip(number) for number in range(SLIPS)]
    assert written(path, slips) == SLIPS
    reader = pypdf.PdfReader(path, strict=True)
    assert len(reader.pages) == SLIPS
    assert reader.metadata is not None
    assert reader.metadata.title == "Slips"
    for number in (0, 1, 150, SLIPS - 1):
        words = "".join(reader.pages[number].extract_text().split())
        assert f"{number * 7919:020d}" in words
    document = pypdfium2.PdfDocument(path)
    assert len(document) == SLIPS
    document.close()


def test_the_fonts_are_there_once_and_a_slip_is_small(tmp_path):
    path = tmp_path / "slips.pdf"
    written(path, [slip(number) for number in range(SLIPS)])
    data = path.read_bytes()
    assert data.count(b"/FontFile2") == 2  # words and digits
    assert len(data) / SLIPS < 4000


def test_a_slip_has_the_pixels_that_it_has_alone_and_the_logo_is_there_once(tmp_path):
    path = tmp_path / "slips.pdf"
    picture = logo(120, 60)
    slips = [
        replace(slip(number), blocks=(Logo(picture), *slip(number).blocks, QrCodes((f"{number:020d}",))))
        for number in range(20)
    ]
    written(path, slips)
    assert path.read_bytes().count(b"/ImageMask true") == 1
    together = render(path.read_bytes(), 203.2)
    for number in (0, 19):
        [alone] = render(PdfSlips().pdf(slips[number], MADE), 203.2)
        assert bytes(together[number].bgrx) == bytes(alone.bgrx)


def test_the_same_slips_give_the_same_bytes(tmp_path):
    for name in ("a.pdf", "b.pdf"):
        written(tmp_path / name, [slip(number) for number in range(30)])
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_other_programs_find_nothing_wrong_with_it(tmp_path):
    path = tmp_path / "slips.pdf"
    written(path, [slip(number) for number in range(50)], PaperName.A4)
    for command in (["qpdf", "--check"], ["pdfinfo"]):
        if shutil.which(command[0]):
            done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            assert "rror" not in done.stderr
            assert "arning" not in done.stderr


def test_it_is_private_and_at_its_place_only_when_it_is_whole(tmp_path):
    path = tmp_path / "slips.pdf"
    file = PdfFiles().slips(path, title="Slips", paper=MADE)
    file.add([slip(1)])
    [unfinished] = tmp_path.iterdir()
    assert unfinished.name == "slips.pdf.part"
    assert unfinished.stat().st_mode & 0o777 == 0o600
    file.finish()
    assert [each.name for each in tmp_path.iterdir()] == ["slips.pdf"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_given_up_leaves_nothing_and_an_end_stays(tmp_path):
    path = tmp_path / "slips.pdf"
    file = PdfFiles().slips(path, title="Slips", paper=MADE)
    file.add([slip(1)])
    file.give_up()
    file.give_up()
    assert list(tmp_path.iterdir()) == []
    file = PdfFiles().slips(path, title="Slips", paper=MADE)
    file.add([slip(1)])
    file.finish()
    file.give_up()
    assert path.exists()


def test_giving_up_waits_for_what_is_being_drawn(tmp_path):
    file = PdfFiles().slips(tmp_path / "slips.pdf", title="Slips", paper=MADE)
    begun = threading.Event()

    class Begun(list):
        def __iter__(self):
            begun.set()
            return super().__iter__()

    drawing = threading.Thread(target=file.add, args=(Begun([slip(number) for number in range(40)]),))
    drawing.start()
    assert begun.wait(10)
    file.give_up()
    drawing.join(10)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_made_is_said(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(EnvironmentFault, match=r"could not be saved in .*taken.*save it again"):
        PdfFiles().slips(tmp_path / "taken" / "slips.pdf", title="", paper=MADE)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("moment", ["while slips are drawn", "at the end"])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, moment):
    file = PdfFiles().slips(tmp_path / "slips.pdf", title="Slips", paper=MADE)
    with FULL.open("wb") as full:
        os.dup2(full.fileno(), file._whole.file.fileno())
    said = pytest.raises(EnvironmentFault, match=r"No space left on device.*Free some space")
    if moment == "at the end":
        with said:
            file.add([slip(1)])
            file.finish()
    else:
        with said:
            file.add([slip(number) for number in range(SLIPS)])
    assert list(tmp_path.iterdir()) == []
