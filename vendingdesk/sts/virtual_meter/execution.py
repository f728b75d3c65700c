"""A token that opened with the meter's key: whether it may be taken, and what it does then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from vendingdesk.sts.amounts import field_to_amount
from vendingdesk.sts.codec import DecodedToken, decode
from vendingdesk.sts.errors import FieldError
from vendingdesk.sts.fitting import Fitting
from vendingdesk.sts.key_change import NewKey, join_key_sections
from vendingdesk.sts.tokens import TokenClass
from vendingdesk.sts.virtual_meter.outcomes import Effect, Outcome, Refusal
from vendingdesk.sts.virtual_meter.registers import Registers
from vendingdesk.sts.virtual_meter.supply import LARGEST_CREDIT, TENTH

BASES = (1993, 2014, 2035)
INITIAL_KEY, DEFAULT_KEY, UNIQUE_KEY = 0, 1, 2
ELECTRICITY = 0
ALL_REGISTERS = 0xFFFF
_LOW_BITS = 16
"""Below the eight bits of a minute that the key expiry number is held against."""


def execute(meter: Registers, token: str, opened: DecodedToken, at: datetime) -> Outcome:
    """Do what a token says, or refuse it.

    ``opened`` is what the meter's key made of ``token``. Standard: the key is expired for a token whose minute, its
    eight highest bits, is beyond the key expiry number; then the token must be neither remembered nor older than all
    that is remembered; only a token that was accepted is remembered. Key-change sections have no minute and are not
    remembered. Ours: a token that the meter can't use (not supported, too much credit) can be tried again later.
    """
    if opened.section is not None:
        return _take_section(meter, opened.subclass, token, at)
    minute, field = opened.token_minute, opened.amount_field
    assert minute is not None and field is not None  # noqa: S101, PT018 - all but the sections have both
    if minute >> _LOW_BITS > meter.key_expiry:
        return Outcome(refusal=Refusal.KEY_EXPIRED)
    refusal = meter.memory.judge(minute)
    if refusal is not None:
        return Outcome(refusal=refusal)
    if opened.token_class == TokenClass.CREDIT:
        outcome = _credit(meter, opened.subclass, field)
    else:
        outcome = _manage(meter, opened.subclass, field)
    if outcome.accepted:
        meter.memory.remember(minute)
        meter.lock.begin_anew()
        meter.supply.settle(at)
    return outcome


def _credit(meter: Registers, subclass: int, field: int) -> Outcome:
    if subclass != ELECTRICITY:
        return Outcome(refusal=Refusal.NOT_SUPPORTED)
    tenths = field_to_amount(field)
    if meter.supply.credit + tenths * TENTH > LARGEST_CREDIT:
        return Outcome(refusal=Refusal.OVERFLOW)
    meter.supply.credit += tenths * TENTH
    return Outcome(Effect.CREDIT, value=tenths)


def _manage(meter: Registers, subclass: int, field: int) -> Outcome:
    """Class 2 but for the key change; the subclasses are the standard's. Limits are in W, coded as amounts are."""
    supply, value = meter.supply, 0
    match subclass:
        case 0:
            effect = Effect.POWER_LIMIT
            supply.power_limit = value = field_to_amount(field)
        case 1 if field in {ELECTRICITY, ALL_REGISTERS}:
            effect = Effect.CREDIT_CLEARED
            supply.credit = 0
        case 2:
            effect = Effect.TARIFF_RATE
            meter.tariff_rate = value = field
        case 5:
            effect = Effect.TAMPER_CLEARED
            supply.tampered = False
        case 6:
            effect = Effect.UNBALANCE_LIMIT
            supply.unbalance_limit = value = field_to_amount(field)
        case 7:
            effect = Effect.WATER_FACTOR
            meter.water_factor = value = field
        case _:
            return Outcome(refusal=Refusal.NOT_SUPPORTED)
    return Outcome(effect, value=value)


def _take_section(meter: Registers, subclass: int, token: str, at: datetime) -> Outcome:
    """Take a section of a key change, and with the fourth the new key.

    Ours: whatever the four are refused for, they are forgotten and the key stays.
    """
    sections = meter.sections
    if not sections.take(subclass, token, at):
        return Outcome(refusal=Refusal.MIXED)
    if not sections.complete:
        return Outcome(Effect.KEY_SECTION, value=len(sections.tokens))
    old = meter.fitting
    found = [decode(old.key, each, base=old.base).section for each in sections.tokens.values()]
    sections.forget()
    try:
        new = join_key_sections(section for section in found if section is not None)
    except FieldError:
        return Outcome(refusal=Refusal.MIXED)
    refusal = _judge_key(old, new)
    if refusal is not None:
        return Outcome(refusal=refusal)
    meter.fitting = replace(
        old,
        base=_next_base(old.base) if new.rollover else old.base,
        supply_group=new.supply_group,
        key_type=new.key_type,
        key_revision=new.key_revision,
        tariff_index=new.tariff_index,
        key=new.key,
    )
    meter.key_expiry = new.key_expiry
    if not new.rollover:
        return Outcome(Effect.KEY_CHANGED)
    meter.memory.clear()
    return Outcome(Effect.KEY_ROLLED_OVER)


def _judge_key(old: Fitting, new: NewKey) -> Refusal | None:
    """Why a new key can't follow the old one; None when it can.

    Standard (6.5.2.3, 7.3.1.2): a default or a unique key may follow a unique one; a common key (3) is for magnetic
    cards alone; an initialisation key (0) is what a meter begins with. Ours: an initialisation key may be changed for
    another, and a meter that is born with a common key, which no keypad meter should be, may get rid of it. Ours too:
    a rollover has to bring another key, or every used token would be good again.
    """
    if new.key_type not in {DEFAULT_KEY, UNIQUE_KEY} and not old.key_type == new.key_type == INITIAL_KEY:
        return Refusal.KEY_TYPE
    if new.rollover and new.key == old.key:
        return Refusal.SAME_KEY
    return None


def _next_base(base: int) -> int:
    """A rollover begins to count the minutes anew, from the next base year; after the last one it stays."""
    return next((later for later in BASES if later > base), base)
