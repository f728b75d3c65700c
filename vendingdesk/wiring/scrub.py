"""Takes out of a text what nobody outside of the shop may read: beyond secrets, meters and people's names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from vendingdesk.wiring.crash_text import GONE, NUMBER
from vendingdesk.wiring.mask import PROCESS_MASK, Mask

_WORD = re.compile(r"[^\W\d_]{2,}")
"""What may be a part of a name; a single letter is an initial at most."""


class Scrub:
    """Line by line, so that a date at a line's start is never one number with the end of the line before.

    ``names`` are those that the books know: every word of them goes wherever it stands alone, a word of the program
    that is somebody's name too. A log that says too little can be asked again.
    """

    def __init__(self, names: Iterable[str] = (), mask: Mask = PROCESS_MASK) -> None:
        self._mask = mask
        home = str(Path.home())
        self._home = home if len(home) > len(Path.home().anchor) else ""
        self._words = {word.casefold() for name in names for word in _WORD.findall(name)}

    def __call__(self, text: str) -> str:
        """The text without them; every line stays a line."""
        return "".join(self._line(line) for line in text.splitlines(keepends=True))

    def _line(self, line: str) -> str:
        body = line.rstrip("\r\n")
        end = line[len(body) :]
        if self._home:
            body = body.replace(self._home, "~")
        clean = NUMBER.sub(GONE, self._mask(body))
        return _WORD.sub(self._without_name, clean) + end

    def _without_name(self, found: re.Match[str]) -> str:
        return GONE if found[0].casefold() in self._words else found[0]
