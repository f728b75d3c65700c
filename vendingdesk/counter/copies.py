"""Why a slip was made again: the journal keeps it, the copy says it."""

from __future__ import annotations

from enum import StrEnum


class CopyWhy(StrEnum):
    """The reasons that a copy may have. The value is what the journal keeps, and the key of its words on slips."""

    LOST = "customer lost it"
    NOT_PRINTED = "it did not print"
    SHOP = "for the shop"
    ARCHIVE = "archive"
    COMMAND_LINE = "command line"
    OTHER = "other"
