"""The server's clock face: every time it writes is local to +08:00 (I: from the manual's samples)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

SERVER_ZONE = timezone(timedelta(hours=8))


def server_time(seconds: float) -> datetime:
    """Return seconds since 1970 as server-local time, cut to the milliseconds the manual shows (D)."""
    moment = datetime.fromtimestamp(seconds, SERVER_ZONE)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def clear_time(moment: datetime) -> str:
    """Return ``2025-07-30 16:26``: minutes, no zone (D)."""
    return moment.strftime("%Y-%m-%d %H:%M")


def flow_time(moment: datetime) -> str:
    """Return the 14 digits that open a ``flowNo`` (I)."""
    return moment.strftime("%Y%m%d%H%M%S")


def rfc3339(moment: datetime) -> str:
    """Return RFC 3339 with the zeros of the fraction cut: ``…52.344+08:00``, ``…42.9+08:00`` (D)."""
    whole = moment.strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f"{moment.microsecond:06d}".rstrip("0")
    return f"{whole}{'.' if fraction else ''}{fraction}+08:00"
