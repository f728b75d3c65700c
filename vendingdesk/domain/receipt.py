"""A receipt as a document: what a slip says, in order, with no word about where the ink goes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SlipKind(StrEnum):
    """What a slip is; step by step more kinds come to the counter."""

    SALE = "sale"
    MANAGEMENT = "management"
    HOLD = "hold"
    RESOLUTION = "resolution"
    KEY_CHANGE = "key_change"


@dataclass(frozen=True, slots=True)
class Heading:
    """A centred line that names the shop, or the slip's kind; ``large`` for the shop's name."""

    text: str
    large: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A label on the left and its value on the right (or below, when both don't fit)."""

    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph; ``strong`` for what must not be overlooked."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens alone with white space around them, in entry order; numbered when there are several."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Barcode:
    """A Code 128 barcode of ``text`` (the receipt number), its text below."""

    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A thin line between parts."""


Block = Heading | Field | Note | Tokens | Barcode | Divider


@dataclass(frozen=True, slots=True)
class Receipt:
    """One slip: its kind, its blocks from top to bottom, banners for copies and demo slips.

    ``title`` becomes the PDF's title; ``banners`` (COPY 2, DEMO – NOT VALID ON ANY METER) stands at top and bottom.
    """

    kind: SlipKind
    title: str
    blocks: tuple[Block, ...]
    banners: tuple[str, ...] = ()
