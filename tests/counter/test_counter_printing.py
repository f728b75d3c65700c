"""The queue of slips: one after the other, written down before it is shown, and never a lie about the paper."""

import asyncio
import json
import resource
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from counter.counter_parts import MovedClock
from counter.counter_spooler import HALF, OFF, Spoolers

from vendingdesk.counter import print_memory, print_place, printing
from vendingdesk.counter.paper_ports import PaperWork, Way
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.printing import PrintQueue
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import JobState, PaperName, PrinterFault, PrintJob
from vendingdesk.printing.job_files import PrintJobFiles

S = JobState
SOON = timedelta(milliseconds=5)
LONG = timedelta(seconds=20)
MINUTES = timedelta(minutes=10)


class Shop:
    """A queue with its printers, its files and its clock; ``seen`` is what listeners were told."""

    def __init__(self, folder: Path, setup: PrintSetup | None = None) -> None:
        self.files = PrintJobFiles(folder / "printing")
        self.folder = folder
        self.spoolers = Spoolers(folder)
        self.desk = self.spoolers.named("desk")
        self.settings = Settings(DeskSetup(printing=setup or PrintSetup(open_drawer=True)))
        self.clock = MovedClock()
        self.queue = self.another()
        self.seen: list[PrintJob] = []
        self.on_disk: list[JobState | None] = []
        self.queue.when_changed(self._hear)
        self.running: asyncio.Task[None] | None = None

    def another(self) -> PrintQueue:
        """A queue over the same files, as the next start has one."""
        return PrintQueue(self.files, self.spoolers, settings=self.settings, clock=self.clock, look_every=SOON)

    def _hear(self, job: PrintJob) -> None:
        self.seen.append(job)
        kept = self.folder / "printing" / f"{job.uid}.json"
        self.on_disk.append(JobState(json.loads(kept.read_bytes())["state"]) if kept.exists() else None)

    def states(self, title: str = "slip") -> list[JobState]:
        return [job.state for job in self.seen if job.title == title]

    async def submit(self, title: str = "slip", *, drawer: bool = False, setup: PrintSetup | None = None) -> PrintJob:
        paper = self.settings.printing.paper
        work = PaperWork(title, f"%PDF {title}".encode(), paper, drawer)
        return await self.queue.submit(work, operator="amina", receipt_no="K01-000001", sale_uid="s", setup=setup)

    async def until(self, condition: Callable[[], object]) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + 20
        while not condition():
            assert loop.time() < end
            await asyncio.sleep(0.002)

    async def ended(self, title: str = "slip") -> PrintJob:
        """Until the last that was told of a job is an end."""
        await self.until(lambda: (told := [j for j in self.seen if j.title == title]) and told[-1].ended)
        return [job for job in self.seen if job.title == title][-1]


@asynccontextmanager
async def running(shop: Shop) -> AsyncIterator[Shop]:
    shop.running = asyncio.create_task(shop.queue.run())
    try:
        yield shop
    finally:
        for spooler in shop.spoolers.made.values():
            spooler.moving.set()
        assert await shop.queue.close(LONG)
        await shop.running


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with running(Shop(tmp_path)) as shop:
        yield shop


def files(shop: Shop) -> list[str]:
    return sorted(file.suffix for file in (shop.folder / "printing").iterdir())


async def test_a_slip_goes_its_way_and_nothing_is_left_of_it(shop: Shop) -> None:
    await shop.submit(drawer=True)
    end = await shop.ended()
    assert shop.states() == [S.WAITING, S.SENDING, S.SENT]
    assert shop.on_disk == [S.WAITING, S.SENDING, None]  # on the disk before it is shown, gone when all is well
    assert end.said == "Saved: slip"
    assert (end.way, end.operator, end.receipt_no, end.copy) == ("desk", "amina", "K01-000001", 1)
    assert (shop.desk.folder / "slip.pdf").read_bytes() == b"%PDF slip"
    assert shop.desk.drawers == ["slip"]
    assert files(shop) == []
    assert (shop.queue.jobs, shop.queue.trouble) == ((), "")


async def test_a_spooler_is_looked_at_until_it_tells_the_end(shop: Shop) -> None:
    shop.desk.reports = True
    await shop.submit()
    await shop.until(lambda: S.HANDED in shop.states())
    assert shop.queue.waiting[0].reference == "slip"
    shop.desk.say("slip", S.HANDED, "Out of paper.")
    await shop.until(lambda: shop.seen[-1].said == "Out of paper.")
    assert shop.seen[-1].state is S.HANDED
    shop.desk.say("slip", S.PRINTED)
    assert (await shop.ended()).state is S.PRINTED
    assert shop.queue.waiting == ()
    assert files(shop) == []


async def test_one_after_the_other_in_their_order(shop: Shop) -> None:
    shop.desk.moving.clear()
    for title in ("a", "b", "c"):
        await shop.submit(title)
    await shop.until(lambda: shop.queue.sending is not None)
    assert [job.state for job in shop.queue.waiting] == [S.SENDING, S.WAITING, S.WAITING]
    shop.desk.moving.set()
    await shop.ended("c")
    assert shop.queue.sending is None
    ends = [job.title for job in shop.seen if job.state is S.SENT]
    assert ends == shop.desk.taken == ["a", "b", "c"]


async def test_what_a_spooler_holds_keeps_back_its_own_printer_only(shop: Shop) -> None:
    shop.desk.reports = True
    await shop.submit("held")
    await shop.until(lambda: S.HANDED in shop.states("held"))
    await shop.submit("behind")
    await shop.submit("elsewhere", setup=PrintSetup(way=WayKind.SYSTEM, printer="office"))
    assert (await shop.ended("elsewhere")).state is S.SENT
    assert shop.states("behind") == [S.WAITING]
    shop.desk.say("held", S.PRINTED)
    await shop.until(lambda: S.HANDED in shop.states("behind"))
    shop.desk.say("behind", S.PRINTED)
    await shop.ended("behind")


@pytest.mark.parametrize(("fault", "state"), [(OFF, S.FAILED), (HALF, S.UNSURE), (RuntimeError("x"), S.UNSURE)])
async def test_a_printer_that_fails(
    shop: Shop, fault: Exception, state: JobState, caplog: pytest.LogCaptureFixture
) -> None:
    shop.desk.fault = fault
    job = await shop.submit()
    end = await shop.ended()
    bug = isinstance(fault, RuntimeError)
    assert (end.state, end.said) == (state, print_place.BUG if bug else str(fault))
    assert ("a way to paper failed" in caplog.text) is bug
    assert shop.on_disk[-1] is state  # a restart asks about it
    shop.desk.fault = None
    assert shop.queue.same_again(end) is (state is S.FAILED)
    await shop.submit("next")
    assert (await shop.ended("next")).state is S.SENT  # one that fails holds nobody up
    assert shop.queue.jobs == (end,)
    await shop.queue.let_go(job.uid)
    assert (shop.queue.jobs, files(shop)) == ((), [])


async def test_the_same_slip_again(shop: Shop) -> None:
    shop.desk.fault = OFF
    job = await shop.submit(drawer=True)
    await shop.ended()
    shop.desk.fault = None
    first, second = await asyncio.gather(shop.queue.again(job.uid), shop.queue.again(job.uid))
    assert first is not None
    assert second is None  # pressed twice
    assert first.uid != job.uid
    await shop.until(lambda: shop.seen[-1].state is S.SENT)
    assert shop.desk.drawers == ["slip"]
    assert (shop.desk.folder / "slip.pdf").read_bytes() == b"%PDF slip"
    assert files(shop) == []
    assert await shop.queue.again(job.uid) is None
    await shop.queue.let_go(job.uid)  # harmless


async def test_what_may_have_come_out_is_not_the_same_again(shop: Shop) -> None:
    shop.desk.fault = HALF
    job = await shop.submit()
    await shop.ended()
    assert await shop.queue.again(job.uid) is None
    assert len(shop.queue.jobs) == 1


async def test_another_paper_is_not_the_same_slip(shop: Shop) -> None:
    shop.desk.fault = OFF
    job = await shop.submit()
    end = await shop.ended()
    await shop.settings.change(printing=PrintSetup(paper=PaperName.ROLL_58))
    assert not shop.queue.same_again(end)
    assert await shop.queue.again(job.uid) is None


async def test_a_printer_that_is_not_there(shop: Shop) -> None:
    await shop.settings.change(printing=PrintSetup(way=WayKind.SYSTEM, printer="gone"))
    job = await shop.submit()
    assert (job.state, job.said) == (S.FAILED, "There is no printer “gone” on this machine.")
    assert shop.files.unfinished() == (job,)
    assert shop.seen == [job]


async def test_who_is_on_the_way_is_not_let_go(shop: Shop) -> None:
    shop.desk.reports = True
    job = await shop.submit()
    await shop.until(lambda: S.HANDED in shop.states())
    await shop.queue.let_go(job.uid)
    assert len(shop.queue.jobs) == 1


# A bug in one job, or beside it, stops no other.


async def test_a_listener_that_fails_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shop = Shop(tmp_path)
    heard: list[PrintJob] = []

    def broken(job: PrintJob) -> None:
        raise RuntimeError("a window")

    shop.queue.when_changed(broken)
    shop.queue.when_changed(heard.append)
    async with running(shop):
        await shop.submit("one")
        await shop.submit("two")
        assert (await shop.ended("two")).state is S.SENT
    assert shop.desk.taken == ["one", "two"]
    assert heard == shop.seen
    assert "RuntimeError: a window" in caplog.text


async def test_a_text_that_can_not_be_written_stops_nobody(shop: Shop) -> None:
    shop.desk.fault = PrinterFault("caf\udce9 is off")
    await shop.submit()
    assert (await shop.ended()).state is S.FAILED
    assert shop.files.unfinished()[0].said == r"caf\udce9 is off"
    shop.desk.fault = None
    await shop.submit("next")
    assert (await shop.ended("next")).state is S.SENT


async def test_a_move_that_no_job_may_make_ends_that_job(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    shop.desk.reports = True
    await shop.submit()
    await shop.until(lambda: S.HANDED in shop.states())
    shop.desk.say("slip", S.WAITING)
    end = await shop.ended()
    assert (end.state, end.said) == (S.UNSURE, print_place.BUG)
    assert "JobMoveRefused: print job slip" in caplog.text
    assert shop.files.unfinished() == (end,)
    shop.desk.reports = False
    await shop.submit("next")
    assert (await shop.ended("next")).state is S.SENT


class Lost(Spoolers):
    """Ways that have a bug."""

    def way(self, setup: PrintSetup) -> Way:
        raise RuntimeError("no way")


async def test_a_bug_in_finding_the_way_is_no_bug_of_the_sale(
    shop: Shop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shop.queue._ways = Lost(tmp_path)
    job = await shop.submit()
    assert (job.state, job.said) == (S.FAILED, print_place.BUG)
    assert "RuntimeError: no way" in caplog.text
    shop.queue._ways = shop.spoolers
    assert await shop.queue.again(job.uid) is not None
    assert (await shop.ended()).state is S.SENT


async def test_a_bug_at_the_start_ends_one_job_of_the_last_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shop = Shop(tmp_path)
    queue = await left_by_the_last_run(shop)
    queue._ways = Lost(tmp_path)
    asked = await queue.begin()
    assert [job.state for job in asked] == [S.WAITING, S.UNSURE, S.UNSURE, S.FAILED, S.UNSURE]
    assert [job.said for job in asked].count(print_place.BUG) == 1
    assert "RuntimeError: no way" in caplog.text


class Forgetful(PrintJobFiles):
    """Job files with a bug."""

    def keep(self, job: PrintJob, pdf: bytes | None = None) -> None:
        raise RuntimeError("keep")


async def test_a_bug_in_the_memory_keeps_no_slip_from_being_printed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shop = Shop(tmp_path)
    shop.files = Forgetful(tmp_path / "printing")
    shop.queue = shop.another()
    shop.queue.when_changed(shop._hear)
    async with running(shop):
        await shop.submit()
        assert (await shop.ended()).state is S.SENT
    assert shop.queue.trouble == print_memory.BUG
    assert "RuntimeError: keep" in caplog.text


class Slow(PrintJobFiles):
    """A disk that takes its time; ``begun`` is set when a file is to be written."""

    begun = threading.Event()
    done = threading.Event()

    def keep(self, job: PrintJob, pdf: bytes | None = None) -> None:
        self.begun.set()
        assert self.done.wait(20)
        super().keep(job, pdf)


async def test_what_is_not_written_yet_is_not_pressed_for(tmp_path: Path) -> None:
    """A job's note never comes after its slip is gone."""
    shop = Shop(tmp_path, PrintSetup(way=WayKind.SYSTEM, printer="gone"))
    shop.files = slow = Slow(tmp_path / "printing")
    shop.queue = shop.another()
    shop.queue.when_changed(shop._hear)
    async with running(shop):
        asked = asyncio.create_task(shop.submit())
        await shop.until(slow.begun.is_set)
        early = shop.queue.jobs
        shop.settings._setup = replace(shop.settings.setup, printing=PrintSetup())
        pressed = [asyncio.create_task(shop.queue.again(job.uid)) for job in early]
        slow.done.set()
        await asked
        await asyncio.gather(*pressed)
        assert early == ()
        assert await shop.queue.again((await asked).uid) is not None
        await shop.until(lambda: shop.states()[-1] is S.SENT)
    assert shop.desk.taken == ["slip"]
    assert files(shop) == []


async def test_a_drawer_that_is_switched_off_while_a_slip_waits_stays_shut(shop: Shop) -> None:
    shop.desk.moving.clear()
    await shop.submit("first", drawer=True)
    await shop.until(lambda: shop.queue.sending is not None)
    await shop.submit("second", drawer=True)
    await shop.settings.change(printing=PrintSetup())
    shop.desk.moving.set()
    await shop.ended("second")
    assert shop.desk.drawers == ["first"]  # it was on its way


# Time.


async def test_who_waits_too_long_is_not_printed_any_more(shop: Shop) -> None:
    shop.desk.moving.clear()
    await shop.submit("first")
    await shop.until(lambda: shop.queue.sending is not None)
    await shop.submit("second")
    shop.clock.ahead += MINUTES
    shop.desk.moving.set()
    end = await shop.ended("second")
    assert (end.state, end.said) == (S.EXPIRED, printing.NEVER_TAKEN)
    assert shop.desk.taken == ["first"]
    assert shop.queue.same_again(end)


async def test_what_is_handed_over_too_long_is_taken_back(shop: Shop) -> None:
    shop.desk.reports = True
    await shop.submit()
    await shop.until(lambda: S.HANDED in shop.states())
    shop.clock.ahead += MINUTES
    end = await shop.ended()
    assert (end.state, end.said) == (S.EXPIRED, print_place.TAKEN_BACK)
    assert shop.desk.taken == []


@pytest.mark.parametrize(
    ("says", "said", "state", "told"),
    [
        (S.PRINTED, "", S.PRINTED, ""),
        (S.HANDED, "Paper jam.", S.UNSURE, "Paper jam."),
        (S.HANDED, "", S.UNSURE, print_place.STUCK),
    ],
)
async def test_what_can_not_be_taken_back(
    tmp_path: Path, says: JobState, said: str, state: JobState, told: str
) -> None:
    shop = Shop(tmp_path)
    shop.desk.reports = True
    shop.desk.name = "desk"
    shop.queue._look_every = 3600
    async with running(shop):
        await shop.submit()
        await shop.until(lambda: S.HANDED in shop.states())
        shop.desk.begin_printing("slip")
        shop.desk.say("slip", says, said)
        shop.clock.ahead += MINUTES
        shop.queue._news.set()
        end = await shop.ended()
        assert (end.state, end.said) == (state, told)


async def test_a_spooler_that_can_not_be_asked(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    shop.desk.reports = shop.desk.broken = True
    await shop.submit()
    end = await shop.ended()
    assert (end.state, end.said) == (S.UNSURE, print_place.BUG)
    assert "RuntimeError: look" in caplog.text


async def test_a_spooler_that_can_not_give_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shop = Shop(tmp_path)
    shop.desk.reports = True
    shop.queue._look_every = 3600
    async with running(shop):
        await shop.submit()
        await shop.until(lambda: S.HANDED in shop.states())
        shop.desk.broken = True
        shop.clock.ahead += MINUTES
        shop.queue._news.set()
        assert (await shop.ended()).state is S.UNSURE
    assert "RuntimeError: withdraw" in caplog.text


async def test_the_end_of_the_wait_is_awaited(tmp_path: Path) -> None:
    """Nothing but time passes: the queue wakes up by itself."""
    shop = Shop(tmp_path, PrintSetup(expire_after=timedelta(minutes=1)))
    shop.desk.reports = True
    shop.queue._look_every = 0.01
    async with running(shop):
        await shop.submit()
        await shop.until(lambda: S.HANDED in shop.states())
        shop.clock.ahead += timedelta(seconds=59.9)
        assert (await shop.ended()).state is S.EXPIRED


# Closing, and the next start.


async def test_closing_waits_for_what_is_sent_and_begins_nothing_more(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.desk.moving.clear()
    async with running(shop):
        await shop.submit("now")
        await shop.until(lambda: shop.queue.sending is not None)
        await shop.submit("later")
        assert not await shop.queue.close(SOON)
        shop.desk.moving.set()
        assert await shop.queue.close(LONG)
    assert shop.desk.taken == ["now"]
    assert [job.title for job in shop.files.unfinished()] == ["later"]


async def test_a_queue_that_is_held_begins_nothing_until_it_is_taken_back(shop: Shop) -> None:
    shop.desk.moving.clear()
    await shop.submit("now")
    await shop.until(lambda: shop.queue.sending is not None)
    await shop.submit("later")
    shop.queue.hold()
    shop.desk.moving.set()
    assert (await shop.ended("now")).state is S.SENT
    shop.desk.reports = True
    await shop.submit("too late", setup=PrintSetup(expire_after=timedelta(minutes=1)))
    shop.clock.ahead += timedelta(minutes=1)
    await shop.submit("last")
    assert (await shop.ended("too late")).state is S.EXPIRED  # the queue has gone over all of them
    assert shop.desk.taken == ["now"]
    kept = {job.title: job.state for job in shop.files.unfinished()}
    assert kept == {"later": S.WAITING, "last": S.WAITING, "too late": S.EXPIRED}
    shop.queue.resume()
    await shop.until(lambda: S.HANDED in shop.states("later"))
    shop.queue.hold()
    shop.desk.say("later", S.PRINTED)
    assert (await shop.ended("later")).state is S.PRINTED  # what is at the printer is looked at all the same
    assert shop.states("last") == [S.WAITING]


async def test_a_queue_that_never_ran_is_closed_at_once(tmp_path: Path) -> None:
    assert await Shop(tmp_path).queue.close(SOON)


async def left_by_the_last_run(shop: Shop) -> PrintQueue:
    """A job in every state that a run can leave, as a killed program leaves them."""
    made = await shop.submit("waiting")
    for number, state in enumerate((S.SENDING, S.HANDED, S.FAILED, S.UNSURE), start=1):
        later = made.made_at + timedelta(seconds=number)
        job = replace(made, uid=f"{number:032x}", title=state.value, state=state, made_at=later)
        shop.files.keep(replace(job, reference=job.title if state is S.HANDED else ""), b"%PDF again")
    return shop.another()


async def test_the_next_start_asks_and_prints_nothing_by_itself(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.queue = queue = await left_by_the_last_run(shop)
    shop.settings._setup = replace(shop.settings.setup, printing=PrintSetup(way=WayKind.SYSTEM, printer="office"))
    queue.when_changed(shop._hear)
    asked = await queue.begin()
    assert [(job.title, job.state) for job in asked] == [
        ("waiting", S.WAITING),
        ("SENDING", S.UNSURE),
        ("HANDED", S.UNSURE),  # the shop has another printer now: nobody can be asked
        ("FAILED", S.FAILED),
        ("UNSURE", S.UNSURE),
    ]
    assert [job.said for job in asked[1:3]] == [printing.CUT_OFF, print_place.STUCK]
    assert [queue.same_again(job) for job in asked] == [True, False, False, True, False]
    assert [job.state for job in shop.files.unfinished()] == [job.state for job in asked]
    async with running(shop):
        await shop.submit("new")
        await shop.ended("new")
        assert shop.desk.taken == []
        assert await queue.again(asked[0].uid) is not None
        await shop.ended("waiting")
        assert shop.spoolers.named("office").taken == ["new", "waiting"]
        for job in asked[1:]:
            await queue.let_go(job.uid)
    assert queue.jobs == shop.files.unfinished() == ()


async def test_a_recovery_code_that_an_earlier_build_left_is_gone_at_the_start(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    queue = await left_by_the_last_run(shop)
    (made, *_rest) = shop.files.unfinished()
    code = replace(made, uid="f" * 32, title="recovery-code", state=S.FAILED)
    shop.files.keep(code, b"%PDF code")
    asked = await queue.begin()
    assert len(asked) > 1
    assert code.uid not in [job.uid for job in queue.jobs]
    assert list((tmp_path / "printing").glob(f"{code.uid}*")) == []


async def test_what_the_spooler_has_goes_on_being_looked_at(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.queue = queue = await left_by_the_last_run(shop)
    queue.when_changed(shop._hear)
    shop.desk.reports = True
    shop.desk.say("HANDED", S.PRINTED)
    assert "HANDED" not in [job.title for job in await queue.begin()]
    async with running(shop):
        assert (await shop.ended("HANDED")).state is S.PRINTED


async def test_a_way_that_is_gone_can_not_be_asked(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    queue = await left_by_the_last_run(shop)
    shop.settings._setup = replace(shop.settings.setup, printing=PrintSetup(way=WayKind.SYSTEM, printer="gone"))
    assert [job.state for job in await queue.begin()].count(S.UNSURE) == 3


async def test_a_kept_slip_that_is_gone_is_said(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    queue = await left_by_the_last_run(shop)
    waiting = (await queue.begin())[0]
    (tmp_path / "printing" / f"{waiting.uid}.pdf").unlink()
    with pytest.raises(EnvironmentFault, match="from History"):
        await queue.again(waiting.uid)
    assert waiting in queue.jobs  # still to be answered


# The disk.


async def test_a_full_disk_keeps_no_slip_from_being_printed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    shop = Shop(tmp_path)
    shop.desk.moving.clear()
    async with running(shop):
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
        try:
            await shop.submit()
            await shop.until(lambda: shop.queue.sending is not None)
            assert "Free some space" in shop.queue.trouble
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        shop.desk.moving.set()
        assert (await shop.ended()).state is S.SENT
        shop.desk.fault = OFF
        await shop.submit("kept again")
        await shop.ended("kept again")
        assert shop.queue.trouble == ""
    assert "print jobs can't be kept" in caplog.text


async def test_a_note_that_can_not_be_read_is_said(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    await left_by_the_last_run(shop)
    (tmp_path / "printing" / "x.json").write_text("{")
    queue = shop.another()
    assert len(await queue.begin()) == 4
    assert queue.trouble == print_memory.DAMAGED


async def test_a_folder_that_can_not_be_read_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "printing").write_text("no folder")
    shop = Shop(tmp_path)
    shop._hear = shop.seen.append  # type: ignore[method-assign, assignment]
    shop.queue = shop.another()
    shop.queue.when_changed(shop._hear)
    assert await shop.queue.begin() == ()
    assert "can’t be read" in shop.queue.trouble
    async with running(shop):
        await shop.submit()
        assert (await shop.ended()).state is S.SENT
        assert shop.queue.trouble


async def test_who_waits_for_the_paper_may_be_cancelled(tmp_path: Path) -> None:
    """The end of the program: what is on its way stays SENDING on the disk, and its late answer is nobody's."""
    shop = Shop(tmp_path)
    shop.desk.moving.clear()
    task = asyncio.create_task(shop.queue.run())
    await shop.submit()
    await shop.until(lambda: shop.queue.sending is not None)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await shop.queue.close(SOON)
    shop.desk.moving.set()
    await shop.until(lambda: shop.desk.taken)
    assert [job.state for job in shop.files.unfinished()] == [S.SENDING]


def test_the_loop_may_be_gone_when_the_printer_answers(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.desk.moving.clear()

    async def run() -> None:
        task = asyncio.create_task(shop.queue.run())
        await shop.submit()
        await shop.until(lambda: shop.queue.sending is not None)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    shop.desk.moving.set()
    asyncio.run(shop.until(lambda: shop.desk.taken))
