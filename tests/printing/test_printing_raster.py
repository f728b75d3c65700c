"""From pixels to dots: exactly the printed column, and a preview of the very same bits."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PIL import Image, ImageDraw
from printing.slips import PAPERS, slip
from receipts.receipts_paper import image

from vendingdesk.domain.printing import PaperName
from vendingdesk.printing.raster import COLUMN_DOTS, DPI, PAPER_DOTS, WHITE_FROM, preview, rasters, shown
from vendingdesk.receipts import render


@dataclass
class Page:
    width: int
    height: int
    bgrx: bytes


def page(picture: Image.Image) -> Page:
    return Page(*picture.size, picture.convert("RGB").tobytes("raw", "BGRX"))


@pytest.mark.parametrize("paper", PAPERS)
def test_a_dot_is_black_below_the_threshold_and_stands_where_the_pixel_stood(paper: PaperName) -> None:
    sheet = Image.effect_noise((PAPER_DOTS[paper], 100), 90)
    left = (PAPER_DOTS[paper] - COLUMN_DOTS[paper]) // 2
    (raster,) = rasters([page(sheet)], paper)
    assert (raster.width, raster.height, len(raster.rows)) == (COLUMN_DOTS[paper], 100, COLUMN_DOTS[paper] * 100 // 8)
    for x in range(0, raster.width, 7):
        for y in range(0, 100, 9):
            black = raster.rows[y * raster.row_bytes + x // 8] >> (7 - x % 8) & 1
            assert black == (sheet.getpixel((left + x, y)) < 128), (x, y)


@pytest.mark.parametrize(
    "command",
    [b"\x10\x14\x01\x00\x05", b"\x10\x14\x02\x01\x08", b"\x10\x04\x04", b"\x10\x05\x02", b"\x10\x10\x14\x01"],
)
def test_dots_that_spell_a_command_are_not_obeyed(command: bytes) -> None:
    width = COLUMN_DOTS[PaperName.ROLL_80]
    for at in (9, width // 8 - 1):  # within a row, and over its end
        rows = bytes(at) + command + bytes(2 * width // 8 - at - len(command))
        dots = Image.frombytes("1", (width, 2), rows, "raw", "1;I").convert("L")
        sheet = Image.new("L", (PAPER_DOTS[PaperName.ROLL_80], 2), 255)
        sheet.paste(dots, ((sheet.width - width) // 2, 0))
        (raster,) = rasters([page(sheet)], PaperName.ROLL_80)
        assert command not in raster.rows
        changed = [(a, b) for a, b in zip(rows, raster.rows, strict=True) if a != b]
        assert changed == [(0x10, 0x00)]


@pytest.mark.parametrize("width", [590, 700])
def test_a_page_that_is_not_quite_as_wide_as_the_paper_is_centred(width: int) -> None:
    sheet = Image.new("L", (width, 3), 255)
    ImageDraw.Draw(sheet).line((width // 2, 0, width // 2, 2), fill=0)
    (raster,) = rasters([page(sheet)], PaperName.ROLL_80)
    assert raster.rows[: raster.row_bytes].hex() == "00" * 36 + "80" + "00" * 35


@pytest.mark.parametrize("paper", PAPERS)
def test_the_preview_shows_the_bits_that_are_printed(paper: PaperName) -> None:
    pdf = slip(paper)
    (raster,) = rasters(render(pdf, DPI), paper)
    (seen,) = preview(render, pdf, paper)
    assert (seen.width, seen.height) == (PAPER_DOTS[paper], raster.height)
    picture = image(seen).convert("L")
    left = (seen.width - raster.width) // 2
    column = picture.crop((left, 0, left + raster.width, seen.height))
    assert column.point([255] * 128 + [0] * 128, "1").tobytes() == raster.rows
    assert set(picture.tobytes()) == {0, 255}
    for margin in ((0, 0, left, seen.height), (left + raster.width, 0, seen.width, seen.height)):
        assert set(picture.crop(margin).tobytes()) == {255}


@pytest.mark.parametrize("paper", PAPERS)
def test_nothing_of_a_slip_is_lost_with_the_margins(paper: PaperName) -> None:
    (sheet,) = render(slip(paper), DPI)
    (raster,) = rasters([sheet], paper)
    whole = image(sheet).convert("L").point([255] * WHITE_FROM + [0] * (256 - WHITE_FROM))
    kept = image(shown(raster, paper)).convert("L").point([255] * 128 + [0] * 128)
    assert whole.getbbox() == kept.getbbox()
    assert whole.tobytes() == kept.tobytes()
