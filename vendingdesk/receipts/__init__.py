"""Receipts on paper: a document is measured, drawn once, and comes out as PDF or pixels.

Importing this package is cheap; reportlab and pypdfium2 are imported by the first slip and the first picture.
"""

from vendingdesk.receipts.files import PdfFiles
from vendingdesk.receipts.logo import check_logo
from vendingdesk.receipts.paper import A4, A5, LETTER, PAPER_58MM, PAPER_80MM, PAPERS, Paper
from vendingdesk.receipts.pdf import PdfSlips, missing_scripts
from vendingdesk.receipts.pictures import Picture, render

__all__ = [
    "A4",
    "A5",
    "LETTER",
    "PAPERS",
    "PAPER_58MM",
    "PAPER_80MM",
    "Paper",
    "PdfFiles",
    "PdfSlips",
    "Picture",
    "check_logo",
    "missing_scripts",
    "render",
]
