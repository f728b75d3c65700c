"""The file itself: its fonts, its size, its bytes, and what it costs to get there."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from receipts.receipts_paper import Alone
from receipts.receipts_sample import RECEIPT_NO, TOKEN, sale

from vendingdesk.domain.receipt import Note, Receipt, SlipKind
from vendingdesk.receipts import PdfSlips, pdf

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def python(script: str, **environment: str) -> str:
    paths = os.pathsep.join([str(ROOT), str(HERE)])
    command = [sys.executable, "-W", "error", "-c", script]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": paths, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_every_font_is_embedded_and_none_is_a_stand_in() -> None:
    [page] = PdfReader(BytesIO(PdfSlips().pdf(sale()))).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert sorted(font["/BaseFont"].split("+")[1] for font in fonts) == ["IBMPlexMono-Bold", "IBMPlexSans-Regular"]
    for font in fonts:
        program = font["/FontDescriptor"]["/FontFile2"].get_data()
        assert program[:4] == b"\x00\x01\x00\x00"
        assert len(program) < 30_000


def test_the_text_can_be_read_and_copied() -> None:
    text = PdfReader(BytesIO(PdfSlips().pdf(sale()))).pages[0].extract_text()
    for words in ("Mama Njeri’s Corner Shop", "Jean-Baptiste Ouédraogo", "0128 2444 003", RECEIPT_NO, "DEMO –"):
        assert words in text
    assert "5821 7340 9627\n1550 8463" in text


def test_the_file_says_what_it_is_and_not_when_it_was_made() -> None:
    receipt = Receipt(SlipKind.SALE, "Reçu 7 東\u202e\ud800\n京", ())
    about = PdfReader(BytesIO(PdfSlips().pdf(receipt))).metadata
    assert about is not None
    assert about.title == "Reçu 7 東京"
    assert about.creator == "Vending Desk"
    assert about["/CreationDate"].startswith("D:20000101")


def test_a_slip_is_small() -> None:
    [page] = PdfReader(BytesIO(PdfSlips().pdf(Receipt(SlipKind.SALE, "Few letters", (Note("abc"),))))).pages
    [font] = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert len(font["/Widths"]) < 40
    assert "/FlateDecode" in page["/Contents"].get_object()["/Filter"]
    assert len(PdfSlips().pdf(sale(tokens=(TOKEN, "0" * 20, "1" * 20, "2" * 20)))) <= 40_000


def test_the_same_receipt_is_the_same_bytes() -> None:
    slips = PdfSlips()
    first = slips.pdf(sale())
    slips.pdf(Receipt(SlipKind.SALE, "Another", (Note("with other letters: ÄÖÜ ŋ"),)))
    assert slips.pdf(sale()) == first
    assert PdfSlips().pdf(sale()) == first
    assert slips.pdf(sale(banners=("COPY 2",))) != first


def test_another_process_makes_the_same_bytes() -> None:
    script = (
        "import hashlib; from receipts_sample import sale; from vendingdesk.receipts import PdfSlips;"
        "print(hashlib.sha256(PdfSlips().pdf(sale())).hexdigest())"
    )
    mine = hashlib.sha256(PdfSlips().pdf(sale())).hexdigest()
    assert [python(script, PYTHONHASHSEED=seed, TZ=zone) for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))] == [
        mine,
        mine,
    ]


def test_many_threads_at_once_make_the_same_bytes() -> None:
    slips = PdfSlips()
    receipts = [
        Receipt(SlipKind.SALE, f"{n}", tuple(Note(chr(at) * 9) for at in range(65 + n, 90 + n))) for n in range(24)
    ]
    wanted = [slips.pdf(receipt) for receipt in receipts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(slips.pdf, receipts * 4)) == wanted * 4


def test_one_slip_is_drawn_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = Alone(pdf.draw)
    monkeypatch.setattr(pdf, "draw", alone)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(PdfSlips().pdf, [sale()] * 8))
    assert (alone.calls, alone.most) == (8, 1)


def test_the_first_slips_of_two_threads_read_the_fonts_once() -> None:
    script = (
        "import concurrent.futures as f; from receipts_sample import sale\n"
        "from vendingdesk.receipts import PdfSlips, fonts\n"
        "with f.ThreadPoolExecutor(8) as pool: files = set(pool.map(PdfSlips().pdf, [sale()] * 8))\n"
        "print(len(files), len(fonts._faces))"
    )
    assert python(script) == "1 1"


def test_the_program_starts_without_reportlab_and_can_warm_it_up() -> None:
    script = (
        "import sys; from vendingdesk.receipts import PdfSlips, render; slips = PdfSlips();"
        "heavy = lambda: sorted({name.split('.')[0] for name in sys.modules} & {'reportlab', 'pypdfium2', 'PIL'});"
        "print(heavy()); slips.warm(); before = set(sys.modules);"
        "from receipts_sample import sale; slips.pdf(sale());"
        "print(sorted(name for name in set(sys.modules) - before if name.startswith('reportlab')))"
    )
    assert python(script).splitlines() == ["[]", "[]"]


def test_what_only_arabic_needs_is_read_by_the_first_slip_that_has_any_or_before() -> None:
    script = (
        "import sys; from vendingdesk.receipts import PdfSlips; from vendingdesk.receipts.fonts import arabic\n"
        "from receipts_sample import arabic_sale, sale; slips = PdfSlips()\n"
        "ready = lambda: ('bidi' in sys.modules, 'arabic_reshaper' in sys.modules, arabic.cache_info().currsize)\n"
        "slips.warm(); slips.pdf(sale()); print(*ready())\n"
        "slips.warm('ar'); print(*ready())\n"
        "before = set(sys.modules); slips.pdf(arabic_sale(b''))\n"
        "print(sorted(name for name in set(sys.modules) - before if name.startswith(('bidi', 'arabic'))))"
    )
    assert python(script).splitlines() == ["False False 0", "True True 1", "[]"]
