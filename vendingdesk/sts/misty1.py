"""MISTY1 (RFC 2994): the block cipher of encryption algorithm EA11, 64-bit blocks under 128-bit keys.

Blocks are whole numbers of 64 bits, most significant byte first. Both substitution boxes are held as polynomials
over their input bits and spread into tables when the module is loaded: S9 is quadratic, so 46 terms make its 512
entries, S7 is cubic.
"""

from collections.abc import Mapping
from functools import lru_cache

from vendingdesk.sts.errors import FieldReason
from vendingdesk.sts.fields import octets

KEY_BYTES = 16
_BLOCK_LIMIT = 1 << 64
_WORD = 0xFFFF
_HALF = 0xFFFFFFFF

# Product of input bits (a set bit of the index is a factor): the output bits that it is added to.
_S7_TERMS = {
    0x00: 0x1B, 0x01: 0x29, 0x02: 0x28, 0x03: 0x40, 0x04: 0x20, 0x05: 0x02, 0x06: 0x04, 0x07: 0x28,
    0x08: 0x40, 0x09: 0x68, 0x0A: 0x01, 0x0C: 0x10, 0x0D: 0x04, 0x0E: 0x20, 0x10: 0x04, 0x11: 0x12,
    0x12: 0x24, 0x13: 0x04, 0x14: 0x08, 0x15: 0x20, 0x18: 0x02, 0x19: 0x01, 0x1A: 0x10, 0x1C: 0x40,
    0x20: 0x10, 0x21: 0x64, 0x22: 0x03, 0x23: 0x20, 0x24: 0x50, 0x25: 0x01, 0x26: 0x10, 0x28: 0x60,
    0x29: 0x10, 0x2A: 0x40, 0x30: 0x01, 0x31: 0x04, 0x32: 0x08, 0x34: 0x02, 0x38: 0x04, 0x40: 0x02,
    0x41: 0x22, 0x42: 0x54, 0x43: 0x01, 0x44: 0x09, 0x46: 0x40, 0x48: 0x06, 0x49: 0x44, 0x4A: 0x08,
    0x4C: 0x02, 0x50: 0x44, 0x51: 0x08, 0x52: 0x02, 0x54: 0x04, 0x60: 0x08, 0x61: 0x03, 0x62: 0x10,
    0x64: 0x60, 0x68: 0x01, 0x70: 0x10,
}  # fmt: skip
_S9_TERMS = {
    0x000: 0x1C3, 0x001: 0x108, 0x002: 0x090, 0x003: 0x1C4, 0x004: 0x020, 0x005: 0x002, 0x006: 0x188,
    0x008: 0x042, 0x009: 0x030, 0x00A: 0x006, 0x00C: 0x092, 0x010: 0x104, 0x011: 0x085, 0x012: 0x060,
    0x014: 0x00C, 0x018: 0x026, 0x020: 0x088, 0x021: 0x111, 0x022: 0x009, 0x024: 0x140, 0x028: 0x018,
    0x030: 0x04E, 0x040: 0x010, 0x041: 0x006, 0x042: 0x0A1, 0x044: 0x013, 0x048: 0x180, 0x050: 0x030,
    0x060: 0x11C, 0x080: 0x022, 0x081: 0x180, 0x082: 0x00C, 0x084: 0x041, 0x088: 0x025, 0x090: 0x080,
    0x0A0: 0x060, 0x0C0: 0x0B8, 0x100: 0x044, 0x101: 0x162, 0x102: 0x080, 0x104: 0x018, 0x108: 0x103,
    0x110: 0x049, 0x120: 0x002, 0x140: 0x140, 0x180: 0x070,
}  # fmt: skip


def _table(bits: int, terms: Mapping[int, int]) -> tuple[int, ...]:
    """Evaluate the polynomials for every input: an entry is the sum of the terms whose factors are all set."""
    values = [terms.get(index, 0) for index in range(1 << bits)]
    for bit in range(bits):
        for index in range(1 << bits):
            if index >> bit & 1:
                values[index] ^= values[index ^ 1 << bit]
    return tuple(values)


_S7 = _table(7, _S7_TERMS)
_S9 = _table(9, _S9_TERMS)

_Schedule = tuple[tuple[int, ...], tuple[int, ...]]
"""The eight key words, and the eight words made of them."""


def encrypt_block(key: bytes, block: int) -> int:
    """Return ``block`` (64 bits) encrypted under ``key`` (16 bytes).

    Raises ``FieldError`` with reason ``KEY`` for another length, ``ValueError`` for a block of more than 64 bits,
    ``TypeError`` for a key that is not bytes.
    Rule: RFC 2994, section 2.
    """
    schedule = _schedule(octets(key, FieldReason.KEY, KEY_BYTES))
    left, right = _halves(block)
    for number in (0, 2, 4, 6):
        left = _linear(left, number, schedule)
        right = _linear(right, number + 1, schedule) ^ _round(left, number, schedule)
        left ^= _round(right, number + 1, schedule)
    return _linear(right, 9, schedule) << 32 | _linear(left, 8, schedule)


def decrypt_block(key: bytes, block: int) -> int:
    """Return what ``encrypt_block`` made ``block`` of under the same ``key``; raises as it does.

    Rule: RFC 2994, section 2.
    """
    schedule = _schedule(octets(key, FieldReason.KEY, KEY_BYTES))
    right, left = _halves(block)
    left, right = _linear_back(left, 8, schedule), _linear_back(right, 9, schedule)
    for number in (6, 4, 2, 0):
        left ^= _round(right, number + 1, schedule)
        right = _linear_back(right ^ _round(left, number, schedule), number + 1, schedule)
        left = _linear_back(left, number, schedule)
    return left << 32 | right


def _halves(block: int) -> tuple[int, int]:
    if not 0 <= block < _BLOCK_LIMIT:
        raise ValueError("A block is a whole number of 64 bits.")
    return block >> 32, block & _HALF


@lru_cache(maxsize=64)
def _schedule(key: bytes) -> _Schedule:
    """Spread the key. A meter or a vending house works under few keys at a time: the newest stay at hand."""
    words = tuple(int.from_bytes(key[at : at + 2], "big") for at in range(0, KEY_BYTES, 2))
    return words, tuple(_mix(word, words[(at + 1) % 8]) for at, word in enumerate(words))


def _mix(word: int, key: int) -> int:
    """FI: 16 bits through S9, S7 and S9 again."""
    nine, seven = word >> 7, word & 0x7F
    nine = _S9[nine] ^ seven
    seven = _S7[seven] ^ nine & 0x7F ^ key >> 9
    return seven << 9 | _S9[nine ^ key & 0x1FF] ^ seven


def _round(half: int, number: int, schedule: _Schedule) -> int:
    """FO: 32 bits through three FI."""
    words, mixed = schedule
    left, right = half >> 16, half & _WORD
    left = _mix(left ^ words[number], mixed[(number + 5) % 8]) ^ right
    right = _mix(right ^ words[(number + 2) % 8], mixed[(number + 1) % 8]) ^ left
    left = _mix(left ^ words[(number + 7) % 8], mixed[(number + 3) % 8]) ^ right
    return (right ^ words[(number + 4) % 8]) << 16 | left


def _linear_keys(number: int, schedule: _Schedule) -> tuple[int, int]:
    words, mixed = schedule
    at = number // 2
    if number % 2 == 0:
        return words[at], mixed[(at + 6) % 8]
    return mixed[(at + 2) % 8], words[(at + 4) % 8]


def _linear(half: int, number: int, schedule: _Schedule) -> int:
    """FL: the key-dependent linear layer."""
    with_and, with_or = _linear_keys(number, schedule)
    left, right = half >> 16, half & _WORD
    right ^= left & with_and
    left ^= right | with_or
    return left << 16 | right


def _linear_back(half: int, number: int, schedule: _Schedule) -> int:
    """Undo FL."""
    with_and, with_or = _linear_keys(number, schedule)
    left, right = half >> 16, half & _WORD
    left ^= right | with_or
    right ^= left & with_and
    return left << 16 | right
