"""Key change: four tokens that bring a meter a new decoder key with its revision, tariff index and supply group.

Each is of class 2 and encrypted under the *old* key. Behind the subclass come 44 bits: 4 of the key expiry number (or
12 of the supply group), the key's attributes, 32 bits of the new key. There is no time in them: the meter wants all
four, in any order, within ten minutes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from vendingdesk.sts.blocks import insert_class
from vendingdesk.sts.crc import token_crc
from vendingdesk.sts.decoder_keys import check_key_fields
from vendingdesk.sts.errors import FieldError, FieldReason
from vendingdesk.sts.fields import flag, octets, whole
from vendingdesk.sts.misty1 import KEY_BYTES, encrypt_block
from vendingdesk.sts.tokens import TokenClass, format_token

SECTION_SUBCLASSES = (3, 4, 8, 9)
"""The subclasses of the four sections, in the order in which they are handed out."""
_SECTION_BITS = 44
_SECTION_MAX = (1 << _SECTION_BITS) - 1
_NEVER_EXPIRES = 255


@dataclass(frozen=True, slots=True)
class KeySection:
    """One of the four: its subclass (3, 4, 8 or 9) and the 44 bits behind it, a quarter of a key among them."""

    subclass: int
    bits: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewKey:
    """What the four sections bring together: the key, 16 bytes, and what else the meter has to know of it."""

    key: bytes = field(repr=False)
    supply_group: str
    key_type: int
    key_revision: int
    tariff_index: str
    key_expiry: int
    rollover: bool


def key_change_tokens(
    old_key: bytes,
    new_key: bytes,
    *,
    supply_group: str,
    key_type: int,
    key_revision: int,
    tariff_index: str,
    key_expiry: int = _NEVER_EXPIRES,
    rollover: bool = False,
) -> tuple[str, str, str, str]:
    """Return the four tokens, 20 digits each, that change a meter from ``old_key`` to ``new_key``.

    All attributes are those of the *new* key. ``key_expiry`` is the key expiry number, 255 for never; ``rollover``
    makes the meter forget which tokens it has taken, as a new base date needs, and wants another key. The order is
    subclass 3, 4, 8, 9. Raises ``FieldError`` naming what does not fit. Rule: IEC 62055-41, 6.2.7 and 6.2.8, as
    extended for 128-bit keys.
    """
    check_key_fields(
        supply_group=supply_group, key_type=key_type, key_revision=key_revision, tariff_index=tariff_index
    )
    whole(key_expiry, FieldReason.KEY_EXPIRY, 0, _NEVER_EXPIRES)
    new = octets(new_key, FieldReason.KEY, KEY_BYTES)
    if flag(rollover, "rollover") and new == octets(old_key, FieldReason.KEY, KEY_BYTES):
        raise FieldError(FieldReason.ROLLOVER)
    quarters = [int.from_bytes(new[at : at + 4], "big") for at in range(0, KEY_BYTES, 4)]
    group = int(supply_group)
    heads = (
        (key_expiry >> 4) << 8 | key_revision << 4 | int(rollover) << 3 | key_type,
        (key_expiry & 0xF) << 8 | int(tariff_index),
        group & 0xFFF,
        group >> 12,
    )
    first, last, second, third = (
        _token(old_key, KeySection(subclass, head << 32 | quarters[at]))
        for subclass, head, at in zip(SECTION_SUBCLASSES, heads, (0, 3, 1, 2), strict=True)
    )
    return first, last, second, third


def join_key_sections(sections: Iterable[KeySection]) -> NewKey:
    """Return the key that four sections, in any order, bring together: the meter's side of a key change.

    Raises ``FieldError`` with reason ``SECTIONS`` unless each of the four is there exactly once, and for an attribute
    out of its range, which sections of different sets can add up to. Rule: as for ``key_change_tokens``.
    """
    found = sorted(map(_section, sections), key=lambda section: section.subclass)
    if tuple(section.subclass for section in found) != SECTION_SUBCLASSES:
        raise FieldError(FieldReason.SECTIONS, ", ".join(str(section.subclass) for section in found))
    first, last, second, third = (section.bits for section in found)
    quarters = (first, second, third, last)
    group = third >> 32 << 12 | second >> 32
    new = NewKey(
        key=b"".join((bits & 0xFFFFFFFF).to_bytes(4, "big") for bits in quarters),
        supply_group=f"{group:06d}",
        key_type=first >> 32 & 0b11,
        key_revision=first >> 36 & 0xF,
        tariff_index=f"{last >> 32 & 0xFF:02d}",
        key_expiry=(first >> 40) << 4 | last >> 40,
        rollover=bool(first >> 35 & 1),
    )
    check_key_fields(
        supply_group=new.supply_group,
        key_type=new.key_type,
        key_revision=new.key_revision,
        tariff_index=new.tariff_index,
    )
    return new


def _section(section: object) -> KeySection:
    """A section as a token brings it; raises ``TypeError`` or ``FieldError`` for anything else."""
    if not isinstance(section, KeySection):
        raise TypeError(f"a section is a KeySection, not {type(section).__name__}")
    if not 0 <= section.bits <= _SECTION_MAX:
        raise FieldError(FieldReason.SECTIONS, "more than 44 bits")
    return section


def _token(key: bytes, section: KeySection) -> str:
    fields = section.subclass << _SECTION_BITS | section.bits
    block = fields << 16 | token_crc(TokenClass.MANAGEMENT << 48 | fields)
    return format_token(insert_class(encrypt_block(key, block), TokenClass.MANAGEMENT))
