"""What can be wrong with a token or a meter number, and what to do about it.

The tree at a glance::

    ValueError
      StsError
        TokenError         .reason is a TokenReason
        MeterNumberError   .reason is a MeterReason

A screen translates by ``reason``; ``str(error)`` is the same sentence in English. No message repeats the
digits it is about: a token is worth money and messages end up in logs.
"""

from enum import StrEnum


class TokenReason(StrEnum):
    """Which rule for tokens was broken."""

    LENGTH = "length"
    NOT_DIGITS = "not_digits"
    TOO_LARGE = "too_large"
    CLASS = "class"
    SUBCLASS = "subclass"
    CRC = "crc"
    MANUFACTURER = "manufacturer"


class MeterReason(StrEnum):
    """Which rule for meter numbers was broken."""

    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    CHECK_DIGIT = "check_digit"


_TOKEN_TEXT = {
    TokenReason.LENGTH: "A token has exactly 20 digits. Count the groups of four and enter the token again.",
    TokenReason.NOT_DIGITS: "A token consists of the digits 0 to 9 only. Enter it again without other characters.",
    TokenReason.TOO_LARGE: (
        "A token is a 66-bit number, so it is never above 73786976294838206463. "
        "Compare every digit with the original and enter it again."
    ),
    TokenReason.CLASS: (
        "Only tokens of class 1 (test and display) can be read without a key. Choose a test or display token."
    ),
    TokenReason.SUBCLASS: (
        "Only subclasses 0 and 1 of class 1 are the standard test and display tokens. "
        "Ask the meter's manufacturer what this token does."
    ),
    TokenReason.CRC: (
        "The checksum inside the token does not fit its digits. "
        "Compare every digit with the original and enter it again."
    ),
    TokenReason.MANUFACTURER: (
        "The manufacturer code in the token has more digits than the standard allows. "
        "Ask the meter's manufacturer for a correct token."
    ),
}

_METER_TEXT = {
    MeterReason.NOT_DIGITS: (
        "A meter number consists of the digits 0 to 9 only. Enter it again without other characters."
    ),
    MeterReason.LENGTH: (
        "An STS meter number has 11 or 13 digits. Compare it with the meter's label and enter it again."
    ),
    MeterReason.CHECK_DIGIT: (
        "The last digit of a meter number checks the others, and here it does not fit. "
        "Compare every digit with the meter's label and enter it again."
    ),
}


class StsError(ValueError):
    """Something breaks a rule of the Standard Transfer Specification."""


class TokenError(StsError):
    """A token, or a text that should hold tokens, breaks a rule.

    ``reason`` says which rule. ``found`` is a short note of what was there instead, such as ``"19 digits"``.
    """

    def __init__(self, reason: TokenReason, found: str = "") -> None:
        super().__init__(reason, found)
        self.reason = reason
        self.found = found

    def __str__(self) -> str:
        return _sentence(_TOKEN_TEXT[self.reason], self.found)


class MeterNumberError(StsError):
    """A meter number breaks a rule.

    ``reason`` says which rule. ``found`` is a short note of what was there instead, such as ``"12 digits"``.
    """

    def __init__(self, reason: MeterReason, found: str = "") -> None:
        super().__init__(reason, found)
        self.reason = reason
        self.found = found

    def __str__(self) -> str:
        return _sentence(_METER_TEXT[self.reason], self.found)


def _sentence(rule: str, found: str) -> str:
    return f"{rule} (Found: {found}.)" if found else rule
