"""Meters and tokens for the tests of the virtual meter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from vendingdesk.sts import (
    amount_to_field,
    decode,
    decoder_key,
    encode,
    format_token,
    insert_class,
    key_change_tokens,
    meter_pan,
    token_crc,
)
from vendingdesk.sts.fitting import Fitting
from vendingdesk.sts.misty1 import encrypt_block
from vendingdesk.sts.virtual_meter import VirtualMeter

VENDING_KEY = bytes.fromhex("ABABABABABABABAB949494949494949401234567")  # the standard's public test key
NUMBER = "0128244400031"
NUMBER_11 = "00000000000"  # of the standard's own vectors
START = datetime.fromisoformat("2026-03-01T08:00")  # the meter's local time
ISSUED = datetime.fromisoformat("2026-03-01T07:00")
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def fitting(number: str = NUMBER, *, tariff_index: str = "01", key_revision: int = 1) -> Fitting:
    attributes = {"supply_group": "201457", "key_type": 2, "key_revision": key_revision}
    key = decoder_key(VENDING_KEY, base=2014, tariff_index=tariff_index, meter_pan=meter_pan(number), **attributes)
    return Fitting(meter_number=number, base=2014, tariff_index=tariff_index, key=key, **attributes)


def new_meter(number: str = NUMBER) -> VirtualMeter:
    return VirtualMeter.from_factory(fitting(number), START)


def credit(tenths: int, minute: int = 0, *, of: Fitting | None = None, subclass: int = 0) -> str:
    """A credit token that was issued so many minutes after ``ISSUED``."""
    return _token(0, subclass, amount_to_field(tenths), minute, of)


def management(subclass: int, field: int, minute: int = 0, *, of: Fitting | None = None) -> str:
    return _token(2, subclass, field, minute, of)


def _token(kind: int, subclass: int, field: int, minute: int, of: Fitting | None) -> str:
    meter = of or fitting()
    at = ISSUED + timedelta(minutes=minute)
    return encode(
        meter.key, token_class=kind, subclass=subclass, issued_at=at, base=meter.base, amount_field=field, random=5
    )


def sections(new: Fitting, *, old: Fitting | None = None, key_expiry: int = 255, rollover: bool = False) -> list[str]:
    """The four tokens that bring a meter from the factory's key to ``new``."""
    return list(
        key_change_tokens(
            (old or fitting(new.meter_number)).key,
            new.key,
            supply_group=new.supply_group,
            key_type=new.key_type,
            key_revision=new.key_revision,
            tariff_index=new.tariff_index,
            key_expiry=key_expiry,
            rollover=rollover,
        )
    )


def as_rollover(section: str, key: bytes) -> str:
    """The first section of a key change with its rollover bit set, by hand: ``key_change_tokens`` may refuse to."""
    first = decode(key, section, base=2014).section
    fields = 3 << 44 | first.bits | 1 << 35
    return format_token(insert_class(encrypt_block(key, fields << 16 | token_crc(2 << 48 | fields)), 2))


def with_other_key(meter: Fitting) -> Fitting:
    return replace(meter, key=bytes(range(16)))
