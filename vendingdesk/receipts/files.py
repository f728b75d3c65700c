"""Begins files of many slips or sales: what the counter asks for."""

from __future__ import annotations

from pathlib import Path

from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.statement import Statement
from vendingdesk.receipts.slip_file import SlipFile
from vendingdesk.receipts.statement_file import StatementFile


class PdfFiles:
    """Files as PDF, written page by page; callable from any thread."""

    def slips(self, path: Path, *, title: str, paper: PaperName) -> SlipFile:
        """A file for slips. Raises ``EnvironmentFault`` when it can't be made."""
        return SlipFile(path, title=title, paper=paper)

    def statement(self, path: Path, statement: Statement, paper: PaperName) -> StatementFile:
        """A file for a statement. Raises ``EnvironmentFault`` when it can't be made."""
        return StatementFile(path, statement, paper)
