"""Meter numbers: the decoder reference number (DRN) on the label, and the MeterPAN made from it."""

from vendingdesk.sts.digits import group_by_four, is_digits, strip_fillers
from vendingdesk.sts.errors import MeterNumberError, MeterReason
from vendingdesk.sts.luhn import luhn_digit, luhn_valid

# Issuer identification number by length of the meter number: IEC 62055-41, 6.1.2.
_ISSUERS = {11: "600727", 13: "0000"}


def parse_meter_number(text: str, *, check: bool = True) -> str:
    """Return the 11 or 13 digits of the meter number in ``text``.

    White space and dashes may stand anywhere. 11 digits are manufacturer 2, serial 8, check digit; 13 digits
    are manufacturer 4, serial 8, check digit. ``check=False`` leaves the check digit unchecked, for a number
    that a supervisor let through. Raises ``MeterNumberError`` with reason ``NOT_DIGITS``, ``LENGTH`` or
    ``CHECK_DIGIT``. Rule: IEC 62055-41, 6.1.2.
    """
    number = strip_fillers(text)
    if number and not is_digits(number):
        raise MeterNumberError(MeterReason.NOT_DIGITS)
    if len(number) not in _ISSUERS:
        raise MeterNumberError(MeterReason.LENGTH, f"{len(number)} digits")
    if check and not luhn_valid(number):
        raise MeterNumberError(MeterReason.CHECK_DIGIT)
    return number


def is_valid_meter_number(number: str) -> bool:
    """Tell whether ``parse_meter_number`` accepts ``number``, check digit included.

    Raises nothing for any text. One random typing error in ten still passes: show the customer's name as well. Rule:
    IEC 62055-41, 6.1.2.
    """
    try:
        parse_meter_number(number)
    except MeterNumberError:
        return False
    return True


def group_meter(number: str) -> str:
    """Return ``number`` for the eye, in groups of four: ``0128 2444 0003 1``.

    Checks and raises nothing: a number that is refused must be shown too. Grouping is a house rule.
    """
    return group_by_four(strip_fillers(number))


def meter_pan(number: str) -> str:
    """Return the MeterPAN, 18 digits, of a meter number.

    It is the issuer (``600727`` for 11 digits, ``0000`` for 13), the meter number, and a check digit over
    both. Raises ``MeterNumberError`` as ``parse_meter_number`` does, so never answers for a bad check digit.
    Rule: IEC 62055-41, 6.1.2.
    """
    meter = parse_meter_number(number)
    payload = _ISSUERS[len(meter)] + meter
    return payload + luhn_digit(payload)
