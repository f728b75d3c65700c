"""Vending Desk: the counter desktop for people who sell prepaid electricity."""

__version__ = "0.1.0"
