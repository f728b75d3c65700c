"""Body of the entry that says which version of the program writes from here on; ``Genesis`` names the first."""

from __future__ import annotations

import msgspec

from vendingdesk import __version__

PRODUCT = f"vendingdesk {__version__}"
"""This program, as entries name it."""


class ProgramChanged(msgspec.Struct, frozen=True, omit_defaults=True):
    """Another version of the program opened the book to write.

    ``version`` is that of the journal's file from here on. Where that is a new one, ``kept`` names the copy of the
    file as it was, in the folder of backups.
    """

    product: str
    version: int
    kept: str = ""


LAST_PROGRAM = "SELECT body FROM entry WHERE kind = 'program' ORDER BY seq DESC LIMIT 1"
"""Asks for the newest such entry, also in the file of a newer program."""


class _Known(msgspec.Struct):
    """What the first entry and one of a change have in common."""

    product: str
    version: int


KNOWN = msgspec.json.Decoder(_Known)
"""Reads product and version of an entry that names a program, also one that a newer program wrote."""


def program_wrong(body: ProgramChanged, version: int) -> str:
    """What is wrong with the entry in a book whose file had a version by then, empty for nothing."""
    if not body.product:
        return "it names no program"
    if body.version < version:
        return f"its program writes version {body.version}, and version {version} was written before"
    return ""
