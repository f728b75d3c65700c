"""The first start as pictures: every question, and what is said when an answer can't be taken."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel
from shots.camera import Camera
from ui.ui_counter import dress, until
from ui.ui_first_start import Asked

from vendingdesk.counter.first_questions import Step
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui import theme


async def run_first_start(
    app: QApplication, name: str, colours: theme.Colours, _size: QSize, _setup: DeskSetup
) -> None:
    """From the language to the last page; nothing is kept."""
    dress(app, colours)
    camera = Camera(name)
    with tempfile.TemporaryDirectory() as folder, SimulatorServer(tls="self-signed") as server:
        asked = Asked(app, Path(folder) / "till")
        wizard = asked.wizard
        await until(wizard.isVisible)
        await camera.take("00-first-start-language", wizard)
        await asked.to(Step.SERVER)
        asked.type("wizard.server", server.url.removeprefix("https://"))
        await asked.enter()
        await camera.take("00-first-start-server", wizard)
        asked.type("wizard.server", server.url)
        await asked.to(Step.TRUST)
        asked.type("wizard.given", "ab" * 32)
        await camera.take("00-first-start-trust", wizard)
        asked.line("wizard.given").clear()
        asked.find("wizard.compared", QCheckBox).setChecked(True)
        await asked.to(Step.MONEY)
        await asked.enter()
        await camera.take("00-first-start-money", wizard)
        await asked.up_to(Step.CURRENCY)
        asked.type("wizard.currency", "usd")
        await camera.take("00-first-start-currency", wizard)
        await asked.up_to(Step.TILL)
        await camera.take("00-first-start-till", wizard)
        await asked.up_to(Step.OWNER)
        await camera.take("00-first-start-owner", wizard)
        await asked.up_to(Step.PAPER)
        await camera.take("00-first-start-paper", wizard)
        await asked.up_to(Step.PRINTER)
        asked.find("wizard.test").click()
        await until(lambda: "test-page.pdf" in asked.find("wizard.tested", QLabel).text())
        await camera.take("00-first-start-printer", wizard)
        await asked.up_to(Step.END)
        await camera.take("00-first-start-end", wizard)
        await asked.end()
