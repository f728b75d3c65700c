"""Receipts on paper: a document is measured, drawn once, and comes out as PDF or pixels.

Importing this package is cheap; reportlab and pypdfium2 are imported by the first slip and the first picture.
"""

from vendingdesk.receipts.paper import A4, LETTER, PAPER_58MM, PAPER_80MM, Paper
from vendingdesk.receipts.pdf import PdfSlips
from vendingdesk.receipts.pictures import Picture, render

__all__ = ["A4", "LETTER", "PAPER_58MM", "PAPER_80MM", "Paper", "PdfSlips", "Picture", "render"]
