"""A receipt measured for a paper: strips of ink from top to bottom, cut into pages."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from vendingdesk.domain.receipt import Receipt
from vendingdesk.receipts.blocks import Column, column_of, strips
from vendingdesk.receipts.ink import Strip
from vendingdesk.receipts.paper import BEARING, DOT, DOTS_PER_MM, LONGEST_ROLL_MM, MM, Paper
from vendingdesk.receipts.typesetter import Typesetter


class Page(NamedTuple):
    """One page: its size, where the column begins, and its strips, each with its distance from the top."""

    width: float
    height: float
    left: float
    strips: tuple[tuple[float, Strip], ...]


def laid_out(receipt: Receipt, paper: Paper, setter: Typesetter) -> tuple[Page, ...]:
    """The pages of a receipt; a roll has one, a whole number of millimetres high.

    A sheet that would need several pages is set tighter; if it needs them all the same, each has a foot that counts.
    """
    pages = _pages(strips(receipt, paper, setter), paper)
    if len(pages) == 1 or not paper.height:
        return pages
    tight = _pages(strips(receipt, paper.tight, setter), paper.tight)
    if len(tight) == 1:
        return tight
    if len(tight) <= len(pages):  # then more of it, all tokens most likely, stands on the first page
        paper = paper.tight
    column = column_of(paper, setter, receipt.right_to_left)
    room = column.footer(receipt.title, receipt.page_of).height + paper.body
    pages = _pages(strips(receipt, paper, setter), replace(paper, bottom=paper.bottom + room / MM))
    end = round((paper.height - paper.bottom) * DOTS_PER_MM) * DOT
    return tuple(
        page._replace(strips=(*page.strips, _foot(column, receipt, f"{number}", f"{len(pages)}", end)))
        for number, page in enumerate(pages, 1)
    )


def _foot(column: Column, receipt: Receipt, page: str, pages: str, end: float) -> tuple[float, Strip]:
    """The receipt's title and the page's number, at the end of what can be printed on."""
    counted = receipt.page_of.replace("{page}", page).replace("{pages}", pages)
    foot = column.footer(receipt.title, counted)
    return end - foot.height, foot


def _pages(strips: Iterable[Strip], paper: Paper) -> tuple[Page, ...]:
    """Stack strips until a page is full; each begins on a whole dot, so that equal rules look equal."""
    top = round(paper.top * DOTS_PER_MM)
    end = ((paper.height or LONGEST_ROLL_MM) - paper.bottom) * DOTS_PER_MM
    pages: list[Page] = []
    placed: list[tuple[float, Strip]] = []
    y = top
    for strip in strips:
        dots = math.ceil(strip.height / DOT - 1e-6)
        if placed and y + dots > end:
            pages.append(_page(placed, y, paper))
            placed, y = [], top
        placed.append((y * DOT, strip))
        y += dots
    return (*pages, _page(placed, y, paper))


def _page(placed: list[tuple[float, Strip]], dots: int, paper: Paper) -> Page:
    """Close a page: a sheet has its height, a roll is as high as what is on it."""
    height = paper.height or math.ceil(dots / DOTS_PER_MM + paper.bottom)
    return Page(paper.width * MM, height * MM, paper.left * MM + BEARING, tuple(placed))
