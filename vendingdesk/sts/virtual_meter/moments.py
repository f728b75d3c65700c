"""The moments that a meter can be told: naive local times of the years that its clock has."""

from __future__ import annotations

from datetime import datetime

YEARS = range(1993, 2200)
"""From the first base year on; far beyond these a moment can't be counted on any more. Ours."""


def check_moment(at: datetime) -> None:
    """See that ``at`` is a moment of a meter's clock.

    Raises ``TypeError`` for anything but a ``datetime``, ``ValueError`` for one with a time zone or of other years.
    """
    if not isinstance(at, datetime):
        raise TypeError("A meter is told the time as a datetime.")
    if at.tzinfo is not None:
        raise ValueError("A meter's time is local and has no time zone.")
    if at.year not in YEARS:
        raise ValueError(f"A meter's time is of the years {YEARS[0]} to {YEARS[-1]}.")
