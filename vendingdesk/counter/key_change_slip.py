"""The slip of a key change: its four tokens numbered in the order of entry, all of them or no slip."""

from __future__ import annotations

from datetime import datetime

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.slip import LOUD, at_server, banners, closing, head, when
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.key_change import PARTS, KeyChangeSet, named
from vendingdesk.domain.outcome import TokenWarning
from vendingdesk.domain.receipt import Block, Divider, Field, Note, Receipt, SlipKind, Tokens
from vendingdesk.domain.sale import Sale

KEY_CHANGE_NAME = "Key change – all four sections"

ORDER_RULE = "Enter 1, 2, 3, 4, all within ten minutes. Old credit tokens before these, new credit after."
"""Old tokens first, then the key change, then new credit: a meter with its new key takes no token of the old one."""

HOW_TO_ENTER_ALL = "Type the 20 digits of each token on the meter’s keypad, then press Enter."


def key_change_slip(
    change: KeyChangeSet, setup: DeskSetup, *, copy: int, printed_at: datetime, printed_by: str
) -> Receipt:
    """The slip of a whole key change; raises ``Refused`` while a section is missing, naming which.

    Its receipt number and barcode are those of the first section, the others' numbers are named. ``copy`` counts
    the slips of the set.
    """
    if not change.complete:
        missing = tuple(part for part in PARTS if part not in change.held)
        raise Refused(
            f"{named(missing)} {'is' if len(missing) == 1 else 'are'} missing: there is a slip when all four "
            "sections of the key change are there. Until then none of them may be entered."
        )
    held = change.held
    first = held[1]
    blocks = head(first, setup)
    blocks += [
        Divider(),
        Note("Engineering token – not a sale", strong=True),
        Field("Token", KEY_CHANGE_NAME, strong=True),
        Field("Parameter", f"{change.asked.value}, the same for all four", strong=True),
        Field("Reason", change.asked.reason),
        *_others(change),
        Note(ORDER_RULE, strong=True),
        Tokens(change.tokens),
        *_loud(change),
        Divider(),
    ]
    for part, sale in held.items():
        blocks += _section(part, sale)
    blocks += closing(first, setup, Note(HOW_TO_ENTER_ALL))
    if copy > 1:
        blocks.append(Note(f"Copy {copy - 1} printed {when(printed_at)} by {printed_by}"))
    return Receipt(SlipKind.KEY_CHANGE, f"Key change {first.receipt_no}", tuple(blocks), banners(setup, copy))


def _others(change: KeyChangeSet) -> list[Block]:
    """Who else answers for it: those who went on with it, and a supervisor who passed a doubt."""
    operators = dict.fromkeys(sale.order.operator for sale in change.held.values())
    more = [name for name in operators if name != change.held[1].order.operator]
    supervisors = dict.fromkeys(sale.order.overridden_by for sale in change.held.values() if sale.order.overridden_by)
    return [
        *([Field("Continued by", ", ".join(more))] if more else []),
        *([Field("Doubt passed by", ", ".join(supervisors))] if supervisors else []),
    ]


def _loud(change: KeyChangeSet) -> list[Block]:
    notes: list[Block] = []
    for part, sale in change.held.items():
        warnings = sale.issued.warnings if sale.issued is not None else ()
        notes += [Note(f"Section {part}: {LOUD[each]}", strong=True) for each in warnings if each in LOUD]
        if TokenWarning.SEVERAL in warnings:
            notes.append(Note(f"Section {part} came as {len(sale.tokens)} tokens: enter all, in this order."))
    return notes


def _section(part: int, sale: Sale) -> list[Block]:
    """Where a section stands in the journal and at the server."""
    blocks: list[Block] = [Field(f"Section {part}", sale.receipt_no), *at_server(sale)]
    settled = sale.settlement
    if settled is not None:
        blocks.append(Note(f"Section {part} was unknown at first; found {when(settled.at)} by {settled.by}."))
    return blocks
