"""The Standard Transfer Specification (IEC 62055-41): tokens and meter numbers, with and without a key.

Without a key: tokens and meter numbers with their checks, and the class-1 tokens that no meter encrypts. With one:
credit and management tokens and key changes under EA11 (MISTY1), decoder keys by DKGA04. Standard library only and
without side effects: it can be used on its own. ``vendingdesk.sts.virtual_meter`` is a meter that takes the tokens.
"""

from vendingdesk.sts.amounts import AMOUNT_MAX, amount_to_field, field_to_amount
from vendingdesk.sts.blocks import extract_class, insert_class
from vendingdesk.sts.codec import DecodedToken, decode, encode
from vendingdesk.sts.crc import crc16, token_crc
from vendingdesk.sts.decoder_keys import BASE_YEARS, decoder_key
from vendingdesk.sts.display import (
    DisplayTest,
    DisplayToken,
    MeterDigits,
    decode_display_token,
    display_token,
    encode_display_token,
)
from vendingdesk.sts.errors import (
    FieldError,
    FieldReason,
    MeterNumberError,
    MeterReason,
    StsError,
    TokenError,
    TokenReason,
    TokenRejected,
)
from vendingdesk.sts.fitting import Fitting
from vendingdesk.sts.key_change import SECTION_SUBCLASSES, KeySection, NewKey, join_key_sections, key_change_tokens
from vendingdesk.sts.luhn import luhn_digit, luhn_valid
from vendingdesk.sts.meters import group_meter, is_valid_meter_number, meter_pan, parse_meter_number
from vendingdesk.sts.token_times import next_issue_time, token_minute, token_time
from vendingdesk.sts.tokens import TokenClass, format_token, group_token, parse_token, split_tokens, token_class

__all__ = [
    "AMOUNT_MAX",
    "BASE_YEARS",
    "SECTION_SUBCLASSES",
    "DecodedToken",
    "DisplayTest",
    "DisplayToken",
    "FieldError",
    "FieldReason",
    "Fitting",
    "KeySection",
    "MeterDigits",
    "MeterNumberError",
    "MeterReason",
    "NewKey",
    "StsError",
    "TokenClass",
    "TokenError",
    "TokenReason",
    "TokenRejected",
    "amount_to_field",
    "crc16",
    "decode",
    "decode_display_token",
    "decoder_key",
    "display_token",
    "encode",
    "encode_display_token",
    "extract_class",
    "field_to_amount",
    "format_token",
    "group_meter",
    "group_token",
    "insert_class",
    "is_valid_meter_number",
    "join_key_sections",
    "key_change_tokens",
    "luhn_digit",
    "luhn_valid",
    "meter_pan",
    "next_issue_time",
    "parse_meter_number",
    "parse_token",
    "split_tokens",
    "token_class",
    "token_crc",
    "token_minute",
    "token_time",
]
