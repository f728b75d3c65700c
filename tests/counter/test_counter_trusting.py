"""Trusting a server anew, with real TLS: what is tried, written, kept and told, and what nobody may decide here."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from counter.counter_parts import SETUP, MovedClock

from vendingdesk.api.client import VendingClient
from vendingdesk.api.errors import Unsent
from vendingdesk.api.server_look import ServerLooker
from vendingdesk.counter.authority import Authority
from vendingdesk.counter.guard import Guard
from vendingdesk.counter.session import Session
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.trusting import Trusted, Trusting
from vendingdesk.domain.errors import EnvironmentFault, NotSent, Refused
from vendingdesk.domain.people import Person
from vendingdesk.domain.session import Grant
from vendingdesk.domain.trust import Connection, Trust, TrustProblem
from vendingdesk.journal.server_book import ServerBook
from vendingdesk.journal.sqlite_journal import SqliteJournal
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.setup_file import read_setup
from vendingdesk.wiring.setup_writing import SettingsFile
from vendingdesk.wiring.trust_file import TrustFile

OLD_PIN = "ab" * 32


class Till:
    """A till that trusted another certificate than the one its server shows now."""

    def __init__(self, server: SimulatorServer, journal: SqliteJournal, folder: Path) -> None:
        self.server = server
        self.journal = journal
        self.clock = MovedClock()
        self.session = Session(self.clock)
        self.guard = Guard(self.session)
        self.connection = Connection(server.url, Trust(fingerprint=OLD_PIN))
        self.client = VendingClient(server.url, trust=self.connection.trust)
        self.settings = Settings(SETUP)
        self.file = folder / "desk.toml"
        self.store = TrustFile(self.file, SettingsFile(self.file, SETUP))
        self.trusting = Trusting(
            self.client,
            ServerLooker(),
            self.store,
            ServerBook(journal),
            settings=self.settings,
            guard=self.guard,
            clock=self.clock,
            connection=self.connection,
        )
        self.grace = Authority("Grace", self.clock.now())

    def entries(self) -> list[dict[str, object]]:
        with closing(sqlite3.connect(self.journal.path)) as file:
            asked = "SELECT body FROM entry WHERE kind = 'trust_changed' ORDER BY seq"
            return [msgspec.json.decode(body) for (body,) in file.execute(asked)]

    def kept(self) -> Connection:
        return read_setup(self.file).connection


@pytest.fixture(scope="module")
def tls_server() -> Iterator[SimulatorServer]:
    with SimulatorServer(seed=4, tls=True) as server:
        yield server


@pytest.fixture
async def till(tls_server: SimulatorServer, tmp_path: Path) -> AsyncIterator[Till]:
    journal = SqliteJournal(tmp_path / "till", "K01")
    await journal.open()
    till = Till(tls_server, journal, tmp_path / "till")
    yield till
    await till.client.close()
    await journal.close()


async def test_a_changed_certificate_is_believed_when_a_supervisor_says_so(till: Till) -> None:
    with pytest.raises(Unsent) as refused:
        await till.client.captcha()
    assert refused.value.problem is TrustProblem.CHANGED
    found = await till.trusting.look()
    assert found.problem is TrustProblem.CHANGED
    assert found.certificate is not None
    pin = found.certificate.fingerprint
    assert pin == till.server.fingerprint
    done = await till.trusting(Trust(fingerprint=pin), till.grace)
    assert done == Trusted(Trust(fingerprint=pin), kept=True)
    assert (await till.client.captcha()).picture
    assert till.entries() == [
        {
            "address": till.server.url,
            "before": {"fingerprint": OLD_PIN},
            "after": {"fingerprint": pin},
            "by": "Grace",
            "allowed_by": "Grace",
        }
    ]
    assert till.kept() == Connection(till.server.url, Trust(fingerprint=pin))
    assert till.trusting.connection == till.kept()
    assert (await till.trusting.look()).problem is None


async def test_a_ca_file_is_copied_beside_the_settings_and_believed_from_there(till: Till, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "utility.pem").write_bytes(till.server.certificate_pem)
    done = await till.trusting(Trust(ca_file=stick / "utility.pem"), till.grace)
    assert done.trust.ca_file is not None
    assert done.trust.ca_file.parent == till.file.parent
    (stick / "utility.pem").unlink()
    assert (await till.client.captcha()).picture
    assert till.kept() == Connection(till.server.url, done.trust)
    assert "fingerprint" not in till.file.read_text()
    assert till.entries()[0]["after"] == {"ca_file": str(done.trust.ca_file)}


async def test_what_does_not_fit_the_server_changes_nothing(till: Till, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    with SimulatorServer(seed=5, tls=True) as stranger:
        other.write_bytes(stranger.certificate_pem)
    for trust in (Trust(fingerprint="cd" * 32), Trust(ca_file=other), Trust()):
        with pytest.raises(Refused, match="does not fit"):
            await till.trusting(trust, till.grace)
    (tmp_path / "none.pem").write_text("no certificate")
    with pytest.raises(NotSent):
        await till.trusting(Trust(ca_file=tmp_path / "none.pem"), till.grace)
    with pytest.raises(EnvironmentFault, match="can't be read"):
        await till.trusting(Trust(ca_file=tmp_path / "gone.pem"), till.grace)
    assert till.entries() == []
    assert not till.file.exists()
    assert list(till.file.parent.glob("ca-*")) == []
    assert till.trusting.connection == till.connection
    with pytest.raises(Unsent):
        await till.client.captcha()


async def test_a_server_that_is_gone_is_not_trusted(till: Till) -> None:
    till.trusting.connection = Connection("https://127.0.0.1:1", Trust())
    with pytest.raises(NotSent):
        await till.trusting.look()
    with pytest.raises(NotSent):
        await till.trusting(Trust(fingerprint=OLD_PIN), till.grace)
    assert till.entries() == []


async def test_who_stands_there_is_named_beside_the_supervisor(till: Till) -> None:
    right = Trust(fingerprint=till.server.fingerprint)
    till.session.begin("shop1", Grant("abc", None))
    await till.trusting(right, till.grace)
    till.trusting.connection = till.connection
    till.guard.stand(Person("Amina", frozenset()), on=True)
    await till.trusting(right, till.grace)
    till.trusting.connection = till.connection
    till.guard.stand(None, on=True)
    await till.trusting(right, till.grace)
    assert [entry["by"] for entry in till.entries()] == ["shop1", "Amina", "Grace"]


async def test_the_same_trust_again_is_no_entry(till: Till) -> None:
    right = Trust(fingerprint=till.server.fingerprint)
    await till.trusting(right, till.grace)
    await till.trusting(right, till.grace)
    assert len(till.entries()) == 1


async def test_two_at_once_come_one_after_the_other(till: Till) -> None:
    right = Trust(fingerprint=till.server.fingerprint)
    await asyncio.gather(till.trusting(right, till.grace), till.trusting(right, till.grace))
    assert len(till.entries()) == 1


@pytest.mark.parametrize("path", ["server.ca_file", "server.fingerprint"])
async def test_what_is_locked_is_not_decided_here(till: Till, path: str) -> None:
    till.settings._setup = replace(SETUP, locked=frozenset({path}))
    for attempt in (till.trusting.look(), till.trusting(Trust(fingerprint=till.server.fingerprint), till.grace)):
        with pytest.raises(Refused, match="decided for all tills"):
            await attempt
    assert till.entries() == []


async def test_the_demo_has_nothing_to_trust(till: Till) -> None:
    till.settings._setup = replace(SETUP, demo=True)
    with pytest.raises(Refused, match="demo"):
        await till.trusting.look()


async def test_without_the_journal_nothing_is_believed(till: Till) -> None:
    await till.journal.close()
    with pytest.raises(EnvironmentFault, match="is closed: start Vending Desk again"):
        await till.trusting(Trust(fingerprint=till.server.fingerprint), till.grace)
    assert not till.file.exists()
    with pytest.raises(Unsent):
        await till.client.captcha()


async def test_settings_that_can_not_be_written_leave_the_client_as_it_was(till: Till) -> None:
    till.file.mkdir()
    with pytest.raises(EnvironmentFault, match=r"desk\.toml"):
        await till.trusting(Trust(fingerprint=till.server.fingerprint), till.grace)
    assert till.entries() == []
    assert till.trusting.connection == till.connection
    with pytest.raises(Unsent):
        await till.client.captcha()


async def test_without_the_journal_the_settings_are_put_back(till: Till, tmp_path: Path) -> None:
    before = f'# ours\n[server]\naddress = "{till.server.url}"\nfingerprint = "{OLD_PIN}"  # told by telephone\n'
    till.file.write_text(before)
    (tmp_path / "utility.pem").write_bytes(till.server.certificate_pem)
    await till.journal.close()
    for trust in (Trust(fingerprint=till.server.fingerprint), Trust(ca_file=tmp_path / "utility.pem")):
        with pytest.raises(EnvironmentFault, match="is closed"):
            await till.trusting(trust, till.grace)
        assert till.file.read_text() == before
    assert list(till.file.parent.glob("ca-*")) == []
    till.file.write_text('[server]\naddress = "https://other.example"\n')
    with pytest.raises(EnvironmentFault, match="is closed"):
        await till.trusting(Trust(fingerprint=till.server.fingerprint), till.grace)
    assert "fingerprint" not in till.file.read_text()


async def test_a_copy_that_was_there_before_stays(till: Till, tmp_path: Path) -> None:
    with SimulatorServer(seed=5, tls=True) as stranger:
        (tmp_path / "other.pem").write_bytes(stranger.certificate_pem)
    own = till.store.own_copy(tmp_path / "other.pem")
    with pytest.raises(Refused, match="does not fit"):
        await till.trusting(Trust(ca_file=tmp_path / "other.pem"), till.grace)
    assert own.exists()


async def test_settings_about_another_server_are_left_alone(till: Till) -> None:
    till.file.write_text('[server]\naddress = "https://other.example"\n')
    right = Trust(fingerprint=till.server.fingerprint)
    before = till.file.read_text()
    assert await till.trusting(right, till.grace) == Trusted(right, kept=False)
    assert till.file.read_text() == before
    assert (await till.client.captcha()).picture
    assert len(till.entries()) == 1
