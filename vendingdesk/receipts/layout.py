"""A receipt measured for a paper: strips of ink from top to bottom, cut into pages."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from vendingdesk.domain.receipt import Receipt
from vendingdesk.receipts.blocks import strips
from vendingdesk.receipts.fonts import Faces
from vendingdesk.receipts.ink import Strip
from vendingdesk.receipts.paper import BEARING, DOT, DOTS_PER_MM, LONGEST_ROLL_MM, MM, Paper


class Page(NamedTuple):
    """One page: its size, where the column begins, and its strips, each with its distance from the top."""

    width: float
    height: float
    left: float
    strips: tuple[tuple[float, Strip], ...]


def laid_out(receipt: Receipt, paper: Paper, faces: Faces) -> tuple[Page, ...]:
    """The pages of a receipt; a roll has one, a whole number of millimetres high."""
    return tuple(_pages(strips(receipt, paper, faces), paper))


def _pages(strips: Iterable[Strip], paper: Paper) -> Iterable[Page]:
    """Stack strips until a page is full; each begins on a whole dot, so that equal rules look equal."""
    top = round(paper.top * DOTS_PER_MM)
    end = ((paper.height or LONGEST_ROLL_MM) - paper.bottom) * DOTS_PER_MM
    placed: list[tuple[float, Strip]] = []
    y = top
    for strip in strips:
        dots = math.ceil(strip.height / DOT - 1e-6)
        if placed and y + dots > end:
            yield _page(placed, y, paper)
            placed, y = [], top
        placed.append((y * DOT, strip))
        y += dots
    yield _page(placed, y, paper)


def _page(placed: list[tuple[float, Strip]], dots: int, paper: Paper) -> Page:
    """Close a page: a sheet has its height, a roll is as high as what is on it."""
    height = paper.height or math.ceil(dots / DOTS_PER_MM + paper.bottom)
    return Page(paper.width * MM, height * MM, paper.left * MM + BEARING, tuple(placed))
