"""How much is proved in one go, and the table of what was found.

``make proof`` sets ``VENDINGDESK_PROOF=full``; without it the same proofs run in their short form.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from proof.proof_promises import DOUBTED, HELD, Facts, broken

FULL = os.environ.get("VENDINGDESK_PROOF", "") == "full"
"""The one place where this is read."""

COLUMNS = ("what was tried", "runs", "vends", "minted", "ISSUED", "doubts", "other", "missing", "twice", "broken")


def several(short: int, full: int) -> int:
    """How often, in the short and in the full form."""
    return full if FULL else short


@dataclass
class Row:
    """What one proof came to: sums over its runs."""

    runs: int = 0
    vends: int = 0
    minted: int = 0
    issued: int = 0
    doubts: int = 0
    other: int = 0
    missing: int = 0
    twice: int = 0
    broken: int = 0

    def add(self, facts: Facts, runs: int = 0) -> None:
        """Count a journal and its ledger in, as they are at the end of some runs."""
        known = {token for sale in facts.sales for token in sale.tokens}
        doubted = {sale.order.request_id for sale in facts.sales if sale.state in DOUBTED}
        asked = [seen.request_id for seen in facts.posts]
        self.runs += runs
        self.vends += len(facts.sales)
        self.minted += len(facts.minted)
        self.issued += facts.count(*HELD)
        self.doubts += facts.count(*DOUBTED)
        self.other += len(facts.sales) - facts.count(*HELD, *DOUBTED)
        self.missing += sum(token not in known and asking not in doubted for asking, token in facts.minted)
        self.twice += len(asked) - len(set(asked))
        self.broken += len(broken(facts))


TABLE: dict[str, Row] = {}
"""A row for each thing that was tried."""


def row(tried: str) -> Row:
    """The row of what was tried."""
    return TABLE.setdefault(tried, Row())


def lines() -> list[str]:
    """The table as text, with a last row that adds all up."""
    total = Row()
    for each in TABLE.values():
        for name in vars(total):
            setattr(total, name, getattr(total, name) + getattr(each, name))
    cells = [COLUMNS] + [
        (tried, *(str(number) for number in vars(each).values())) for tried, each in [*TABLE.items(), ("all", total)]
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(len(COLUMNS))]
    made = [
        "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in cells
    ]
    return [made[0], "-" * len(made[0]), *made[1:]]
