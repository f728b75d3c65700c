"""A meter's state as plain JSON values, and back: strict, and with a digest that damage to a file does not fit.

The digest is against damage, not against a forger: who can write the file can make a digest that fits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from vendingdesk.sts.amounts import AMOUNT_MAX
from vendingdesk.sts.codec import decode
from vendingdesk.sts.errors import TokenError
from vendingdesk.sts.fitting import Fitting
from vendingdesk.sts.virtual_meter.execution import BASES
from vendingdesk.sts.virtual_meter.key_sections import WITHIN, KeySections
from vendingdesk.sts.virtual_meter.lockout import FREE_ENTRIES, LONGEST_S, LockOut
from vendingdesk.sts.virtual_meter.meter import LARGEST_LOAD, VirtualMeter
from vendingdesk.sts.virtual_meter.registers import NEVER_EXPIRES, Registers
from vendingdesk.sts.virtual_meter.state_reading import MeterStateError, StateReading
from vendingdesk.sts.virtual_meter.supply import LARGEST_CREDIT, RETRY, Relay, Supply
from vendingdesk.sts.virtual_meter.token_memory import REMEMBERED, TokenMemory

VERSION = 2
"""1 had no digest."""

_LARGEST_MINUTE = 0xFFFFFF
_LARGEST_FIELD = 0xFFFF
_LARGEST_TOTAL = 2**80
_MOST_WRONG = 10**6


def state_of(meter: VirtualMeter) -> dict[str, object]:
    """Everything that the meter keeps over a power cut, as strings, whole numbers, booleans, lists and dictionaries.

    It holds the meter's key: keep it where only its owner reads it. What stands on the display is not part of it.
    Its ``digest`` is the SHA-256 of the rest as JSON in ASCII, names in order and no white space.
    """
    state = _told(meter)
    return state | {"digest": _digest(state)}


def _digest(state: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(state, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()


def _told(meter: VirtualMeter) -> dict[str, object]:
    kept = meter.registers
    fitting, supply = kept.fitting, kept.supply
    return {
        "version": VERSION,
        "at": meter.at.isoformat(),
        "meter_number": fitting.meter_number,
        "base": fitting.base,
        "supply_group": fitting.supply_group,
        "key_type": fitting.key_type,
        "key_revision": fitting.key_revision,
        "tariff_index": fitting.tariff_index,
        "key": fitting.key.hex(),
        "key_expiry": kept.key_expiry,
        "tariff_rate": kept.tariff_rate,
        "water_factor": kept.water_factor,
        "credit": supply.credit,
        "total": supply.total,
        "load": supply.load,
        "power_limit": supply.power_limit,
        "unbalance_limit": supply.unbalance_limit,
        "tampered": supply.tampered,
        "retry_at": _moment_text(supply.retry_at),
        "minutes": list(kept.memory.minutes),
        "wrong_entries": kept.lock.wrong,
        "locked_until": _moment_text(kept.lock.until),
        "sections": list(kept.sections.tokens.values()),
        "sections_since": _moment_text(kept.sections.since),
    }


def meter_from(state: object) -> VirtualMeter:
    """The meter of a state that ``state_of`` gave; raises ``MeterStateError`` for anything else."""
    read = StateReading(state)
    read.version(VERSION)
    digest = read.digest("digest")
    at = read.moment("at")
    fitting = _fitting(read)
    registers = Registers(
        fitting,
        key_expiry=read.number("key_expiry", NEVER_EXPIRES),
        tariff_rate=read.number("tariff_rate", _LARGEST_FIELD),
        water_factor=read.number("water_factor", _LARGEST_FIELD),
        supply=_supply(read, at),
        memory=TokenMemory(read.numbers("minutes", _LARGEST_MINUTE, most=REMEMBERED)),
        lock=_lock(read, at),
        sections=_sections(read, fitting, at),
    )
    read.finish()
    meter = VirtualMeter(registers, at)
    if _digest(_told(meter)) != digest:
        raise MeterStateError("digest")
    return meter


def _supply(read: StateReading, at: datetime) -> Supply:
    supply = Supply(
        credit=read.number("credit", LARGEST_CREDIT),
        total=read.number("total", _LARGEST_TOTAL),
        load=read.number("load", LARGEST_LOAD),
        power_limit=read.number("power_limit", AMOUNT_MAX),
        unbalance_limit=read.number("unbalance_limit", AMOUNT_MAX),
        tampered=read.flag("tampered"),
        retry_at=read.moment_or_none("retry_at", latest=at + RETRY),
    )
    if supply.relay is Relay.CLOSED and supply.load > supply.power_limit:
        raise MeterStateError("retry_at")
    return supply


def _lock(read: StateReading, at: datetime) -> LockOut:
    wrong = read.number("wrong_entries", _MOST_WRONG)
    until = read.moment_or_none("locked_until", latest=at + timedelta(seconds=LONGEST_S))
    if (wrong >= FREE_ENTRIES) is (until is None):
        raise MeterStateError("locked_until")
    return LockOut(wrong, until)


def _fitting(read: StateReading) -> Fitting:
    base = read.number("base", BASES[-1])
    if base not in BASES:
        raise MeterStateError("base")
    return Fitting(
        meter_number=read.meter_number("meter_number"),
        base=base,
        supply_group=read.digits("supply_group", 6),
        key_type=read.number("key_type", 3),
        key_revision=read.number("key_revision", 9, least=1),
        tariff_index=read.digits("tariff_index", 2),
        key=read.key("key"),
    )


def _sections(read: StateReading, fitting: Fitting, at: datetime) -> KeySections:
    """The sections are kept as their tokens: the meter's key has to open each of them as what it is kept for."""
    tokens = read.tokens("sections")
    since = read.moment_or_none("sections_since", latest=at)
    if (since is None) is bool(tokens):
        raise MeterStateError("sections_since")
    if since is not None and at - since >= WITHIN:
        raise MeterStateError("sections_since")
    found: dict[int, str] = {}
    for token in tokens:
        try:
            opened = decode(fitting.key, token, base=fitting.base)
        except TokenError:
            raise MeterStateError("sections") from None
        if opened.section is None or opened.subclass in found:
            raise MeterStateError("sections")
        found[opened.subclass] = token
    return KeySections(found, since)


def _moment_text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
