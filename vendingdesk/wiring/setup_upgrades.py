"""From what an older program wrote into the setup file to what this one reads, in numbered steps."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

from vendingdesk import __version__
from vendingdesk.domain.errors import EnvironmentFault

Stored = MutableMapping[str, Any]


def _server_table(stored: Stored) -> None:
    """1: the server's address and its CA file got a table of their own, where its trust and a proxy stand too."""
    if isinstance(stored.get("server"), dict):
        return  # somebody wrote it by hand, and has it already
    table = {new: stored.pop(old) for old, new in (("server", "address"), ("ca_file", "ca_file")) if old in stored}
    if table:
        stored["server"] = table


STEPS: tuple[Callable[[Stored], None], ...] = (_server_table,)
"""What each version changed; a file without a number is of version 0."""

VERSION = len(STEPS)
"""The version that this program writes."""


def upgraded(stored: dict[str, Any], file: Path) -> dict[str, Any]:
    """The settings as this version has them. Raises ``EnvironmentFault`` for those of a newer program."""
    version: Any = stored.get("version")
    numbered = type(version) is int and version >= 0  # else it is named like any other setting that is wrong
    if not numbered:
        version = VERSION if isinstance(stored.get("server"), dict) else 0
    if version > VERSION:
        raise EnvironmentFault(
            f"{file} was written by a newer Vending Desk (settings version {version}; this is Vending Desk "
            f"{__version__} and knows version {VERSION}). Nothing was changed: install the newer program again. "
            "To stay with this one see docs/update.md."
        )
    for step in STEPS[version:]:
        step(stored)
    if numbered and version < VERSION:
        stored["version"] = VERSION
    return stored
