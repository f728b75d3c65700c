"""The amount field of a token: 2 bits exponent, 14 bits mantissa, in tenths of a kWh (or in W).

Small amounts are exact. Larger ones come in steps of 10, 100 and 1000 tenths, and a field stands for
``10**exponent * mantissa`` above where the next smaller exponent ends.
"""

from vendingdesk.sts.errors import FieldReason
from vendingdesk.sts.fields import whole

_MANTISSA_BITS = 14
_MANTISSAS = 1 << _MANTISSA_BITS
FIELD_MAX = 0xFFFF
# The smallest amount of each exponent: all that the exponents below it reach, and one step more.
_STEPS = (1, 10, 100, 1000)
_STARTS = tuple(_MANTISSAS * sum(_STEPS[:exponent]) for exponent in range(len(_STEPS)))
AMOUNT_MAX = _STARTS[-1] + _STEPS[-1] * (_MANTISSAS - 1)
"""The largest amount: 18 201 624 tenths, which are 1 820 162.4 kWh."""


def amount_to_field(tenths: int) -> int:
    """Return the 16-bit field for an amount in tenths of a kWh (or in whole W).

    What the field can't hold exactly is rounded up, in the customer's favour: show ``field_to_amount`` of it, for
    that is what the meter will show. Raises ``FieldError`` with reason ``AMOUNT`` below 0 and above ``AMOUNT_MAX``,
    ``TypeError`` for anything but a whole number. Rule: IEC 62055-41, 6.3.6.
    """
    tenths = whole(tenths, FieldReason.AMOUNT, 0, AMOUNT_MAX)
    exponent = max(at for at, start in enumerate(_STARTS) if tenths >= start)
    mantissa = -((_STARTS[exponent] - tenths) // _STEPS[exponent])  # rounded up
    # A mantissa that rounds up to its limit is the next exponent's zero, and the field says just that.
    return (exponent << _MANTISSA_BITS) + mantissa


def field_to_amount(field: int) -> int:
    """Return the amount, in tenths of a kWh (or in W), that a 16-bit field stands for.

    Raises ``FieldError`` with reason ``AMOUNT_FIELD`` for more than 16 bits. Rule: IEC 62055-41, 6.3.6.
    """
    field = whole(field, FieldReason.AMOUNT_FIELD, 0, FIELD_MAX)
    exponent, mantissa = field >> _MANTISSA_BITS, field & _MANTISSAS - 1
    return _STARTS[exponent] + _STEPS[exponent] * mantissa
