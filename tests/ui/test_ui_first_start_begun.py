"""A till in use that is asked again: a real window over real books, and a supervisor's PIN before anything else."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit
from ui.ui_counter import dress, until
from ui.ui_first_start import Asked

from vendingdesk.counter.first_questions import Step
from vendingdesk.counter.first_start import Owner
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui import languages
from vendingdesk.ui.choice import Choice
from vendingdesk.wiring.begun_books import Books, begun_till
from vendingdesk.wiring.first_start import FirstOwner
from vendingdesk.wiring.folders import JOURNAL

Open = Callable[..., Awaitable[Asked]]
PIN, WRONG = "7294", "1357"
TOML = 'till = "K07"\ncurrency = "NGN"\nmoney_means = "kwh"\n[server]\naddress = "{}"\nfingerprint = "{}"\n'


@pytest.fixture
async def asking(qapp: QApplication, tmp_path: Path) -> AsyncIterator[Open]:
    dress(qapp)
    folder, begun = tmp_path / "till", []

    async def start(toml: str, *, more: str = "") -> Asked:
        folder.mkdir()
        (folder / "desk.toml").write_text(toml)
        await FirstOwner(folder)("K07", Owner("Grace", PIN))
        if more:
            books = Books(folder, "K07")
            grace = await books.authorise("Grace", PIN)
            async with books.open():
                await books.supervisors.name(more, PIN, PIN, by="Grace", introduced=grace)
        asked = Asked(qapp, folder, await begun_till(folder, folder / JOURNAL))
        begun.append(asked)
        await until(asked.wizard.isVisible)
        return asked

    yield start
    for each in begun:
        await each.end()
    languages.install(qapp, "en")


def written(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    with closing(sqlite3.connect(folder / JOURNAL)) as file:
        rows = file.execute("SELECT kind, body FROM entry ORDER BY seq").fetchall()
    return [(kind, msgspec.json.decode(body)) for kind, body in rows if kind in {"trust_changed", "allowed"}]


async def test_another_certificate_is_trusted_by_a_supervisors_leave(asking: Open) -> None:
    with SimulatorServer(tls="self-signed") as server:
        asked = await asking(TOML.format(server.url, "broken"))
        before = asked.folder.setup_file.read_text()
        assert asked.step is Step.SUPERVISOR
        assert "Grace" in asked.words
        assert asked.line("wizard.pin").hasFocus()
        assert asked.line("wizard.pin").echoMode() is QLineEdit.EchoMode.Password
        asked.type("wizard.pin", WRONG)
        await asked.enter()
        assert asked.step is Step.SUPERVISOR
        assert "That is not the PIN of Grace. 4 more tries." in asked.words
        assert asked.line("wizard.pin").text() == ""
        asked.type("wizard.pin", PIN)
        await asked.to(Step.SERVER)
        assert "What was kept can't be used." in asked.words
        await asked.to(Step.TRUST)
        QTest.keyClick(asked.find("wizard.compared", QCheckBox), Qt.Key.Key_Space)
        await asked.to(Step.END)
        assert "Grace" in asked.words
        assert asked.folder.setup_file.read_text() == before
        await asked.enter()
        assert await asyncio.wait_for(asked.task, 20)
        assert asked.layers.again().connection().trust.fingerprint == server.fingerprint
        ((kind, entry),) = written(asked.folder.path)
        assert (kind, entry["by"], entry["allowed_by"]) == ("trust_changed", "Grace", "Grace")
        assert (entry["lost"], entry["after"]) == (
            "server.fingerprint = broken",
            {"fingerprint": server.fingerprint},
        )


async def test_of_several_supervisors_one_is_chosen(asking: Open) -> None:
    asked = await asking(TOML.format("https://127.0.0.1:1", "broken"), more="Ada")
    box = asked.find("wizard.supervisor", Choice)
    assert isinstance(box, Choice)
    asked.type("wizard.pin", PIN)
    asked.wizard.submit()
    await until(lambda: not asked.wizard._working)
    assert "Choose who confirms this." in asked.words
    assert asked.step is Step.SUPERVISOR
    box.setCurrentIndex(box.findData("Ada"))
    asked.type("wizard.pin", PIN)
    await asked.to(Step.SERVER)
    QTest.keyClick(asked.wizard, Qt.Key.Key_Escape)
    assert asked.step is Step.SUPERVISOR  # the way back: the PIN is typed again
    assert asked.line("wizard.pin").text() == ""


async def test_five_wrong_pins_wait(asking: Open) -> None:
    asked = await asking(TOML.format("https://127.0.0.1:1", "broken"))
    for _ in range(5):
        asked.type("wizard.pin", WRONG)
        await asked.enter()
    asked.type("wizard.pin", PIN)
    await asked.enter()
    assert "Too many wrong PINs. Try again in 5 min." in asked.words
    assert asked.step is Step.SUPERVISOR


async def test_books_that_another_counter_has_are_told(asking: Open) -> None:
    asked = await asking(TOML.format("https://127.0.0.1:1", "broken"))
    async with Books(asked.folder.path, "K07").open():
        asked.type("wizard.pin", PIN)
        await asked.enter()
        assert asked.step is Step.SUPERVISOR
        assert "already open" in asked.find("wizard.message", QLabel).text()  # type: ignore[attr-defined]
    asked.type("wizard.pin", PIN)
    await asked.to(Step.SERVER)


async def test_the_page_is_spoken_in_arabic(asking: Open, qapp: QApplication) -> None:
    languages.install(qapp, "ar")
    asked = await asking(TOML.format("https://127.0.0.1:1", "broken"))
    assert "supervisor" not in asked.words.casefold()
    asked.type("wizard.pin", WRONG)
    await asked.enter()
    assert "That is not" not in asked.words
