"""What the counter needs to write files of many slips or sales; ``wiring`` hands in what fits.

Everything here blocks and is called from worker threads, one call at a time. A file is whole at its place after
``finish``, readable by its owner alone, and gone after ``give_up``. All raise ``EnvironmentFault`` when the disk is
at fault, and leave nothing then.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import Receipt
from vendingdesk.domain.statement import Statement, StatementRow, StatementTotals


class UnfinishedFile(Protocol):
    """A file that is being written."""

    def give_up(self) -> None:
        """Leave nothing of it; waits for what is being drawn, and is harmless after the end."""


class SlipFile(UnfinishedFile, Protocol):
    """Slips, each on a page of its own, in the memory of one."""

    def add(self, receipts: Sequence[Receipt]) -> None:
        """Draw slips behind those that are there."""

    def finish(self) -> int:
        """Put the file into its place; returns how many pages it has."""


class StatementFile(UnfinishedFile, Protocol):
    """A table over as many pages as it takes, in the memory of one."""

    def add(self, rows: Sequence[StatementRow]) -> None:
        """Draw rows behind those that are there."""

    def finish(self, totals: StatementTotals) -> int:
        """Draw the totals, number the pages, put the file into its place; returns how many pages it has."""


class PaperFiles(Protocol):
    """Begins such files."""

    def slips(self, path: Path, *, title: str, paper: PaperName) -> SlipFile:
        """A file for slips."""

    def statement(self, path: Path, statement: Statement, paper: PaperName) -> StatementFile:
        """A file for a statement on A4, or on Letter where that is the paper."""
