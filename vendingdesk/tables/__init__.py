"""Tables of other programs: CSV and XLSX read as text, written so that no number is ruined."""

from vendingdesk.tables.files import SpreadsheetFiles

__all__ = ["SpreadsheetFiles"]
