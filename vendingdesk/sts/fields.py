"""What a field of a token or of a key must be: its type first, then its range.

A value of another type is a ``TypeError`` that names the type alone. It never shows the value, which may be a key
that was handed in at the wrong place, and never guesses: ``True`` or ``2.0`` in a key would make another key in
silence.
"""

from vendingdesk.sts.errors import FieldError, FieldReason

_SHOWN_BITS = 64


def whole(value: object, reason: FieldReason, lowest: int, highest: int) -> int:
    """Return ``value``, a whole number from ``lowest`` to ``highest``.

    Raises ``FieldError`` with ``reason`` for one outside, ``TypeError`` for anything else, ``bool`` included.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{_spoken(reason)} is a whole number, not {type(value).__name__}")
    if not lowest <= value <= highest:
        raise FieldError(reason, str(int(value)) if value.bit_length() <= _SHOWN_BITS else "a far larger number")
    return int(value)


def flag(value: object, what: str) -> bool:
    """Return ``value``, ``True`` or ``False``; raises ``TypeError`` for anything else."""
    if not isinstance(value, bool):
        raise TypeError(f"{what} is True or False, not {type(value).__name__}")
    return value


def text(value: object, what: str) -> str:
    """Return ``value``, a text; raises ``TypeError`` for anything else, bytes included."""
    if not isinstance(value, str):
        raise TypeError(f"{what} is text, not {type(value).__name__}")
    return value


def digits(value: object, reason: FieldReason, length: int) -> str:
    """Return ``value``, a text of ``length`` ASCII digits.

    Raises ``FieldError`` with ``reason`` for another text, ``TypeError`` for anything else.
    """
    found = text(value, _spoken(reason))
    if len(found) != length or not (found.isascii() and found.isdigit()):
        raise FieldError(reason, f"{len(found)} characters")
    return found


def octets(value: object, reason: FieldReason, length: int) -> bytes:
    """Return ``value``, a key of ``length`` bytes.

    Raises ``FieldError`` with ``reason`` for another length, ``TypeError`` for anything but ``bytes`` or
    ``bytearray``.
    """
    if not isinstance(value, bytes | bytearray):
        raise TypeError(f"{_spoken(reason)} is bytes, not {type(value).__name__}")
    if len(value) != length:
        raise FieldError(reason, f"{len(value)} bytes")
    return bytes(value)


def _spoken(reason: FieldReason) -> str:
    return f"the {reason.value.replace('_', ' ')}"
