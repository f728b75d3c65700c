"""The server's words, made fit for a line on a screen or a slip."""

from __future__ import annotations

import unicodedata


def one_line(text: str, longest: int) -> str:
    """The text on one line without control, format and broken characters, cut to ``longest`` with an ellipsis.

    Direction marks go too: a server's text must not turn our own around.
    """
    words = "".join(_fit(character) for character in text[: longest * 8]).split()
    line = " ".join(words)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


_CHINESE_STOPS = {"，": ", ", "。": ". ", "、": ", ", "：": ": ", "；": "; ", "！": "! ", "？": "? "}
"""The framework's messages mix these into English [D]; a counter's fonts may not have them."""


def _fit(character: str) -> str:
    if character.isspace():
        return " "
    if character in _CHINESE_STOPS:
        return _CHINESE_STOPS[character]
    return "" if unicodedata.category(character).startswith("C") else character
