"""The published vectors (STS 531-1-11, edition 2.2), under the test key that everybody knows."""

from datetime import datetime
from typing import NamedTuple

from vendingdesk.sts import decoder_key

VENDING_KEY = bytes.fromhex("ABABABABABABABAB949494949494949401234567")
PAN_11 = "600727000000000009"
PAN_13 = "000001000000000082"


def key(
    pan: str = PAN_11, *, base: int = 2014, group: str = "201457", revision: int = 1, tariff: str = "01"
) -> bytes:
    """Return the decoder key of one of the published meters."""
    return decoder_key(
        VENDING_KEY,
        base=base,
        supply_group=group,
        key_type=2,
        key_revision=revision,
        tariff_index=tariff,
        meter_pan=pan,
    )


class Vector(NamedTuple):
    """One published token: what it says, under which key, and its digits."""

    key: bytes
    token_class: int
    subclass: int
    issued_at: datetime
    base: int
    amount_field: int
    token: str


RANDOM = 5
VECTORS = {
    "electricity 0.1 kWh, 11 digits": Vector(
        key(), 0, 0, datetime(2014, 3, 1, 13, 0), 2014, 1, "58625789986991357486"
    ),
    "electricity 0.1 kWh, 13 digits": Vector(
        key(PAN_13), 0, 0, datetime(2014, 3, 1, 13, 40), 2014, 1, "13165821006407279478"
    ),
    "electricity 25.6 kWh": Vector(key(), 0, 0, datetime(2026, 7, 11, 0, 30), 2014, 256, "23641553665398154702"),
    "maximum power 1000 W": Vector(key(), 2, 0, datetime(2024, 3, 28, 9, 1), 2014, 1000, "34494889475378866499"),
    "clear credit": Vector(key(), 2, 1, datetime(2024, 3, 28, 9, 15), 2014, 0xFFFF, "18087553113701439362"),
    "clear tamper": Vector(key(), 2, 5, datetime(2024, 3, 28, 10, 0), 2014, 0, "07194127729199862502"),
    "phase unbalance 10 W": Vector(key(), 2, 6, datetime(2024, 3, 28, 10, 20), 2014, 10, "36061906132461210546"),
    "base 2035": Vector(
        key(base=2035, group="203557", revision=6), 0, 0, datetime(2035, 1, 1, 8, 0), 2035, 1, "59936545050550308168"
    ),
}
KEY_CHANGE = ("03854447086453451911", "02791799436242461152", "67118070329353977190", "19019128690902932218")
"""Tariff index 01 to 02, never expiring, in the order of the subclasses 3, 4, 8, 9."""
