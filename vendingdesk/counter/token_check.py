"""What the digits of a token tell without any key: possible or not, of which class, what a test token asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vendingdesk import sts
from vendingdesk.sts.digits import is_digits, is_filler, strip_fillers

TOKEN_LENGTH = 20
"""Digits of a token."""

GROUP = 4
"""Digits of a group, as tokens are printed and read out."""

_SEPARATORS = re.compile(r"[,;/|&+]")
"""What people and servers write between two tokens, and never inside one."""


@dataclass(frozen=True, slots=True)
class TokenReading:
    """One token as somebody typed it, and what its digits alone tell.

    ``digits`` are those that were typed, whatever their number. ``fault`` is the rule that makes it impossible;
    None for a possible token, which then has a ``token_class``. ``stray`` is the first character that no token has,
    ``stray_group`` the group that it stands in, 1 the first. ``display`` is what a token of class 1 asks of a meter,
    ``display_fault`` the rule that such a token breaks.
    """

    digits: str = field(repr=False)
    fault: sts.TokenReason | None = None
    token_class: sts.TokenClass | None = None
    stray: str = ""
    stray_group: int = 0
    display: sts.DisplayToken | None = None
    display_fault: sts.TokenReason | None = None

    @property
    def missing(self) -> int:
        """How many digits are missing; negative for so many too many."""
        return TOKEN_LENGTH - len(self.digits)


def read_tokens(text: str) -> tuple[TokenReading, ...]:
    """Read every token in ``text``, possible or not, in their order; empty for a text with nothing in it.

    Spaces, dashes and new lines may stand anywhere, as on a slip that breaks a token in two. Raises nothing. Rules:
    IEC 62055-41, 6.2.1 (66 bits), 6.4.2 (the class), 6.3.7 and 6.3.8 (class 1).
    """
    return tuple(_reading(token) for part in _SEPARATORS.split(text) for token in _tokens(part))


def count_digits(text: str) -> int:
    """How many of the digits 0 to 9 stand in ``text``."""
    return sum(map(is_digits, text))


def _tokens(part: str) -> list[str]:
    """Cut a stretch without separators into what was meant as one token each."""
    if not strip_fillers(part):
        return []
    whole = _whole(part)
    if whole:
        return whole
    lines = [line for line in part.splitlines() if strip_fillers(line)]
    if any(_whole(line) for line in lines):  # one token a line, and something is wrong with another line
        return [each for line in lines for each in _whole(line) or [line]]
    digits = strip_fillers(part)
    if not is_digits(digits):
        return [part]
    several = max(1, round(len(digits) / TOKEN_LENGTH))
    ends = [*(TOKEN_LENGTH * each for each in range(1, several)), len(digits)]
    return [digits[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _whole(text: str) -> list[str]:
    """The tokens in a text that has nothing else in it, else none."""
    try:
        return list(sts.split_tokens(text))
    except sts.TokenError:
        return []


def _reading(text: str) -> TokenReading:
    digits = "".join(filter(is_digits, text))
    try:
        token = sts.parse_token(text)
    except sts.TokenError as error:
        strays = ((at, each) for at, each in enumerate(text) if not (is_digits(each) or is_filler(each)))
        at, stray = next(strays, (0, ""))
        group = count_digits(text[:at]) // GROUP + 1 if stray else 0
        return TokenReading(digits, error.reason, stray=stray, stray_group=group)
    number = sts.token_class(token)
    if number is not sts.TokenClass.TEST:
        return TokenReading(token, token_class=number)
    try:
        return TokenReading(token, token_class=number, display=sts.decode_display_token(token))
    except sts.TokenError as error:
        return TokenReading(token, token_class=number, display_fault=error.reason)
