"""Tables of other programs: CSV and XLSX read as text, written so that no number is ruined."""

from vendingdesk.tables.files import SpreadsheetFiles
from vendingdesk.tables.report_sheet import SheetFiles

__all__ = ["SheetFiles", "SpreadsheetFiles"]
