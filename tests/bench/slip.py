"""One slip, beside the same calls on a bare reportlab canvas. Prints the times in milliseconds as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "receipts"))

from receipts_sample import sale
from reportlab.pdfgen.canvas import Canvas

from vendingdesk.receipts import PdfSlips, pdf

Call = tuple[str, str, tuple[Any, ...], dict[str, Any]]


class Recorded:
    """Passes calls on to a canvas or a path of it, and writes them down."""

    def __init__(self, real: Any, calls: list[Call], kind: str = "canvas") -> None:
        self.real = real
        self.calls = calls
        self.kind = kind

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.real, name)

        def call(*arguments: Any, **words: Any) -> Any:
            self.calls.append((self.kind, name, arguments, words))
            passed = [each.real if isinstance(each, Recorded) else each for each in arguments]
            made = method(*passed, **words)
            return Recorded(made, self.calls, "path") if name == "beginPath" else made

        return call


def recorded() -> list[Call]:
    """Every call that one slip makes on its canvas."""
    calls: list[Call] = []
    blank = pdf.blank

    def watched(*arguments: Any) -> tuple[Any, BytesIO]:
        canvas, file = blank(*arguments)
        return Recorded(canvas, calls), file

    pdf.blank = watched
    try:
        PdfSlips().pdf(sale())
    finally:
        pdf.blank = blank
    return calls


def replay(calls: list[Call], font: str) -> bytes:
    """The same slip without whoever worked out where things go."""
    file = BytesIO()
    canvas = Canvas(file, invariant=1, pageCompression=1, initialFontName=font)
    path: Any = None
    for kind, name, arguments, words in calls:
        target = path if kind == "path" else canvas
        made = getattr(target, name)(*(path if isinstance(each, Recorded) else each for each in arguments), **words)
        if name == "beginPath":
            path = made
    return file.getvalue()


def timed(work: Callable[[], bytes]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    rounds = int(sys.argv[1])
    slips, receipt, calls = PdfSlips(), sale(), recorded()
    font = next(arguments[0] for _, name, arguments, _ in calls if name == "setFont")
    found: dict[str, list[float]] = {"ours": [], "bare": []}
    for number in range(rounds + 2):
        ours, bare = timed(lambda: slips.pdf(receipt)), timed(lambda: replay(calls, font))
        if number >= 2:
            found["ours"].append(ours)
            found["bare"].append(bare)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
