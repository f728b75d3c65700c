"""Slips, beside the same calls on a bare reportlab canvas and beside fpdf2. Prints milliseconds and sizes as JSON.

Every round has a slip of its own, with another token, number and customer: only what a shop's slips have in common
may be remembered from the one before.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "receipts"))

from receipts_figures import logo
from receipts_sample import arabic_sale, sale
from slip_fpdf import drawn_by_fpdf

from vendingdesk.domain.receipt import Barcode, Block, Field, QrCodes, Receipt, Tokens
from vendingdesk.receipts import PdfSlips, pdf
from vendingdesk.receipts.fonts import faces

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


def recorded(receipt: Receipt) -> list[Call]:
    """Every call that one slip makes on its canvas."""
    calls: list[Call] = []
    blank = pdf.blank

    def watched(*arguments: Any) -> tuple[Any, BytesIO]:
        canvas, file = blank(*arguments)
        return Recorded(canvas, calls), file

    pdf.blank = watched
    try:
        PdfSlips().pdf(receipt)
    finally:
        pdf.blank = blank
    return calls


def replay(calls: list[Call], title: str) -> bytes:
    """The same slip without whoever worked out where things go."""
    canvas, file = pdf.blank(faces(), title)
    path: Any = None
    for kind, name, arguments, words in calls:
        target = path if kind == "path" else canvas
        made = getattr(target, name)(*(path if isinstance(each, Recorded) else each for each in arguments), **words)
        if name == "beginPath":
            path = made
    return file.getvalue()


def another(receipt: Receipt, number: int) -> Receipt:
    """A slip as the next customer gets it."""
    token = f"{(number + 7) * 6_364_136_223_846_793_005 % 10**20:020}"

    letters = "abcdefghij" if receipt.language == "en" else "بتثجحسشعفق"
    name = f"{''.join(letters[int(digit)] for digit in f'{number:04}')} {number}"

    def changed(block: Block) -> Block:
        match block:
            case Field(label, value, strong):
                return Field(label, f"{value} {number if value.isascii() else name}", strong)
            case Tokens():
                return Tokens((token,))
            case QrCodes():
                return QrCodes((token,))
            case Barcode():
                return Barcode(f"T01-{number:06}")
        return block

    return replace(receipt, blocks=tuple(map(changed, receipt.blocks)))


def timed(work: Callable[[], bytes]) -> tuple[float, bytes]:
    begun = time.process_time()  # of the processor: what other programs take of it is not ours
    made = work()
    return (time.process_time() - begun) * 1000, made


def main() -> None:
    rounds = int(sys.argv[1])
    slips = PdfSlips()
    kinds = {"plain": sale(), "full": arabic_sale(logo(600, 200, "grey"))}
    found: dict[str, dict[str, list[float]]] = {}
    for kind, sample in kinds.items():
        rows = found[kind] = {"ours": [], "bare": [], "fpdf2": [], "kB": []}
        for number in range(rounds + 2):
            receipt = another(sample, number)
            ours, made = timed(lambda: slips.pdf(receipt))  # noqa: B023 - called right here
            calls = recorded(receipt)
            bare, again = timed(lambda: replay(calls, receipt.title))  # noqa: B023
            if again != made:
                sys.exit("the bare canvas drew another slip")
            if number >= 2:
                rows["ours"].append(ours)
                rows["bare"].append(bare)
                rows["kB"].append(len(made) / 1000)
                rows["fpdf2"].append(timed(lambda: drawn_by_fpdf(calls))[0])  # noqa: B023
    print(json.dumps(found))


if __name__ == "__main__":
    main()
