"""Every screen and slip as a picture, from a real run against a real server."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from shots.camera import OUT, ROOT, SLIP_DPI, Camera
from shots.day import day
from shots.doubts import doubts
from shots.first_start import run_first_start
from shots.gallery import gallery
from shots.history import history
from shots.key_change import key_change
from shots.meters import meters
from shots.money import run_money
from shots.paper_states import printing
from shots.people import people
from shots.reports import backup, reports
from shots.settings import settings
from shots.shifts import shifts
from shots.statements import statements
from shots.token_help import token_help
from shots.training import training
from ui.ui_counter import LOST_AFTER, METER, NOT_FOUND, Counter, dress, until
from ui.ui_gate import Gate
from ui.ui_tried_day import SETUP
from ui.ui_waiting import OTHER, THIRD, acknowledged, left, pressed

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.simulator.server import DEMO_PASSWORD, DEMO_USER, SimulatorServer
from vendingdesk.ui import languages, start, theme
from vendingdesk.ui.colours import LOOKS
from vendingdesk.ui.local_tokens_dialog import LocalTokensDialog
from vendingdesk.ui.loop import run_desk
from vendingdesk.wiring.demo import demo_setup

SIZES = {"wide": QSize(1280, 760), "small": QSize(1024, 600), "double": QSize(512, 300)}
"""Of the window, in device-independent pixels: the last one fills a screen of 1024×600 at 200 %."""

ZOOMED, ZOOM = "double", "--at-200"
SEVERAL, VERY_SLOW = "0199000000190", "0199000000034"


async def sign_in(counter: Counter, camera: Camera) -> None:
    await counter.start()
    await counter.picture()
    await camera.take("01-sign-in", counter.dialog)
    counter.fill("signin.username", DEMO_USER, counter.dialog)
    counter.fill("signin.password", DEMO_PASSWORD, counter.dialog)
    counter.fill("signin.code", "0000", counter.dialog)
    counter.dialog.ok.click()
    await until(lambda: counter.dialog.error.text() and len(counter.captchas) > 1 and counter.dialog.ok.isEnabled())
    await camera.take("02-sign-in-error", counter.dialog)
    counter.click("signin.tokens", counter.dialog)
    (tokens,) = counter.dialog.findChildren(LocalTokensDialog)
    await camera.take("02-sign-in-meter-tokens", tokens)
    tokens.close()
    await counter.active(counter.dialog)
    await counter.sign_in()


async def credit(counter: Counter, camera: Camera) -> None:
    window, sell = counter.window, counter.window.sell
    await camera.take("03-sell-empty", window)
    await counter.meter(METER)
    await camera.take("04-sell-meter-known", window)
    counter.fill("sell.amount", "12,5")
    counter.click("sell.sell")
    await until(sell.message.text)
    await camera.take("05-sell-bad-amount", window)
    counter.fill("sell.amount", "10")
    counter.click("sell.sell")
    await camera.take("06-confirm", await counter.asked())
    await counter.agree()
    await counter.done()
    await camera.take("07-issued", window)
    await counter.next_customer()
    await counter.meter(METER)
    counter.fill("sell.amount", "100")
    counter.click("sell.sell")
    await camera.take("08-confirm-cautions", await counter.asked())
    counter.confirm.reject()
    await counter.done()
    await counter.sell(NOT_FOUND)
    await camera.take("09-refused", window)
    await counter.sell(SEVERAL, "20")
    await camera.take("10-several-tokens", window)
    await counter.next_customer()
    await counter.meter(VERY_SLOW)
    counter.fill("sell.amount", "10")
    counter.click("sell.sell")
    await counter.agree()
    await until(lambda: counter.state == "SENDING")
    await camera.take("11-asking", window)
    await counter.done()
    await counter.next_customer()
    await counter.sell(LOST_AFTER, "50")
    await until(window.strip.doubts.isVisible)
    await camera.take("12-in-doubt", window)
    await counter.next_customer()
    counter.fill("sell.meter", "0128 2444 0003 2")
    await camera.take("13-bad-check-digit", window)


async def late(counter: Counter, camera: Camera, gate: Gate) -> None:
    """A sale past its soft limit, left for the next customer, answered late, seen; then closing with two to go."""
    window = counter.window
    await pressed(counter, METER)
    await camera.take("22-past-the-soft-limit", window)
    counter.click("result.next")
    await until(window.sell.form.isVisible)
    counter.fill("sell.meter", OTHER)
    await camera.take("23-one-waiting", window)
    gate.let_go()
    await until(counter.find("late.show").isVisible)
    await camera.take("24-late-token", window)
    counter.click("late.show")
    await camera.take("25-late-token-open", window)
    await acknowledged(counter)
    for meter in (METER, LOST_AFTER, THIRD):
        window.sell.start_over()
        await left(counter, gate, meter)
    gate.let_go(1)
    await until(counter.find("late.show.1").isVisible)
    await camera.take("26-two-waiting-and-a-late-doubt", window)
    window.close()
    await until(lambda: "2 to go" in counter.text("main.message"))
    await camera.take("27-closing", window)
    gate.let_go()
    gate.let_go()
    await until(lambda: window.late.isVisible() and window.late.isEnabled())
    await camera.take("28-closing-shows-what-nobody-saw", window)


async def management(counter: Counter, camera: Camera) -> None:
    window = counter.window
    window.show_page("tokens")
    await camera.take("14-tokens-empty", window)
    await counter.meter(OTHER, "tokens")
    counter.choose(1)
    counter.fill("tokens.reason", "Meter moved to another flat, asked for by M. Hernández")
    await camera.take("15-tokens-clear-credit", window)
    counter.click("tokens.issue")
    await camera.take("16-confirm-clear-credit", await counter.asked())
    await counter.agree()
    await counter.done("tokens")
    await camera.take("17-tokens-issued", window)


async def books(counter: Counter, camera: Camera) -> None:
    window = counter.window
    window.show_page("meters")
    await until(lambda: window.meters.model.rows)
    window.meters.table.selectRow(1)
    await camera.take("18-meters", window)
    window.show_page("history")
    await until(lambda: window.history.model.rows)
    await camera.take("19-history", window)
    window.history.table.selectRow(1)
    await camera.take("20-history-doubt", window)
    counter.click("history.statement")
    dialog = await counter.form("statement")
    await camera.take("20-history-save-as-pdf", dialog)
    dialog.reject()
    window.history.search.setText("no such thing")
    await until(lambda: not window.history.model.rows)
    await camera.take("21-history-nothing", window)


async def slips(counter: Counter, camera: Camera) -> None:
    for kept in await counter.building.journal.sales():
        if kept.tokens or kept.state.name == "IN_DOUBT":
            for _ in range(2 if kept.number == 1 else 1):
                slip = await counter.desk.make_slip(kept, operator="demo", medium="pdf")
                for number, page in enumerate(counter.desk.pictures(slip.pdf, SLIP_DPI), start=1):
                    image = QImage(page.bgrx, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32)
                    kind = kept.state.name.lower() if kept.order.amount else "management"
                    file = OUT / f"slip-{kept.number}-{kind}-copy{slip.copy - 1}-{number}.png"
                    image.save(str(file))
                    print(file.relative_to(ROOT))


async def run(app: QApplication, name: str, colours: theme.Colours, size: QSize, setup: DeskSetup) -> None:
    """One run from the sign-in to the history."""
    dress(app, colours)
    camera = Camera(name)
    with tempfile.TemporaryDirectory() as folder, SimulatorServer(seed=7, slow_factor=0.04) as server:
        credentials = (DEMO_USER, DEMO_PASSWORD) if setup.demo else None
        counter = Counter(app, Path(folder), server, setup, credentials)
        await sign_in(counter, camera)
        counter.window.resize(size)
        await credit(counter, camera)
        await management(counter, camera)
        await books(counter, camera)
        await token_help(counter, camera)
        if name == "light-wide":
            await slips(counter, camera)
        await counter.end()


Taking = Callable[[Counter, Camera], Awaitable[None]]
"""What somebody does at a counter while the camera looks."""


def plainly(name: str, take: Taking, *, demo: bool = False) -> Callable[..., Awaitable[None]]:
    """A run of its own for one part of the program, from a fresh till with somebody signed in."""

    async def run_part(app: QApplication, look: str, colours: theme.Colours, size: QSize, setup: DeskSetup) -> None:
        dress(app, colours)
        with tempfile.TemporaryDirectory() as folder, SimulatorServer(seed=7, slow_factor=0.04) as server:
            counter = Counter(app, Path(folder), server, demo_setup(setup) if demo else setup)
            await counter.start()
            await counter.sign_in()
            counter.window.resize(size)
            await take(counter, Camera(look))
            await counter.end()

    run_part.__name__ = f"run_{name}"
    return run_part


async def run_late(app: QApplication, name: str, colours: theme.Colours, size: QSize, setup: DeskSetup) -> None:
    """A run whose vends are answered late."""
    dress(app, colours)
    with tempfile.TemporaryDirectory() as folder, SimulatorServer(seed=7) as server:
        async with Gate(server.url) as gate:
            quick = replace(setup, soft_limit=timedelta(seconds=0.1))
            counter = Counter(app, Path(folder), server, quick, None, gate.url)
            await counter.start()
            await counter.sign_in()
            counter.window.resize(size)
            await late(counter, Camera(name), gate)
            await counter.end()


async def run_key_change(app: QApplication, name: str, colours: theme.Colours, size: QSize, setup: DeskSetup) -> None:
    """A run of key changes, answered when the camera is ready."""
    dress(app, colours)
    with tempfile.TemporaryDirectory() as folder, SimulatorServer(seed=7, slow_factor=0.04) as server:
        async with Gate(server.url) as gate:
            counter = Counter(app, Path(folder), server, setup, None, gate.url)
            await counter.start()
            await counter.sign_in()
            counter.window.resize(size)
            await key_change(counter, Camera(name), gate)
            await counter.end()


async def run_printing(app: QApplication, name: str, colours: theme.Colours, size: QSize, _setup: DeskSetup) -> None:
    """Runs with printers that are well, off, and stall."""
    dress(app, colours)
    with tempfile.TemporaryDirectory() as folder, SimulatorServer(seed=7, slow_factor=0.04) as server:
        await printing(app, Camera(name), Path(folder), server, size)


async def run_history(app: QApplication, name: str, colours: theme.Colours, size: QSize, setup: DeskSetup) -> None:
    """A run over a month of sales."""
    dress(app, colours)
    with tempfile.TemporaryDirectory() as folder, SimulatorServer(seed=7, slow_factor=0.04) as server:
        await history(app, Camera(name), Path(folder) / "till", server, size, setup)


async def run_day(app: QApplication) -> None:
    """The pictures of docs/day.md, which are kept with it: made only when they are asked for by name."""
    dress(app, theme.LIGHT)
    with tempfile.TemporaryDirectory() as folder, SimulatorServer(seed=7, slow_factor=0.04) as server:
        counter = Counter(app, Path(folder), server, SETUP)
        await counter.start()
        await counter.sign_in()
        await day(counter)
        await counter.end()


async def main(app: QApplication, words: list[str]) -> int:
    """Every run that was asked for."""
    demo = demo_setup(DeskSetup())
    plain = replace(demo, demo=False)
    zoomed = app.devicePixelRatio() > 1
    if not zoomed and (not words or "gallery" in words):
        gallery()
        statements()
    if words == ["day"]:
        await run_day(app)
        return 0
    sizes = [name for name in SIZES if (name == ZOOMED) is zoomed]
    runs = {
        f"{look}-{size}": (colours, SIZES[size], plain if size == "wide" else demo)
        for size in sizes
        for look, colours in LOOKS.items()
    }
    for name, (colours, size, setup) in runs.items():
        for part in (
            run_first_start,
            run,
            run_late,
            run_key_change,
            run_money,
            run_printing,
            run_history,
            plainly("doubts", doubts),
            plainly("training", training, demo=True),
            plainly("settings", settings),
            plainly("reports", reports),
            plainly("backup", backup),
            plainly("meters", meters),
            plainly("people", people),
            plainly("shifts", shifts),
        ):
            if not words or any(word in f"{name} {part.__name__}" for word in words):
                await part(app, name, colours, size, setup)
    if not zoomed:
        await speaking(app, words, demo)
    return 0


async def speaking(app: QApplication, words: list[str], setup: DeskSetup) -> None:
    """A cashier's day in the other languages of the screen."""
    for language in languages.names():
        name = f"{language}-small"
        if language != languages.ENGLISH and (not words or any(word in f"{name} languages" for word in words)):
            languages.install(app, language)
            await run(app, name, theme.LIGHT, SIZES["small"], setup)
    languages.install(app, languages.ENGLISH)


def shoot(words: list[str]) -> int:
    """Take the pictures, those at 200 % where ``ZOOM`` is among the words; old ones go when all are taken anew."""
    again = ZOOM in words
    words = [word for word in words if word != ZOOM]
    if not words and not again:
        shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True, exist_ok=True)
    application = start.application(sys.argv[:1], look="light", zoom=200 if again else 100)
    return run_desk(lambda: main(application, words), application)
