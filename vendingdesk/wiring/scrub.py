"""Takes out of a text what nobody outside of the shop may read: secrets, long numbers, what is known of people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from vendingdesk.wiring.crash_text import GONE, NUMBER
from vendingdesk.wiring.mask import PROCESS_MASK, Mask

LONG = 9
"""Digits of a number that may be somebody's: a telephone, a meter, a card."""

_PLACE_WORD = 4
"""Letters of a word of a place that goes; a shorter one is “in” or “the” more often than a name."""

_KNOWN_NUMBER = 4
"""Digits of a known number that goes wherever it stands: a short telephone number, that of a plot."""

_WORD = re.compile(r"[^\W\d_]{2,}")
"""What may be a part of a name; a single letter is an initial at most."""

_NUMBER = re.compile(r"\d+(?:[ .,_\-/\u00a0]\d+)*")
_DIGITS = re.compile(r"\d+")

_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_STAYS = re.compile(
    r"(?<!\d)(?<!\d[ .,_\-/])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{3,6})?)?(?!\d)|(?![ .,_\-/]?\d))"
    rf"|(?<![\w.\-])(?:{_BYTE}\.){{3}}{_BYTE}(?![\w.\-])"
    r"|(?<![\w\-])[A-Z][A-Z0-9]{0,7}-\d{6}(?![\w\-])"
)
"""Dates, addresses of machines and receipt numbers have many digits too, and belong to nobody."""

_MIXED = re.compile(r"(?=[A-Z0-9]*[a-z])(?=[a-z0-9]*[A-Z])(?=[A-Za-z]*\d)[A-Za-z0-9]{20,}")
"""Capitals, small letters and digits without a gap: a part of a session, whoever's it was."""


class Scrub:
    """Line by line, so that a date at a line's start is never one number with the end of the line before.

    ``names`` are those that the books know: every word of them goes wherever it stands alone, a word of the program
    that is somebody's name too. Of ``places`` the longer words and the numbers go, of ``phones`` the numbers. A log
    that says too little can be asked again.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        mask: Mask = PROCESS_MASK,
        *,
        places: Iterable[str] = (),
        phones: Iterable[str] = (),
    ) -> None:
        self._mask = mask
        home = str(Path.home())
        self._home = home if len(home) > len(Path.home().anchor) else ""
        self._words = {word.casefold() for name in names for word in _WORD.findall(name)}
        self._numbers: set[str] = set()
        for place in places:
            words = (word for word in _WORD.findall(place) if len(word) >= _PLACE_WORD or not word.isascii())
            self._words.update(word.casefold() for word in words)
            self._numbers.update(_digits(place))
        for phone in phones:
            self._numbers.update(("".join(_DIGITS.findall(phone)), *_digits(phone)))
        self._numbers = {number for number in self._numbers if len(number) >= _KNOWN_NUMBER}

    def __call__(self, text: str) -> str:
        """The text without them; every line stays a line."""
        return "".join(self._line(line) for line in text.splitlines(keepends=True))

    def _line(self, line: str) -> str:
        body = line.rstrip("\r\n")
        end = line[len(body) :]
        if self._home:
            body = body.replace(self._home, "~")
        clean, at = "", 0
        body = self._mask(body)
        for stays in _STAYS.finditer(body):
            clean += self._without_numbers(body[at : stays.start()]) + stays[0]
            at = stays.end()
        clean += self._without_numbers(body[at:])
        return _WORD.sub(self._without_name, clean) + end

    def _without_numbers(self, text: str) -> str:
        return NUMBER.sub(GONE, _NUMBER.sub(self._without_number, _MIXED.sub(GONE, text)))

    def _without_number(self, found: re.Match[str]) -> str:
        """Groups of digits with one sign between them: a long number, or one that is known."""
        groups = _DIGITS.findall(found[0])
        if sum(map(len, groups)) >= LONG:
            return GONE
        known = any(
            "".join(groups[first:last]) in self._numbers
            for first in range(len(groups))
            for last in range(first + 1, len(groups) + 1)
        )
        return GONE if known else found[0]

    def _without_name(self, found: re.Match[str]) -> str:
        return GONE if found[0].casefold() in self._words else found[0]


def _digits(text: str) -> list[str]:
    """The numbers in a text, however their groups are kept apart."""
    return ["".join(_DIGITS.findall(number)) for number in _NUMBER.findall(text)]
