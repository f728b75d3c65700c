"""The slip of a key change: its four tokens numbered in the order of entry, all of them or no slip."""

from __future__ import annotations

from datetime import datetime

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.slip import LOUD
from vendingdesk.counter.slip_frame import PAGE_OF, Printed, at_server, banners, closing, copy_line, head, when
from vendingdesk.counter.slip_words import SlipWords, slip_key, slip_words
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.key_change import PARTS, KeyChangeSet, named
from vendingdesk.domain.outcome import TokenWarning
from vendingdesk.domain.receipt import Block, Divider, Field, Note, Receipt, SlipKind, Tokens
from vendingdesk.domain.sale import Sale

KEY_CHANGE_NAME = slip_key("Key change – all four sections")

ORDER_RULE = slip_key("Enter 1, 2, 3, 4, all within ten minutes. Old credit tokens before these, new credit after.")
"""Old tokens first, then the key change, then new credit: a meter with its new key takes no token of the old one."""

HOW_TO_ENTER_ALL = slip_key("Type the 20 digits of each token on the meter’s keypad, then press Enter.")


def key_change_slip(
    change: KeyChangeSet, setup: DeskSetup, *, copy: int, printed_at: datetime, printed_by: str, why: str = ""
) -> Receipt:
    """The slip of a whole key change; raises ``Refused`` while a section is missing, naming which.

    Its receipt number and barcode are those of the first section, the others' numbers are named. ``copy`` counts
    the slips of the set, ``why`` says why there is a copy.
    """
    if not change.complete:
        missing = tuple(part for part in PARTS if part not in change.held)
        raise Refused(
            f"{named(missing)} {'is' if len(missing) == 1 else 'are'} missing: there is a slip when all four "
            "sections of the key change are there. Until then none of them may be entered."
        )
    t = slip_words(setup.shop.language)
    first = change.held[1]
    blocks = head(first, setup, t)
    blocks += [
        Divider(),
        Note(t("Engineering token – not a sale"), strong=True),
        Field(t("Token"), t(KEY_CHANGE_NAME), strong=True),
        Field(t("Parameter"), t("{0}, the same for all four", change.asked.value), strong=True),
        Field(t("Reason"), change.asked.reason),
        *_others(change, t),
        Note(t(ORDER_RULE), strong=True),
        Tokens(change.tokens),
        *_loud(change, t),
        Divider(),
    ]
    for part, sale in change.held.items():
        blocks += _section(part, sale, t)
    blocks += closing(first.receipt_no, setup, Note(t(HOW_TO_ENTER_ALL)), () if _odd(change) else change.tokens)
    blocks += copy_line(Printed(copy, printed_at, printed_by, why), t)
    name = t("Key change {0}", first.receipt_no)
    return Receipt(SlipKind.KEY_CHANGE, name, tuple(blocks), banners(setup, copy, t), t.language, t(PAGE_OF))


def _others(change: KeyChangeSet, t: SlipWords) -> list[Block]:
    """Who else answers for it: those who went on with it, and a supervisor who passed a doubt."""
    operators = dict.fromkeys(sale.order.operator for sale in change.held.values())
    more = [name for name in operators if name != change.held[1].order.operator]
    supervisors = dict.fromkeys(sale.order.overridden_by for sale in change.held.values() if sale.order.overridden_by)
    return [
        *([Field(t("Continued by"), ", ".join(more))] if more else []),
        *([Field(t("Doubt passed by"), ", ".join(supervisors))] if supervisors else []),
    ]


def _warnings(sale: Sale) -> tuple[TokenWarning, ...]:
    return sale.issued.warnings if sale.issued is not None else ()


def _odd(change: KeyChangeSet) -> bool:
    """Whether one of the tokens is of another class: then none is made easy to scan."""
    return any(TokenWarning.WRONG_CLASS in _warnings(sale) for sale in change.held.values())


def _loud(change: KeyChangeSet, t: SlipWords) -> list[Block]:
    notes: list[Block] = []
    for part, sale in change.held.items():
        warnings = _warnings(sale)
        notes += [Note(t("Section {0}: {1}", part, t(LOUD[each])), strong=True) for each in warnings if each in LOUD]
        if TokenWarning.SEVERAL in warnings:
            several = t("Section {0} came as {1} tokens: enter all, in this order.", part, len(sale.tokens))
            notes.append(Note(several))
    return notes


def _section(part: int, sale: Sale, t: SlipWords) -> list[Block]:
    """Where a section stands in the journal and at the server."""
    blocks: list[Block] = [Field(t("Section {0}", part), sale.receipt_no), *at_server(sale, t)]
    settled = sale.settlement
    if settled is not None:
        found = t("Section {0} was unknown at first; found {1} by {2}.", part, when(settled.at), settled.by)
        blocks.append(Note(found))
    return blocks
