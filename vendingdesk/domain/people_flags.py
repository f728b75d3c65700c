"""What a report has to say of people: the things that an owner should hear of without asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OffTime:
    """People were switched off for a while by ``by``; ``end`` is None while they still are."""

    begin: datetime
    by: str
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class PeopleFlags:
    """All of it for a time.

    ``single_owner`` is the one person who was everything here at its end, empty where there are more or people are
    off; ``named_anew`` who was named with the recovery code or because the list of people was gone, and when; ``off``
    the times without people at a till that had them.
    """

    single_owner: str = ""
    named_anew: tuple[tuple[str, datetime], ...] = ()
    off: tuple[OffTime, ...] = ()
