"""Slips to print: a sale's, as the counter writes it, with the QR code of its token."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from receipts.receipts_sample import TOKEN, sale

from vendingdesk.domain.paper import PaperWork, Way
from vendingdesk.domain.printing import PaperName, PrinterFault
from vendingdesk.domain.receipt import QrCodes, Receipt
from vendingdesk.receipts import PdfSlips

PAPERS = [PaperName.ROLL_58, PaperName.ROLL_80]


def slip(paper: PaperName, *, tokens: tuple[str, ...] = (TOKEN,)) -> bytes:
    return PdfSlips().pdf(receipt(tokens=tokens), paper)


def receipt(*, tokens: tuple[str, ...] = (TOKEN,)) -> Receipt:
    plain = sale(tokens=tokens)
    return replace(plain, blocks=(*plain.blocks, QrCodes((tokens[0],))))


def work(
    paper: PaperName = PaperName.ROLL_80, *, tokens: tuple[str, ...] = (TOKEN,), drawer: bool = False
) -> PaperWork:
    return PaperWork("Receipt T01-000427", slip(paper, tokens=tokens), paper, open_drawer=drawer)


def fails(way: Way, says: str, *, maybe_out: bool, job: PaperWork | None = None) -> None:
    """The printer does not take the slip, says so (a pattern), and knows whether some of it may have come out."""
    with pytest.raises(PrinterFault, match=says) as caught:
        way.send(job or work())
    assert caught.value.maybe_out is maybe_out


@contextmanager
def no_room(size: int) -> Iterator[None]:
    """No file can become larger meanwhile: a full disk, as a program sees it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)
