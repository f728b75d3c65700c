"""Dates as the screen's language says them. Not the system's: a till says the same on every machine."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication


def _tr(text: str) -> str:
    return QCoreApplication.translate("dates", text)


def month(at: date) -> str:
    """The month, short."""
    return (
        _tr("Jan"),
        _tr("Feb"),
        _tr("Mar"),
        _tr("Apr"),
        _tr("May"),
        _tr("Jun"),
        _tr("Jul"),
        _tr("Aug"),
        _tr("Sep"),
        _tr("Oct"),
        _tr("Nov"),
        _tr("Dec"),
    )[at.month - 1]


def day(at: date) -> str:
    """``30 Jul 2026``."""
    return _filled(_tr("%1 %2 %3"), f"{at:%d}", month(at), f"{at:%Y}")


def moment(at: datetime) -> str:
    """``30 Jul 2026 16:26``, in the offset that the wall clock had."""
    return _filled(_tr("%1 %2 %3 %4"), f"{at:%d}", month(at), f"{at:%Y}", f"{at:%H:%M}")


def short_moment(at: datetime) -> str:
    """``30 Jul 16:26``, where there is no doubt about the year."""
    return _filled(_tr("%1 %2 %3"), f"{at:%d}", month(at), f"{at:%H:%M}")


def _filled(text: str, *values: str) -> str:
    for place, value in enumerate(values, 1):
        text = text.replace(f"%{place}", value)
    return text
