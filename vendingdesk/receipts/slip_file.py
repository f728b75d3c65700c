"""Many slips in one PDF file, written as they come: the fonts once, the memory of one slip."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import Receipt
from vendingdesk.receipts.drawing import blank, draw
from vendingdesk.receipts.fonts import faces
from vendingdesk.receipts.layout import laid_out
from vendingdesk.receipts.paper import PAPERS
from vendingdesk.receipts.pdf import one_at_a_time, typesetter
from vendingdesk.receipts.whole_file import WholeFile


class SlipFile:
    """A file that slips are added to; whole at ``path`` after ``finish``, gone after ``give_up``.

    Callable from any thread. The fonts are free between two slips, so that a customer's slip waits for one, not
    for all. Everything raises ``EnvironmentFault`` when the disk is at fault; then nothing is left.
    """

    def __init__(self, path: Path, *, title: str, paper: PaperName) -> None:
        from vendingdesk.receipts.streamed import StreamedDocument

        self._paper = PAPERS[paper]
        self._turn = threading.Lock()
        self._whole = WholeFile(path)
        with self._whole.guarded():
            both = faces()
            self._canvas, _ = blank(both, "".join(filter(str.isprintable, title)))
            self._document = StreamedDocument(self._whole.file, self._canvas)

    def add(self, receipts: Sequence[Receipt]) -> None:
        """Draw slips, each on pages of its own."""
        with self._turn, self._whole.guarded():
            for receipt in receipts:
                with one_at_a_time:
                    draw(self._canvas, laid_out(receipt, self._paper, typesetter()))

    def finish(self) -> int:
        """Write the fonts and put the file into its place; returns how many pages it has."""
        with self._turn:
            with self._whole.guarded(), one_at_a_time:
                self._canvas.save()
            self._whole.finish()
        return self._document.pages

    def give_up(self) -> None:
        """Leave nothing; waits for what is being drawn."""
        with self._turn:
            self._whole.give_up()
