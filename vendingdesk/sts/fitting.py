"""The fitting: what a meter is born with, the key and the key's attributes that the factory writes into it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fitting:
    """The key that a meter holds when it leaves the factory, and everything the key was made from.

    ``base`` is the year the meter counts its minutes from: 1993, 2014 or 2035. ``supply_group`` is 6 digits and
    ``tariff_index`` 2 digits, as text; ``key_type`` is 0 to 3 and ``key_revision`` 1 to 9. ``key`` is the decoder
    key, 16 bytes; it stays out of ``repr``, for a key that is printed is a key that is lost. Nothing is checked here
    and nothing raised: whoever makes the key checks what it is made from. Rule: IEC 62055-41, 6.5.2.
    """

    meter_number: str
    base: int
    supply_group: str
    key_type: int
    key_revision: int
    tariff_index: str
    key: bytes = field(repr=False)
