"""A meter as it left the factory: just enough to open tokens as the real one would."""

from __future__ import annotations

from decimal import Decimal

from vendingdesk.simulator.house import factory_fitting
from vendingdesk.sts import DecodedToken, Fitting, decode, decoder_key, field_to_amount, join_key_sections, meter_pan

PUBLIC_KEY = bytes.fromhex("ABABABABABABABAB949494949494949401234567")


def key_of(meter: str, **changes: str | int) -> bytes:
    """Derive a meter's key from what the README says, with nothing of the simulator's."""
    terms = {"base": 2014, "supply_group": "201457", "key_type": 2, "key_revision": 1, "tariff_index": "01"}
    return decoder_key(PUBLIC_KEY, meter_pan=meter_pan(meter), **{**terms, **changes})  # type: ignore[arg-type]


class FactoryMeter:
    """Opens tokens, takes each minute once, adds kWh, takes a new key when it has all four sections."""

    def __init__(self, number: str) -> None:
        self.fitting: Fitting = factory_fitting(number)
        self.key = self.fitting.key
        self.kwh = Decimal(0)
        self.minutes: list[int] = []
        self.sections: dict[int, DecodedToken] = {}
        self.tariff_index = self.fitting.tariff_index
        self.key_revision = self.fitting.key_revision

    def enter(self, token: str) -> DecodedToken:
        """Take a token, or raise what is wrong with it."""
        read = decode(self.key, token, base=self.fitting.base)
        if read.section is not None:
            self.sections[read.subclass] = read
            if len(self.sections) == 4:
                new = join_key_sections([one.section for one in self.sections.values() if one.section])
                self.key, self.tariff_index, self.key_revision = new.key, new.tariff_index, new.key_revision
                self.sections = {}
            return read
        assert read.token_minute is not None
        assert all(read.token_minute > minute for minute in self.minutes), "USED or OLD"
        self.minutes.append(read.token_minute)
        if read.token_class == 0:
            assert read.amount_field is not None
            self.kwh += Decimal(field_to_amount(read.amount_field)) / 10
        return read
