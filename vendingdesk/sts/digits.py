"""Digits as people type, paste and scan them: spaces, dashes and invisible marks between them."""

import unicodedata

# Dashes that Unicode does not list as dash punctuation: soft hyphen, hyphen bullet, minus sign.
_MORE_DASHES = "\u00ad\u2043\u2212"
# Zero-width characters and the direction marks that come along when copying from right-to-left text.
_INVISIBLE = "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"


def is_filler(character: str) -> bool:
    """Tell whether one character is white space, a dash of any kind, or an invisible mark.

    Expects a single character; raises ``TypeError`` for any other length. House rule: such characters may
    stand anywhere between the digits of a token or a meter number.
    """
    return (
        unicodedata.category(character) == "Pd"
        or character.isspace()
        or character in _MORE_DASHES
        or character in _INVISIBLE
    )


def strip_fillers(text: str) -> str:
    """Return ``text`` without white space, dashes and invisible marks; everything else stays as it is.

    Raises nothing.
    """
    return "".join(character for character in text if not is_filler(character))


def is_digits(text: str) -> bool:
    """Tell whether ``text`` is one or more of the ASCII digits 0 to 9.

    ``str.isdigit`` alone also accepts digits of other scripts and superscripts, which no meter keypad has.
    Raises nothing.
    """
    return isinstance(text, str) and text.isascii() and text.isdigit()  # bytes have digits of their own


def group_by_four(text: str) -> str:
    """Return ``text`` with a space after every fourth character; the last group may be shorter.

    Raises nothing.
    """
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
