"""The clock watch: what is said, what is written down, and that neither goes on and on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from counter.counter_parts import DISK_FULL, MovedClock
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.counter.clock_watch import REST_S, WatchClock
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.server_clock import ClockSeen
from vendingdesk.journal.server_book import ServerBook
from vendingdesk.journal.sqlite_journal import SqliteJournal

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ADDRESS = "https://server.example"


class Server:
    address = ADDRESS
    clock_offset: timedelta | None = None
    clock_answers = 0

    def answer(self, offset: timedelta) -> None:
        self.clock_offset = offset
        self.clock_answers += 1


class Watched:
    """A clock watch over a real journal; ``see`` is a look after an answer, as the window makes it."""

    def __init__(self, journal: SqliteJournal) -> None:
        self.journal = journal
        self.server = Server()
        self.clock = MovedClock()
        self.watch = self.watching(ServerBook(journal))

    def watching(self, book: ServerBook) -> WatchClock:
        return WatchClock(self.server, book, self.clock, ticks=self.clock.ticks)

    def passes(self, time: timedelta) -> None:
        self.clock.passed += time

    async def see(self, *offsets: timedelta) -> list[bool]:
        """Which of the looks were news."""
        news = []
        for offset in offsets:
            self.server.answer(offset)
            look = self.watch.look()
            assert look is not None
            assert look.seen == ClockSeen(ADDRESS, offset)
            news.append(look.news)
            await self.watch.note()
        return news

    def written(self) -> list[int]:
        """Seconds of the entries, in their order."""
        with closing(sqlite3.connect(self.journal.path)) as file:
            asked = "SELECT json_extract(CAST(body AS TEXT), '$.seconds') FROM entry WHERE kind = 'clock_seen'"
            return [seconds for (seconds,) in file.execute(f"{asked} ORDER BY seq")]


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    journal = SqliteJournal(tmp_path / "till", "K01")
    await journal.open()
    yield journal
    await journal.close()


@pytest.fixture
def watched(journal: SqliteJournal) -> Watched:
    return Watched(journal)


async def test_before_an_answer_there_is_nothing_to_say(watched: Watched) -> None:
    assert watched.watch.look() is None
    await watched.watch.note()
    assert watched.written() == []


async def test_clocks_that_agree_are_not_mentioned(watched: Watched) -> None:
    assert await watched.see(0 * MINUTE, 2 * MINUTE, -2 * MINUTE) == [False, False, False]
    assert watched.written() == []


async def test_that_they_begin_to_differ_is_told_at_once_and_once(watched: Watched) -> None:
    assert await watched.see(0 * MINUTE, 7 * MINUTE, 7 * MINUTE, 8 * MINUTE) == [False, True, False, False]
    assert watched.written() == [420]


async def test_another_amount_and_the_end_are_told_when_two_looks_say_so(watched: Watched) -> None:
    assert await watched.see(-7 * MINUTE) == [True]
    watched.passes(HOUR)
    assert await watched.see(-12 * MINUTE, -12 * MINUTE) == [False, True]
    watched.passes(HOUR)
    assert await watched.see(0 * MINUTE, -12 * MINUTE, 0 * MINUTE, SECOND) == [False, False, False, True]
    assert watched.written() == [-420, -720, 1]
    watched.passes(HOUR)
    assert await watched.see(-7 * MINUTE) == [True]  # and it begins again
    assert watched.written() == [-420, -720, 1, -420]


async def test_servers_that_take_turns_do_not_fill_the_journal(watched: Watched) -> None:
    await watched.see(*[0 * MINUTE, 7 * MINUTE, 14 * MINUTE] * 20)
    assert watched.written() == [420]


async def test_clocks_that_hover_at_the_limit_are_told_once(watched: Watched) -> None:
    just_off, just_right = 2 * MINUTE + SECOND, 2 * MINUTE - SECOND
    assert await watched.see(just_off, just_right, just_right, just_off, just_right) == [True, *[False] * 4]
    assert watched.written() == [121]
    watched.passes(HOUR)
    assert await watched.see(100 * SECOND, 100 * SECOND) == [True, False]
    assert watched.written() == [121, 100]


async def test_the_next_start_says_it_again_and_writes_nothing_new(watched: Watched) -> None:
    await watched.see(7 * MINUTE)
    again = Watched(watched.journal)
    assert await again.see(7 * MINUTE, 7 * MINUTE) == [True, False]
    assert again.written() == [420]


async def test_a_clock_that_was_set_right_between_two_runs_is_written_down(watched: Watched) -> None:
    await watched.see(7 * MINUTE)
    again = Watched(watched.journal)
    assert await again.see(0 * MINUTE, 0 * MINUTE) == [False, False]  # nobody was told in this run
    assert again.written() == [420, 0]


async def test_what_the_disk_did_not_take_is_written_later(watched: Watched) -> None:
    class Full(ServerBook):
        full = True

        async def clock_seen(self, seen: ClockSeen, at) -> None:  # type: ignore[no-untyped-def]
            if self.full:
                raise EnvironmentFault(DISK_FULL)
            await super().clock_seen(seen, at)

    book = Full(watched.journal)
    watched.watch = watched.watching(book)
    with pytest.raises(EnvironmentFault):
        await watched.see(7 * MINUTE)
    book.full = False
    assert await watched.see(7 * MINUTE) == [False]
    assert watched.written() == [420]


async def test_an_answer_counts_once(watched: Watched) -> None:
    await watched.see(7 * MINUTE)
    watched.passes(HOUR)
    assert await watched.see(0 * MINUTE) == [False]
    for _ in range(3):
        look = watched.watch.look()  # answers came that told no time
        assert look is not None
        assert not look.news
        await watched.watch.note()
    assert watched.written() == [420]


async def test_an_hour_after_an_entry_the_next_one_tells_how_it_is_then(watched: Watched) -> None:
    assert await watched.see(7 * MINUTE, 0 * MINUTE, 0 * MINUTE) == [True, False, True]  # the strip follows at once
    assert watched.written() == [420]
    watched.passes(HOUR - MINUTE)
    assert await watched.see(0 * MINUTE) == [False]
    assert watched.written() == [420]
    watched.passes(MINUTE)
    assert await watched.see(SECOND) == [False]
    assert watched.written() == [420, 1]


async def test_one_leap_is_written_sooner_and_then_there_is_an_hour_s_rest(watched: Watched) -> None:
    await watched.see(7 * MINUTE, 17 * MINUTE, 17 * MINUTE)
    assert watched.written() == [420]
    await watched.see(18 * MINUTE, 18 * MINUTE, 40 * MINUTE, 40 * MINUTE)
    assert watched.written() == [420, 1080]
    watched.passes(HOUR)
    await watched.see(40 * MINUTE)
    assert watched.written() == [420, 1080, 2400]
    await watched.see(0 * MINUTE, 0 * MINUTE)
    assert watched.written() == [420, 1080, 2400, 0]


async def test_two_looks_at_once_write_one_entry(watched: Watched) -> None:
    watched.server.answer(30 * MINUTE)
    watched.watch.look()
    await asyncio.gather(watched.watch.note(), watched.watch.note())
    assert watched.written() == [1800]


class Heard:
    """A book that keeps the moments of its entries, and can't be written at some of them."""

    def __init__(self, clock: MovedClock) -> None:
        self.clock = clock
        self.full = False
        self.entries: list[float] = []

    async def clock_seen(self, seen: ClockSeen, at: object) -> None:
        if self.full:
            raise EnvironmentFault(DISK_FULL)
        self.entries.append(self.ticks())

    def ticks(self) -> float:
        return self.clock.passed.total_seconds()

    async def last_clock(self) -> ClockSeen | None:
        return None


OFFSETS = st.one_of(st.sampled_from([0, 115, 121, 125, 420, 600, 1200, -600, -3600]), st.integers(-(10**11), 10**11))
ANSWERS = st.tuples(st.none() | OFFSETS, st.integers(0, 2000), st.booleans())


@given(st.lists(ANSWERS, max_size=120))
def test_whatever_a_server_says_the_journal_gets_two_entries_an_hour_at_most(
    answers: list[tuple[int | None, int, bool]],
) -> None:
    server, clock = Server(), MovedClock()
    book = Heard(clock)
    watch = WatchClock(server, book, clock, ticks=book.ticks)

    async def run() -> None:
        for offset, seconds, full in answers:
            clock.passed += seconds * SECOND
            book.full = full and seconds % 5 == 0
            if offset is not None:
                server.answer(offset * SECOND)
            watch.look()
            try:
                await watch.note()
            except EnvironmentFault:
                assert book.full

    asyncio.run(run())
    at = book.entries
    assert all(later - first >= REST_S for first, later in zip(at, at[2:], strict=False))


@pytest.mark.parametrize(
    "turns", [[0, 10], [10, 0, 0], [10, 10, 0, 0], [10, 10, 20, 20], [10, 0, 0, -10, 0, 0]], ids=str
)
async def test_servers_behind_one_address_make_a_handful_in_two_hours(watched: Watched, turns: list[int]) -> None:
    for look in range(240):
        watched.passes(30 * SECOND)
        await watched.see(turns[look % len(turns)] * MINUTE)
    assert 1 <= len(watched.written()) <= 4
