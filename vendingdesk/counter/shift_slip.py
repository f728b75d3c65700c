"""The slip of an X or a Z report: what was sold, the cash, the doubts, and the journal that all this stands in."""

from __future__ import annotations

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.slip_frame import (
    PAGE_OF,
    SIGNATURE,
    Printed,
    banners,
    copy_line,
    shop_head,
    when,
    without_token,
)
from vendingdesk.counter.slip_words import SlipWords, slip_words
from vendingdesk.domain.money import Money
from vendingdesk.domain.receipt import Block, Divider, Field, Heading, Note, Receipt, SlipKind
from vendingdesk.domain.shift_report import OpenDoubt, ReportKind, ShiftReport, Tally

HEAD_GROUP = 8
"""Characters of the journal's head in a group: short enough to compare by eye, too long for a token's groups."""

METER_END = 4
"""Digits of a meter's number that a report names."""


def shift_slip(report: ShiftReport, setup: DeskSetup, again: Printed | None = None) -> Receipt:
    """The slip of a report; ``again`` is there for a copy, and says which, when, by whom and why."""
    t = slip_words(setup.shop.language)
    closed = report.kind is ReportKind.Z
    blocks: list[Block] = [
        *shop_head(setup.shop, t),
        Note(t("Z REPORT – shift closed") if closed else t("X REPORT – the shift goes on"), strong=True),
        *_shift(report, t),
        Divider(),
        *_vends(report, t),
        *_charges(report, t),
        Divider(),
        *_cash(report, t),
        *_doubts(report, t),
        *_journal(report, t),
        Divider(),
        Note(t("Signature:")),
        *SIGNATURE,
        Divider(),
        *(copy_line(again, t) if again is not None else ()),
    ]
    kind = SlipKind.Z_REPORT if closed else SlipKind.X_REPORT
    title = t("{0} report {1} {2}", report.kind.value, report.till, report.number)
    marks = banners(setup, again.copy if again is not None else 1, t)
    return Receipt(kind, title, tuple(blocks), marks, t.language, t(PAGE_OF))


def _shift(report: ShiftReport, t: SlipWords) -> list[Block]:
    """Which report of which till, who opened the shift and who closed it."""
    closed = report.kind is ReportKind.Z
    blocks: list[Block] = [
        Field(t("Number"), str(report.number), strong=True),
        Field(t("Till"), report.till),
        Field(t("Opened"), when(report.opened_at)),
        Field(t("Opened by"), report.opened_by),
        Field(t("Closed") if closed else t("As of"), when(report.made_at)),
        Field(t("Closed by") if closed else t("Printed by"), report.made_by),
    ]
    if report.first_receipt:
        blocks.append(Field(t("First receipt"), report.first_receipt))
    if report.last_receipt:
        blocks.append(Field(t("Last receipt"), report.last_receipt))
    return blocks


def _vends(report: ShiftReport, t: SlipWords) -> list[Block]:
    """Counts and sums by kind; a kind that there was none of has no line, sales always have."""
    counts = (
        (t("Engineering tokens"), report.management),
        (t("Refused by the server"), report.refused),
        (t("Not sent"), report.not_sent),
        (t("Copies of slips"), report.copies),
        (t("Doubts passed by a supervisor"), report.overridden),
        (t("Doubts settled by the seller alone"), report.settled_alone),
    )
    energy, money = report.energy, report.sales.total
    sold = str(money) if energy is None or money.minor else str(energy)
    return [
        Field(t("Sales ({0})", report.sales.count), sold, strong=True),
        *([Field(t("Energy sold"), str(energy))] if energy is not None and money.minor else []),
        *(Field(name, str(count)) for name, count in counts if count),
    ]


def _charges(report: ShiftReport, t: SlipWords) -> list[Block]:
    if not report.charges:
        return []
    lines: list[Block] = []
    for charge in report.charges:
        name = f"{charge.name} {charge.rate}".strip()
        lines.append(Field(t("of which {0}", name) if charge.included else name, str(charge.total)))
    return [*lines, Note(t("Taxes and fees are worked out by this shop’s till, not by the utility."))]


def _cash(report: ShiftReport, t: SlipWords) -> list[Block]:
    """What should be in the drawer, line by line as it is added up, and what is."""
    less = Money(0, report.opening_float.currency)
    blocks: list[Block] = [
        Field(t("Float"), str(report.opening_float)),
        Field(t("From sales"), str(report.sales.total)),
        *([Field(t("Held for doubts"), str(report.held_here))] if report.held_here.minor else []),
        *_tally(report.pay_ins, t("Pay-ins ({0})", report.pay_ins.count) if report.pay_ins else ""),
        *_tally(report.pay_outs, t("Pay-outs ({0})", report.pay_outs.count) if report.pay_outs else "", less),
        *_tally(report.drops, t("Drops ({0})", report.drops.count) if report.drops else "", less),
        Field(t("Expected cash"), str(report.expected), strong=True),
    ]
    difference = report.difference
    if difference is not None:
        blocks.append(Field(t("Counted"), str(report.counted), strong=True))
        said = t("Short") if difference.minor < 0 else t("Over") if difference.minor else t("Difference")
        blocks.append(Field(said, str(difference if difference.minor >= 0 else less - difference), strong=True))
    if report.reason:
        blocks.append(Field(t("Reason"), without_token(report.reason, t)))
    return blocks


def _tally(tally: Tally | None, name: str, less: Money | None = None) -> list[Block]:
    """A line of the cash, with its sign when it is taken off ``less`` (nothing)."""
    if tally is None:
        return []
    return [Field(name, str(tally.total if less is None else less - tally.total))]


def _doubts(report: ShiftReport, t: SlipWords) -> list[Block]:
    if not report.doubts:
        return []
    return [
        Divider(),
        Note(t("IN DOUBT ({0})", len(report.doubts)), strong=True),
        *(_doubt(doubt, t) for doubt in report.doubts),
        Field(t("Held in all"), str(report.held), strong=True),
        *([Note(t("* from an earlier shift"))] if any(doubt.carried_over for doubt in report.doubts) else []),
    ]


def _doubt(doubt: OpenDoubt, t: SlipWords) -> Field:
    amount = str(doubt.amount) if doubt.amount is not None else t("no money")
    star = " *" if doubt.carried_over else ""
    return Field(f"{doubt.receipt_no} …{doubt.meter[-METER_END:]}{star}", amount)


def _journal(report: ShiftReport, t: SlipWords) -> list[Block]:
    """What anchors the report: the total of all time, and the head of the journal's chain."""
    head = report.journal_head
    blocks: list[Block] = []
    if report.perpetual_total is not None:
        blocks.append(Field(t("Total of all sales so far"), str(report.perpetual_total)))
    if head:
        groups = " ".join(head[at : at + HEAD_GROUP] for at in range(0, len(head), HEAD_GROUP))
        blocks += [Field(t("Journal entries"), str(report.journal_entries)), Heading(t("Head of the journal"))]
        blocks.append(Heading(groups))
    return [Divider(), *blocks] if blocks else []
