"""The Standard Transfer Specification (IEC 62055-41) as a counter needs it, without any key.

Tokens, meter numbers, their checks, and the class-1 tokens that no meter encrypts. Standard library only and
without side effects: it can be used on its own.
"""

from vendingdesk.sts.blocks import extract_class, insert_class
from vendingdesk.sts.crc import crc16, token_crc
from vendingdesk.sts.display import (
    DisplayTest,
    DisplayToken,
    MeterDigits,
    decode_display_token,
    encode_display_token,
)
from vendingdesk.sts.errors import MeterNumberError, MeterReason, StsError, TokenError, TokenReason
from vendingdesk.sts.fitting import Fitting
from vendingdesk.sts.luhn import luhn_digit, luhn_valid
from vendingdesk.sts.meters import group_meter, is_valid_meter_number, meter_pan, parse_meter_number
from vendingdesk.sts.tokens import (
    TokenClass,
    format_token,
    group_token,
    parse_token,
    split_tokens,
    token_class,
)

__all__ = [
    "DisplayTest",
    "DisplayToken",
    "Fitting",
    "MeterDigits",
    "MeterNumberError",
    "MeterReason",
    "StsError",
    "TokenClass",
    "TokenError",
    "TokenReason",
    "crc16",
    "decode_display_token",
    "encode_display_token",
    "extract_class",
    "format_token",
    "group_meter",
    "group_token",
    "insert_class",
    "is_valid_meter_number",
    "luhn_digit",
    "luhn_valid",
    "meter_pan",
    "parse_meter_number",
    "parse_token",
    "split_tokens",
    "token_class",
    "token_crc",
]
