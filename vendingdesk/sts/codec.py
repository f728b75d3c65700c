"""Tokens under a meter's key: made by the vending house, opened by the meter (EA11).

The 64 bits that are encrypted are subclass 4, random 4, minute 24, amount 16, CRC 16; the sections of a key change
have 44 bits of their own behind the subclass. The class stands outside the encryption, but its two bits are in the
CRC.
"""

from dataclasses import dataclass
from datetime import datetime

from vendingdesk.sts.amounts import FIELD_MAX
from vendingdesk.sts.blocks import extract_class, insert_class
from vendingdesk.sts.crc import token_crc
from vendingdesk.sts.decoder_keys import check_base
from vendingdesk.sts.errors import FieldError, FieldReason, TokenError, TokenReason, TokenRejected
from vendingdesk.sts.fields import whole
from vendingdesk.sts.key_change import SECTION_SUBCLASSES, KeySection
from vendingdesk.sts.misty1 import decrypt_block, encrypt_block
from vendingdesk.sts.token_times import token_minute, token_time
from vendingdesk.sts.tokens import TokenClass, format_token, parse_token

_SECTION_MASK = (1 << 44) - 1
_KINDS_OF_CREDIT = range(4)
_SUBCLASS_MAX = 15
_RANDOM_MAX = 15


@dataclass(frozen=True, slots=True)
class DecodedToken:
    """What a token says to its meter.

    ``issued_at`` is the minute of issue, naive in the meter's local time, and ``token_minute`` the same as the 24-bit
    count that the meter remembers; ``amount_field`` the 16 bits that ``field_to_amount`` reads, or the register of a
    management token; ``random`` 4 bits that tell equal tokens apart. A section of a key change has none of these:
    there they are None and ``section`` holds its 44 bits.
    """

    token_class: int
    subclass: int
    issued_at: datetime | None
    amount_field: int | None
    random: int | None
    token_minute: int | None = None
    section: KeySection | None = None


def encode(
    key: bytes,
    *,
    token_class: int,
    subclass: int,
    issued_at: datetime,
    base: int,
    amount_field: int,
    random: int,
) -> str:
    """Return the token, 20 digits, that a meter with ``key`` (16 bytes) takes.

    ``token_class`` 0 (credit) with subclass 0 electricity, 1 water, 2 gas, 3 time, or 2 (management) with any
    subclass but 3, 4, 8 and 9, which ``key_change_tokens`` makes as one set. ``issued_at`` is the meter's local
    time, as ``token_minute`` takes it; ``base`` 1993, 2014 or 2035; ``amount_field`` 16 bits, from
    ``amount_to_field``; ``random`` 0 to 15. Raises ``FieldError`` naming what does not fit, ``TypeError`` for a
    part of another type. Currency credit (class 0, subclasses 4 to 7) is refused: its checksum differs, and there
    was no vector to hold ours against. Rule: IEC 62055-41, 6.2, 6.3 and 6.4.
    """
    if whole(token_class, FieldReason.TOKEN_CLASS, 0, 3) not in {TokenClass.CREDIT, TokenClass.MANAGEMENT}:
        raise FieldError(FieldReason.TOKEN_CLASS, f"class {token_class}")
    whole(subclass, FieldReason.SUBCLASS, 0, _SUBCLASS_MAX)
    made = subclass in _KINDS_OF_CREDIT if token_class == TokenClass.CREDIT else subclass not in SECTION_SUBCLASSES
    if not made:
        raise FieldError(FieldReason.SUBCLASS, f"class {token_class}, subclass {subclass}")
    whole(random, FieldReason.RANDOM, 0, _RANDOM_MAX)
    whole(amount_field, FieldReason.AMOUNT_FIELD, 0, FIELD_MAX)
    fields = subclass << 44 | random << 40 | token_minute(issued_at, base=base) << 16 | amount_field
    block = fields << 16 | token_crc(token_class << 48 | fields)
    return format_token(insert_class(encrypt_block(key, block), token_class))


def decode(key: bytes, token: str, *, base: int) -> DecodedToken:
    """Return what ``token`` says to the meter that holds ``key`` (16 bytes); ``base`` is 1993, 2014 or 2035.

    ``token`` may be grouped as ``parse_token`` allows. Raises ``TokenRejected``: digits that are no token, a class
    that no key encrypts, or a checksum that does not fit, as with another meter's token, another key or a wrong
    digit. It can't tell whether the meter has taken it before. Raises ``FieldError`` for a key or a base that is
    none. Rule: IEC 62055-41, 6.2, 6.3 and 6.4.
    """
    check_base(base)
    try:
        token_class, block = extract_class(int(parse_token(token)))
    except TokenError as error:
        raise TokenRejected(error.reason, error.found) from None
    if token_class not in {TokenClass.CREDIT, TokenClass.MANAGEMENT}:
        raise TokenRejected(TokenReason.NOT_KEYED, f"class {token_class}")
    block = decrypt_block(key, block)
    fields, crc = block >> 16, block & 0xFFFF
    if token_crc(token_class << 48 | fields) != crc:
        raise TokenRejected(TokenReason.CRC)
    subclass = fields >> 44
    if token_class == TokenClass.MANAGEMENT and subclass in SECTION_SUBCLASSES:
        return DecodedToken(
            token_class, subclass, None, None, None, section=KeySection(subclass, fields & _SECTION_MASK)
        )
    minute = fields >> 16 & 0xFFFFFF
    return DecodedToken(
        token_class=token_class,
        subclass=subclass,
        issued_at=token_time(minute, base=base),
        amount_field=fields & 0xFFFF,
        random=fields >> 40 & 0xF,
        token_minute=minute,
    )
