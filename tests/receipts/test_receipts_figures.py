"""Logo, QR code and ruler: whole dots, in their place, read back from the pixels of the print head."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image, ImageChops
from pypdf import PdfReader
from receipts.receipts_figures import logo
from receipts.receipts_paper import HEAD_DPI, image, letters
from receipts.receipts_sample import TOKEN

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.receipt import Barcode, Block, Logo, Note, QrCodes, Receipt, Ruler, SlipKind
from vendingdesk.receipts import A4, A5, PAPER_58MM, PAPER_80MM, Paper, PdfSlips, check_logo, render
from vendingdesk.receipts.logo import MOST_PIXELS, logo_dots

PAPERS = [PAPER_58MM, PAPER_80MM, A5, A4]
every_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)


def slip(*blocks: Block, paper: Paper = PAPER_80MM, language: str = "en") -> bytes:
    return PdfSlips().pdf(Receipt(SlipKind.SALE, "Slip", blocks, language=language), paper)


def pixels(pdf: bytes) -> Image.Image:
    [page] = render(pdf, HEAD_DPI)
    return image(page).convert("L")


def bare(pdf: bytes) -> Image.Image:
    """The pixels, black or white."""
    return pixels(pdf).point(lambda grey: 255 if grey > 127 else 0)


def said(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def ink_share(picture: Image.Image) -> float:
    """How much of the box around all ink is black."""
    inked = picture.crop(ink(picture))
    return inked.histogram()[0] / (inked.width * inked.height)


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    box = ImageChops.invert(picture).getbbox()
    assert box is not None
    return box


def shaded() -> bytes:
    """Greys from black to white and a transparent half."""
    picture = Image.linear_gradient("L").resize((300, 150)).convert("RGBA")
    picture.paste((0, 0, 0, 0), (150, 0, 300, 150))
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@every_paper
def test_the_logos_dots_are_the_print_heads(paper: Paper) -> None:
    picture = shaded()
    dots = logo_dots(picture, round(paper.column * 8) - 6, round(paper.logo * 8))
    wanted = ImageChops.invert(Image.frombytes("1", (dots.columns, dots.rows), dots.bits)).convert("L")
    page = pixels(slip(Logo(picture), paper=paper))
    left = round((paper.left + paper.column / 2) * 8 - dots.columns / 2)
    top = round(paper.top * 8)
    seen = page.crop((left, top, left + dots.columns, top + dots.rows))
    assert ImageChops.difference(seen, wanted).getbbox() is None
    assert set(page.tobytes()) == {0, 255}


def test_greys_become_a_pattern_and_what_is_transparent_stays_white() -> None:
    page = pixels(slip(Logo(shaded())))
    left, top, right, bottom = ink(page)
    assert right - left < 165 * 320 // 300
    quarter = (bottom - top) // 4
    black = [page.crop((left, top + at * quarter, right, top + (at + 1) * quarter)).histogram()[0] for at in range(4)]
    assert black == sorted(black, reverse=True)
    assert black[0] > 2 * black[2] > 0


@pytest.mark.parametrize("shape", [(3000, 20), (20, 3000), (900, 900), (1, 1), (60, 30)])
@every_paper
def test_a_logo_of_any_shape_fits(paper: Paper, shape: tuple[int, int]) -> None:
    pdf = slip(Logo(logo(*shape)), Note("x"), paper=paper)
    page = pixels(pdf)
    note = letters(pdf)[-1]
    ends = page.height / 8 - note.top / 72 * 25.4
    assert ends <= paper.top + paper.logo + 6
    left, top, right, _ = ink(page.crop((0, 0, page.width, int(ends * 8) - 1)))
    assert paper.left * 8 <= left < right <= (paper.left + paper.column) * 8
    assert abs((left + right) / 2 - page.width / 2) <= 2
    assert top >= paper.top * 8 - 1


PROGRAM = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 50\n%%EndComments\n0 0 90 40 rectfill showpage\n"
"""A picture to PostScript's eyes: reading it means running it, and a loop in it never ends."""

KINDS = ["PNG RGBA", "PNG L", "PNG 1", "JPEG L", "JPEG CMYK", "GIF L", "BMP RGB", "TIFF CMYK", "WEBP RGB"]


@pytest.mark.parametrize("what", KINDS)
def test_pictures_of_many_kinds(what: str) -> None:
    kind, mode = what.split()
    picture = logo(120, 60, kind=kind, mode=mode)
    check_logo(picture)
    assert pixels(slip(Logo(picture))).histogram()[0] > 2000


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (b"", "save it as PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "save it as PNG"),
        (logo(400, 300)[:300], "save it as PNG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "save it as PNG"),
        (PROGRAM, "save it as PNG"),
        (logo(50, 50, "white"), "dark parts"),
        (logo(1, MOST_PIXELS + 1, "white", mode="1"), "save it smaller"),
    ],
)
def test_a_picture_that_will_not_do_is_named_and_left_out(picture: bytes, words: str) -> None:
    with pytest.raises(EnvironmentFault, match=words):
        check_logo(picture)
    assert slip(Logo(picture), Note("sold")) == slip(Note("sold"))


def test_sixteen_bits_of_grey_are_no_white() -> None:
    file = BytesIO()
    Image.new("I;16", (60, 30), 30000).save(file, "PNG")
    share = ink_share(pixels(slip(Logo(file.getvalue()))))
    assert 0.4 < share < 0.7


def test_a_photograph_stands_upright() -> None:
    file, notes = BytesIO(), Image.Exif()
    notes[0x0112] = 6  # turned by a quarter
    Image.new("L", (200, 50), 0).save(file, "JPEG", exif=notes)
    dots = logo_dots(file.getvalue(), 384, 144)
    assert dots.rows == 4 * dots.columns


def test_a_picture_that_would_burst_is_refused_before_it_is_opened() -> None:
    file = BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    assert len(file.getvalue()) < 100_000
    with pytest.raises(EnvironmentFault):
        check_logo(file.getvalue())


def test_the_file_holds_a_logo_once_in_one_bit_a_dot() -> None:
    pdf = slip(*(block for _ in range(60) for block in (Logo(shaded()), Note("x"))), paper=A4)
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) > 1
    for page in pages:
        for mask in page["/Resources"]["/XObject"].values():
            assert (bool(mask.get_object()["/ImageMask"]), mask.get_object()["/BitsPerComponent"]) == (True, 1)
    assert pdf.count(b"/ImageMask") == 1


@every_paper
@pytest.mark.parametrize("text", [TOKEN, " ".join([TOKEN] * 4), "1"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_qr_code_is_read_back(paper: Paper, text: str, language: str) -> None:
    pdf = slip(QrCodes((text,)), paper=paper, language=language)
    page = pixels(pdf)
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [text]
    left, top, right, bottom = ink(bare(pdf))
    assert right - left == bottom - top
    assert 13 <= (right - left) / 8 <= 24
    assert left - paper.left * 8 >= 4 * 3
    assert not set(page.tobytes()) & set(range(16, 240))


@every_paper
@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_several_codes_stand_side_by_side_in_their_order(paper: Paper, count: int, language: str) -> None:
    tokens = tuple(f"{number}{TOKEN[1:]}" for number in range(1, count + 1))
    pdf = slip(QrCodes(tokens), paper=paper, language=language)
    page = pixels(pdf)
    places = {code.text: code.position.top_left for code in zxingcpp.read_barcodes(page)}
    assert sorted(places, key=lambda text: (places[text].y // 40, places[text].x)) == list(tokens)
    rows = {place.y // 40 for place in places.values()}
    assert len(rows) == (2 if paper is PAPER_58MM and count == 4 else 1)
    assert all(f"{number} / {count}" in said(pdf) for number in range(1, count + 1))


def test_a_code_that_can_not_be_made_leaves_the_others() -> None:
    pdf = slip(QrCodes((TOKEN, "", TOKEN)))
    assert [code.text for code in zxingcpp.read_barcodes(pixels(pdf))] == [TOKEN, TOKEN]
    assert "3 / 3" in said(pdf)
    assert "2 / 3" not in said(pdf)


def test_the_qr_code_is_one_path() -> None:
    [page] = PdfReader(BytesIO(slip(QrCodes((TOKEN,))))).pages
    drawn = page.get_contents().get_data().decode().split()
    assert drawn.count("f") + drawn.count("f*") == 1
    assert drawn.count("re") > 100


def test_a_quiet_zone_keeps_its_neighbours_away() -> None:
    pdf = slip(Barcode("T01-000427"), QrCodes((TOKEN,)), Barcode("T01-000428"), paper=PAPER_58MM)
    found = zxingcpp.read_barcodes(pixels(pdf))
    assert sorted(code.text for code in found) == sorted(["T01-000427", TOKEN, "T01-000428"])
    below = bare(slip(QrCodes((TOKEN,)), QrCodes((TOKEN,)), paper=PAPER_58MM))
    left, top, right, bottom = ink(below)
    white = [below.crop((left, y, right, y + 1)).getextrema() == (255, 255) for y in range(top, bottom)]
    assert sum(white) == 8 * (right - left) // 21


@pytest.mark.parametrize("text", ["", "9" * 8000])
def test_what_no_code_holds_is_left_out(text: str) -> None:
    assert slip(QrCodes((text,)), Note("sold")) == slip(Note("sold"))


@pytest.mark.parametrize("paper", [PAPER_58MM, PAPER_80MM], ids=lambda paper: paper.name)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_ruler_goes_from_edge_to_edge(paper: Paper, language: str) -> None:
    pdf = slip(Ruler(), paper=paper, language=language)
    page = bare(pdf)
    left, top, right, _ = ink(page)
    assert (left, right) == (paper.left * 8, (paper.left + paper.column) * 8)
    row = [place for place in range(page.width) if page.getpixel((place, top + 4)) == 0]
    wanted = {left, left + 1, right - 2, right - 1} | {int(paper.left + mm) * 8 for mm in range(int(paper.column))}
    assert row == sorted(wanted)
    lengths = []
    for mm in (9, 5, 10):
        column = page.crop((int(paper.left + mm) * 8, top, int(paper.left + mm) * 8 + 1, top + 45))
        lengths.append(column.histogram()[0])
    assert lengths == sorted(set(lengths))
    said = "".join(letter.char for letter in letters(pdf))
    assert said == "".join(str(mm) for mm in range(0, int(paper.column) + 1, 10))
