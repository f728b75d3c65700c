"""The 64-bit block and the 66-bit token number: where the two class bits go.

Bits are counted from 0 at the right. The block holds everything but the class. To make a token, block bits 28
and 27 move up to 65 and 64, and the class takes the place they left::

    block    63 ........ 29  [28 27]  26 ........ 0
    token   [65 64]  63 .... 29  <class>  26 ........ 0

The place is fixed and outside the encryption, so the class of any token can be read without a key.
"""

_CLASS_SHIFT = 27
_CLASS_PLACE = 0b11 << _CLASS_SHIFT
_BLOCK_BITS = 64
_BLOCK_MAX = (1 << _BLOCK_BITS) - 1
TOKEN_LIMIT = 1 << 66


def insert_class(block: int, token_class: int) -> int:
    """Return the 66-bit token number made of a 64-bit ``block`` (encrypted or not) and a class, 0 to 3.

    Raises ``ValueError`` when either is out of range. Rule: IEC 62055-41, 6.4.2 (transposition of the class
    bits).
    """
    if not 0 <= block <= _BLOCK_MAX:
        raise ValueError("A block is a whole number of 64 bits.")
    if not 0 <= token_class <= 3:
        raise ValueError("A token class is 0, 1, 2 or 3.")
    displaced = (block & _CLASS_PLACE) >> _CLASS_SHIFT
    return displaced << _BLOCK_BITS | block & ~_CLASS_PLACE | token_class << _CLASS_SHIFT


def extract_class(number: int) -> tuple[int, int]:
    """Return class (0 to 3) and 64-bit block of a 66-bit token number: undoes ``insert_class``.

    Raises ``ValueError`` when ``number`` is out of range. Rule: IEC 62055-41, 6.4.2.
    """
    if not 0 <= number < TOKEN_LIMIT:
        raise ValueError("A token number is a whole number of 66 bits.")
    displaced = number >> _BLOCK_BITS
    block = number & _BLOCK_MAX & ~_CLASS_PLACE | displaced << _CLASS_SHIFT
    return (number & _CLASS_PLACE) >> _CLASS_SHIFT, block
