"""What was asked for, as a slip says it: credit and how much, or an engineering token and what for."""

from __future__ import annotations

from vendingdesk.counter.slip_words import SlipWords
from vendingdesk.domain.management import RULES, ManagementOrder
from vendingdesk.domain.receipt import Block, Divider, Field, Note
from vendingdesk.domain.sale import Sale


def asked_lines(sale: Sale, t: SlipWords) -> list[Block]:
    """What a slip is about. Without a token it has no free text of people: that may name another token."""
    management = sale.order.management
    if management is None:
        energy = sale.issued.energy if sale.issued is not None else None
        blocks: list[Block] = [Divider(), Field(t("Electricity credit"), str(sale.order.amount), strong=True)]
        if energy is not None and energy != sale.order.amount:
            blocks.append(Field(t("Energy"), str(energy), strong=True))
        return blocks
    blocks = [Divider(), Note(t("Engineering token – not a sale"), strong=True), *kind_lines(management, t)]
    if sale.tokens:
        blocks.append(Field(t("Reason"), management.reason))
    if RULES[management.kind].erases_credit:
        blocks.append(Note(t("Erases remaining credit"), strong=True))
    return blocks


def kind_lines(management: ManagementOrder, t: SlipWords) -> list[Block]:
    """Which engineering token, with its parameter if it has one."""
    blocks: list[Block] = [Field(t("Token"), t(RULES[management.kind].manual_name), strong=True)]
    if management.parameter:
        blocks.append(Field(t("Parameter"), management.parameter, strong=True))
    return blocks
