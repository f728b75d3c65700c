"""Tokens as text: 20 decimal digits, a string everywhere, never a number in a table or a file."""

from enum import IntEnum

from vendingdesk.sts.blocks import TOKEN_LIMIT, extract_class
from vendingdesk.sts.digits import group_by_four, is_digits, is_filler, strip_fillers
from vendingdesk.sts.errors import TokenError, TokenReason

TOKEN_DIGITS = 20
# What may stand between two tokens, but never inside one.
_BETWEEN_TOKENS = ",;/|&+\u060c\u061b\u3001\uff0c\uff1b"


class TokenClass(IntEnum):
    """What kind of message a token carries (IEC 62055-41, 6.2.1)."""

    CREDIT = 0
    TEST = 1
    MANAGEMENT = 2
    RESERVED = 3


def parse_token(text: str) -> str:
    """Return the one token in ``text`` as exactly 20 ASCII digits.

    White space and dashes may stand anywhere. Raises ``TokenError`` with reason ``NOT_DIGITS`` (digits of
    other scripts included), ``LENGTH`` or ``TOO_LARGE`` (2**66 or more). Rule: IEC 62055-41, 6.2.1 (66 bits)
    and IEC 62055-51 (20 digits).
    """
    token = strip_fillers(text)
    if token and not is_digits(token):
        raise TokenError(TokenReason.NOT_DIGITS)
    if len(token) != TOKEN_DIGITS:
        raise TokenError(TokenReason.LENGTH, f"{len(token)} digits")
    if int(token) >= TOKEN_LIMIT:
        raise TokenError(TokenReason.TOO_LARGE)
    return token


def split_tokens(text: str) -> tuple[str, ...]:
    """Return all tokens in ``text``, in their order, 20 digits each; there is at least one.

    For the server's ``form`` field, whose separator the manual leaves open: commas, semicolons, slashes, new
    lines, spaced groups, or nothing at all (80 digits in a row are 4 tokens). A run of digits across the end
    of a token is refused, so 19 digits and 21 digits never pass for two tokens. Raises ``TokenError`` with
    reason ``LENGTH`` when it is not a whole number of tokens, or as ``parse_token`` does for each.
    """
    if not isinstance(text, str):
        raise TypeError(f"tokens are text, not {type(text).__name__}")
    marks = str.maketrans(dict.fromkeys(_BETWEEN_TOKENS, ","))
    tokens = [token for part in text.translate(marks).split(",") for token in _unbroken(part)]
    if not tokens:
        raise TokenError(TokenReason.LENGTH, "0 digits")
    return tuple(tokens)


def _unbroken(part: str) -> list[str]:
    """Cut one stretch without separators into tokens; an empty stretch holds none."""
    runs = "".join(" " if is_filler(character) else character for character in part).split()
    if not all(is_digits(run) for run in runs):
        raise TokenError(TokenReason.NOT_DIGITS)
    digits = ""
    for run in runs:
        before = len(digits) % TOKEN_DIGITS
        whole = before == 0 and len(run) % TOKEN_DIGITS == 0
        if not whole and before + len(run) > TOKEN_DIGITS:
            raise TokenError(TokenReason.LENGTH, f"{len(run)} digits in a row")
        digits += run
    return [parse_token(digits[start : start + TOKEN_DIGITS]) for start in range(0, len(digits), TOKEN_DIGITS)]


def group_token(token: str) -> str:
    """Return ``token`` for the eye, in groups of four: ``4933 5795 1854 9939 9179``.

    Checks and raises nothing: a token that fails a check must be shown too. Grouping is a house rule.
    """
    return group_by_four(strip_fillers(token))


def token_class(token: str) -> TokenClass:
    """Return the class of a token; it stands outside the encryption, so no key is needed.

    Accepts what ``parse_token`` accepts and raises ``TokenError`` as it does. Rule: IEC 62055-41, 6.4.2.
    """
    number, _block = extract_class(int(parse_token(token)))
    return TokenClass(number)


def format_token(number: int) -> str:
    """Return the 20 digits, zero-padded, of a 66-bit token number.

    Raises ``TokenError`` with reason ``TOO_LARGE`` for 2**66 or more and ``ValueError`` below zero. Rule:
    IEC 62055-51.
    """
    if number < 0:
        raise ValueError("A token number is never negative.")
    if number >= TOKEN_LIMIT:
        raise TokenError(TokenReason.TOO_LARGE)
    return f"{number:0{TOKEN_DIGITS}d}"
