"""What the training meter's display means, as a cashier tells it to a customer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from vendingdesk.counter.exercise import Step
from vendingdesk.counter.training import KeyOrigin
from vendingdesk.sts.virtual_meter import (
    Effect,
    MeterStateError,
    Outcome,
    Refusal,
    Relay,
    Screen,
    StateReason,
    VirtualMeter,
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("training", text)


def caption(screen: Screen) -> str:
    """What a value on the glass is, in one or two words."""
    return {
        Screen.CREDIT: _tr("Credit left"),
        Screen.ENTRY: _tr("Typed"),
        Screen.ACCEPTED: _tr("Accepted"),
        Screen.REFUSED: _tr("Refused"),
        Screen.LOCKED: _tr("Keypad locked"),
        Screen.TOTAL: _tr("Used in total"),
        Screen.POWER: _tr("Drawn now"),
        Screen.POWER_LIMIT: _tr("Power limit"),
        Screen.UNBALANCE_LIMIT: _tr("Phase unbalance limit"),
        Screen.METER_NUMBER: _tr("Meter number"),
        Screen.TARIFF_INDEX: _tr("Tariff index"),
        Screen.KEY_REVISION: _tr("Key revision and key type"),
        Screen.SUPPLY_GROUP: _tr("Supply group code"),
        Screen.TAMPER: _tr("Tampered with (1: yes)"),
        Screen.RELAY: _tr("Switch"),
        Screen.SWITCH_TEST: _tr("Test of the switch"),
        Screen.DISPLAY_TEST: _tr("Test of the display"),
        Screen.READER_TEST: _tr("Test of the keypad"),
        Screen.VERSION: _tr("Version"),
    }[screen]


def short_codes() -> str:
    """What stands on the meter's lid."""
    return _tr("800 total · 801 credit · 802 power · 803 limit · 804 number · 805 tariff · 806 key · then ↵")


def relay(meter: VirtualMeter) -> str:
    """Whether the power is on, and if not, why."""
    match meter.relay:
        case Relay.CLOSED:
            return _tr("Power is on")
        case Relay.NO_CREDIT:
            return _tr("Power is off: no credit")
        case Relay.TAMPER:
            return _tr("Power is off: meter was opened")
        case _:
            limit = str(meter.registers.supply.power_limit)
            return _tr("Power is off: load above %1 W").replace("%1", limit)


def meaning(outcome: Outcome, meter: VirtualMeter) -> str:
    """What became of an entry, in plain words."""
    if outcome.refusal is not None:
        text = _refusal(outcome.refusal).replace("%1", str(outcome.value))
        if outcome.refusal is not Refusal.LOCKED and meter.locked_s:
            locked = _tr("Three wrong entries or more: the keypad is locked for %1 s.")
            text = f"{text} {locked.replace('%1', str(meter.locked_s))}"
        return text
    assert outcome.effect is not None  # noqa: S101 - an outcome has one of the two
    return _effect(outcome.effect, outcome.value, meter)


def unusable(damage: MeterStateError) -> str:
    """Why a meter that was kept can't be brought, and what to do."""
    if damage.reason is StateReason.OTHER_FORM:
        return _tr(
            "What was kept of this meter was written by another version of the program and can't be used here. "
            "Press F7 for a new meter."
        )
    return _tr(
        "What was kept of this meter is damaged: its credit and the steps of its exercise are lost. "
        "Press F7 for a new meter."
    )


def waiting_for_key(origin: KeyOrigin) -> str:
    """What to know of the key of a meter that nobody was at yet; empty where all tokens fit."""
    if origin is not KeyOrigin.BEHIND:
        return ""
    return _tr(
        "This meter still has its first key, and the utility has changed it since. Type the key-change tokens, the "
        "oldest set first (History, F5), or press F7 for a meter with the utility's key."
    )


def new_key(origin: KeyOrigin) -> str:
    """Which key a new meter has, and what that means for tokens."""
    return {
        KeyOrigin.HOUSE: _tr("The new meter has the utility's key for it: tokens that are sold from now on fit."),
        KeyOrigin.KEPT: _tr("The new meter has the same key."),
    }.get(
        origin,
        _tr(
            "The new meter has the key of the factory. If its key was ever changed, type the key-change tokens "
            "again, the oldest set first (History, F5)."
        ),
    )


def sections_left_over(origin: KeyOrigin) -> str:
    """What becomes of key-change tokens that nobody typed; empty where they are still needed."""
    if origin is not KeyOrigin.HOUSE:
        return ""
    return _tr("Key-change tokens that were not typed yet are not needed any more.")


def begun_anew(origin: KeyOrigin) -> str:
    """What a new meter is, once it is on the bench."""
    text = _tr(
        "No credit, nothing remembered; the exercise begins anew. A sale made before counts as its first step."
    )
    return f"{new_key(origin)} {text}"


def _refusal(refusal: Refusal) -> str:
    return {
        Refusal.LENGTH: _tr("A token has 20 digits. Type it again, group by group."),
        Refusal.TOO_LARGE: _tr("No token has these digits. Compare them with the slip and type it again."),
        Refusal.CRC: _tr(
            "The meter can't open this token: a digit is wrong, it is for another meter, or for another key. "
            "Compare the meter number, then every digit."
        ),
        Refusal.CLASS: _tr("No meter has tokens of this kind. Compare every digit with the slip."),
        Refusal.NOT_SUPPORTED: _tr("The token is genuine, but it asks for something that this meter does not have."),
        Refusal.OTHER_METER: _tr("A test token for another make, or for meters with longer or shorter numbers."),
        Refusal.OLD: _tr("This token is older than all that the meter remembers. Ask the utility about it."),
        Refusal.USED: _tr("This token was typed into this meter before: its work is done. A token works once."),
        Refusal.KEY_EXPIRED: _tr("The meter's key is out of date for this token. It needs a key change first."),
        Refusal.OVERFLOW: _tr(
            "The meter can't hold so much credit. Use some of it, then type the token again: it is not lost."
        ),
        Refusal.MIXED: _tr(
            "These key-change tokens are not of one set, and all are forgotten. "
            "Type the four of the newest slip, one after the other."
        ),
        Refusal.KEY_TYPE: _tr(
            "These key-change tokens bring a kind of key that a keypad meter does not take. All four are forgotten, "
            "the key stays. Ask the utility for a new set."
        ),
        Refusal.SAME_KEY: _tr(
            "These key-change tokens would make used tokens good again without bringing a new key. All four are "
            "forgotten and the key stays. Ask the utility for a new set."
        ),
        Refusal.UNKNOWN_CODE: _tr("The meter has no such short code. Those that it has stand below its keys."),
        Refusal.LOCKED: _tr("The keypad is locked for %1 s after too many wrong entries. Wait, then type carefully."),
    }[refusal]


def _effect(effect: Effect, value: int, meter: VirtualMeter) -> str:
    if effect is Effect.CREDIT:
        text = _tr("%1 kWh were added to the credit.").replace("%1", f"{value // 10}.{value % 10}")
        return text if meter.relay is Relay.CLOSED else f"{text} {relay(meter)}."
    if effect is Effect.KEY_SECTION:
        text = _tr("Token %1 of the 4 of a key change. Type the others too, in any order, within ten minutes.")
        return text.replace("%1", str(value))
    several = _tr("The display shows one value after the other; ↵ shows the next at once.")
    plain = {
        Effect.CREDIT_CLEARED: _tr("All credit is gone. The power is off until the next credit token."),
        Effect.TAMPER_CLEARED: _tr("The tampering is cleared."),
        Effect.POWER_LIMIT: _tr("From now on the power goes off above %1 W."),
        Effect.UNBALANCE_LIMIT: _tr("The phases may differ by %1 W. On a load of one phase this does nothing."),
        Effect.TARIFF_RATE: _tr("The tariff rate %1 is noted. A meter that counts kWh does not use it."),
        Effect.WATER_FACTOR: _tr("The water factor %1 is noted. An electricity meter does not use it."),
        Effect.KEY_CHANGED: _tr(
            "The meter has its new key. Tokens sold before the key change do not work any more; new ones do."
        ),
        Effect.KEY_ROLLED_OVER: _tr("The meter has its new key and has forgotten the tokens of the old one."),
        Effect.SHOWN: several if meter.display.pages > 1 else _tr("The display shows what was asked for."),
    }
    return plain[effect].replace("%1", str(value))


def step(which: Step) -> str:
    """What to do in a step of the exercise."""
    return {
        Step.SELL: _tr("Sell credit to this meter on the Sell page (F11, then F2)."),
        Step.READ: _tr("Read the token from the slip: type its first two groups here."),
        Step.TYPE: _tr("Type all 20 digits, then ↵: the credit arrives."),
        Step.WATCH: _tr("Connect a load and let the time run: the credit goes down."),
        Step.AGAIN: _tr("Type the same token again: USED."),
        Step.OTHER: _tr("Sell to another meter, type that token here: ERROR."),
        Step.CLEAR: _tr("Issue a Clear credit token (F3) for this meter and type it."),
    }[which]


def load(watts: int) -> str:
    """A load that can be connected, as a household has it."""
    names = {
        0: _tr("Nothing"),
        60: _tr("A lamp"),
        300: _tr("Lamps and television"),
        1000: _tr("Iron"),
        2000: _tr("Kettle"),
        6000: _tr("Cooker"),
        12000: _tr("Everything at once"),
    }
    return f"{names[watts]} · {watts} W"


LOADS = (0, 60, 300, 1000, 2000, 6000, 12000)
"""Watts to choose from; the last is more than a meter of the factory lets through."""
