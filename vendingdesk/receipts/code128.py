"""Code 128 (ISO/IEC 15417), sets B and C: text to the widths of bars and spaces.

Our own table, since importing reportlab's barcode package takes as long as the rest of reportlab together.
"""

from __future__ import annotations

import re

_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 "
    "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 "
    "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 "
    "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 "
    "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
    "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 "
    "211232 2331112"
)
_WIDTHS = _TABLE.split()
_TO_C, _TO_B, _START_B, _START_C, _STOP = 99, 100, 104, 105, 106

QUIET = 10
"""The white modules that belong to each side of a symbol."""

_PARTS = re.compile(r"^[0-9]{2}(?:[0-9]{2})*$|^(?:[0-9]{2}){2,}|(?:[0-9]{2}){2,}$|(?:[0-9]{2}){3,}")


def modules(text: str) -> tuple[int, ...]:
    """Widths of bar, space, bar, … in modules, checksum and stop included; ``()`` if ``text`` can't be encoded."""
    if not text or not all(" " <= char <= "~" for char in text):
        return ()
    symbols: list[int] = []
    place = 0
    for pairs in _PARTS.finditer(text):
        symbols += _set_b(text[place : pairs.start()], first=not symbols)
        digits = pairs.group()
        symbols.append(_TO_C if symbols else _START_C)
        symbols += [int(digits[at : at + 2]) for at in range(0, len(digits), 2)]
        place = pairs.end()
    symbols += _set_b(text[place:], first=not symbols)
    check = (symbols[0] + sum(at * symbol for at, symbol in enumerate(symbols))) % 103
    return tuple(int(width) for symbol in (*symbols, check, _STOP) for width in _WIDTHS[symbol])


def _set_b(text: str, *, first: bool) -> list[int]:
    """Symbols for ``text`` in set B, with the start or the switch before it."""
    return [_START_B if first else _TO_B, *(ord(char) - 32 for char in text)] if text else []
