"""A till in use that is asked again, over real books: who allows it, what the journal keeps, what stays as it was."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.begun_till import BegunTill
from vendingdesk.counter.clock import SystemClock
from vendingdesk.counter.first_questions import Step
from vendingdesk.counter.first_start import Owner
from vendingdesk.counter.setup import MoneyMeans
from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.domain.trust import Trust
from vendingdesk.journal.mark import MARK_NAME, MarkFile
from vendingdesk.journal.opening import till_of
from vendingdesk.journal.sqlite_journal import SqliteJournal
from vendingdesk.journal.verification import verify
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.begun_books import begun_till
from vendingdesk.wiring.crash_watch import CrashWatch
from vendingdesk.wiring.first_start import Answers, FirstOwner, answered, first_start
from vendingdesk.wiring.folders import JOURNAL, DataFolder
from vendingdesk.wiring.setup_layers import Layers, read_layers

HERE, THERE = "https://192.0.2.1:4680", "https://192.0.2.2:4680"
PIN, OTHER = "ab" * 32, "cd" * 32
GRACE, TYPED = "Grace", "7294"
NOTHING: Mapping[str, Any] = {}


class Till:
    """A data folder whose books of till K07 have begun."""

    def __init__(self, path: Path) -> None:
        self.folder = DataFolder(path)
        self.folder.make()
        self.journal = path / JOURNAL

    async def begin(self, *, supervisor: bool = True) -> "Till":
        if supervisor:
            await FirstOwner(self.folder.path)("K07", Owner(GRACE, TYPED))
        else:
            journal = SqliteJournal(self.folder.path, "K07")
            await journal.open()
            await journal.close()
        return self

    def layers(self, toml: str = "", policy: str = "") -> Layers:
        if toml:
            self.folder.setup_file.write_text(toml)
        above = self.folder.path.with_name("policy.toml")
        if policy:
            above.write_text(policy)
        return read_layers(self.folder.setup_file, policy=above if policy else None, begun=True)

    async def begun(self) -> BegunTill:
        return await begun_till(self.folder.path, self.journal)

    def entries(self, *kinds: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.journal)) as file:
            rows = file.execute("SELECT kind, body FROM entry ORDER BY seq").fetchall()
        return [msgspec.json.decode(body) for kind, body in rows if kind in kinds]

    @property
    def text(self) -> str:
        return self.folder.setup_file.read_text()


@pytest.fixture
async def till(tmp_path: Path) -> Till:
    return await Till(tmp_path / "till").begin()


@pytest.fixture
async def alone(tmp_path: Path) -> Till:
    """A till where nobody is supervisor."""
    return await Till(tmp_path / "till").begin(supervisor=False)


def toml(address: str = HERE, trust: str = f'fingerprint = "{PIN}"', means: str = "kwh") -> str:
    said = f'till = "K07"\ncurrency = "NGN"\nmoney_means = "{means}"\n'
    return f'{said}[server]\naddress = "{address}"\n{trust}\n'


# Who allows it


async def test_a_till_in_use_asks_for_a_supervisor_first(till: Till) -> None:
    start = first_start(till.folder, till.layers(toml(means="gold")), await till.begun())
    assert start.questions.steps == (Step.SUPERVISOR, Step.MONEY, Step.END)
    assert start.questions.place(Step.MONEY) == (2, 2)
    assert start.decided.supervisors == (GRACE,)


async def test_nothing_is_kept_without_a_supervisor(till: Till) -> None:
    begun, layers = await till.begun(), till.layers(toml(trust='fingerprint = "ab"'))
    start, before = first_start(till.folder, layers, begun), till.text
    start.unchecked(THERE)
    with pytest.raises(Refused, match="A supervisor must allow this first"):
        await start.finish()
    with pytest.raises(Refused, match="not the PIN of Grace"):
        await begun.authorise(GRACE, "1357")
    with pytest.raises(Refused, match="A supervisor must allow this first"):
        await start.finish()
    assert till.text == before
    assert till.entries("trust_changed", "allowed") == []
    await begun.authorise(GRACE, TYPED)
    await start.finish()
    assert layers.again().connection().address == THERE


async def test_a_wrong_pin_takes_back_who_allowed_it_before(till: Till) -> None:
    begun = await till.begun()
    await begun.authorise(GRACE, TYPED)
    with pytest.raises(Refused):
        await begun.authorise(GRACE, "1357")
    assert begun.authority is None


async def test_the_wait_after_wrong_pins_holds_over_a_new_start(till: Till) -> None:
    begun = await till.begun()
    for _ in range(5):
        with pytest.raises(Refused, match="not the PIN"):
            await begun.authorise(GRACE, "1357")
    for each in (begun, await till.begun()):
        with pytest.raises(Refused, match="Too many wrong PINs"):
            await each.authorise(GRACE, TYPED)


def test_books_that_have_begun_are_not_left_out(tmp_path: Path) -> None:
    till = Till(tmp_path / "till")
    with pytest.raises(ValueError, match="who may answer"):
        first_start(till.folder, till.layers(toml()))


# What the journal keeps


async def kept(till: Till, layers: Layers, values: Mapping[str, Any] = NOTHING, trust: Trust | None = None) -> None:
    """Answers that the supervisor allowed."""
    begun = await till.begun()
    await begun.authorise(GRACE, TYPED)
    await Answers(layers, begun)(values, trust)
    assert verify(till.journal).unbroken


async def test_another_certificate_stands_there_with_who_allowed_it(till: Till) -> None:
    await kept(till, till.layers(toml()), trust=Trust(fingerprint=OTHER))
    assert till.entries("trust_changed") == [
        {
            "address": HERE,
            "before": {"fingerprint": PIN},
            "after": {"fingerprint": OTHER},
            "by": GRACE,
            "allowed_by": GRACE,
        }
    ]
    assert till.entries("allowed") == []


async def test_what_could_not_be_used_was_another_trust(till: Till) -> None:
    layers = till.layers(toml(trust='fingerprint = "not one"'))
    await kept(till, layers, trust=Trust())
    (entry,) = till.entries("trust_changed")
    assert (entry["before"], entry["after"]) == ({}, {})
    assert entry["lost"] == "server.fingerprint = not one"
    assert "fingerprint" not in till.text


async def test_another_server_stands_there_with_the_one_before(till: Till) -> None:
    layers = till.layers(toml(trust='fingerprint = "ab"'))
    await kept(till, layers, {"server.address": THERE}, trust=Trust(fingerprint=OTHER))
    (entry,) = till.entries("trust_changed")
    assert (entry["address"], entry["moved_from"], entry["lost"]) == (THERE, HERE, "server.fingerprint = ab")


async def test_a_ca_file_stands_there_as_the_copy_that_is_kept(till: Till, tmp_path: Path) -> None:
    stick = tmp_path / "stick.pem"
    with SimulatorServer(tls=True) as server:
        stick.write_bytes(server.certificate_pem)
    layers = till.layers(toml())
    await kept(till, layers, trust=Trust(ca_file=stick))
    (entry,) = till.entries("trust_changed")
    assert entry["after"] == {"ca_file": str(layers.again().connection().trust.ca_file)}


async def test_the_rest_is_allowed_by_the_supervisor(till: Till) -> None:
    layers = till.layers(toml(means="gold"))
    begun = await till.begun()
    start = first_start(till.folder, layers, begun)
    await begun.authorise(GRACE, TYPED)
    start.money(MoneyMeans.CURRENCY)
    await start.finish()
    assert till.entries("trust_changed") == []
    assert till.entries("allowed") == [
        {
            "right": "change_settings",
            "person": GRACE,
            "allowed_by": GRACE,
            "about": "asked for again at a start: money_means = currency",
        }
    ]
    assert layers.again().setup().money_means is MoneyMeans.CURRENCY


async def test_what_stays_as_it_was_is_not_written(till: Till) -> None:
    await kept(till, till.layers(toml()), {"money_means": "kwh"})
    assert till.entries("trust_changed", "allowed") == []


async def test_a_proxy_that_is_taken_away_is_said(till: Till) -> None:
    layers = till.layers(toml(trust=f'fingerprint = "{PIN}"\nproxy = "http://192.0.2.9:3128"'))
    await kept(till, layers, {"server.proxy": None})
    (entry,) = till.entries("allowed")
    assert entry["about"].endswith("server.proxy = nothing")


async def test_without_a_supervisor_it_goes_on_and_another_trust_is_written(alone: Till) -> None:
    begun = await alone.begun()
    layers = alone.layers(toml(address="no address", means="gold"))
    start = first_start(alone.folder, layers, begun)
    assert start.questions.steps == (Step.SERVER, Step.MONEY, Step.END)
    start.unchecked(THERE)
    start.money(MoneyMeans.KWH)
    await start.finish()
    (entry,) = alone.entries("trust_changed")
    assert (entry["address"], entry["by"], entry["allowed_by"]) == (THERE, "first start", "")
    assert entry["lost"] == "server.address = no address"
    assert alone.entries("allowed") == []
    assert verify(alone.journal).unbroken


# Settings that are gone


async def test_books_without_settings_are_of_a_till_in_use(till: Till) -> None:
    begun, layers = await till.begun(), till.layers()
    start = first_start(till.folder, layers, begun)
    assert start.questions.steps == (Step.SUPERVISOR, Step.SERVER, Step.MONEY, Step.END)
    await begun.authorise(GRACE, TYPED)
    start.unchecked(HERE)
    start.money(MoneyMeans.KWH)
    await start.finish()
    (entry,) = till.entries("trust_changed")
    assert (entry["address"], entry["lost"]) == (HERE, "no server was kept")
    assert layers.again().setup().till == "K07"  # else the next start would not open these books


async def test_the_books_keep_their_till(till: Till) -> None:
    begun = await till.begun()
    start = first_start(till.folder, till.layers(toml().replace("K07", "K 7!")), begun)
    assert start.questions.steps == (Step.SUPERVISOR, Step.TILL, Step.END)
    assert start.value("till") == "K07"
    with pytest.raises(Refused, match="books of till K07"):
        start.till("K08")
    start.till("k07")
    assert start.value("till") == "K07"


# Books that can't be opened


async def test_books_that_are_open_elsewhere_are_told_and_nothing_is_kept(till: Till) -> None:
    layers, begun = till.layers(toml(trust='fingerprint = "ab"')), await till.begun()
    await begun.authorise(GRACE, TYPED)
    start, before = first_start(till.folder, layers, begun), till.text
    start.unchecked(THERE)
    other = SqliteJournal(till.folder.path, "K07")
    await other.open()
    try:
        with pytest.raises(EnvironmentFault, match="already open"):
            await till.begun()
        with pytest.raises(EnvironmentFault, match="already open"):
            await begun.authorise(GRACE, TYPED)
        begun.authority = Authority(GRACE, SystemClock().now())  # as if the other counter came behind the PIN
        with pytest.raises(EnvironmentFault, match="already open"):
            await start.finish()
    finally:
        await other.close()
    assert till.text == before


def test_damaged_books_are_told_before_anything_is_asked(tmp_path: Path) -> None:
    till = Till(tmp_path / "till")
    till.journal.write_bytes(b"")
    layers = till.layers(toml(trust='fingerprint = "ab"'))
    before = till.text
    with CrashWatch(till.folder.crashes) as watch, pytest.raises(EnvironmentFault, match="is empty"):
        answered(till.folder, layers, watch, server_named=False, kiosk=False)
    assert till.text == before


async def test_a_journal_without_an_entry_is_nobodys(till: Till) -> None:
    with closing(sqlite3.connect(till.journal)) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute("DELETE FROM entry")
        file.commit()
    with pytest.raises(EnvironmentFault, match="no first entry"):
        till_of(till.journal)


async def test_the_counter_is_still_told_that_the_last_run_was_cut_off(till: Till) -> None:
    mark = MarkFile(till.folder.path / MARK_NAME)
    left = mark.read()
    assert left is not None
    mark.write(replace(left, running=True))  # as a power cut leaves it
    mark.close()
    await kept(till, till.layers(toml()), trust=Trust(fingerprint=OTHER))
    journal = SqliteJournal(till.folder.path, "K07")
    await journal.open()
    assert journal.ended_badly
    await journal.close()
    await journal.open()
    assert not journal.ended_badly
    await journal.close()
