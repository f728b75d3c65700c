from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.sts import BASE_YEARS, FieldError, FieldReason, next_issue_time, token_minute, token_time

moments = st.datetimes(datetime(2014, 1, 1), datetime(2045, 1, 1))


@pytest.mark.parametrize(
    ("moment", "base", "minute"),
    [
        (datetime(2014, 3, 1, 13, 0), 2014, 0x014EEC),
        (datetime(2014, 1, 1, 0, 0), 2014, 0),
        (datetime(2014, 1, 1, 0, 1), 2014, 2),
        (datetime(2014, 1, 1, 0, 1, 59), 2014, 2),
        (datetime(2014, 1, 1, 0, 2), 2014, 2),
        (datetime(2020, 6, 1, 0, 1), 2014, 3373922),
        (datetime(2035, 1, 1, 8, 0), 2035, 480),
        (datetime(1993, 1, 1, 0, 0), 1993, 0),
        (datetime(2014, 1, 1) + timedelta(minutes=2**24 - 1), 2014, 2**24 - 1),
    ],
)
def test_known_minutes(moment: datetime, base: int, minute: int) -> None:
    assert token_minute(moment, base=base) == minute


@given(moments)
def test_the_minute_is_read_again(moment: datetime) -> None:
    read = token_time(token_minute(moment, base=2014), base=2014)
    assert read.tzinfo is None
    assert timedelta(0) <= moment - read < timedelta(minutes=1) or (moment.hour, moment.minute) == (0, 1)
    assert (read.hour, read.minute) != (0, 1)


def test_an_aware_time_is_taken_at_its_own_wall_clock() -> None:
    lagos = timezone(timedelta(hours=1))
    assert token_minute(datetime(2014, 1, 1, 9, 0, tzinfo=lagos), base=2014) == 540
    assert token_minute(datetime(2014, 1, 1, 9, 0, tzinfo=UTC), base=2014) == 540


@pytest.mark.parametrize(
    ("moment", "base"),
    [
        (datetime(2013, 12, 31, 23, 59), 2014),
        (datetime(2034, 12, 31), 2035),
        (datetime(2014, 1, 1) + timedelta(minutes=2**24), 2014),
        (datetime(2026, 1, 1), 1993),
    ],
)
def test_a_moment_that_the_base_does_not_reach(moment: datetime, base: int) -> None:
    with pytest.raises(FieldError, match="almost 32 years") as caught:
        token_minute(moment, base=base)
    assert caught.value.reason is FieldReason.DATE


@pytest.mark.parametrize("minute", [-1, 2**24])
def test_a_minute_has_24_bits(minute: int) -> None:
    with pytest.raises(FieldError) as caught:
        token_time(minute, base=2014)
    assert caught.value.reason is FieldReason.DATE


@pytest.mark.parametrize("base", [0, 93, 2013, 2036])
def test_there_are_three_base_years(base: int) -> None:
    assert base not in BASE_YEARS
    with pytest.raises(FieldError) as caught:
        token_minute(datetime(2040, 1, 1), base=base)
    assert caught.value.reason is FieldReason.BASE
    with pytest.raises(FieldError):
        token_time(0, base=base)


@pytest.mark.parametrize(
    ("now", "last", "issue"),
    [
        (datetime(2026, 5, 4, 9, 30, 20), None, datetime(2026, 5, 4, 9, 30)),
        (datetime(2026, 5, 4, 9, 30, 20), datetime(2026, 5, 4, 9, 29), datetime(2026, 5, 4, 9, 30)),
        (datetime(2026, 5, 4, 9, 30, 20), datetime(2026, 5, 4, 9, 30), datetime(2026, 5, 4, 9, 31)),
        (datetime(2026, 5, 4, 9, 30, 20), datetime(2026, 5, 4, 9, 44, 59), datetime(2026, 5, 4, 9, 45)),
        (datetime(2026, 5, 4, 0, 1, 20), None, datetime(2026, 5, 4, 0, 2)),
        (datetime(2026, 5, 4, 0, 0, 20), datetime(2026, 5, 4, 0, 0), datetime(2026, 5, 4, 0, 2)),
        (datetime(2026, 5, 4, 0, 1, 20), datetime(2026, 5, 4, 0, 2), datetime(2026, 5, 4, 0, 3)),
    ],
)
def test_which_minute_the_next_token_carries(now: datetime, last: datetime | None, issue: datetime) -> None:
    assert next_issue_time(now, last=last) == issue


def test_where_summer_time_ends_the_wall_clocks_are_compared() -> None:
    summer, winter = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
    last = datetime(2026, 10, 25, 2, 30, tzinfo=summer)
    issue = next_issue_time(datetime(2026, 10, 25, 2, 30, 40, tzinfo=winter), last=last)
    assert issue == datetime(2026, 10, 25, 2, 31, tzinfo=winter)
    assert token_minute(issue, base=2014) == token_minute(last, base=2014) + 1
    assert next_issue_time(datetime(2026, 10, 25, 2, 30), last=last) == datetime(2026, 10, 25, 2, 31)


def test_after_the_last_minute_of_the_calendar_there_is_none() -> None:
    with pytest.raises(FieldError) as caught:
        next_issue_time(datetime(2026, 1, 1), last=datetime(9999, 12, 31, 23, 59))
    assert caught.value.reason is FieldReason.DATE


@pytest.mark.parametrize("moment", [None, "2026-01-01", 5, date(2026, 1, 1)])
def test_a_time_is_a_datetime(moment: Any) -> None:
    with pytest.raises(TypeError, match=type(moment).__name__):
        token_minute(moment, base=2014)
    with pytest.raises(TypeError, match="datetime"):
        next_issue_time(moment, last=None)


@given(st.lists(moments, min_size=1, max_size=30))
def test_no_meter_gets_two_tokens_of_one_minute(clock: list[datetime]) -> None:
    last = None
    minutes = []
    for now in clock:
        last = next_issue_time(now, last=last)
        minutes.append(token_minute(last, base=2014))
    assert minutes == sorted(set(minutes))
