"""The fittings: the key that each meter left the factory with, all made from one vending key that is public."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from vendingdesk.sts import Fitting, decoder_key, meter_pan

VENDING_KEY = bytes.fromhex("ABABABABABABABAB949494949494949401234567")
"""The vending key of the published test vectors (STS 531-1-11): no secret, and it must never guard real credit."""

NEVER_EXPIRES = 255
_KEPT = 256
_REVISIONS = 9


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """What a decoder key is made from besides the vending key and the meter; as the published vectors have it.

    The base is 2014 for every meter: the minutes of base 1993 ran out in November 2024, those of base 2035 have not
    begun.
    """

    base: int = 2014
    supply_group: str = "201457"
    key_type: int = 2
    key_revision: int = 1
    tariff_index: str = "01"


_USUAL = KeyTerms()
OTHER_TERMS: dict[str, KeyTerms] = {
    "01490819354": KeyTerms(tariff_index="02"),
    "0128532415527": KeyTerms(tariff_index="07"),
    "37079336774": KeyTerms(key_revision=3),
    "0600245635146": KeyTerms(supply_group="203557"),
    "0128251755673": KeyTerms(supply_group="203557", key_revision=2, tariff_index="15"),
}
"""Sample meters of another tariff, key revision or supply group: where all are alike, a mix-up shows nowhere."""


@lru_cache(_KEPT)
def factory_fitting(meter_number: str) -> Fitting:
    """Return what a meter left the factory with; the house starts from the same.

    Any valid meter number has one, a sample meter or not. Pure: the same number gives the same key in every run.
    Raises ``MeterNumberError`` for a number that is none.
    """
    return fitting_on(meter_number, OTHER_TERMS.get(meter_number, _USUAL))


def fitting_on(meter_number: str, terms: KeyTerms) -> Fitting:
    """Return the fitting of a meter whose key is made on these terms.

    Raises ``MeterNumberError`` for a number that is none, ``FieldError`` for terms that no key has.
    """
    return Fitting(
        meter_number=meter_number,
        base=terms.base,
        supply_group=terms.supply_group,
        key_type=terms.key_type,
        key_revision=terms.key_revision,
        tariff_index=terms.tariff_index,
        key=decoder_key(
            VENDING_KEY,
            base=terms.base,
            supply_group=terms.supply_group,
            key_type=terms.key_type,
            key_revision=terms.key_revision,
            tariff_index=terms.tariff_index,
            meter_pan=meter_pan(meter_number),
        ),
    )


def changed(fitting: Fitting, value: int) -> Fitting:
    """Return what a key change makes of a fitting: the next key revision for 0, that tariff index for 1 to 99.

    After revision 9 comes 1. The documented server says only that the value is a number (D); this reading is the
    simulator's own.
    """
    terms = KeyTerms(fitting.base, fitting.supply_group, fitting.key_type, fitting.key_revision, fitting.tariff_index)
    if value:
        return fitting_on(fitting.meter_number, replace(terms, tariff_index=f"{value:02d}"))
    return fitting_on(fitting.meter_number, replace(terms, key_revision=fitting.key_revision % _REVISIONS + 1))
