"""Reads a slip back: its words with their places, its pixels, its barcode."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import zxingcpp
from PIL import Image

from vendingdesk.receipts import PdfSlips, Picture, render

GOLDEN = {name: Path(__file__).with_name(f"golden_{name}_80mm.json") for name in ("sale", "arabic")}
HEAD_DPI = 203.2
MM = 72 / 25.4


class Letter(NamedTuple):
    """One drawn character and the box of its ink in points, y upwards; ``page`` from 0."""

    char: str
    page: int
    left: float
    bottom: float
    right: float
    top: float


class Line(NamedTuple):
    """A piece of text as PDFium joins it, and where it stands."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def letters(pdf: bytes) -> list[Letter]:
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document):
        text = page.get_textpage()
        for at in range(text.count_chars()):
            char = text.get_text_range(at, 1)
            if char.strip():
                found.append(Letter(char, number, *text.get_charbox(at)))
        text.close()
        page.close()
    document.close()
    return found


def lines(pdf: bytes) -> list[Line]:
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        text = page.get_textpage()
        for at in range(text.count_rects()):
            box = text.get_rect(at)
            found.append(Line(text.get_text_bounded(*box).strip(), *box))
        text.close()
        page.close()
    document.close()
    return found


def sizes_mm(pdf: bytes) -> list[tuple[float, float]]:
    document = pypdfium2.PdfDocument(pdf)
    found = [(width / MM, height / MM) for width, height in map(document.get_page_size, range(len(document)))]
    document.close()
    return found


def image(picture: Picture) -> Image.Image:
    return Image.frombytes("RGB", (picture.width, picture.height), picture.bgrx, "raw", "BGRX")


def barcodes(pdf: bytes, dpi: float = HEAD_DPI) -> list[str]:
    return [code.text for page in render(pdf, dpi) for code in zxingcpp.read_barcodes(image(page))]


def golden_lines(pdf: bytes) -> list[Line]:
    """What the golden file holds. To write it again: ``PYTHONPATH=.:tests python -m receipts.receipts_paper``."""
    return [Line(line.text, *(round(place, 2) for place in line[1:])) for line in lines(pdf)]


def _renew() -> None:
    from receipts.receipts_sample import arabic_sale, sale

    for name, receipt in (("sale", sale()), ("arabic", arabic_sale(b""))):
        rows = [json.dumps(line, ensure_ascii=False) for line in golden_lines(PdfSlips().pdf(receipt))]
        GOLDEN[name].write_text("[\n  " + ",\n  ".join(rows) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    _renew()


class Alone:
    """Stands before a function and counts how many threads are inside at once."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self.real = real
        self.count = threading.Lock()
        self.calls = self.inside = self.most = 0

    def __call__(self, *arguments: Any) -> Any:
        with self.count:
            self.calls += 1
            self.inside += 1
            self.most = max(self.most, self.inside)
        time.sleep(0.005)
        try:
            return self.real(*arguments)
        finally:
            with self.count:
                self.inside -= 1
