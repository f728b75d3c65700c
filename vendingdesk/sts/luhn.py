"""The Luhn check digit (ISO/IEC 7812-1 annex B), which ends every meter number and every MeterPAN."""

from vendingdesk.sts.digits import is_digits
from vendingdesk.sts.errors import MeterNumberError, MeterReason


def luhn_digit(payload: str) -> str:
    """Return the check digit, one character, that belongs behind ``payload``.

    ``payload`` is one or more ASCII digits without the check digit. Raises ``MeterNumberError`` with reason
    ``NOT_DIGITS`` for anything else. Rule: IEC 62055-41, 6.1.2 (MeterPAN), which takes it from ISO/IEC 7812-1.
    """
    if not is_digits(payload):
        raise MeterNumberError(MeterReason.NOT_DIGITS)
    total = 0
    for place, character in enumerate(reversed(payload)):
        value = int(character)
        if place % 2 == 0:  # the digit beside the check digit is doubled, then every second one
            value = value * 2 if value < 5 else value * 2 - 9
        total += value
    return str(-total % 10)


def luhn_valid(number: str) -> bool:
    """Tell whether the last digit of ``number`` is the check digit of those before it.

    ``False`` for fewer than two characters and for anything but ASCII digits; raises nothing. It finds every
    single wrong digit and every swap of neighbours except 09 and 90. Rule: IEC 62055-41, 6.1.2.
    """
    return is_digits(number) and len(number) > 1 and luhn_digit(number[:-1]) == number[-1]
