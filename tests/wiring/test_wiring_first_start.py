"""What a first start writes: settings and a CA file at once, the owner into the books, and what goes wrong there."""

from dataclasses import replace
from pathlib import Path

import pytest

from vendingdesk.counter.clock import SystemClock
from vendingdesk.counter.first_questions import Step
from vendingdesk.counter.first_start import Owner
from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.domain.trust import Trust
from vendingdesk.journal.people_book import PeopleBook
from vendingdesk.journal.sqlite_journal import SqliteJournal
from vendingdesk.wiring.crash_watch import CrashWatch
from vendingdesk.wiring.first_start import Answers, FirstOwner, answered, first_start
from vendingdesk.wiring.folders import DataFolder
from vendingdesk.wiring.setup_layers import Layers, read_layers

ADDRESS = "https://192.0.2.1:4680"
GRACE = Owner("Grace", "7294")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "till")
    made.make()
    return made


def layers_of(folder: DataFolder, own: str = "", policy: str = "", *, begun: bool = False) -> Layers:
    file = folder.path.with_name("policy.toml")
    if own:
        folder.setup_file.write_text(own)
    if policy:
        file.write_text(policy)
    return read_layers(folder.setup_file, policy=file if policy else None, begun=begun)


# What is asked


def test_a_new_till_is_asked_everything(folder: DataFolder) -> None:
    steps = first_start(folder, layers_of(folder)).questions.steps
    assert steps == tuple(step for step in Step if step not in {Step.TRUST, Step.SUPERVISOR})


def test_what_a_policy_locks_is_not_asked(folder: DataFolder) -> None:
    policy = (
        'locked = ["server.address", "money_means", "screen.language"]\nmoney_means = "kwh"\n'
        f'currency = "XOF"\n[server]\naddress = "{ADDRESS}"\n[screen]\nlanguage = "fr"\n'
    )
    start = first_start(folder, layers_of(folder, policy=policy))
    assert start.questions.steps[:2] == (Step.CURRENCY, Step.TILL)
    assert start.value("currency") == "XOF"  # said beforehand, and may be changed


def test_a_till_that_has_a_server_is_asked_for_what_it_lacks(folder: DataFolder) -> None:
    layers = layers_of(folder, f'[server]\naddress = "{ADDRESS}"\n')
    assert first_start(folder, layers).questions.steps == (Step.MONEY, Step.CURRENCY, Step.TILL, Step.END)


def test_an_address_is_read_before_anything_is_asked_of_it(folder: DataFolder) -> None:
    start = first_start(folder, layers_of(folder))
    with pytest.raises(Refused, match="https://"):
        start.unchecked("192.0.2.1")
    start.unchecked(" HTTPS://192.0.2.1:4680/api/v1/ ")
    assert start.value("server.address") == ADDRESS


def test_a_kiosk_asks_nobody(folder: DataFolder) -> None:
    with (
        CrashWatch(folder.crashes) as watch,
        pytest.raises(EnvironmentFault, match=r"which server this till sells for\. Start it once without --kiosk"),
    ):
        answered(folder, layers_of(folder), watch, server_named=False, kiosk=True)


# What is kept


async def test_another_trust_takes_the_place_of_the_one_before(folder: DataFolder, tmp_path: Path) -> None:
    layers = layers_of(folder, f'money_means = "kwh"\n[server]\naddress = "{ADDRESS}"\nfingerprint = "{"ab" * 32}"\n')
    ca_file = tmp_path / "utility.crt"
    ca_file.write_bytes(b"one")
    keep = Answers(layers)
    await keep({}, Trust(ca_file=ca_file))
    first = layers.again().connection().trust
    assert first.fingerprint == ""
    assert first.ca_file is not None
    assert first.ca_file.read_bytes() == b"one"
    ca_file.write_bytes(b"another")
    await keep({}, Trust(ca_file=ca_file))
    second = layers.again().connection().trust.ca_file
    assert second is not None
    assert second.read_bytes() == b"another"
    assert first.ca_file.read_bytes() == b"one"  # what is trusted till then is not written over
    await keep({"money_means": "currency"}, Trust(fingerprint="cd" * 32))
    assert layers.again().connection().trust == Trust(fingerprint="cd" * 32)
    await keep({}, Trust())
    assert layers.again().connection().trust == Trust()


async def test_a_ca_file_that_went_away_keeps_nothing(folder: DataFolder, tmp_path: Path) -> None:
    keep = Answers(layers_of(folder))
    with pytest.raises(EnvironmentFault, match="can't be read"):
        await keep({"server.address": ADDRESS}, Trust(ca_file=tmp_path / "gone.pem"))
    assert not folder.setup_file.exists()


# The owner


async def test_the_owner_is_the_first_supervisor_in_the_books(folder: DataFolder) -> None:
    name = FirstOwner(folder.path)
    await name("K07", GRACE)
    await name("K07", replace(GRACE, name="Mallory"))  # a second press, or a second wizard: there is one already
    journal = SqliteJournal(folder.path, "K07")
    await journal.open()
    try:
        assert (await PeopleBook(journal).standing()).supervisors == ("Grace",)
    finally:
        await journal.close()
    assert b"7294" not in (folder.path / "journal.sqlite").read_bytes()


async def test_books_that_are_open_elsewhere_are_told(folder: DataFolder) -> None:
    journal = SqliteJournal(folder.path, "K07", clock=SystemClock().now)
    await journal.open()
    try:
        with pytest.raises(EnvironmentFault):
            await FirstOwner(folder.path)("K07", GRACE)
    finally:
        await journal.close()
