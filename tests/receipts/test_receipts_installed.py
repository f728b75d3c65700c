"""Fonts of this computer: found when a character asks, only those that can be embedded, none of them needed."""

import os
import struct
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from receipts.receipts_fonts import NO_FONTS, make_collection, make_font
from receipts.receipts_paper import MM, letters

from vendingdesk.domain.receipt import Field, Note, Receipt, SlipKind
from vendingdesk.receipts import PdfSlips, cmap, missing_scripts
from vendingdesk.receipts.cmap import Coverage, coverage
from vendingdesk.receipts.fonts import faces
from vendingdesk.receipts.installed import InstalledFonts, folders
from vendingdesk.receipts.typesetter import Typesetter

ROOT = Path(__file__).parents[2]
HOME_FONTS = "/of-a/.fonts"


def test_a_font_is_found_and_measures(tmp_path: Path) -> None:
    make_font(tmp_path / "deep" / "down" / "east.ttf", "東京ABC")
    setter = Typesetter(faces(), InstalledFonts([tmp_path / "nowhere", tmp_path]))
    [line] = setter.paragraph("東京 shop 東").lines(10, 1000)
    assert [text for _, text in line.pieces] == ["東京", " shop ", "東"]
    assert line.pieces[1][0] is faces().words
    assert line.width == pytest.approx(30 + faces().words.width(" shop ", 10))
    assert setter.missing("東京 shop") == ()
    assert setter.missing("大 東") == ("CJK",)
    assert Typesetter(faces(), NO_FONTS).missing("東京 shop") == ("CJK",)


def test_ideographs_break_anywhere_but_not_before_a_full_stop(tmp_path: Path) -> None:
    make_font(tmp_path / "east.ttf", "東京大。")
    setter = Typesetter(faces(), InstalledFonts([tmp_path]))

    def lines(text: str) -> list[str]:
        return ["".join(piece for _, piece in line.pieces) for line in setter.paragraph(text).lines(10, 35)]

    assert lines("東京大東京大東") == ["東京大", "東京大", "東"]
    assert lines("東京大。東") == ["東京", "大。東"]
    assert lines("a 東京大") == ["a 東京", "大"]


def test_right_to_left_without_joining(tmp_path: Path) -> None:
    make_font(tmp_path / "hebrew.ttf", "אבגדה")
    setter = Typesetter(faces(), InstalledFonts([tmp_path]))
    [line] = setter.paragraph("אב 12:30 גדה").lines(10, 1000)
    assert "".join(text for _, text in line.pieces) == "הדג 12:30 בא"


def test_of_a_collection_the_first_font_is_taken(tmp_path: Path) -> None:
    parts = [make_font(tmp_path / f"{name}.ttf", char) for name, char in (("east", "東"), ("west", "西"))]
    make_collection(tmp_path / "both.ttc", *parts)
    setter = Typesetter(faces(), InstalledFonts([tmp_path]))
    assert setter.missing("東") == ()
    assert setter.missing("西") == ("CJK",)


def test_outlines_that_cannot_be_embedded_do_not_count(tmp_path: Path) -> None:
    make_font(tmp_path / "postscript.ttf", "東", outlines="CFF")
    make_font(tmp_path / "forbidden.ttf", "西", embedding=2)
    setter = Typesetter(faces(), InstalledFonts([tmp_path]))
    assert setter.missing("東") == ("CJK",)
    assert setter.missing("西") == ("CJK",)
    make_font(tmp_path / "in-whole.ttf", "西", embedding=0x0100)
    make_font(tmp_path / "bitmaps.ttf", "西", embedding=0x0200)
    assert Typesetter(faces(), InstalledFonts([tmp_path])).missing("西") == ("CJK",)
    make_font(tmp_path / "zz-later.ttf", "西")
    assert Typesetter(faces(), InstalledFonts([tmp_path])).missing("西") == ()


def test_a_font_of_pictures_alone_has_no_characters_for_us(tmp_path: Path) -> None:
    file = make_font(tmp_path / "emoji.ttf", "東")
    assert 0x6771 in coverage(file)
    with TTFont(file) as font:
        del font["glyf"], font["loca"]
        font.save(tmp_path / "pictures.ttf")
    assert coverage(tmp_path / "pictures.ttf") == Coverage()


def test_a_font_that_cannot_be_read_whole_is_passed_over(tmp_path: Path) -> None:
    file = make_font(tmp_path / "a.ttf", "東")
    with TTFont(file) as font:
        del font["hmtx"]
        font.save(file)
    assert 0x6771 in coverage(file)
    assert Typesetter(faces(), InstalledFonts([tmp_path])).missing("東") == ("CJK",)
    make_font(tmp_path / "b.ttf", "東ー")
    assert Typesetter(faces(), InstalledFonts([tmp_path])).missing("東ー") == ()
    assert Typesetter(faces(), NO_FONTS).missing("カー") == ("Katakana", "Katakana-Hiragana")


def test_broken_files_are_passed_over(tmp_path: Path) -> None:
    whole = make_font(tmp_path / "whole.ttf", "東").read_bytes()
    (tmp_path / "whole.ttf").unlink()
    for size in (0, 3, 4, 12, 40, len(whole) // 2):
        (tmp_path / f"cut-{size}.ttf").write_bytes(whole[:size])
    (tmp_path / "text.ttc").write_text("ttcf, but no font")
    (tmp_path / "folder.ttf").mkdir()
    setter = Typesetter(faces(), InstalledFonts([tmp_path]))
    assert setter.missing("東") == ("CJK",)


def test_a_known_name_goes_before_others_and_upright_before_slanted(tmp_path: Path) -> None:
    for name in ("A-Italic.ttf", "B.ttf", "DejaVuSans.ttf"):
        make_font(tmp_path / name, "東西" if name == "A-Italic.ttf" else "東大" if name == "B.ttf" else "東")
    fonts = InstalledFonts([tmp_path])
    one, two, three = (fonts.face_for(char) for char in "東大西")
    assert one is not None
    assert len({id(face) for face in (one, two, three)}) == 3
    again = InstalledFonts([tmp_path])
    assert [again.face_for(char) is None for char in "大東南"] == [False, False, True]
    assert again.face_for("東") is again.face_for("大")  # a font in use already serves first


def test_scripts_that_need_shaping_are_not_pretended(tmp_path: Path) -> None:
    make_font(tmp_path / "all.ttf", "กขबजល")
    setter = Typesetter(faces(), InstalledFonts([tmp_path]))
    assert setter.missing("กข बज ល") == ("Thai", "Devanagari", "Khmer")


def test_plain_words_are_never_missing() -> None:
    assert missing_scripts("Mama Njeri’s, Жанна, Nguyễn") == ()
    assert missing_scripts("محمد علي ١٢") == ()
    assert missing_scripts("กข 👍") == ("Thai", "symbol")


def test_plain_slips_never_look_for_fonts(tmp_path: Path) -> None:
    fonts = InstalledFonts([tmp_path])
    setter = Typesetter(faces(), fonts)
    for text in ("Жанна", "محمد علي", "ok 👍", "½ № ①", "कमल"):
        setter.paragraph(text).lines(10, 100)
    assert fonts._files is None


def test_format_12_and_4_of_the_character_map(tmp_path: Path) -> None:
    high = coverage(make_font(tmp_path / "high.ttf", "AB\U00020000\U00020001"))
    assert [code in high for code in (64, 65, 66, 67, 0x1FFFF, 0x20000, 0x20001, 0x20002)] == [
        False, True, True, False, False, True, True, False,
    ]  # fmt: skip
    low = coverage(make_font(tmp_path / "low.ttf", "ACEG東"))
    assert [chr(code) for code in range(0x10000) if code in low] == list("ACEG東")
    assert coverage(tmp_path / "nothing") == Coverage()


def test_a_character_map_with_glyphs_listed_one_by_one() -> None:
    """Format 4 with a range offset, as the specification draws it: of 65–67 the middle one has no glyph."""
    segments = struct.pack(
        ">HHHHHHH 2H H 2H 2h 2H 3H", 4, 46, 0, 4, 4, 1, 0, 67, 0xFFFF, 0, 65, 0xFFFF, 0, 1, 4, 0, 7, 0, 9
    )
    table = struct.pack(">HH HHI", 0, 1, 3, 1, 12) + segments
    assert cmap._ranges(table) == Coverage((65, 67), (65, 67))


@pytest.mark.parametrize(
    ("system", "environment", "wanted"),
    [
        ("linux", {}, ["/of-a/.local/share/fonts", "/usr/local/share/fonts", "/usr/share/fonts", "/of-a/.fonts"]),
        (
            "linux",
            {"XDG_DATA_HOME": "/x", "XDG_DATA_DIRS": "/y:/z"},
            ["/x/fonts", "/y/fonts", "/z/fonts", HOME_FONTS],
        ),
        ("darwin", {}, ["/System/Library/Fonts", "/Library/Fonts", "/of-a/Library/Fonts"]),
        ("win32", {"WINDIR": "/W", "LOCALAPPDATA": "/L"}, ["/W/Fonts", "/L/Microsoft/Windows/Fonts"]),
        ("win32", {"WINDIR": "/W"}, ["/W/Fonts", "/of-a/AppData/Local/Microsoft/Windows/Fonts"]),
    ],
)
def test_where_each_system_keeps_its_fonts(system: str, environment: dict[str, str], wanted: list[str]) -> None:
    assert folders(environment, system, Path("/of-a")) == [Path(each) for each in wanted]


def test_a_slip_with_a_font_of_this_computer(tmp_path: Path) -> None:
    """In a process of its own: the program looks where the system keeps fonts."""
    make_font(tmp_path / "fonts" / "east.ttf", "東京大学商店")
    script = (
        "import sys; from vendingdesk.domain.receipt import *; from vendingdesk.receipts import *\n"
        "assert missing_scripts('東京 👍') == ('symbol',), missing_scripts('東京 👍')\n"
        "receipt = Receipt(SlipKind.SALE, 'Slip', (Field('Customer', '東京大学'), Note('商店 12')))\n"
        "sys.stdout.buffer.write(PdfSlips().pdf(receipt))"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_DATA_DIRS": str(tmp_path),
    }
    command = [sys.executable, "-W", "error", "-c", script]
    if sys.platform in {"win32", "darwin"}:
        pytest.skip("fonts stand in fixed folders here, where a test must not put any")
    pdf = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    assert "".join(letter.char for letter in letters(pdf)) == "Customer東京大学商店12"
    [page] = PdfReader(BytesIO(pdf)).pages
    names = {font.get_object()["/BaseFont"].split("+")[1] for font in page["/Resources"]["/Font"].values()}
    assert names == {"IBMPlexSans-Regular", "Test-east"}
    assert all("/FontFile2" in font.get_object()["/FontDescriptor"] for font in page["/Resources"]["/Font"].values())


def test_chinese_with_a_real_font_of_this_computer() -> None:
    if missing := missing_scripts("王小明北京市朝阳区"):
        pytest.skip(f"no font here has {missing[0]}; on Debian fonts-wqy-microhei has")
    blocks = (Field("Customer", "王小明"), Note("北京市朝阳区" * 12))
    pdf = PdfSlips().pdf(Receipt(SlipKind.SALE, "Slip", blocks))
    drawn = letters(pdf)
    said = "".join(letter.char for letter in drawn)
    assert said == "Customer王小明" + "北京市朝阳区" * 12
    assert all(4 * MM <= letter.left <= letter.right <= 76 * MM for letter in drawn)
