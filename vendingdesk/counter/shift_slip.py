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
from vendingdesk.counter.slip_money import kind_word
from vendingdesk.counter.slip_words import SlipWords, slip_key, slip_words
from vendingdesk.domain.money import Money
from vendingdesk.domain.receipt import Block, Divider, Field, Heading, Note, Receipt, SlipKind
from vendingdesk.domain.shift import CountMade
from vendingdesk.domain.shift_report import OpenDoubt, ReportKind, ShiftReport, Tally
from vendingdesk.domain.tender import CASH

HEAD_GROUP = 8
"""Characters of the journal's head in a group: short enough to compare by eye, too long for a token's groups."""

UNEXPLAINED = slip_key("no explanation")
"""The reason of a difference that nobody can explain, as the journal keeps it and as the key of its words here."""

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
    return [*blocks, *_flags(report, t)]


def _flags(report: ShiftReport, t: SlipWords) -> list[Block]:
    """What somebody who trusts the report should know first."""
    anew = t("The list of people was lost here: named anew, {0}.", report.named_anew)
    first, last = report.z_passed or (0, 0)
    passed = str(first) if first == last else f"{first}–{last}"
    flags = (
        (report.made_twice, t("A Z REPORT {0} WAS MADE BEFORE. This is another one.", report.number)),
        (bool(last), t("Z numbers given out before the journal was restored, and not in it: {0}", passed)),
        (report.single_owner, t("SINGLE OWNER – sells and settles alone")),
        (bool(report.named_anew), anew),
        (report.people_off, t("People were switched off: nobody had to type a PIN.")),
        (report.restored, t("The journal went on from a backup during this shift.")),
        (report.clock_went_back, t("The clock was set back during this shift. Its times are not in order.")),
    )
    return [Note(text, strong=True) for raised, text in flags if raised]


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
    earlier = report.recovered_earlier
    return [
        Field(t("Sales ({0})", report.sales.count), sold, strong=True),
        *_tenders(report, t),
        *_tally(earlier, t("From earlier shifts ({0})", earlier.count) if earlier else ""),
        *([Field(t("Energy sold"), str(energy))] if energy is not None and money.minor else []),
        *(Field(name, str(count)) for name, count in counts if count),
    ]


def _tenders(report: ShiftReport, t: SlipWords) -> list[Block]:
    """Sales by kind of payment; where all of it was cash that nobody was asked about there is nothing to say."""
    if all(each.cash and not each.name for each in report.tenders):
        return []
    named = ((kind_word(each.name or CASH.name, t), each) for each in report.tenders)
    return [Field(f"{name} ({each.count})", str(each.total)) for name, each in named]


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
    less, cash = Money(0, report.opening_float.currency), str(report.cash_sales)
    back, freed, others = report.given_back, report.released, report.refunds_otherwise
    blocks: list[Block] = [
        Field(t("Float"), str(report.opening_float)),
        Field(t("From sales") if report.cash_sales == report.sales.total else t("Sales in cash"), cash),
        *([Field(t("Held for doubts"), str(report.held_here))] if report.held_here.minor else []),
        *_tally(back, t("Held and given back ({0})", back.count) if back else ""),
        *_tally(report.pay_ins, t("Pay-ins ({0})", report.pay_ins.count) if report.pay_ins else ""),
        *_tally(report.pay_outs, t("Pay-outs ({0})", report.pay_outs.count) if report.pay_outs else "", less),
        *_tally(report.drops, t("To the safe ({0})", report.drops.count) if report.drops else "", less),
        *_tally(report.refunds, t("Given back ({0})", report.refunds.count) if report.refunds else "", less),
        *_tally(freed, t("Held before, then not sold ({0})", freed.count) if freed else "", less),
        Field(t("Expected cash"), str(report.expected), strong=True),
    ]
    blocks += _counts(report, t)
    return [*blocks, *_tally(others, t("Given back, not in cash ({0})", others.count) if others else "")]


def _counts(report: ShiftReport, t: SlipWords) -> list[Block]:
    """What was counted, the shift's first count first and as plain as the last; and what stays."""
    if report.counted is None:
        return []
    before, blocks = report.counts_before, list[Block]()
    for each in before:
        blocks += _count(t("Counted at {0}", f"{each.at:%H:%M}"), each, t)
    blocks += _count(t("Counted"), CountMade(report.made_at, report.counted, report.expected), t)
    if report.recounted is not None:
        blocks += _count(t("Counted again"), CountMade(report.made_at, report.recounted, report.expected), t)
    for each in report.other_counts[len(before) :]:
        blocks += _count(t("Counted at {0}", f"{each.at:%H:%M}"), each, t, strong=False)
    if report.reason:
        told = t(report.reason) if report.reason == UNEXPLAINED else without_token(report.reason, t)
        blocks.append(Field(t("Reason"), told))
    if report.left is not None:
        blocks += [
            Field(t("Stays in the drawer"), str(report.left)),
            Field(t("Taken out"), str(report.cash_found - report.left)),
        ]
    return blocks


def _count(name: str, made: CountMade, t: SlipWords, *, strong: bool = True) -> list[Block]:
    """What was found, and in a word and without a sign how it differs from what was expected."""
    off = made.difference
    said = t("Short") if off.minor < 0 else t("Over") if off.minor else t("Difference")
    return [
        Field(name, str(made.counted), strong=strong),
        Field(said, str(Money(abs(off.minor), off.currency)), strong=strong),
    ]


def _tally(tally: Tally | None, name: str, less: Money | None = None) -> list[Block]:
    """A line of the cash, with its sign when it is taken off ``less`` (nothing)."""
    if tally is None:
        return []
    return [Field(name, str(tally.total if less is None else less - tally.total))]


def _doubts(report: ShiftReport, t: SlipWords) -> list[Block]:
    if not report.doubts:
        return []
    unknown = [doubt for doubt in report.doubts if not doubt.owed]
    owed = [doubt for doubt in report.doubts if doubt.owed]
    return [
        Divider(),
        *([Note(t("IN DOUBT ({0})", len(unknown)), strong=True)] if unknown else []),
        *(_doubt(doubt, t) for doubt in unknown),
        *([Note(t("TO BE GIVEN BACK ({0})", len(owed)), strong=True)] if owed else []),
        *(_doubt(doubt, t) for doubt in owed),
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
