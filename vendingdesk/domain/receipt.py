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
    CANCELLED = "cancelled"
    X_REPORT = "x_report"
    Z_REPORT = "z_report"
    TEST_PAGE = "test_page"


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


@dataclass(frozen=True, slots=True)
class Logo:
    """The shop's picture, centred; ``picture`` is the bytes of its file."""

    picture: bytes


@dataclass(frozen=True, slots=True)
class QrCodes:
    """A QR code of each text's digits, never of an address; numbered in their order when there are several."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ruler:
    """A ruler over the whole printed width, in millimetres, with marks at its very edges: for test pages."""


Block = Heading | Field | Note | Tokens | Barcode | Divider | Logo | QrCodes | Ruler

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
"""Languages whose slips are laid out from the right; tokens, meters and amounts stay left-to-right."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One slip: its kind, its blocks from top to bottom, banners for copies and demo slips.

    ``title`` becomes the PDF's title; ``banners`` (COPY 2, DEMO – NOT VALID ON ANY METER) stands at top and bottom.
    ``language`` is that of its words. ``page_of`` counts the pages of a sheet that needs several.
    """

    kind: SlipKind
    title: str
    blocks: tuple[Block, ...]
    banners: tuple[str, ...] = ()
    language: str = "en"
    page_of: str = "Page {page} of {pages}"

    @property
    def right_to_left(self) -> bool:
        """Whether labels stand on the right and values on the left."""
        return self.language in RIGHT_TO_LEFT
