"""How a shop's slips come to paper: part of the settings, kept where the ways to paper reach it too."""

from vendingdesk.domain.print_setup import PrintSetup, WayKind

__all__ = ["PrintSetup", "WayKind"]
