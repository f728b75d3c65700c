"""Joins what writes statements and files of many slips."""

from __future__ import annotations

from vendingdesk.counter.permits import Permits
from vendingdesk.counter.ports import Clock, Journal, Register
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.statements import WriteStatements
from vendingdesk.receipts import PdfFiles
from vendingdesk.wiring.folders import DataFolder


def statement_files(
    journal: Journal, register: Register, settings: Settings, clock: Clock, folder: DataFolder, *, permits: Permits
) -> WriteStatements:
    """The use case over a till's books, into its folder of statements."""
    return WriteStatements(
        journal, register, PdfFiles(), settings=settings, clock=clock, folder=folder.statements, permits=permits
    )
