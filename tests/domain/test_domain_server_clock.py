"""How far two clocks may differ, and what is another difference."""

from datetime import timedelta

import pytest

from vendingdesk.domain.server_clock import CLOCK_LIMIT, ClockSeen

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def seen(offset: timedelta) -> ClockSeen:
    return ClockSeen("https://server.example", offset)


@pytest.mark.parametrize("sign", [1, -1])
def test_two_minutes_are_let_pass_and_a_second_more_is_not(sign: int) -> None:
    assert not seen(sign * CLOCK_LIMIT).off
    assert seen(sign * (CLOCK_LIMIT + SECOND)).off


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (0 * MINUTE, 2 * MINUTE, True),
        (0 * MINUTE, 3 * MINUTE, False),
        (3 * MINUTE, 5 * MINUTE, True),
        (3 * MINUTE, 5 * MINUTE + SECOND, False),
        (3 * MINUTE, -3 * MINUTE, False),
    ],
)
def test_what_says_the_same(one: timedelta, other: timedelta, same: bool) -> None:
    assert seen(one).same_as(seen(other)) is same
    assert seen(other).same_as(seen(one)) is same
