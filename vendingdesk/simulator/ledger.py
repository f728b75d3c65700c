"""The ledger: every POST that reached a vending handler and every token it minted. Tests compare journals with it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from vendingdesk.simulator.ledger_line import LedgerEntry, entry_in

__all__ = ["Ledger", "LedgerEntry", "SimulatorError", "StateUnusable"]

FILE_NAME = "ledger.jsonl"
_BINARY = getattr(os, "O_BINARY", 0)  # Windows would write other line ends than it counts


class SimulatorError(OSError):
    """The server can't do its work here; the text is one sentence for a person."""


class StateUnusable(SimulatorError):
    """The folder for the ledger can't be used, or its ledger can't be read."""


class Ledger:
    """Keeps entries in memory and, given a folder, in a private file that is flushed line by line."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._file: TextIO | None = None
        self._entries: list[LedgerEntry] = []

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """Everything recorded, oldest first."""
        return tuple(self._entries)

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every token minted, oldest first."""
        return tuple(token for entry in self._entries for token in entry.tokens)

    @property
    def next_number(self) -> int:
        """The number the next entry gets; the first is 1."""
        return len(self._entries) + 1

    def open(self, replay: Callable[[tuple[LedgerEntry, ...]], None] = lambda _: None) -> None:
        """Read what an earlier run recorded, hand it to ``replay``, and make ready to append."""
        if self._folder is None:
            return
        path = self._folder / FILE_NAME
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.fdopen(
                os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o600), "r+", encoding="utf-8", newline="\n"
            )
        except OSError as error:
            raise StateUnusable(
                f"The folder {self._folder} can't hold the simulator's ledger "
                f"({error.strerror}): name another one with --state."
            ) from error
        try:
            self._entries = list(_whole_entries(file))
            replay(self.entries)
        except ValueError as error:
            file.close()
            raise StateUnusable(
                f"{path} is not a ledger that this simulator wrote: move it away or name another folder."
            ) from error
        self._file = file

    def add(self, entry: LedgerEntry) -> None:
        """Record an entry; it is on its way to the disk before any answer leaves."""
        if self._file is not None:
            self._file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            self._file.flush()
        self._entries.append(entry)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _whole_entries(file: TextIO) -> Iterator[LedgerEntry]:
    """Read the entries, and cut off a last line that a killed server left unfinished."""
    whole = 0
    for number, line in enumerate(iter(file.readline, ""), start=1):
        if not line.endswith("\n"):
            break
        whole = file.tell()
        yield entry_in(line, number)
    file.seek(whole)
    file.truncate()
