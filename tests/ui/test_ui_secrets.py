"""No secret gets out: a day at the till with everything logged that can be, and then every byte is looked through."""

import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qCritical
from PySide6.QtTest import QTest
from ui.conftest import Open
from ui.test_ui_tokens import ready
from ui.ui_counter import Counter, until

from vendingdesk import sts
from vendingdesk.domain.session import Grant
from vendingdesk.simulator.magic import MAGIC_METERS
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui.qt_messages import log_qt
from vendingdesk.wiring.logs import LOG_NAME, VARIABLE, open_log
from vendingdesk.wiring.mask import PROCESS_MASK

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = 'Öpfel-"blau"\\7 it\'s'
SLOW = {"very-slow", "drip"}


class Secrets:
    """Everything that a server has handed out, and what was typed for it."""

    def __init__(self, server: SimulatorServer, password: str) -> None:
        self.server = server
        self.passwords = [password]
        self.sessions: list[str] = []
        self.answers: list[str] = []
        open_session, issue = server.sessions.open, server._captchas.issue

        def opened(user: str) -> object:
            made = open_session(user)
            self.sessions.append(made.token)
            return made

        def issued() -> object:
            made = issue()
            self.answers.append(server.captcha_answer(made.id) or "")
            return made

        server.sessions.open = opened  # type: ignore[method-assign, assignment]
        server._captchas.issue = issued  # type: ignore[method-assign, assignment]

    def in_a_log(self, data: bytes) -> list[str]:
        """What must not be in a log and is."""
        text = data.decode("utf-8", "backslashreplace")
        close = re.sub(r"(?<=\d)[\s-]+(?=\d)", "", text)
        tokens = [token for token in self.server.ledger.tokens if token in text or token in close]
        return tokens + self.anywhere(data)

    def anywhere(self, data: bytes) -> list[str]:
        """What must not be in a file of any kind and is."""
        text = data.decode("utf-8", "backslashreplace")
        ways = {way for each in self.passwords for way in (each, repr(each)[1:-1], repr(each.encode())[2:-1])}
        found = [each for each in (*ways, *self.sessions) if each in text]
        # A signature alone is of no use, but the claims before it are half of a session.
        found += [part for each in self.sessions for part in each.split(".")[1:] if part in text]
        # Four digits stand in times, ports and ids by chance: only those that are a word of their own.
        return found + [each for each in self.answers if re.search(rf"(?<![\w.…-]){each}(?![\w.-])", text)]


def test_it_would_be_found() -> None:
    server = SimulatorServer(seed=1, password=PASSWORD)
    secrets = Secrets(server, PASSWORD)
    session, answer = server.sessions.open("demo").token, secrets.answers
    server._captchas.issue()
    for said in (PASSWORD, repr(PASSWORD.encode()), session, session.split(".")[1], f"code={answer[0]}"):
        assert secrets.in_a_log(f"log: {said}".encode()), said
        assert secrets.anywhere(f"journal: {said}".encode()), said
    assert not secrets.in_a_log(f"1{answer[0]} and …{answer[0]}, 9f{answer[0]}c, 0b6c-{answer[0]}-4a".encode())


@pytest.fixture
def secretive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatorServer]:
    """A server with a password that every way of writing changes, and a till that logs all it can."""
    monkeypatch.setenv(VARIABLE, "debug")
    with SimulatorServer(seed=11, slow_factor=0.01, password=PASSWORD) as server:
        undo = open_log(tmp_path / "till" / "log")
        without_qt = log_qt()
        yield server
        without_qt()
        undo()


async def fail(text: str) -> None:
    raise RuntimeError(text) from ValueError(f"inner {text}")


async def crash(desk: Counter, secrets: Secrets, said: str) -> None:
    """A bug in a task, in a slot, in a warning of Qt and in somebody's line of log, each with all it knows."""
    desk.counter._tasks.start(fail(said), name="a task with a bug")
    QTimer.singleShot(0, lambda: (_ for _ in ()).throw(LookupError(said)))
    await until(lambda: "went wrong" in desk.text("main.message"))
    qCritical(said.replace("%", "%%"))
    logging.getLogger("httpcore.http11").debug("receive_response_headers.complete return_value=%r", said.encode())
    logging.getLogger("qasync").info("typed %s", {"password": PASSWORD, "form": said})


@pytest.mark.skipif(sys.platform == "win32", reason="the password is typed key by key")
async def test_a_day_at_the_till_leaves_no_secret_in_log_or_stderr(
    open_counter: Open,
    secretive: SimulatorServer,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    qt_messages: list[str],
    loop_reports: list[str],
) -> None:
    secrets = Secrets(secretive, PASSWORD)
    folder = tmp_path / "till"
    desk = await open_counter(signed_in=False, server=secretive, folder=folder)
    wrong = await desk.picture()
    desk.dialog.username.setText(secretive.user)
    desk.dialog.password.setText("Another-Secret-1")
    secrets.passwords.append("Another-Secret-1")
    desk.fill("signin.code", wrong, desk.dialog)
    QTest.keyClick(desk.dialog.code, "\r")
    await until(lambda: len(desk.captchas) > 1)
    await desk.sign_in()
    first = desk.desk.session.token()
    assert await desk.sell() == "ISSUED"
    await crash(
        desk, secrets, f"{secretive.ledger.tokens[-1]} {sts.group_token(secretive.ledger.tokens[-1])} {first}"
    )
    await desk.next_customer()
    await desk.active(desk.window)
    await ready(desk)
    desk.fill("tokens.value", "5000")
    desk.fill("tokens.reason", "asked for by the landlord")
    desk.click("tokens.issue")
    await desk.agree()
    assert await desk.done("tokens") == "ISSUED"
    desk.window.show_page("tokenhelp")
    desk.fill("tokenhelp.token", " ".join(map(sts.group_token, secretive.ledger.tokens)))
    desk.click("tokenhelp.inspect")
    await until(lambda: "Sold here" in desk.labels(desk.window.tokenhelp))
    logging.getLogger("vendingdesk.counter").warning(
        "inspected %r", await desk.desk.inspect_tokens(secretive.ledger.tokens[0])
    )
    for magic in MAGIC_METERS:
        if magic.name in SLOW:
            continue
        if not desk.desk.session.open:
            desk.desk.session.begin("demo", Grant(secretive.sessions.open("demo").token, None))
        sold = await desk.desk.sell_credit(await desk.desk.sell_credit.propose(magic.number, "10"))
        logging.getLogger("vendingdesk.counter").warning("sold %r", sold)
        raw = await desk.building.journal.raw_answer(sold.sale.uid)
        logging.getLogger("vendingdesk.counter").debug("kept %r with %r", raw, raw and raw.body)
    await crash(desk, secrets, f"{desk.desk.session.token()} {' '.join(secretive.ledger.tokens)}")
    qt_messages.clear()
    loop_reports.clear()
    await desk.end()
    written = b"".join(each.read_bytes() for each in sorted((folder / "log").iterdir()))
    heard = capfd.readouterr()
    assert b"httpcore" in written, "everything was logged"
    assert MAGIC_METERS[0].number.encode() in written
    assert f"…{secretive.ledger.tokens[0][-4:]}".encode() in written
    assert "a task with a bug" in heard.err
    assert "LookupError" in heard.err
    assert len(secretive.ledger.tokens) > 20
    assert len(secrets.sessions) >= 3
    assert len(secrets.answers) >= 2
    assert secrets.in_a_log(written) == []
    assert secrets.in_a_log((heard.out + heard.err).encode()) == []
    books = b"".join(each.read_bytes() for each in folder.glob("journal.sqlite*"))
    assert secretive.ledger.tokens[0].encode() in books, "the journal is where tokens belong"
    assert [each for each in secrets.anywhere(books) if each not in secrets.answers] == []
    assert not any(f'code":"{each}' in str(books) for each in secrets.answers)
    assert PROCESS_MASK(PASSWORD) == PASSWORD, "forgotten when it had done its work"


@pytest.mark.skipif(sys.platform == "win32", reason="modes are Unix's")
def test_a_whole_run_of_the_program_leaves_private_files_without_secrets(tmp_path: Path) -> None:
    till = tmp_path / "till"
    with SimulatorServer(seed=5) as server:
        secrets = Secrets(server, server.password)
        words = ["--server", server.url, "--data-dir", str(till)]
        done = subprocess.run(
            [sys.executable, str(ROOT / "tests" / "bench" / "probe_run.py"), *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), VARIABLE: "debug"},
            capture_output=True,
            timeout=120,
            check=True,
        )
        assert len(server.ledger.tokens) == 1
    written = (till / "log" / LOG_NAME).read_bytes()
    assert b"httpcore" in written
    assert secrets.in_a_log(written) == []
    assert secrets.in_a_log(done.stderr) == []
    everything = [till, *till.rglob("*")]
    assert {"journal.sqlite", "register.sqlite", "slips", "log", LOG_NAME} <= {each.name for each in everything}
    assert any(each.suffix == ".pdf" for each in everything)
    for each in everything:
        assert stat.S_IMODE(each.stat().st_mode) == (0o700 if each.is_dir() else 0o600), each
        if each.is_file() and each.suffix != ".pdf":
            found = [secret for secret in secrets.anywhere(each.read_bytes()) if secret not in secrets.answers]
            assert found == [], each
