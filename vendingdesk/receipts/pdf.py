"""Receipts as PDF files, the same bytes for the same receipt."""

from __future__ import annotations

import threading
from functools import cache

from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import RIGHT_TO_LEFT, Heading, Receipt, SlipKind
from vendingdesk.receipts.drawing import blank, draw
from vendingdesk.receipts.fonts import faces
from vendingdesk.receipts.layout import laid_out
from vendingdesk.receipts.paper import PAPERS, Paper
from vendingdesk.receipts.typesetter import Typesetter

one_at_a_time = threading.Lock()
"""reportlab's font objects keep their place in the font file: two documents at once would mix their glyphs."""


class PdfSlips:
    """Turns receipts into PDF; callable from any thread."""

    def warm(self, language: str = "en") -> None:
        """Import what the first slip needs and read the fonts: for a thread that has nothing better to do."""
        word = "إيصال" if language in RIGHT_TO_LEFT else "Slip"
        self.pdf(Receipt(SlipKind.TEST_PAGE, word, (Heading(word),), language=language))

    def pdf(self, receipt: Receipt, paper: PaperName | Paper = PaperName.ROLL_80) -> bytes:
        """The slip as a PDF file: the same bytes for the same receipt."""
        both = faces()
        chosen = PAPERS[paper] if isinstance(paper, PaperName) else paper
        with one_at_a_time:
            canvas, file = blank(both, "".join(filter(str.isprintable, receipt.title)))
            draw(canvas, laid_out(receipt, chosen, typesetter()))
            canvas.save()
        return file.getvalue()


def missing_scripts(text: str) -> tuple[str, ...]:
    """Names of the scripts in ``text`` that no font of this computer prints ("CJK", "Thai", "symbol"), each once.

    On a slip such text becomes a mark like ``[CJK]``. May read font files: not for the window's thread.
    """
    both = faces()
    if both.words.plain.issuperset(text):
        return ()
    with one_at_a_time:
        return typesetter().missing(text)


@cache
def typesetter() -> Typesetter:
    """One for the process, for what it has learnt of widths and fonts."""
    return Typesetter(faces())
