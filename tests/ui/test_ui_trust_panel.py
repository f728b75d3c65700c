"""The trust panel: what it says of a certificate, and what a person can decide there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QVBoxLayout
from ui.ui_counter import dress, until

from vendingdesk.domain.errors import SettlementRefused
from vendingdesk.domain.trust import Certificate, ServerLook, Trust, TrustProblem
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.trust_panel import TrustPanel

NOW = datetime.now(UTC)
YEAR = timedelta(days=365)
PIN = "0123456789abcdef" * 4
SHOWN = Certificate(PIN, "vending", "Some CA", ("a.example", "b.example"), NOW - YEAR, NOW + YEAR)
LOOK = ServerLook("https://192.0.2.1:4680", SHOWN, TrustProblem.UNKNOWN_ISSUER)


@pytest.fixture
def failures() -> list[BaseException]:
    return []


@pytest.fixture
async def panel(qapp: QApplication, failures: list[BaseException]) -> Iterator[TrustPanel]:
    dress(qapp)
    tasks = TaskRegistry(lambda _name, error: failures.append(error))
    window = QDialog()
    made = TrustPanel("trust", tasks)
    QVBoxLayout(window).addWidget(made)
    made.show_look(LOOK)
    window.show()
    yield made
    await tasks.close()
    window.close()
    window.deleteLater()
    assert failures == []


async def test_the_fingerprint_stands_in_groups_left_to_right(panel: TrustPanel) -> None:
    line = "0123 4567 89AB CDEF 0123 4567 89AB CDEF"
    assert panel.fingerprint.text() == f"{line}\n{line}"
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert panel.fingerprint.layoutDirection() is Qt.LayoutDirection.LeftToRight


async def test_nothing_is_trusted_before_somebody_compared(panel: TrustPanel) -> None:
    with pytest.raises(SettlementRefused) as refused:
        panel.trust()
    assert refused.value.field == "given"
    panel.begin()
    assert panel.window().focusWidget() is panel.compared
    QTest.keyClick(panel.compared, Qt.Key.Key_Space)
    assert panel.trust() == Trust(fingerprint=PIN)


async def test_a_pasted_fingerprint_is_compared_at_once(panel: TrustPanel) -> None:
    panel.given.setFocus()
    QTest.keyClicks(panel.given, ":".join(PIN[at : at + 2] for at in range(0, 64, 2)).upper())
    assert panel.said.text().startswith("✓")
    assert panel.trust() == Trust(fingerprint=PIN)
    panel.given.clear()
    panel.compared.setChecked(True)
    QTest.keyClicks(panel.given, "9" * 64)
    assert panel.said.text().startswith("✗")
    assert "somebody stands between" in panel.said.text()
    assert not panel.compared.isVisible()  # and does not help against what stands there
    with pytest.raises(SettlementRefused):
        panel.trust()
    panel.begin()  # the box to tick is gone
    assert panel.window().focusWidget() is panel.given
    assert panel.given.hasSelectedText()
    panel.given.selectAll()
    QTest.keyClick(panel.given, Qt.Key.Key_Delete)
    assert not panel.said.isVisible()
    assert panel.compared.isVisible()


async def test_what_was_ticked_for_one_certificate_counts_for_no_other(panel: TrustPanel) -> None:
    QTest.keyClick(panel.compared, Qt.Key.Key_Space)
    panel.show_look(LOOK)  # the same again: the decision stays
    assert panel.compared.isChecked()
    panel.show_look(replace(LOOK, certificate=replace(SHOWN, fingerprint="f" * 64)))
    assert not panel.compared.isChecked()
    with pytest.raises(SettlementRefused):
        panel.trust()


@pytest.mark.parametrize(
    ("look", "title", "words"),
    [
        (replace(LOOK, problem=TrustProblem.WRONG_NAME), "for another name", "You typed 192.0.2.1"),
        (replace(LOOK, problem=TrustProblem.CHANGED), "has changed", "Ask the utility for the new fingerprint"),
        (replace(LOOK, problem=TrustProblem.OTHER, said="It is revoked."), "was refused", "It is revoked. Ask"),
        (
            replace(LOOK, problem=TrustProblem.EXPIRED, certificate=replace(SHOWN, not_after=NOW - YEAR / 2)),
            "has expired",
            "nobody can trust it any more",
        ),
        (  # a self-signed one is said to be of an unknown issuer first
            replace(LOOK, certificate=replace(SHOWN, not_after=NOW - YEAR / 2)),
            "Nobody known",
            "nobody can trust it any more",
        ),
        (
            replace(LOOK, problem=TrustProblem.NOT_YET_VALID, certificate=replace(SHOWN, not_before=NOW + YEAR / 2)),
            "not valid yet",
            "Set the date right",
        ),
        (replace(LOOK, problem=TrustProblem.NO_TLS, certificate=None), "not encrypted", "Check the port"),
    ],
)
async def test_each_problem_in_words(panel: TrustPanel, look: ServerLook, title: str, words: str) -> None:
    panel.show_look(look)
    assert title in panel.problem.text()
    assert words in panel.text.text()
    comparable = look.problem in {TrustProblem.WRONG_NAME, TrustProblem.CHANGED, TrustProblem.OTHER}
    assert panel.compared.isVisible() is panel.given.isVisible() is comparable
    assert panel.card.isVisible() is (look.certificate is not None)


async def test_a_server_that_is_trusted_leaves_nothing_to_say(panel: TrustPanel) -> None:
    panel.show_look(replace(LOOK, problem=None))
    assert panel.problem.text() == panel.text.text() == ""
    assert not panel.compared.isVisible()
    panel.begin()  # nowhere to go


async def test_a_changed_certificate_shows_what_was_trusted_before(panel: TrustPanel) -> None:
    changed = replace(LOOK, problem=TrustProblem.CHANGED)
    panel.show_look(changed, Trust(fingerprint="e" * 64))
    assert panel.before.isVisible()
    assert panel.before.text().endswith(" ".join(["EEEE"] * 16))
    panel.show_look(changed, Trust(fingerprint=PIN))
    assert not panel.before.isVisible()


async def test_many_names_are_cut_short(panel: TrustPanel) -> None:
    names = tuple(f"n{at}.example" for at in range(9))
    panel.show_look(replace(LOOK, certificate=replace(SHOWN, names=names, self_signed=True)))
    said = [label.text() for label in panel.facts.findChildren(type(panel.text))]
    assert "n0.example, n1.example, n2.example, n3.example, …" in said
    assert "itself (self-signed)" in said


async def test_a_ca_file_is_chosen_instead(panel: TrustPanel, tmp_path: Path) -> None:
    file = tmp_path / "utility.pem"
    file.write_text("x")
    told: list[Path | None] = []
    panel.file_chosen.connect(lambda: told.append(panel.trust().ca_file))
    QTest.keyClick(panel.ca_file, Qt.Key.Key_Space)
    await until(lambda: panel.findChildren(QFileDialog))
    (dialog,) = panel.findChildren(QFileDialog)
    [line] = dialog.findChildren(QLineEdit, "fileNameEdit")
    line.setText(str(file))
    dialog.done(QFileDialog.DialogCode.Accepted.value)
    await until(lambda: told)
    assert told == [file]
    panel.show_look(LOOK)  # looked at again, and still not believed
    with pytest.raises(SettlementRefused):
        panel.trust()


async def test_no_file_chosen_decides_nothing(panel: TrustPanel) -> None:
    QTest.keyClick(panel.ca_file, Qt.Key.Key_Space)
    await until(lambda: panel.findChildren(QFileDialog))
    panel.findChildren(QFileDialog)[0].reject()
    await until(panel.ca_file.isEnabled)
    with pytest.raises(SettlementRefused):
        panel.trust()
