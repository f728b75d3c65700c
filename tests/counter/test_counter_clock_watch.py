"""The clock watch: what is said, what is written down, and that neither goes on and on."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from counter.counter_parts import DISK_FULL, MovedClock

from vendingdesk.counter.clock_watch import WatchClock
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.server_clock import ClockSeen
from vendingdesk.journal.server_book import ServerBook
from vendingdesk.journal.sqlite_journal import SqliteJournal

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ADDRESS = "https://server.example"


class Server:
    address = ADDRESS
    clock_offset: timedelta | None = None


class Watched:
    """A clock watch over a real journal; ``see`` is a look after an answer, as the window makes it."""

    def __init__(self, journal: SqliteJournal) -> None:
        self.journal = journal
        self.server = Server()
        self.watch = WatchClock(self.server, ServerBook(journal), MovedClock())

    async def see(self, *offsets: timedelta) -> list[bool]:
        """Which of the looks were news."""
        news = []
        for offset in offsets:
            self.server.clock_offset = offset
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
    assert await watched.see(-7 * MINUTE, -12 * MINUTE, -12 * MINUTE) == [True, False, True]
    assert await watched.see(0 * MINUTE, -12 * MINUTE, 0 * MINUTE, SECOND) == [False, False, False, True]
    assert watched.written() == [-420, -720, 1]
    assert await watched.see(-7 * MINUTE) == [True]  # and it begins again
    assert watched.written() == [-420, -720, 1, -420]


async def test_servers_that_take_turns_do_not_fill_the_journal(watched: Watched) -> None:
    await watched.see(*[0 * MINUTE, 7 * MINUTE, 14 * MINUTE] * 20)
    assert watched.written() == [420]


async def test_clocks_that_hover_at_the_limit_are_told_once(watched: Watched) -> None:
    just_off, just_right = 2 * MINUTE + SECOND, 2 * MINUTE - SECOND
    assert await watched.see(just_off, just_right, just_right, just_off, just_right) == [True, *[False] * 4]
    assert watched.written() == [121]
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
    watched.watch = WatchClock(watched.server, book, MovedClock())
    with pytest.raises(EnvironmentFault):
        await watched.see(7 * MINUTE)
    book.full = False
    assert await watched.see(7 * MINUTE) == [False]
    assert watched.written() == [420]
