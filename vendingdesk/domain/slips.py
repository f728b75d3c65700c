"""Slips as the journal counts them: which were made of a sale, when, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vendingdesk.domain.receipt import SlipKind


@dataclass(frozen=True, slots=True)
class SlipAsked:
    """A slip that is about to be made: of which sale, of which kind; ``beside`` are other sales that stand on it."""

    uid: str
    kind: SlipKind
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlipMade:
    """A slip that was counted.

    ``copy`` is 1 for the original and counts the slips of one kind; ``kind`` is None in entries of the journal's
    first version, which counted all slips of a sale together. ``medium`` is where it went (print or pdf), ``why``
    the key of the reason of a copy, or a person's own words; empty where nobody was asked.
    """

    kind: SlipKind | None
    copy: int
    at: datetime
    operator: str
    medium: str
    why: str = ""
