"""The first start as a person meets it: a real window, a real TLS server, and the till that comes of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QScrollArea
from ui.ui_counter import METER, Counter, dress, until
from ui.ui_first_start import Asked

from vendingdesk.counter.first_questions import Step
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.trust import shown_fingerprint
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui import languages
from vendingdesk.ui.scanner import SCANNER_GAP_MS

Open = Callable[..., Awaitable[Asked]]


@pytest.fixture(scope="module")
def own() -> Iterator[SimulatorServer]:
    """A server on a bare IP address that nobody vouches for."""
    with SimulatorServer(tls="self-signed", slow_factor=0.02) as running:
        yield running


@pytest.fixture
async def asking(qapp: QApplication, tmp_path: Path) -> AsyncIterator[Open]:
    dress(qapp)
    begun: list[Asked] = []

    async def start(toml: str = "") -> Asked:
        folder = tmp_path / "till"
        folder.mkdir(exist_ok=True)
        if toml:
            (folder / "desk.toml").write_text(toml)
        asked = Asked(qapp, folder)
        begun.append(asked)
        await until(asked.wizard.isVisible)
        return asked

    yield start
    for each in begun:
        await each.end()
    languages.install(qapp, "en")


@contextlib.asynccontextmanager
async def listening(say: bytes | None) -> AsyncIterator[int]:
    """A port that takes connections and says something plain, or nothing at all."""
    lines: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.add(writer)
        with contextlib.suppress(ConnectionError):
            await reader.read(1)
            if say is not None:
                writer.write(say)
                writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for line in lines:
        line.close()
    await server.wait_closed()


# From the installer to the first token


async def test_a_self_signed_server_on_a_bare_address_is_set_up_trusted_and_sold_from(
    qapp: QApplication, asking: Open, own: SimulatorServer
) -> None:
    asked = await asking()
    assert asked.step is Step.LANGUAGE
    assert "Question 1 of 8" in asked.words
    await asked.to(Step.SERVER)
    asked.type("wizard.server", f"  {own.url}/api/v1/ ")
    await asked.to(Step.TRUST)
    assert shown_fingerprint(own.fingerprint) in " ".join(asked.words.split())
    await asked.enter()
    assert asked.step is Step.TRUST  # nobody compared yet
    assert "Compare the fingerprint first" in asked.words
    QTest.keyClick(asked.find("wizard.compared", QCheckBox), Qt.Key.Key_Space)
    await asked.to(Step.MONEY)
    asked.find("wizard.money.currency").click()
    await asked.to(Step.CURRENCY)
    asked.type("wizard.currency", "usd")
    await asked.to(Step.TILL)
    asked.type("wizard.till", "k07")
    assert "K07-000001" in asked.words
    await asked.to(Step.OWNER)
    asked.type("wizard.owner", "Grace Hopper")
    asked.type("wizard.pin", "7294")
    asked.type("wizard.again", "7294")
    asked.line("wizard.owner").setFocus()
    await asked.to(Step.PAPER)
    asked.find("wizard.paper.58mm").click()
    await asked.to(Step.PRINTER)
    asked.find("wizard.test").click()
    await until(lambda: "test-page.pdf" in asked.find("wizard.tested", QLabel).text())
    await asked.to(Step.END)
    assert "the fingerprint that you compared" in asked.words
    assert not asked.folder.setup_file.exists()
    await asked.enter()
    assert await asyncio.wait_for(asked.task, 20) is True

    layers = asked.layers.again()
    assert layers.to_ask() == ()
    setup = layers.setup()
    assert (setup.till, setup.currency.code, str(setup.printing.paper)) == ("K07", "USD", "58mm")
    assert "7294" not in asked.folder.setup_file.read_text()
    counter = Counter(qapp, asked.folder.path, own, setup, connection=layers.connection())
    try:
        await counter.start()
        await counter.sign_in()
        await counter.sell(METER, "10")
        await until(lambda: counter.state == "ISSUED")
        assert await counter.desk.supervisors.names() == ("Grace Hopper",)
        assert await counter.desk.supervisors.authorise("Grace Hopper", "7294")
    finally:
        await counter.end()


# The address as it is typed


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Type the server's address first"),
        ("https://vend ing.example", "a space or an invisible character"),
        ("127.0.0.1:4680", "Start the server's address with https://"),
        ("http://192.0.2.1", "plain http would send the password in the open"),
        ("https://me:secret@192.0.2.1", "Leave user name and password out"),
    ],
)
async def test_an_address_that_is_none_is_said_at_its_field(asking: Open, typed: str, says: str) -> None:
    asked = await asking()
    await asked.to(Step.SERVER)
    if typed:
        asked.type("wizard.server", typed)
    await asked.enter()
    assert asked.step is Step.SERVER
    assert says in asked.words
    assert asked.line("wizard.server").hasFocus()


async def test_a_missing_scheme_is_put_there_by_a_press(asking: Open, own: SimulatorServer) -> None:
    asked = await asking()
    await asked.to(Step.SERVER)
    asked.type("wizard.server", own.url.removeprefix("https://"))
    await asked.enter()
    asked.find("wizard.mend").click()
    await until(lambda: asked.step is Step.TRUST)


async def test_a_closed_port_is_told_and_may_be_used_unchecked(asking: Open) -> None:
    async with listening(None) as port:
        pass
    asked = await asking()
    await asked.to(Step.SERVER)
    asked.type("wizard.server", f"https://127.0.0.1:{port}")
    await asked.enter()
    assert "can't be reached" in asked.words
    asked.type("wizard.server", "https://127.0.0.1:1")
    assert not asked.wizard.other.isVisible()  # that was another address
    await asked.enter()
    asked.find("wizard.anyway").click()
    await asked.up_to(Step.END)
    assert "The server was not reached" in asked.words


async def test_a_port_that_hangs_is_left_by_going_back(asking: Open) -> None:
    asked = await asking()
    await asked.to(Step.SERVER)
    async with listening(None) as port:
        asked.type("wizard.server", f"https://127.0.0.1:{port}")
        await asyncio.sleep((SCANNER_GAP_MS + 20) / 1000)
        QTest.keyClick(asked.line("wizard.server"), Qt.Key.Key_Return)
        await until(lambda: "Asking the server" in asked.words)
        assert not asked.line("wizard.server").isEnabled()
        QTest.keyClick(asked.wizard, Qt.Key.Key_Escape)
        await until(lambda: not asked.wizard._working)
    assert asked.step is Step.SERVER
    assert "Asking" not in asked.words
    assert asked.line("wizard.server").hasFocus()


async def test_a_server_without_encryption_is_told(asking: Open) -> None:
    asked = await asking()
    await asked.to(Step.SERVER)
    async with listening(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") as port:
        asked.type("wizard.server", f"https://127.0.0.1:{port}")
        await asked.to(Step.TRUST)
    assert "not encrypted" in asked.words
    assert not asked.wizard.ok.isVisible()
    QTest.keyClick(asked.wizard, Qt.Key.Key_Escape)
    assert asked.step is Step.SERVER
    assert asked.wizard.ok.isVisible()


async def test_a_web_page_is_no_vending_server(asking: Open) -> None:
    page = b"<html>hello</html>"
    asked = await asking()
    await asked.to(Step.SERVER)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page)
    async with listening(head + page) as port:
        asked.type("wizard.server", f"http://127.0.0.1:{port}/welcome")
        await asked.enter()
    assert asked.step is Step.SERVER
    assert "no vending server" in asked.words


@pytest.mark.parametrize(
    ("kind", "title"), [("expired", "has expired"), ("early", "not valid yet"), ("other-name", "another name")]
)
async def test_each_certificate_in_words(asking: Open, kind: str, title: str, tmp_path: Path) -> None:
    with SimulatorServer(tls=kind) as server:  # type: ignore[arg-type]
        asked = await asking()
        await asked.to(Step.SERVER)
        asked.type("wizard.server", server.url)
        await asked.enter()
        assert asked.step is Step.TRUST
        wrong_date = kind in {"expired", "early"}
        assert asked.wizard.ok.isVisible() is not wrong_date
        assert (title in asked.words) is (kind != "other-name")


async def test_another_certificate_than_the_one_given_is_refused(asking: Open, own: SimulatorServer) -> None:
    asked = await asking()
    await asked.to(Step.SERVER)
    asked.type("wizard.server", own.url)
    await asked.to(Step.TRUST)
    asked.type("wizard.given", "ab" * 32)
    await asked.enter()
    assert asked.step is Step.TRUST
    assert asked.words.count("That is another fingerprint") == 1
    given = asked.line("wizard.given")  # the tick box is gone: the keyboard is where the mistake is
    assert asked.wizard.focusWidget() is given
    assert given.selectedText() == given.text()
    asked.type("wizard.given", shown_fingerprint(own.fingerprint))
    await asked.to(Step.MONEY)


async def test_a_wrong_path_is_told_where_the_address_can_be_mended(asking: Open, own: SimulatorServer) -> None:
    asked = await asking()
    await asked.to(Step.SERVER)
    asked.type("wizard.server", f"{own.url}/foo")
    await asked.to(Step.TRUST)
    asked.type("wizard.given", shown_fingerprint(own.fingerprint))
    await asked.enter()
    assert asked.step is Step.SERVER
    assert "is /foo right?" in asked.words
    assert asked.wizard.focusWidget() is asked.line("wizard.server")
    asked.type("wizard.server", own.url)
    await asked.to(Step.TRUST)
    asked.type("wizard.given", shown_fingerprint(own.fingerprint))
    await asked.to(Step.MONEY)


async def test_a_ca_file_is_kept_beside_the_settings(asking: Open, tmp_path: Path) -> None:
    with SimulatorServer(tls=True) as server:
        stick = tmp_path / "stick.pem"
        stick.write_bytes(server.certificate_pem)
        asked = await asking()
        await asked.to(Step.SERVER)
        asked.type("wizard.server", server.url)
        await asked.to(Step.TRUST)
        panel = asked.wizard.page.panel  # type: ignore[attr-defined]
        panel.take_file(tmp_path / "none.pem")
        await until(lambda: not asked.wizard._working)
        assert asked.step is Step.TRUST
        panel.take_file(stick)
        await until(lambda: asked.step is Step.MONEY)
        await asked.up_to(Step.END)
        assert "the CA file stick.pem" in asked.words
        await asked.enter()
        assert await asyncio.wait_for(asked.task, 20)
        stick.unlink()
        kept = asked.layers.again().connection().trust.ca_file
        assert kept is not None
        assert kept.parent == asked.folder.path
        assert kept.read_bytes() == server.certificate_pem
        assert kept.stat().st_mode & 0o077 == 0


# Back and forth


async def test_what_was_answered_stands_there_on_the_way_back(asking: Open) -> None:
    asked = await asking('[server]\naddress = "https://127.0.0.1:1"\n')
    assert asked.step is Step.MONEY  # the server is there already: only what is missing is asked
    assert "Nobody has said yet whether" in asked.words
    asked.find("wizard.money.kwh").click()
    await asked.up_to(Step.TILL)
    for step in (Step.CURRENCY, Step.MONEY):
        QTest.keyClick(asked.wizard, Qt.Key.Key_Escape)
        assert asked.step is step
    assert asked.find("wizard.money.kwh").isChecked()  # type: ignore[attr-defined]


async def test_money_is_never_guessed(asking: Open) -> None:
    asked = await asking('[server]\naddress = "https://127.0.0.1:1"\n')
    await asked.enter()
    assert asked.step is Step.MONEY
    assert "never guess" in asked.words
    QTest.keyClick(asked.wizard.focusWidget(), Qt.Key.Key_Space)
    assert "Choose one of the two" not in asked.words


async def test_receipts_are_shown_for_a_name_that_a_till_can_have(asking: Open) -> None:
    asked = await asking('[server]\naddress = "https://127.0.0.1:1"\n')
    await asked.up_to(Step.TILL)
    asked.type("wizard.till", "a7")
    assert "A7-000001" in asked.words
    for none in ("a b", "k-1", " "):
        asked.type("wizard.till", none)
        assert "000001" not in asked.words


async def test_leaving_keeps_nothing(asking: Open) -> None:
    asked = await asking()
    await asked.to(Step.SERVER)
    asked.wizard.close()
    assert await asyncio.wait_for(asked.task, 20) is False
    assert not asked.folder.setup_file.exists()


async def test_esc_leaves_from_the_first_page(asking: Open) -> None:
    asked = await asking()
    QTest.keyClick(asked.wizard, Qt.Key.Key_Escape)
    assert await asyncio.wait_for(asked.task, 20) is False


async def test_the_keyboard_alone_chooses_a_language_and_it_is_spoken_at_once(asking: Open) -> None:
    asked = await asking()
    QTest.keyClick(asked.wizard.focusWidget(), Qt.Key.Key_Down)
    await until(lambda: asked.start.value("screen.language") == "fr")
    assert asked.find("wizard.language.fr").isChecked()  # type: ignore[attr-defined]
    assert asked.wizard.focusWidget() is asked.find("wizard.language.fr")
    QTest.keyClick(asked.wizard.focusWidget(), Qt.Key.Key_Down)
    await until(lambda: asked.wizard.layoutDirection() is Qt.LayoutDirection.RightToLeft)
    await asked.to(Step.SERVER)


async def test_what_can_not_be_used_is_asked_again_with_the_reason(asking: Open) -> None:
    asked = await asking(
        'money_means = "gold"\ntill = "K01"\ncurrency = "USD"\n[server]\naddress = "https://127.0.0.1:1"\n'
    )
    assert asked.step is Step.MONEY
    assert "What was kept can't be used." in asked.words
    asked.find("wizard.money.currency").click()
    await asked.to(Step.END)
    await asked.enter()
    assert await asyncio.wait_for(asked.task, 20)
    assert asked.layers.again().to_ask() == ()


async def test_a_currency_brings_its_digits(asking: Open) -> None:
    asked = await asking('money_means = "currency"\ntill = "K01"\n[server]\naddress = "https://127.0.0.1:1"\n')
    assert asked.step is Step.CURRENCY
    asked.type("wizard.currency", "kwd")
    digits = asked.find("wizard.digits", QComboBox)
    assert digits.currentData() == 3  # type: ignore[attr-defined]
    assert "10.000 KWD" in asked.words
    asked.type("wizard.currency", "k")
    assert "10.0" not in asked.words
    asked.line("wizard.currency").setFocus()
    await asked.enter()  # to the digits
    await asked.enter()
    assert "three letters" in asked.words


async def test_the_end_that_can_not_be_kept_says_so_and_may_be_tried_again(asking: Open) -> None:
    asked = await asking('money_means = "currency"\ncurrency = "USD"\n[server]\naddress = "https://127.0.0.1:1"\n')
    await asked.up_to(Step.END)
    real, fault = asked.start._keep, EnvironmentFault("The disk is full.")

    async def full(values: object, trust: object) -> None:
        raise fault

    asked.start._keep = full  # type: ignore[assignment]
    await asked.enter()
    assert "The disk is full." in asked.words
    asked.start._keep = real
    await asked.enter()
    assert await asyncio.wait_for(asked.task, 20)


async def test_a_printer_in_the_network_is_named_and_tried(asking: Open) -> None:
    asked = await asking()
    asked.wizard._show(Step.PRINTER)
    box = asked.find("wizard.printer", QComboBox)
    box.setCurrentIndex(box.findData("network:"))  # type: ignore[attr-defined]
    asked.find("wizard.test").click()
    await until(lambda: "Type the printer’s address" in asked.words)
    async with listening(None) as port:
        pass
    asked.type("wizard.host", "127.0.0.1")
    asked.type("wizard.port", str(port))
    asked.find("wizard.test").click()
    await until(lambda: "It did not print." in asked.words)
    asked.line("wizard.host").clear()
    asked.wizard.submit()
    await until(lambda: not asked.wizard._working)
    assert asked.step is Step.PRINTER


async def test_it_fits_a_small_screen(asking: Open, own: SimulatorServer) -> None:
    asked = await asking()
    if asked.wizard.is_narrow:
        pytest.skip("the screen of this platform is smaller than 1024×600: there all of it scrolls")
    await asked.to(Step.SERVER)
    asked.type("wizard.server", own.url)
    await asked.to(Step.TRUST)
    high = asked.wizard.height()
    asked.type("wizard.given", "ab" * 32)
    await asyncio.sleep(0.02)
    assert asked.wizard.height() == high  # what is said stands where the box to tick was
    asked.wizard.setGeometry(0, 0, 900, 568)  # what 1024×600 leaves to a window with a title
    for step in asked.start.questions.steps:
        asked.wizard._show(step)
        await asyncio.sleep(0.02)
        assert (asked.wizard.width(), asked.wizard.height()) == (900, 568), step
        for room in asked.wizard.findChildren(QScrollArea):
            bars = room.verticalScrollBar(), room.horizontalScrollBar()
            assert [bar.maximum() for bar in bars] == [0, 0], step


async def test_every_control_has_its_name_and_what_is_spoken(asking: Open) -> None:
    asked = await asking()
    for step in asked.start.questions.steps:
        asked.wizard._show(step)
        for kind in (QPushButton, QLineEdit, QCheckBox, QComboBox):
            for each in asked.wizard.findChildren(kind):
                if each.isVisible():
                    assert each.objectName().startswith("wizard."), (step, each)
                    assert each.accessibleName(), (step, each.objectName())
