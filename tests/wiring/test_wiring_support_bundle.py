"""The support bundle: what is in it, what is not, and what becomes of one that can't be written."""

import io
import json
import re
import sqlite3
import stat
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from wiring.conftest import Books
from wiring.wiring_books import with_building

from vendingdesk.__main__ import main
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.known_names import known_names
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.crash_files import CrashFiles
from vendingdesk.wiring.desk import Building
from vendingdesk.wiring.doctor_upkeep import crashes
from vendingdesk.wiring.findings import Finding
from vendingdesk.wiring.folders import DataFolder
from vendingdesk.wiring.setup_policy import Source, read_layer
from vendingdesk.wiring.support_bundle import MOST, SupportBundles, bundle, settings_lines

Said = pytest.CaptureFixture[str]
METER = "0128244400031"
NAME = "Okonkwo, Blessing"
FINDINGS = [Finding("printer", "Epson"), Finding("server", "gone", "Look for it.")]
NOW = datetime(2026, 11, 23, 10, 5, tzinfo=UTC)


def opened(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


@pytest.fixture
def till(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "till")
    folder.make()
    folder.log.mkdir()
    (folder.log / "vendingdesk.log").write_text(f"newest {METER}\n", "utf-8")
    (folder.log / "vendingdesk.log.2").write_text("oldest\n", "utf-8")
    CrashFiles(folder.crashes).keep_error(ValueError(METER), doing="selling")
    return folder


def test_what_is_in_it(till: DataFolder) -> None:
    till.setup_file.write_text('till = "K07"\n', "utf-8")
    found = opened(bundle(till, FINDINGS, NOW, ()))
    (report,) = (name for name in found if name.startswith("crashes/"))
    assert sorted(set(found) - {report}) == [
        "about.txt", "doctor.txt", "log/vendingdesk.log", "log/vendingdesk.log.2", "settings.txt"
    ]  # fmt: skip
    assert "made 2026-11-23 10:05:00 +0000" in found["about.txt"]
    assert found["doctor.txt"] == "ok    printer   Epson\nLOOK  server    gone\n                → Look for it.\n"
    assert found["settings.txt"] == 'till = "K07"  (own)\n'
    assert found["log/vendingdesk.log"] == "newest …\n"
    assert "selling" in found[report]


def test_settings_keep_what_is_secret(till: DataFolder, tmp_path: Path) -> None:
    pin = "12345678901" * 5 + "123456789"
    till.setup_file.write_text(
        f'version = 1\nhelp_line = "Call {METER}"\npresets = [5, 10]\ntill = 5\n[server]\n'
        f'address = "https://v.example"\nfingerprint = "{pin}"\nproxy = "http://proxy:1"\n',
        "utf-8",
    )
    policy = tmp_path / "policy.toml"
    policy.write_text('locked = ["currency"]\ncurrency = "USD"\n', "utf-8")
    above = (read_layer(Source.POLICY, policy),)
    lines = set(settings_lines(till, above, lambda text: text.replace(METER, "…")))
    assert lines >= {
        'help_line = "Call …"  (own)',
        "presets = [5, 10]  (own)",
        'server.address = "https://v.example"  (own)',
        f'server.fingerprint = "{pin}"  (own)',
        "server.proxy is set  (own)",
        'currency = "USD"  (policy, locked)',
        "till stands in desk.toml and can't be used",
    }
    assert "http://proxy:1" not in "".join(lines)
    till.setup_file.unlink()
    assert list(settings_lines(till, (), str)) == ["nothing is decided: every setting is as it comes"]
    till.setup_file.write_text("no TOML", "utf-8")
    assert list(settings_lines(till, (), str)) == ["desk.toml can't be read; doctor.txt says why"]


def test_a_log_that_can_not_be_read_is_said(till: DataFolder) -> None:
    (till.log / "vendingdesk.log").unlink()
    (till.log / "vendingdesk.log").mkdir()
    assert opened(bundle(till, [], NOW, ()))["log/vendingdesk.log"] == "can't be read: Is a directory\n"


def test_names_that_the_books_know_are_out_of_the_log(books: Books, server: SimulatorServer) -> None:
    async def name(building: Building) -> None:
        await building.register.save(Customer(METER, NAME))
        await building.desk.sell_credit(await building.desk.sell_credit.propose(METER, "7"))
        await building.register.save(Customer(METER, "Somebody Else", place="Marigold Hill", phone="555 0100"))

    with_building(server, books.folder, name)
    assert {NAME, "Somebody Else"} <= set(known_names(books.folder))
    folder = DataFolder(books.folder)
    folder.log.mkdir(exist_ok=True)
    (folder.log / "vendingdesk.log").write_text(
        "sold to okonkwo, Blessing and Somebody at Marigold, 5550100\n", "utf-8"
    )
    folder.crashes.mkdir(exist_ok=True)
    report = "raised ValueError: for Somebody\n  vendingdesk/somebody.py:3 in somebody\n"
    (folder.crashes / "crash-20260102-030405-1-1.ended.txt").write_text(report)
    found = opened(bundle(folder, [], NOW, ()))
    assert found["log/vendingdesk.log"] == "sold to …, … and … at …, …\n"
    assert found["crashes/crash-20260102-030405-1-1.ended.txt"] == report.replace("for Somebody", "for …")
    with closing(sqlite3.connect(books.folder / "register.sqlite")) as file:
        file.execute("DROP TABLE person")
    (books.folder / "journal.sqlite").write_bytes(b"garbage" * 1000)
    assert set(known_names(books.folder)) >= {"Somebody Else"}


def test_the_window_s_are_private_and_few(till: DataFolder, tmp_path: Path) -> None:
    make = SupportBundles(till, "K07", (), lambda: FINDINGS)
    made = make()
    assert made.parent == till.support
    assert re.fullmatch(r"vendingdesk-support-K07-\d{8}-\d{6}\.zip", made.name)
    assert "Epson" in opened(made.read_bytes())["doctor.txt"]
    if sys.platform != "win32":
        assert (stat.S_IMODE(made.stat().st_mode), stat.S_IMODE(till.support.stat().st_mode)) == (0o600, 0o700)
    for day in range(1, MOST + 2):
        (till.support / f"vendingdesk-support-K07-2025010{day}-100000.zip").write_bytes(b"old")
    assert make(tmp_path).parent == tmp_path
    assert len(list(till.support.iterdir())) == MOST + 2, "a folder that somebody named is nobody's to tidy"
    newest = make()
    left = sorted(each.name for each in till.support.iterdir())
    assert len(left) == MOST
    assert left[-1] == newest.name
    oldest = 3 if made == newest else 4  # two of one second have one name
    assert left[0] == f"vendingdesk-support-K07-2025010{oldest}-100000.zip"


def test_a_place_that_can_not_be_written_says_what_to_do(till: DataFolder) -> None:
    till.support.write_text("a file")
    with pytest.raises(EnvironmentFault, match="could not be saved"):
        SupportBundles(till, "K07", (), list)()


def test_the_command(books: Books, server: SimulatorServer, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "out.zip"
    main(["doctor", "--server", server.url, "--bundle", str(out), *books.args])
    said = capsys.readouterr().out
    found = opened(out.read_bytes())
    assert f"{out}: a support bundle." in said
    assert "unbroken" in found["doctor.txt"]
    assert server.url in found["doctor.txt"]
    whole = json.dumps(found)
    for sale in books.sales:
        assert sale.order.meter not in whole
        assert not any(token in whole for token in sale.tokens)


@pytest.mark.parametrize("name", ["journal.sqlite", "new.zip"])
def test_the_command_writes_nothing_into_the_books(name: str, books: Books, capsys: Said) -> None:
    before = sorted(books.folder.iterdir())
    assert main(["doctor", "--bundle", str(books.folder / name), *books.args]) == 1
    said = capsys.readouterr().err
    assert "data folder" in said
    assert said.endswith("elsewhere with --bundle.\n")
    assert sorted(books.folder.iterdir()) == before


def test_a_running_counter_asks_the_server_of_this_run(books: Books, server: SimulatorServer, tmp_path: Path) -> None:
    async def save(building: Building) -> Path:
        return await building.desk.support.save(tmp_path)

    for setup in ("", "no TOML", f'[server]\naddress = "{server.url}/"\n', '[server]\naddress = "http://[::1]:1"\n'):
        (books.folder / "desk.toml").write_text(setup, "utf-8")
        doctor = opened(with_building(server, books.folder, save).read_bytes())["doctor.txt"]
        assert f"{server.url} answers" in doctor, setup


def test_news_are_what_nobody_was_told(books: Books, server: SimulatorServer) -> None:
    folder = DataFolder(books.folder).crashes
    folder.mkdir()
    (folder / "fault-1.txt").write_text("head\n\nFatal Python error: Aborted\n")

    async def look(building: Building) -> list[bool]:
        support = building.desk.support
        heard: list[datetime] = []
        support.when_crashed(lambda crash: heard.append(crash.at), lambda: ["a task"])
        first = [crash.ended for crash in await support.news()]
        assert heard == [], "what is found at the start is told by the start"
        await support.told()
        assert await support.news() == ()
        building.crashes.keep_error(ValueError(), doing="selling")
        assert datetime.now(UTC) - heard[0] < timedelta(minutes=5)
        assert any("running   a task" in each.read_text("utf-8") for each in building.crashes.files())
        return first + [crash.ended for crash in await support.news()]

    assert with_building(server, books.folder, look) == [True, False]


def test_what_a_start_died_of_is_in_it(till: DataFolder) -> None:
    (till.crashes / "fault-1.txt").write_text(
        'head\n\nFatal Python error: Aborted\n  File "/ho\u006de/amina/x/y.py"\n'
    )
    found = opened(bundle(till, [], NOW, ()))
    assert "Fatal Python error: Aborted" in found["crashes/fault-1.txt"]
    assert "amina" not in found["crashes/fault-1.txt"]
    assert "2 kept in" in str(crashes(till))
