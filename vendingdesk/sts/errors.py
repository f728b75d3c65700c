"""What can be wrong with a token or a meter number, and what to do about it.

The tree at a glance::

    ValueError
      StsError
        TokenError         .reason is a TokenReason
          TokenRejected    the same reasons, found while a token was opened with a key
        MeterNumberError   .reason is a MeterReason
        FieldError         .reason is a FieldReason

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
    NOT_KEYED = "not_keyed"


class MeterReason(StrEnum):
    """Which rule for meter numbers was broken."""

    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    CHECK_DIGIT = "check_digit"


class FieldReason(StrEnum):
    """Which part of a token or of a key can't be made from what was given."""

    KEY = "key"
    VENDING_KEY = "vending_key"
    BASE = "base"
    DATE = "date"
    AMOUNT = "amount"
    AMOUNT_FIELD = "amount_field"
    RANDOM = "random"
    TOKEN_CLASS = "token_class"  # noqa: S105 - a word, not a secret
    SUBCLASS = "subclass"
    SUPPLY_GROUP = "supply_group"
    KEY_TYPE = "key_type"
    KEY_REVISION = "key_revision"
    KEY_EXPIRY = "key_expiry"
    TARIFF_INDEX = "tariff_index"
    METER_PAN = "meter_pan"
    CONTROL = "control"
    MANUFACTURER = "manufacturer"
    SECTIONS = "sections"
    ROLLOVER = "rollover"


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
    TokenReason.NOT_KEYED: (
        "Only tokens of class 0 (credit) and class 2 (management) are under a key. "
        "Choose one of these, or read a test or display token without a key."
    ),
}

_FIELD_TEXT = {
    FieldReason.KEY: "A decoder key has exactly 16 bytes. Give the key that was made for this meter.",
    FieldReason.VENDING_KEY: "A vending key has exactly 20 bytes (160 bits). Give the key of the supply group.",
    FieldReason.BASE: "The base year of a token is 1993, 2014 or 2035. Give the one that the supply group uses.",
    FieldReason.DATE: (
        "A token counts the minutes from its base date in 24 bits, which is almost 32 years. "
        "Give a moment within them, or another base year."
    ),
    FieldReason.AMOUNT: (
        "The amount of a token is 0 to 18201624 tenths (1820162.4 kWh). Split a larger amount into several tokens."
    ),
    FieldReason.AMOUNT_FIELD: "The amount field of a token has 16 bits: 0 to 65535. Make it with amount_to_field.",
    FieldReason.RANDOM: "The random field of a token has 4 bits: 0 to 15.",
    FieldReason.TOKEN_CLASS: (
        "Only tokens of class 0 (credit) and class 2 (management) are made with a key. "
        "Make a test or display token with display_token."
    ),
    FieldReason.SUBCLASS: (
        "Made here are subclasses 0 to 3 of class 0, and of class 2 all but 3, 4, 8 and 9, "
        "which key_change_tokens makes as one set. Currency credit (class 0, 4 to 7) is not supported."
    ),
    FieldReason.SUPPLY_GROUP: "A supply group code has exactly 6 digits.",
    FieldReason.KEY_TYPE: "A key type is 0, 1, 2 or 3.",
    FieldReason.KEY_REVISION: "A key revision is 1 to 9.",
    FieldReason.KEY_EXPIRY: "A key expiry number is 0 to 255, where 255 never expires.",
    FieldReason.TARIFF_INDEX: "A tariff index has exactly 2 digits: 00 to 99.",
    FieldReason.METER_PAN: "A MeterPAN has exactly 18 digits. Make it from the meter number with meter_pan.",
    FieldReason.CONTROL: "The control field does not fit: 36 bits for 11-digit meters, 28 for 13-digit meters.",
    FieldReason.MANUFACTURER: "A manufacturer code has 2 digits (11-digit meters) or 4 digits (13-digit meters).",
    FieldReason.SECTIONS: "A key change consists of all four sections, each once, of one set.",
    FieldReason.ROLLOVER: (
        "A rollover makes the meter forget which tokens it has taken, so it needs another key: "
        "under the same one every old token would give its credit again."
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


class TokenRejected(TokenError):
    """A token does not open with this key.

    ``reason`` is ``LENGTH``, ``NOT_DIGITS`` or ``TOO_LARGE`` for digits that are no token, ``NOT_KEYED`` for a class
    that no key encrypts, ``CRC`` when the checksum does not fit what the key makes of the digits: a token of another
    meter or of another key, or a wrong digit. Which of these it is nobody can tell.
    """

    def __str__(self) -> str:
        if self.reason is TokenReason.CRC:
            return (
                "The token does not open with this key: it is for another meter or for another key of this one, "
                "or a digit is wrong. Compare the meter number and every digit with the slip."
            )
        return super().__str__()


class FieldError(StsError):
    """A key, a date, an amount or another part does not fit what the standard gives it.

    ``reason`` says which. ``found`` is a short note of what was there instead, never the key itself.
    """

    def __init__(self, reason: FieldReason, found: str = "") -> None:
        super().__init__(reason, found)
        self.reason = reason
        self.found = found

    def __str__(self) -> str:
        return _sentence(_FIELD_TEXT[self.reason], self.found)


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
