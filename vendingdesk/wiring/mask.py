"""What must never stand in a log, taken out of a text: by its shape, and by its value while we hold it.

Passwords, session tokens and captcha answers become ``***``. Of a meter token the last four digits stay
(``…9179``), enough to tell two sales apart. Meter numbers and receipt numbers stay as they are. Where a number could
be either, it goes: a log that says too little can be asked again, one that says too much can't.
"""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from urllib.parse import quote, quote_plus

GONE = "***"
"""What stands in the place of a secret."""

LONGEST = 50_000
"""Characters of one text that are looked through; what is longer is cut."""

_TOKEN = 20
_LONG_RUN = 16
"""Digits of a value that is left to the rule about digits."""
_PIECE = 11
"""Digits in a row that are a piece of a token at least, or a meter number of one of these lengths."""
_METERS = (11, 13)
_SHORT = 8
"""A secret of fewer digits than this counts only where it is a number of its own."""

_PART = 12
"""Characters of a session that are a part of it wherever they stand, head or no head."""
_PARTED = 40
"""Characters of a secret that has parts: a session, and no password."""
_RUN = re.compile(rf"[\w-]{{{_PART},}}")

_ESCAPE = r"\\+(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[nrtfv])"
FILLER = (
    r"(?:[\s\-\u00ad\u058a\u05be\u061c\u1400\u1806\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2043\u2060\u2066-\u2069\u2212"
    r"\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d\ufeff]"
    rf"|{_ESCAPE})"
)
"""What people and programs put between digits, also as ``repr`` and JSON write it."""

_RECEIPT = r"(?<![\w-])[A-Z][A-Z0-9]{0,7}-[0-9]{6,9}(?![\w-])"
_NUMBERS = re.compile(rf"(?P<receipt>{_RECEIPT})|\d(?:{FILLER}{{0,8}}\d)*")
_BETWEEN = re.compile(f"{FILLER}+")
_FIVE_FOURS = re.compile(rf"(?<!\d)(?:\d{{4}}(?:{_ESCAPE}|[^\w…]|_){{1,12}}){{4}}(\d{{4}})(?!\d)")
_POINTED = re.compile(r"(?<![\d…])\d+(?:[.,_/]\d+)+")
"""Groups as programs write them: a token among them has twenty digits or more in all."""

_WORDS = r"password|passwd|pwd|secret|session|token|code|authorization|(?:set-)?cookie"
_QUOTED = re.compile(
    rf"((?<![a-z])(?:{_WORDS})\\*['\"]?\s*[:=,]\s*b?)(\\*['\"])((?:(?!\2).)*)\2", re.IGNORECASE | re.DOTALL
)
_BARE = (
    (re.compile(r"\b(bearer|basic)(\s+|%20|\+)[^\s'\",)\]}\\&]+", re.IGNORECASE), rf"\1\2{GONE}"),
    (re.compile(r"\b((?:authorization|(?:set-)?cookie)\s*[:=]\s*)[^\r\n'\"]+", re.IGNORECASE), rf"\1{GONE}"),
    (re.compile(r"\b((?:password|passwd|pwd)\s*[:=]\s*)[^\s'\"\\&,)]+", re.IGNORECASE), rf"\1{GONE}"),
    (
        re.compile(
            r"(?<![a-z])((?:pin|pins)(?:[_ ]?code)?\\*['\"]?\s*(?:[:=,]|is\b|was\b)?\s*\\*['\"]?)\d{4,8}(?!\d)",
            re.IGNORECASE,
        ),
        rf"\1{GONE}",
    ),
    (re.compile(r"\b((?:secret|session|token)=)(?!\d{16})[^\s'\"\\&,)…]+", re.IGNORECASE), rf"\1{GONE}"),
    (re.compile(r"eyJ[\w-]{4,}(?:\.[\w-]*){0,2}"), GONE),
)


class Mask:
    """Takes secrets out of texts; may be used from any thread. What is secret just now is told with ``keep``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Counter[str] = Counter()
        self._long: re.Pattern[str] | None = None
        self._short: re.Pattern[str] | None = None
        self._parts: frozenset[str] = frozenset()

    def keep(self, *secrets: str) -> None:
        """From now on these values are taken out wherever they stand, however they are written."""
        with self._lock:
            self._kept.update(filter(None, secrets))
            self._compile()

    def forget(self, *secrets: str) -> None:
        """These values are secret no longer, or not ours any more: as often forgotten as kept, they are let go."""
        with self._lock:
            self._kept.subtract(filter(None, secrets))
            self._kept = +self._kept
            self._compile()

    def _compile(self) -> None:
        short = {each for each in self._kept if each.isdigit() and len(each) < _SHORT}
        long = {written for each in self._kept if each not in short for written in _ways_to_write(each)}
        self._long = re.compile("|".join(map(re.escape, sorted(long, key=len, reverse=True)))) if long else None
        self._short = re.compile(rf"(?<!\d)(?:{'|'.join(short)})(?!\d)") if short else None
        parted = [each for each in self._kept if len(each) >= _PARTED]
        self._parts = frozenset(part for each in parted for part in _parts(each))

    def __call__(self, text: str) -> str:
        """The text without what is secret."""
        if len(text) > LONGEST:
            text = f"{text[:LONGEST]}… ({len(text) - LONGEST} characters more)"
        if self._long is not None:
            text = self._long.sub(GONE, text)
        if self._parts:
            text = _RUN.sub(self._without_part, text)
        text = _QUOTED.sub(_without_value, text)
        for pattern, instead in _BARE:
            text = pattern.sub(instead, text)
        text = _NUMBERS.sub(_without_tokens, _POINTED.sub(_without_pointed, text))
        text = _FIVE_FOURS.sub(r"…\1", text)
        return text if self._short is None else self._short.sub(GONE, text)

    def _without_part(self, found: re.Match[str]) -> str:
        """A run of letters and digits goes when a part of a session is in it."""
        return found[0] if self._parts.isdisjoint(_parts(found[0])) else GONE


PROCESS_MASK = Mask()
"""The one of this process, as its root logger is one: a crash is reported from places that nobody hands anything."""


def _parts(text: str) -> set[str]:
    return {text[at : at + _PART] for at in range(len(text) - _PART + 1)}


def _without_pointed(found: re.Match[str]) -> str:
    """Groups with points, commas, underscores or slashes between them that have a token's digits."""
    digits = "".join(filter(str.isdecimal, found[0]))
    return f"…{digits[-4:]}" if len(digits) >= _TOKEN else found[0]


def _ways_to_write(secret: str) -> set[str]:
    """A value as JSON, ``repr`` and addresses write it, and JSON as ``repr`` writes it."""
    plain = secret.encode("utf-8", "backslashreplace").decode()
    ways = {secret, plain, quote(plain, safe=""), quote(plain), quote_plus(plain)}
    ways |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    for way in tuple(ways):
        ways |= _printed(way)
    return ways


def _printed(text: str) -> set[str]:
    """As ``repr`` writes the text and its bytes, in either kind of quotes."""
    data = text.encode("utf-8", "surrogatepass")
    return {
        repr(text)[1:-1],
        repr(data)[2:-1],
        repr(text + "'\"")[1:-4],  # both kinds of quotes in it: the single ones are escaped
        repr(data + b"'\"")[2:-4],
        json.dumps(text)[1:-1],
    }


def _without_value(found: re.Match[str]) -> str:
    """A quoted value goes; a meter token stays for the rule about digits."""
    name, mark, value = found.groups()
    digits = _BETWEEN.sub("", value).removeprefix("…")
    kept = value if digits.isdigit() and (value.startswith("…") or len(digits) >= _LONG_RUN) else GONE
    return f"{name}{mark}{kept}{mark}"


def _without_tokens(found: re.Match[str]) -> str:
    """A stretch of digits with spaces and dashes in it: whatever may be a token in it goes but for four digits."""
    if found["receipt"]:
        return found[0]
    stretch = found[0]
    groups, between = _BETWEEN.split(stretch), [*_BETWEEN.findall(stretch), ""]
    secret = [len(group) >= _PIECE and len(group) not in _METERS for group in groups]
    for first in range(len(groups)):
        total = 0
        for last in range(first, len(groups)):
            if len(groups[last]) in _METERS:
                break
            total += len(groups[last])
            if total >= _TOKEN:
                if total == _TOKEN:
                    secret[first : last + 1] = [True] * (last + 1 - first)
                break
    said: list[str] = []
    for place, group in enumerate(groups):
        if not secret[place]:
            said += [group, between[place]]
        elif place + 1 == len(groups) or not secret[place + 1]:
            said += [f"…{_end(groups, place)}", between[place]]
    return "".join(said)


def _end(groups: list[str], place: int) -> str:
    """The last four digits up to a group."""
    return "".join(groups[max(0, place - 3) : place + 1])[-4:]
