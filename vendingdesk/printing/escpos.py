"""ESC/POS, as much as a slip needs: a raster, a feed, a cut, the drawer, and questions.

From Epson's published command reference. The raster goes out in bands of at most 128 rows and never of a multiple of
48: cheap heads garble those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vendingdesk.printing.raster import Raster

RESET = b"\x1b@"
"""ESC @ undoes what an earlier job set."""

TELL = b"\x1da\x0e"
"""GS a: the printer says by itself when it goes offline, opens, fails or runs out of paper."""

KICK = b"\x1bp\x00\x19\xfa"
"""ESC p: a pulse of 50 ms to the drawer on pin 2."""

FEED = b"\x1bJ\x78"
"""ESC J: 120 dots (15 mm), so that the last line stands past the tear bar."""

CUT = b"\x1dVB\x00"
"""GS V B 0: feeds to the knife and cuts all but a corner, so that the slip does not fall on the floor."""

ASK_ONLINE, ASK_COVER, ASK_ERROR, ASK_PAPER = (b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4))
"""DLE EOT n: answered at once, even by a printer that has stopped."""

ASK_END = b"\x1dr\x01"
"""GS r 1: waits its turn behind the slip, so its answer says that all before it was printed."""

LONGEST_BAND = 128
GARBLED = 48


def head(*, open_drawer: bool, tell: bool) -> bytes:
    """What comes before the raster: nothing of it makes paper come out."""
    return RESET + (TELL if tell else b"") + (KICK if open_drawer else b"")


def body(pages: Sequence[Raster], *, cut: bool) -> bytes:
    """The rasters of a slip, one below the other, and its end."""
    return b"".join(band for page in pages for band in _bands(page)) + (CUT if cut else FEED)


def _bands(page: Raster) -> Iterator[bytes]:
    """GS v 0 for each band."""
    top = 0
    while top < page.height:
        rows = min(LONGEST_BAND, page.height - top)
        if rows % GARBLED == 0:
            rows -= 1
        size = page.row_bytes.to_bytes(2, "little") + rows.to_bytes(2, "little")
        yield b"\x1dv0\x00" + size + page.rows[top * page.row_bytes : (top + rows) * page.row_bytes]
        top += rows
