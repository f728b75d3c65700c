"""Text in a spreadsheet's cell: what could run as a formula there, and the apostrophe that keeps it from that.

The apostrophe goes again where a file of ours is read. So that a text with an apostrophe of its own comes back as it
was, it gets one more where one would be taken away.
"""

from __future__ import annotations

import re

UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    + ("\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U000e0000-\U000e0fff")
)
"""Signs that show nothing, for a character class of ``re`` (Unicode's Default_Ignorable_Code_Point, and blanks)."""

_FORMULA = re.compile(rf"[\s\x00-\x1f{UNSEEN}]*[=+\-@＝＋－＠﹢﹣﹦]| *[\t\r\n]")
_RICH = re.compile(r"<r>.*</r>", re.DOTALL)
"""What the library that writes workbooks would take for its own marks."""


def may_run(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula; signs that are not seen may stand before it."""
    return _FORMULA.match(text) is not None


def defused(text: str) -> str:
    """The text as a cell that no spreadsheet works out, and that ``undefused`` gives back."""
    return f"'{text}" if _marked(text) or may_run(text) else text


def kept(text: str) -> str:
    """The text as a workbook's text cell, which runs never; ``undefused`` gives it back."""
    wrapped = text.startswith('="') and text.endswith('"')
    return f"'{text}" if wrapped or _marked(text) else text


def undefused(cell: str, *, number: bool = False) -> str:
    """A cell without the apostrophe that an export put before it; for a ``number``, before digits too."""
    rest = cell[1:]
    ours = cell.startswith("'") and (_marked(rest) or may_run(rest) or (number and rest[:1].isdigit()))
    return rest if ours else cell


def _marked(text: str) -> bool:
    """Whether an import would take an apostrophe from it that is its own."""
    bare = text.lstrip("'")
    if bare == text:
        return _RICH.fullmatch(text) is not None
    return bare[:1].isdigit() or may_run(bare) or _RICH.fullmatch(bare) is not None
