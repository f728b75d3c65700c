"""The words for what a token is, what nobody can know of it, and what this till knows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from vendingdesk import sts
from vendingdesk.counter.mistypings import group_of
from vendingdesk.counter.token_check import GROUP, TokenReading
from vendingdesk.counter.token_search import SoldAlike, SoldHere, TokenVerdict
from vendingdesk.domain.key_change import PARTS, KeyChangeSet, part_of
from vendingdesk.domain.sale import Sale
from vendingdesk.ui import words


def _tr(text: str) -> str:
    return QCoreApplication.translate("tokenhelp", text)


def counted(readings: tuple[TokenReading, ...]) -> str:
    """How far the typing is: ``17 of 20 digits, 3 missing``, or which of several tokens is not whole."""
    if not readings:
        return _tr("Type or paste 20 digits, with or without spaces; several tokens one behind the other.")
    stray = next((each for each in readings if each.stray), None)
    if stray is not None:
        return _where(stray)
    if len(readings) == 1:
        (reading,) = readings
        return _length(reading) if reading.missing else _tr("✓ 20 digits")
    whole = sum(not reading.missing for reading in readings)
    text = _tr("%1 tokens").replace("%1", str(len(readings)))
    if whole == len(readings):
        return _tr("✓ %1 of 20 digits each").replace("%1", text)
    at, first = next((at, each) for at, each in enumerate(readings, start=1) if each.missing)
    return f"{text} · " + _tr("number %1: %2").replace("%1", str(at)).replace("%2", _length(first))


def _length(reading: TokenReading) -> str:
    text = _tr("%1 digits, %2 too many") if reading.missing < 0 else _tr("%1 of 20 digits, %2 missing")
    return text.replace("%1", str(len(reading.digits))).replace("%2", str(abs(reading.missing)))


def group_name(group: int) -> str:
    """A group as one says it, 1 the first."""
    names = (_tr("First group"), _tr("Second group"), _tr("Third group"), _tr("Fourth group"), _tr("Fifth group"))
    return names[group - 1] if group <= len(names) else _tr("Group %1").replace("%1", str(group))


def headline(reading: TokenReading) -> tuple[str, str]:
    """What it is, in one line, and the role of that line."""
    if reading.fault is sts.TokenReason.LENGTH:
        return _tr("Not a token: %1").replace("%1", _length(reading)), "danger"
    if reading.fault is sts.TokenReason.TOO_LARGE:
        return _tr("Not a token: the number is too large"), "danger"
    if reading.fault is not None:
        return _tr("Not a token: there is something else than digits in it"), "danger"
    if reading.display_fault is sts.TokenReason.CRC:
        return _tr("Test and display token with a wrong digit · class 1"), "danger"
    if reading.token_class is None or reading.display_fault is not None:
        return _tr("Test token out of the standard · class 1"), "warning"
    return {
        sts.TokenClass.CREDIT: (_tr("Possible token · class 0, credit"), "good"),
        sts.TokenClass.MANAGEMENT: (_tr("Possible token · class 2, management"), "good"),
        sts.TokenClass.TEST: (_tr("Test and display token · class 1"), "good"),
        sts.TokenClass.RESERVED: (_tr("Doubtful · class 3, reserved"), "warning"),
    }[reading.token_class]


def meaning(reading: TokenReading) -> str:
    """What that means, what can't be known, and what to do."""
    if reading.token_class is None:
        rule = _rule(reading.fault or sts.TokenReason.LENGTH)
        return " ".join(part for part in (rule, _where(reading)) if part)
    if reading.display_fault is not None:
        return _rule(reading.display_fault)
    return {
        sts.TokenClass.CREDIT: _tr(
            "It adds credit to one meter. Which meter, how much, and whether it was used already is encrypted: "
            "nobody can read that without the meter's key. A mistyped digit does not show here either."
        ),
        sts.TokenClass.TEST: _tr(
            "The same for every meter of this kind, not encrypted, and worth nothing: it makes the meter test itself "
            "or show a value. Its check sum is right."
        ),
        sts.TokenClass.MANAGEMENT: _tr(
            "It changes one meter: a limit, a tariff, its key, or it clears a tamper condition or all credit. Which "
            "of these, for which meter, and whether it was used already is encrypted: nobody can read that without "
            "the meter's key."
        ),
        sts.TokenClass.RESERVED: _tr(
            "The standard keeps this class for later: no meter is bound to take it. Most likely a digit is wrong. "
            "Compare it with the slip, group by group."
        ),
    }[reading.token_class]


def _rule(reason: sts.TokenReason) -> str:
    return QCoreApplication.translate("faults", str(sts.TokenError(reason)))


def _where(reading: TokenReading) -> str:
    """Where to look for what makes it impossible."""
    if reading.stray:
        text = _tr("%1: “%2” is not a digit.")
        return text.replace("%1", group_name(reading.stray_group)).replace("%2", reading.stray)
    if reading.fault is not sts.TokenReason.LENGTH:
        return ""
    count = len(reading.digits)
    last = -(-count // GROUP) or 1
    if reading.missing < 0:
        return _tr("It should end after the fifth group.")
    if count % GROUP == 0:
        text = _tr("%1 whole groups of four; a token has 5.")
        return text.replace("%1", str(count // GROUP))
    text = _tr("%1 has only %2.")
    return text.replace("%1", group_name(last)).replace("%2", str(count % GROUP))


def test_name(test: sts.DisplayTest | None) -> str:
    """What a meter does at a test token; None is everything."""
    return {
        None: _tr("Show and test everything (the power may go off for a moment)"),
        sts.DisplayTest.SWITCH: _tr("Test the switch (the power may go off for a moment)"),
        sts.DisplayTest.DISPLAY: _tr("Test the display"),
        sts.DisplayTest.TOTAL_ENERGY: _tr("Show the total energy used"),
        sts.DisplayTest.KEY_REVISION: _tr("Show the key revision"),
        sts.DisplayTest.TARIFF_INDEX: _tr("Show the tariff index"),
        sts.DisplayTest.TOKEN_READER: _tr("Test the token reader"),
        sts.DisplayTest.POWER_LIMIT: _tr("Show the power limit"),
        sts.DisplayTest.TAMPER_STATUS: _tr("Show the tamper status"),
        sts.DisplayTest.POWER: _tr("Show the power in use"),
        sts.DisplayTest.SOFTWARE_VERSION: _tr("Show the software version"),
        sts.DisplayTest.PHASE_UNBALANCE_LIMIT: _tr("Show the phase unbalance limit"),
    }[test]


def display_facts(display: sts.DisplayToken) -> list[tuple[str, str]]:
    """All that stands in a token of class 1."""
    asked = [test_name(None)] if display.everything else [test_name(test) for test in display.tests]
    any_make = not int(display.manufacturer)
    meters = _tr("With %1-digit numbers (subclass %2)")
    return [
        (_tr("The meter will"), "\n".join(asked) or _tr("do what its maker decided (no test of the standard)")),
        (_tr("Meters"), meters.replace("%1", str(display.meter_digits)).replace("%2", str(display.subclass))),
        (_tr("Make"), _tr("Any") if any_make else _tr("Manufacturer %1").replace("%1", display.manufacturer)),
        (_tr("Check sum"), _tr("Right")),
    ]


def sold_title(verdict: TokenVerdict) -> tuple[str, str]:
    """What this till's journal says of it, in one line, and the role of that line."""
    if verdict.elsewhere:
        text = _tr("Sold here for another meter than %1")
        return text.replace("%1", sts.group_meter(verdict.meter)), "danger"
    if verdict.sold:
        return _tr("Sold here"), "good"
    if verdict.alike:
        return _tr("Not sold here as it stands, but a token very like it was"), "warning"
    if verdict.reading.display is not None or verdict.reading.fault is not None:
        return "", ""
    return _tr("This till's journal has no such token. It may have been sold elsewhere."), "muted"


def sold_facts(found: SoldHere) -> list[tuple[str, str]]:
    """To whom and when a token was sold."""
    sale = found.sale
    part = _tr("%1 of %2, in the order to enter them").replace("%1", str(found.part)).replace("%2", str(found.parts))
    return [
        (_tr("Receipt"), sale.receipt_no),
        (_tr("When"), words.moment(sale.prepared_at)),
        (_tr("Meter"), sts.group_meter(sale.order.meter)),
        (_tr("Customer"), sale.order.customer),
        (_tr("What"), words.ordered(sale.order)),
        (_tr("Token"), part if found.parts > 1 else ""),
        (_tr("Set"), section(sale, found.change)),
        (_tr("Flagged"), "\n".join(words.loud_warnings(sale))),
    ]


def section(sale: Sale, change: KeyChangeSet | None) -> str:
    """Which section of a key change a sale is; empty for any other. ``change`` is None until it is read."""
    if not part_of(sale.order):
        return ""
    if change is None:
        text = _tr("section %1 of %2 of a key change: none may be entered before all are there")
    elif change.complete:
        text = _tr("section %1 of %2 of a key change: all of them, in order, within ten minutes")
    else:
        text = _tr("section %1 of %2 of a key change that is not complete: it may not be entered yet")
    return text.replace("%1", str(part_of(sale.order))).replace("%2", str(len(PARTS)))


def alike_facts(typed: str, found: SoldAlike) -> list[tuple[str, str]]:
    """Where a token that was sold here differs from what was typed."""
    sale = found.sale
    text = _tr("the slip says %1") if len(typed) != len(found.token) else _tr("the slip says %1, here stands %2")
    differs = [
        (
            group_name(group),
            text.replace("%1", group_of(found.token, group)).replace("%2", group_of(typed, group)),
        )
        for group in found.groups
    ]
    which = [sale.receipt_no, words.moment(sale.prepared_at), sts.group_meter(sale.order.meter)]
    return [*differs, (_tr("Sold as"), " · ".join(which)), (_tr("What"), words.ordered(sale.order))]
