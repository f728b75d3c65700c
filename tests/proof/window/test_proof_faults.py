"""Every fault once at every call: the verdict, never more than one POST, what was minted, the journal, the screen."""

import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle
from pathlib import Path

import pytest
import trustme
from api.api_peers import RawServer
from api.test_api_faults import abort_at_once, closed_port, silent
from proof.proof_expected import CONNECTIONS, EXPECTED, Call, Vend
from proof.proof_promises import facts_of, hold
from proof.proof_tally import row
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from ui.ui_counter import CAPTCHA, LOGIN, MANAGE, RECHARGE, Counter, until

from vendingdesk.api.address import parse_address
from vendingdesk.api.connections import Connections
from vendingdesk.api.limits import Limits
from vendingdesk.domain.session import Grant
from vendingdesk.journal.opening import read_only
from vendingdesk.simulator.behaviours import FAULTS
from vendingdesk.simulator.meters import SAMPLE_METERS
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui.signin import SignInDialog

Open = Callable[..., Awaitable[Counter]]
QUICK = Limits(connect=0.3, pool=0.3, vend=0.3, read=0.3)
PATIENT = Limits(connect=10.0, pool=10.0, vend=0.3, read=0.3)
"""Where a connection is made and what comes after is tried: a busy machine takes its time to make one."""

ASKED = "(what stood here before the picture was asked for)"
PATHS = {"sell": RECHARGE, "tokens": MANAGE}


def test_every_fault_of_the_simulator_has_its_row() -> None:
    assert set(EXPECTED) == set(FAULTS)


class Differences:
    """What was found otherwise than it stands in the table."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def compare(self, fault: str, what: str, found: object, expected: object) -> None:
        if found != expected:
            self._found.append(f"{fault}: {what} is {found!r}, expected {expected!r}")

    def words(self, fault: str, shown: str, expected: tuple[str, ...]) -> None:
        self._found += [f"{fault}: {each!r} is not said in {shown!r}" for each in expected if each not in shown]

    def judge(self) -> None:
        assert not self._found, "\n".join(self._found)


# Vends


async def ask(counter: Counter, page: str, meter: str) -> None:
    """A person's way to a token, up to its end."""
    await counter.active(counter.window)
    counter.press({"sell": Qt.Key.Key_F2, "tokens": Qt.Key.Key_F3}[page])
    await counter.meter(meter, page)
    if page == "sell":
        counter.fill("sell.amount", "10")
        counter.click("sell.sell")
    else:
        counter.fill("tokens.value", "5000")
        counter.fill("tokens.reason", "a proof")
        counter.click("tokens.issue")
    await counter.agree()
    await counter.done(page)


def shown_words(counter: Counter) -> str:
    return " | ".join(label.text() for label in counter.result.findChildren(QLabel) if label.isVisible())


async def sign_in_dialog(counter: Counter) -> SignInDialog | None:
    """The dialog for a new session, if the window asks for one."""
    if not counter.counter._signing_in:
        return None
    await until(lambda: any(each.isVisible() for each in counter.window.findChildren(SignInDialog)))
    return next(each for each in counter.window.findChildren(SignInDialog) if each.isVisible())


async def entries(folder: Path, uid: str) -> tuple[str, ...]:
    with read_only(folder) as file:
        rows = file.execute("SELECT kind FROM entry WHERE sale_uid = ? ORDER BY seq", (uid,)).fetchall()
    return tuple(kind for (kind,) in rows)


async def compare_vend(
    counter: Counter, folder: Path, page: str, fault: str, expected: Vend, meter: str, differences: Differences
) -> None:
    """One vend, held against its row in everything that can be seen of it."""
    server = counter.server
    await ask(counter, page, meter)
    vend_page = counter.window.sell if page == "sell" else counter.window.tokens
    sale = vend_page.result.sale
    assert sale is not None, f"{fault}: {vend_page.message.text()}"
    request = sale.order.request_id
    kept = await counter.desk.history.sale(sale.receipt_no)
    minted = [token for entry in server.ledger.entries if entry.request_id == request for token in entry.tokens]
    on_screen = [line.replace(" ", "") for line in counter.text("result.token").split("\n") if line]
    posts = [seen for seen in server.traffic.seen if seen.request_id == request]
    said = shown_words(counter)
    for what, found, wanted in (
        ("the screen's state", counter.state, expected.state),
        ("the journal's state", kept.state, expected.state),
        ("POSTs", len(posts), expected.posts),
        ("paths", {seen.path for seen in posts}, {PATHS[page]} if expected.posts else set()),
        ("tokens minted", len(minted), expected.minted),
        ("the journal's entries", await entries(folder, sale.uid), expected.entries),
        ("the journal's tokens", list(kept.tokens), minted if kept.state == "ISSUED" else []),
        ("the screen's tokens", on_screen, minted if expected.state == "ISSUED" else []),
        ("a way to press again", counter.find("result.again").isVisible(), expected.state == "NOT_SENT"),
        ("the sign-in", counter.counter._signing_in, expected.signs_in),
    ):
        differences.compare(fault, what, found, wanted)
    differences.words(fault, said, expected.says)
    dialog = await sign_in_dialog(counter)
    if dialog is not None:
        dialog.reject()
        await until(lambda: not counter.counter._signing_in)
        counter.desk.session.begin("demo", Grant(server.sessions.open("demo").token, None))
        await counter.active(counter.window)
    vend_page.start_over()


@contextmanager
def own_server() -> Iterator[SimulatorServer]:
    with SimulatorServer(slow_factor=0.004) as running:
        yield running


@pytest.mark.parametrize("page", PATHS)
async def test_a_vend_under_every_fault(open_counter: Open, tmp_path: Path, page: str) -> None:
    differences = Differences()
    with own_server() as server:
        counter = await open_counter(server=server)
        # There are more faults than meters: the first one's, which was refused, is free again.
        for sample, (fault, expected) in zip(cycle(SAMPLE_METERS), EXPECTED.items(), strict=False):
            server.faults.arm(fault, PATHS[page])
            wanted = expected.vend if page == "sell" else expected.management or expected.vend
            await compare_vend(counter, tmp_path / "till", page, fault, wanted, sample.number, differences)
        await counter.end()
        differences.judge()
        facts = facts_of(tmp_path / "till", server)
        hold(facts)
        assert len(facts.sales) == len(EXPECTED)
        row(f"each fault once, {'credit' if page == 'sell' else 'management token'}").add(facts, len(EXPECTED))


# Pictures and sign-ins


async def test_a_picture_under_every_fault(open_counter: Open) -> None:
    differences = Differences()
    with own_server() as server:
        counter = await open_counter(server=server, signed_in=False)
        await counter.picture()
        for fault, expected in EXPECTED.items():
            server.faults.arm(fault, CAPTCHA)
            await compare_picture(counter, fault, expected.captcha, differences)
        await counter.end()
    differences.judge()


async def compare_picture(counter: Counter, fault: str, expected: Call, differences: Differences) -> None:
    dialog = counter.dialog
    await until(dialog.refresh.isEnabled)
    before = counter.sent(CAPTCHA)
    dialog.error.say(ASKED)
    QTest.mouseClick(dialog.refresh, Qt.MouseButton.LeftButton)
    await until(lambda: dialog.error.text() != ASKED and dialog.refresh.isEnabled())
    differences.compare(fault, "a picture", dialog.has_picture(), expected.done)
    differences.compare(fault, "requests", counter.sent(CAPTCHA) - before, expected.requests)
    differences.compare(fault, "an error", bool(dialog.error.text()), not expected.done)
    differences.words(fault, dialog.error.text(), (expected.says,))


async def test_a_sign_in_under_every_fault(open_counter: Open) -> None:
    differences = Differences()
    with own_server() as server:
        counter = await open_counter(server=server)
        for fault, expected in EXPECTED.items():
            await compare_sign_in(
                counter, fault, expected.sign_in, differences, lambda fault=fault: server.faults.arm(fault, LOGIN)
            )
        await counter.end()
    differences.judge()


async def compare_sign_in(
    counter: Counter, fault: str, expected: Call, differences: Differences, spoil: Callable[[], object]
) -> None:
    """Sign in again from the window; what goes wrong begins behind the picture."""
    asked = len(counter.captchas)
    counter.desk.session.end()
    counter.counter._on_sign_in_wanted()
    dialog = await sign_in_dialog(counter)
    assert dialog is not None
    code = await counter.picture(dialog, after=asked)
    await counter.active(dialog)
    spoil()
    before = counter.sent(LOGIN)
    for name, text in (("username", "demo"), ("password", counter.server.password), ("code", code)):
        counter.fill(f"signin.{name}", text, dialog)
    dialog.error.clear()
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    await until(lambda: not counter.counter._signing_in or (dialog.error.text() and dialog.ok.isEnabled()))
    differences.compare(fault, "a session", counter.desk.session.open, expected.done)
    differences.compare(fault, "POSTs", counter.sent(LOGIN) - before, expected.requests)
    if counter.counter._signing_in:
        differences.words(fault, dialog.error.text(), (expected.says,))
        differences.compare(fault, "the user name that was typed", dialog.username.text(), "demo")
        dialog.reject()
        await until(lambda: not counter.counter._signing_in)


# What a network does, and a server that never says a word


@asynccontextmanager
async def broken_network(fault: str) -> AsyncIterator[str]:
    """An address at which a network behaves so."""
    if fault == "nothing listens":
        yield f"http://127.0.0.1:{closed_port()}"
    elif fault == "nobody accepts":
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            one.listen(0)
            with socket.create_connection(one.getsockname()), socket.socket() as second:
                second.setblocking(False)
                second.connect_ex(one.getsockname())
                yield f"http://127.0.0.1:{one.getsockname()[1]}"
    else:
        context = None
        if fault == "an unknown issuer":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
        peer = await RawServer(silent if fault == "never answers" else abort_at_once, context).start()
        try:
            yield peer.address
            posts = [request for request in peer.requests if request.startswith(b"POST")]
            assert len(posts) == (3 if fault == "never answers" else 0)  # two vends and a sign-in, each once
        finally:
            await peer.stop()


def point(counter: Counter, address: str, limits: Limits = QUICK) -> None:
    """Have the client call another address from now on, with connections as it makes them for that."""
    client = counter.building.client
    client._limits, client._address = limits, parse_address(address)
    client._connections = Connections(limits, secure=address.startswith("https:"))


@pytest.mark.parametrize("fault", CONNECTIONS)
async def test_every_call_over_a_broken_network(open_counter: Open, tmp_path: Path, fault: str) -> None:
    differences, expected = Differences(), CONNECTIONS[fault]
    limits = PATIENT if fault == "never answers" else QUICK
    meters = iter(sample.number for sample in SAMPLE_METERS)
    with own_server() as server:
        async with broken_network(fault) as address:
            counter = await open_counter(server=server, signed_in=False)
            await counter.picture()

            def turn_back() -> None:
                counter.building.client._connections, counter.building.client._address = kept, server.url

            def break_off() -> None:
                point(counter, address, limits)

            kept = counter.building.client._connections
            break_off()
            await compare_picture(counter, fault, expected.captcha, differences)
            turn_back()
            QTest.mouseClick(counter.dialog.refresh, Qt.MouseButton.LeftButton)
            await counter.picture(after=len(counter.captchas))
            await counter.sign_in()
            break_off()
            for page in PATHS:
                await compare_vend(counter, tmp_path / "till", page, fault, expected.vend, next(meters), differences)
            turn_back()
            await compare_sign_in(
                counter, fault, expected.sign_in, differences, lambda: point(counter, address, limits)
            )
            await counter.end()
        await kept.close()
        differences.judge()
        facts = facts_of(tmp_path / "till", server)
        hold(facts)
        row("each fault of the network once").add(facts, 4)
