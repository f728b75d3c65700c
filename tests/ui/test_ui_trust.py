"""A certificate that is not believed: seen from the sign-in, and trusted anew by a supervisor alone."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from ui.ui_counter import CAPTCHA, METER, Counter, until

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.trust import Connection, Trust, shown_fingerprint
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui.signin import SignInDialog
from vendingdesk.ui.supervisor import SupervisorDialog
from vendingdesk.ui.trust_dialog import TrustDialog
from vendingdesk.ui.trust_section import TrustSection
from vendingdesk.wiring.setup_layers import read_layers

Open = Callable[..., Awaitable[Counter]]
GRACE, PIN = "Grace", "735194"


@pytest.fixture
def tls_server() -> Iterator[SimulatorServer]:
    """Its certificate can change while it runs."""
    with SimulatorServer(seed=8, tls="self-signed", slow_factor=0.0) as server:
        yield server


def trusted(server: SimulatorServer) -> Connection:
    """A till that compared the certificate that its server shows now."""
    return Connection(server.url, Trust(fingerprint=server.fingerprint))


async def changed(open_counter: Open, server: SimulatorServer, **more: object) -> Counter:
    """A sign-in whose server shows another certificate than the one that this till trusts."""
    connection = trusted(server)
    server.show_certificate("self-signed")
    assert connection != trusted(server)
    counter = await open_counter(signed_in=False, server=server, connection=connection, **more)
    await until(counter.dialog.trust.isVisible)
    assert "not the one that this till trusts" in counter.dialog.error.text()
    assert counter.dialog.picture.text() == "No picture"
    assert counter.sent(CAPTCHA) == 0
    return counter


async def dialog_of(parent: QWidget, kind: type) -> QWidget:
    await until(lambda: [each for each in parent.findChildren(kind) if each.isVisible()])
    found = [each for each in parent.findChildren(kind) if each.isVisible()][-1]
    assert isinstance(found, kind)
    return found


async def looked_at(counter: Counter, within: QWidget) -> TrustDialog:
    dialog = await dialog_of(within, TrustDialog)
    assert isinstance(dialog, TrustDialog)
    await counter.active(dialog)
    await until(dialog.again.isEnabled)
    return dialog


async def supervisor(counter: Counter, within: QWidget) -> SupervisorDialog:
    dialog = await dialog_of(within, SupervisorDialog)
    assert isinstance(dialog, SupervisorDialog)
    await counter.active(dialog)
    return dialog


def entries(counter: Counter) -> list[dict[str, object]]:
    with closing(sqlite3.connect(counter.building.journal.path)) as file:
        asked = "SELECT body FROM entry WHERE kind = 'trust_changed' ORDER BY seq"
        return [msgspec.json.decode(body) for (body,) in file.execute(asked)]


def kept(counter: Counter) -> Connection:
    return read_layers(counter.slips.parent / "desk.toml").connection()


async def name_grace(dialog: SupervisorDialog) -> None:
    dialog.new_name.setText(GRACE)
    dialog.new_pin.setText(PIN)
    dialog.new_again.setText(PIN)
    dialog.ok.click()


async def test_a_changed_certificate_is_trusted_anew_from_the_sign_in_and_then_it_goes_on(
    tls_server: SimulatorServer, open_counter: Open
) -> None:
    counter = await changed(open_counter, tls_server)
    before = counter.building.connection.trust.fingerprint
    counter.dialog.trust.click()
    dialog = await looked_at(counter, counter.dialog)
    panel = dialog.panel
    room = dialog.screen().availableGeometry()
    off = dialog.frameGeometry().center() - room.center()  # it grew to the certificate on both sides
    assert abs(off.x()) <= 20
    assert abs(off.y()) <= 40
    assert "has changed" in panel.problem.text()
    assert panel.fingerprint.text().split() == shown_fingerprint(tls_server.fingerprint).split()
    assert shown_fingerprint(before) in panel.before.text()
    dialog.ok.click()
    await until(dialog.message.text)
    assert "Compare the fingerprint first" in dialog.message.text()
    panel.compared.setChecked(True)
    assert dialog.message.text() == ""
    dialog.ok.click()
    await name_grace(await supervisor(counter, dialog))
    await until(counter.dialog.has_picture)
    await until(lambda: "trusted from now on" in counter.dialog.error.text())
    assert not counter.dialog.trust.isVisible()
    now = Connection(tls_server.url, Trust(fingerprint=tls_server.fingerprint))
    assert kept(counter) == counter.desk.trusting.connection == now
    [entry] = entries(counter)
    assert entry == {
        "address": tls_server.url,
        "before": {"fingerprint": before},
        "after": {"fingerprint": tls_server.fingerprint},
        "by": GRACE,
        "allowed_by": GRACE,
    }
    await counter.sign_in()
    assert counter.window.sell.isVisible()


async def test_a_supervisor_who_is_known_types_a_pin_and_a_wrong_one_trusts_nothing(
    tls_server: SimulatorServer, open_counter: Open
) -> None:
    first = await open_counter(server=tls_server, connection=trusted(tls_server))
    await first.desk.supervisors.name(GRACE, PIN, PIN, by="demo")
    await first.end()
    counter = await changed(open_counter, tls_server)
    counter.dialog.trust.click()
    dialog = await looked_at(counter, counter.dialog)
    dialog.panel.given.setText(shown_fingerprint(tls_server.fingerprint).lower())
    dialog.panel.given.textEdited.emit("")
    dialog.ok.click()
    asking = await supervisor(counter, dialog)
    assert asking.who.currentText() == GRACE
    asking.pin.setText("0000")
    asking.ok.click()
    await until(lambda: asking.ok.isEnabled() and not asking.pin.text())
    assert entries(counter) == []
    asking.reject()
    await until(lambda: not dialog.findChildren(SupervisorDialog) and dialog.ok.isEnabled())
    assert dialog.isVisible()
    dialog.reject()
    await until(lambda: not counter.dialog.findChildren(TrustDialog))
    assert counter.dialog.trust.isEnabled()
    assert entries(counter) == []
    counter.dialog.trust.click()
    dialog = await looked_at(counter, counter.dialog)
    dialog.panel.compared.setChecked(True)
    dialog.ok.click()
    asking = await supervisor(counter, dialog)
    asking.pin.setText(PIN)
    asking.ok.click()
    await until(counter.dialog.has_picture)
    assert len(entries(counter)) == 1


async def test_another_fingerprint_than_the_one_that_was_given_is_not_trusted(
    tls_server: SimulatorServer, open_counter: Open
) -> None:
    counter = await changed(open_counter, tls_server)
    counter.dialog.trust.click()
    dialog = await looked_at(counter, counter.dialog)
    dialog.panel.given.setText("cd" * 32)
    dialog.panel.given.textEdited.emit("")
    dialog.ok.click()
    await until(dialog.ok.isEnabled)
    assert "another fingerprint" in dialog.panel.said.text()
    assert dialog.findChildren(SupervisorDialog) == []
    dialog.reject()


async def test_a_ca_file_is_tried_before_anybody_is_asked(
    tls_server: SimulatorServer, open_counter: Open, tmp_path: Path
) -> None:
    counter = await changed(open_counter, tls_server)
    counter.dialog.trust.click()
    dialog = await looked_at(counter, counter.dialog)
    with SimulatorServer(tls=True) as stranger:
        (tmp_path / "stranger.pem").write_bytes(stranger.certificate_pem)
    dialog.panel.take_file(tmp_path / "stranger.pem")
    await until(lambda: "does not vouch" in dialog.message.text())
    (tmp_path / "broken.pem").write_text("no certificate")
    dialog.panel.take_file(tmp_path / "broken.pem")
    await until(lambda: "broken.pem" in dialog.message.text())
    assert not dialog.ok.isVisible()
    tls_server.show_certificate("authority")
    (tmp_path / "utility.pem").write_bytes(tls_server.certificate_pem)
    QTest.keyClick(dialog, Qt.Key.Key_Tab)
    dialog.again.click()
    await until(dialog.again.isEnabled)
    dialog.panel.take_file(tmp_path / "utility.pem")
    await until(lambda: "vouches for this server" in dialog.message.text())
    dialog.ok.click()
    await name_grace(await supervisor(counter, dialog))
    await until(counter.dialog.has_picture)
    file = kept(counter).trust.ca_file
    assert file is not None
    assert file.parent == counter.slips.parent
    assert file.read_bytes() == tls_server.certificate_pem


async def test_a_server_that_is_gone_says_so_and_can_be_looked_at_again(
    tls_server: SimulatorServer, open_counter: Open
) -> None:
    counter = await changed(open_counter, tls_server)
    port = tls_server._port
    tls_server.stop()
    counter.dialog.trust.click()
    dialog = await looked_at(counter, counter.dialog)
    assert "can't be reached" in dialog.message.text()
    assert not dialog.panel.isVisible()
    assert not dialog.ok.isVisible()
    assert dialog.back.hasFocus()
    with SimulatorServer(port=port, tls="self-signed", slow_factor=0.0) as back:
        counter.server = back
        dialog.again.click()
        await until(dialog.panel.isVisible)
        dialog.reject()
        await counter.end()


async def test_an_unknown_issuer_at_the_first_start_can_be_settled_there_too(
    tls_server: SimulatorServer, open_counter: Open
) -> None:
    counter = await open_counter(signed_in=False, server=tls_server)
    await until(counter.dialog.trust.isVisible)
    counter.dialog.trust.click()
    dialog = await looked_at(counter, counter.dialog)
    assert "Nobody known vouches" in dialog.panel.problem.text()
    dialog.panel.compared.setChecked(True)
    dialog.ok.click()
    await name_grace(await supervisor(counter, dialog))
    await until(counter.dialog.has_picture)
    await counter.sign_in()


async def test_where_a_server_is_just_off_there_is_no_certificate_to_see(open_counter: Open) -> None:
    server = SimulatorServer()
    server.start()
    server.stop()
    counter = await open_counter(signed_in=False, server=server)
    await until(counter.dialog.error.text)
    assert not counter.dialog.trust.isVisible()


async def test_a_certificate_that_changes_during_the_day_is_settled_at_the_next_sign_in(
    tls_server: SimulatorServer, open_counter: Open
) -> None:
    counter = await open_counter(server=tls_server, connection=trusted(tls_server))
    tls_server.show_certificate("self-signed")
    await counter.building.client.close()  # a connection that was made before is still that of the old one
    counter.desk.session.end()
    counter.window.sell.sign_in_wanted.emit()
    again = await dialog_of(counter.window, SignInDialog)
    assert isinstance(again, SignInDialog)
    await until(again.trust.isVisible)
    again.trust.click()
    dialog = await looked_at(counter, again)
    dialog.panel.compared.setChecked(True)
    dialog.ok.click()
    await name_grace(await supervisor(counter, dialog))
    await until(again.has_picture)
    assert [entry["by"] for entry in entries(counter)] == ["demo"]
    again.reject()


# From Settings.


async def settings_page(counter: Counter) -> TrustSection:
    counter.window.show_page("settings")
    await until(lambda: counter.window.settings.built)
    return counter.find("settings.trust", QPushButton).parent()  # type: ignore[return-value]


async def test_settings_say_what_is_believed_and_lead_to_the_certificate(
    tls_server: SimulatorServer, open_counter: Open
) -> None:
    connection = trusted(tls_server)
    counter = await open_counter(server=tls_server, connection=connection)
    section = await settings_page(counter)
    assert shown_fingerprint(tls_server.fingerprint) in section.state.text()
    section.see.click()
    section.see.click()
    dialog = await looked_at(counter, counter.window)
    assert "nothing to do" in dialog.message.text()
    assert not dialog.ok.isVisible()
    dialog.reject()
    await until(lambda: not counter.window.findChildren(TrustDialog))
    tls_server.show_certificate("self-signed")
    section.see.click()
    dialog = await looked_at(counter, counter.window)
    dialog.panel.compared.setChecked(True)
    dialog.ok.click()
    await name_grace(await supervisor(counter, dialog))
    await until(lambda: "trusted from now on" in section.message.text())
    assert shown_fingerprint(tls_server.fingerprint) in section.state.text()
    assert [entry["by"] for entry in entries(counter)] == ["demo"]
    counter.window.show_page("sell")
    await counter.sell(METER, "10")
    assert counter.state == "ISSUED"


async def test_what_is_believed_is_said_for_a_ca_file_and_for_the_system_too(
    tls_server: SimulatorServer, open_counter: Open, tmp_path: Path
) -> None:
    tls_server.show_certificate("authority")
    file = tmp_path / "utility.pem"
    file.write_bytes(tls_server.certificate_pem)
    counter = await open_counter(server=tls_server, connection=Connection(tls_server.url, Trust(ca_file=file)))
    section = await settings_page(counter)
    assert "utility.pem" in section.state.text()
    counter.desk.trusting.connection = Connection(tls_server.url)
    section._show()
    assert "system knows" in section.state.text()


async def test_a_server_on_this_computer_has_no_certificate(open_counter: Open) -> None:
    counter = await open_counter()
    section = await settings_page(counter)
    assert "nothing is encrypted" in section.state.text()
    assert not section.see.isVisible()


async def test_where_others_decided_the_certificate_is_not_trusted_here(
    tls_server: SimulatorServer, open_counter: Open
) -> None:
    setup = DeskSetup(locked=frozenset({"server.fingerprint"}))
    counter = await open_counter(server=tls_server, connection=trusted(tls_server), setup=setup)
    section = await settings_page(counter)
    section.see.click()
    dialog = await looked_at(counter, counter.window)
    assert "decided for all tills" in dialog.message.text()
    assert not dialog.ok.isVisible()
    dialog.reject()


@pytest.mark.parametrize("asking", [False, True])
async def test_the_end_of_the_program_does_not_wait_for_a_decision(
    tls_server: SimulatorServer, open_counter: Open, asking: bool
) -> None:
    counter = await changed(open_counter, tls_server)
    counter.dialog.trust.click()
    dialog = await looked_at(counter, counter.dialog)
    if asking:
        dialog.panel.compared.setChecked(True)
        dialog.ok.click()
        await supervisor(counter, dialog)
    counter.counter.request_close()
    assert counter.task is not None
    await until(counter.task.done, timeout=5)
    assert counter.task.result() == 0
    assert entries(counter) == []
