"""The words of what can be chosen on the Settings page."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication

from vendingdesk.counter.print_setup import WayKind
from vendingdesk.counter.samples import SampleKind
from vendingdesk.counter.shop import LANGUAGES
from vendingdesk.domain.printing import PaperName


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


def paper_word(paper: PaperName) -> str:
    """A paper as people call it."""
    return {PaperName.ROLL_58: _tr("58 mm roll"), PaperName.ROLL_80: _tr("80 mm roll")}.get(paper, str(paper))


def way_words(now: WayKind) -> list[tuple[str, object]]:
    """The ways to paper that this system has, and the one that is set whatever it is."""
    offered = {
        WayKind.PDF: _tr("As PDF files"),
        WayKind.SYSTEM: _tr("On a printer of this computer"),
        WayKind.NETWORK: _tr("On a roll printer in the network"),
        WayKind.DEVICE: _tr("On a roll printer at a device file"),
        WayKind.WINDOWS: _tr("On a roll printer without driver"),
    }
    windows = sys.platform == "win32"
    absent = {WayKind.DEVICE if windows else WayKind.WINDOWS} - {now}
    return [(words, way) for way, words in offered.items() if way not in absent]


def sample_words() -> list[tuple[str, object]]:
    """The slips that there are samples of."""
    return [
        (_tr("A sale"), SampleKind.SALE),
        (_tr("A copy"), SampleKind.COPY),
        (_tr("A management token"), SampleKind.MANAGEMENT),
        (_tr("A key change"), SampleKind.KEY_CHANGE),
        (_tr("A hold slip"), SampleKind.HOLD),
        (_tr("A doubt settled"), SampleKind.RESOLUTION),
        (_tr("Nothing sold"), SampleKind.CANCELLED),
        (_tr("An X report"), SampleKind.X_REPORT),
        (_tr("A Z report"), SampleKind.Z_REPORT),
        (_tr("The test page"), SampleKind.TEST_PAGE),
    ]


def choices(path: str, way: WayKind) -> list[tuple[str, object]]:
    """What a setting can be chosen from; empty for one that is typed. ``way`` is what is set now."""
    match path:
        case "slip_language":
            return [(word, code) for code, word in LANGUAGES.items()]
        case "printing.paper":
            return [(paper_word(paper), str(paper)) for paper in PaperName]
        case "printing.way":
            return [(words, str(kind)) for words, kind in way_words(way)]
        case "printing.copies":
            several = _tr("%1, the others are copies for the shop")
            return [(_tr("One"), "1"), *((several.replace("%1", str(n)), str(n)) for n in (2, 3))]
    return []
