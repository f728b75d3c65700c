"""The time in a token (TID): whole minutes, in the meter's local time, since the base date.

The meter remembers the minutes that it has taken and takes none twice, so every token of a meter needs one of its
own.
"""

from datetime import datetime, timedelta

from vendingdesk.sts.decoder_keys import check_base
from vendingdesk.sts.errors import FieldError, FieldReason
from vendingdesk.sts.fields import whole

MINUTE_MAX = (1 << 24) - 1
_MINUTE = timedelta(minutes=1)
_RESERVED = 1
"""The minute of the day that no token may carry: 00:01, kept for tokens outside the count of time."""


def token_minute(issued_at: datetime, *, base: int) -> int:
    """Return the 24-bit minute that a token of ``issued_at`` carries.

    A naive ``issued_at`` is the meter's local time; of an aware one its own wall clock is taken, so hand in the
    meter's zone. Seconds are cut. A moment in the minute 00:01 of any day takes 00:02. ``base`` is 1993, 2014 or
    2035. Raises ``FieldError`` with reason ``DATE`` before the base date or after 24 bits of minutes (almost 32
    years), with reason ``BASE`` for another year, ``TypeError`` for anything but a ``datetime``. Rule: IEC
    62055-41, 6.3.5.
    """
    check_base(base)
    moment = _free(_wall_clock(issued_at))
    minute = (moment - datetime(base, 1, 1)) // _MINUTE
    if not 0 <= minute <= MINUTE_MAX:
        raise FieldError(FieldReason.DATE, f"{moment:%Y-%m-%d} with base {base}")
    return minute


def token_time(minute: int, *, base: int) -> datetime:
    """Return the moment, naive in the meter's local time, that a token's 24-bit minute means.

    Raises ``FieldError`` with reason ``DATE`` for more than 24 bits, ``BASE`` for a year that is no base. Rule:
    IEC 62055-41, 6.3.5.
    """
    check_base(base)
    return datetime(base, 1, 1) + whole(minute, FieldReason.DATE, 0, MINUTE_MAX) * _MINUTE


def next_issue_time(now: datetime, *, last: datetime | None) -> datetime:
    """Return the whole minute that a token made at ``now`` is to carry, for a meter whose newest token says ``last``.

    That is the present minute, or the one after ``last`` where the present one is not later: two tokens in one
    minute, or a clock that went backwards. The reserved minute 00:01 is passed over. What a token carries is the wall
    clock, so wall clocks are compared, also where a summer time ends between the two; the answer has the zone of
    ``now``. Raises ``FieldError`` with reason ``DATE`` where the calendar ends, ``TypeError`` for anything but
    ``datetime``. Rule: IEC 62055-41, 6.3.5.
    """
    minute = _free(_wall_clock(now).replace(second=0, microsecond=0))
    if last is not None:
        minute = max(minute, _free(_later(_wall_clock(last).replace(second=0, microsecond=0))))
    return minute.replace(tzinfo=now.tzinfo)


def _wall_clock(moment: object) -> datetime:
    if not isinstance(moment, datetime):
        raise TypeError(f"a token's time is a datetime, not {type(moment).__name__}")
    return moment.replace(tzinfo=None)


def _later(moment: datetime) -> datetime:
    """The minute after, which the calendar may not have."""
    try:
        return moment + _MINUTE
    except OverflowError:
        raise FieldError(FieldReason.DATE, f"after {moment:%Y-%m-%d}") from None


def _free(moment: datetime) -> datetime:
    """The moment itself, or a minute later where it is in the reserved one."""
    return moment + _MINUTE if (moment.hour, moment.minute) == (0, _RESERVED) else moment
