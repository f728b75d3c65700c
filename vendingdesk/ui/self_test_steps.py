"""The way of the self test: sign in, sell, print, manage, open every page, save every kind of file, learn, quit."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from PySide6.QtWidgets import QApplication, QPushButton

from vendingdesk.ui.next_button import DWELL_MS
from vendingdesk.ui.self_test import Step, Trial
from vendingdesk.ui.self_test_hands import Hands, Trouble

METER = "0128244400031"
PAGES = ("sell", "tokens", "meters", "history", "doubts", "reports", "tokenhelp", "settings")
MAXIMUM_POWER_LIMIT, FIRST_KEY_SECTION = 0, 3


async def sign_in(trial: Trial) -> str:
    """Past the verification picture, which stays shown: its digits are asked of the demo's server."""
    hands = trial.hands
    await hands.until("a verification picture", lambda: trial.counter.picture_id)
    picture = trial.counter.picture_id
    code = await asyncio.to_thread(trial.outside.answer, picture)
    _keep(trial, "signin")
    await hands.type("signin.code", code)
    await hands.enter("signin.code")
    await hands.see("main")
    await hands.until("the server's sign", lambda: hands.text("status.server").startswith("●"))
    return f"as {hands.text('status.who') or 'demo'}, with a picture of {len(code)} digits"


async def sell(trial: Trial) -> str:
    """One sale, from the meter's number to the token."""
    hands = trial.hands
    await _meter(hands, "sell")
    await hands.type("sell.amount", "10")
    await asyncio.sleep(0)
    await hands.click("sell.sell")
    await hands.click("confirm.yes")
    await _issued(hands)
    trial.token = re.sub(r"\D", "", hands.text("result.token"))
    if len(trial.token) != 20:
        raise Trouble(f"the token has {len(trial.token)} digits")
    _keep(trial, "sold")
    return f"10 to {METER}, a token of 20 digits that ends with {trial.token[-4:]}"


async def save_slip(trial: Trial) -> str:
    """The slip as PDF, read back: the token stands on it."""
    file = await trial.new_file("slips", ".pdf", lambda: trial.hands.click("result.pdf"))
    await _same_token(trial, file)
    return f"{file.name}, {file.stat().st_size} bytes, with the token on it"


async def look_at_slip(trial: Trial) -> str:
    """The preview draws the slip's dots."""
    await trial.hands.click("result.preview")
    await trial.hands.see("preview.close")
    _keep(trial, "preview")
    await trial.hands.click("preview.close")
    await trial.hands.gone("preview")
    return "its pages are drawn"


async def print_slip(trial: Trial) -> str:
    """A copy to a roll printer, which is this program's own and only listens."""
    hands = trial.hands
    await hands.click("result.print")
    await hands.click("copy.lost")
    await hands.gone("copy")
    await hands.until("the printer's bytes", lambda: b"\x1dv0" in trial.outside.printed())
    await hands.until("the end of printing", lambda: b"\x1dV" in trial.outside.printed())
    await _next_customer(hands, "sell")
    return f"{len(trial.outside.printed())} bytes of ESC/POS"


async def manage(trial: Trial) -> str:
    """A management token, and a key change as four."""
    hands = trial.hands
    for kind, value, tokens in ((MAXIMUM_POWER_LIMIT, "5000", 1), (FIRST_KEY_SECTION, "0", 4)):
        await hands.click("nav.tokens")
        await _meter(hands, "tokens")
        await hands.choose("tokens.kind", kind)
        await hands.type("tokens.value", value)
        await hands.type("tokens.reason", "self test")
        await hands.click("tokens.issue")
        await hands.click("confirm.yes")
        await _issued(hands)
        seen = len(re.findall(r"(?:\d{4} ){4}\d{4}", hands.text("result.token")))
        if seen != tokens:
            raise Trouble(f"{tokens} tokens were asked for, {seen} stand there")
        await _next_customer(hands, "tokens")
    return "a power limit, and a key change of four tokens"


async def look_around(trial: Trial) -> str:
    """Every page comes to the front, in its own type, with its icon."""
    hands = trial.hands
    app = QApplication.instance()
    family = app.font().family() if isinstance(app, QApplication) else ""
    if not family.startswith("IBM Plex Sans"):
        raise Trouble(f"the window's letters are of {family or 'no family'}: the fonts are missing")
    for page in PAGES:
        await hands.click(f"nav.{page}")
        entry = await hands.see(f"nav.{page}")
        if not isinstance(entry, QPushButton) or not entry.isChecked():
            raise Trouble(f"the page {page} did not come to the front")
        if not _drawn(entry):
            raise Trouble(f"the icon of {page} is empty")
        await asyncio.sleep(0)
        _keep(trial, page)
    return f"{len(PAGES)} pages, letters of {family}"


async def inspect(trial: Trial) -> str:
    """The token that was sold, read without a key."""
    hands = trial.hands
    await hands.click("nav.tokenhelp")
    await hands.type("tokenhelp.token", trial.token)
    await hands.click("tokenhelp.inspect")
    await hands.until("what the token is", lambda: hands.text("tokenhelp.verdict"))
    return hands.text("tokenhelp.verdict")


async def exchange_meters(trial: Trial) -> str:
    """The list of meters out as a spreadsheet and in again."""
    hands = trial.hands
    await hands.click("nav.meters")
    await hands.until("the list of meters", lambda: hands.rows("main") > 1)
    await hands.click("meters.export")
    file = await trial.new_file("exports", ".xlsx", lambda: hands.click("export.ok"))
    await hands.click("export.back")
    await hands.gone("export")
    await hands.click("meters.import")
    await hands.choose_file("import.files", file)
    await hands.click("import.ok")
    await hands.until("what was found in the file", lambda: hands.text("import.found"))
    found = hands.text("import.found")
    await hands.click("import.back")
    await hands.click("import.back")
    await hands.gone("import")
    return f"{file.name}: {found}"


async def save_lists(trial: Trial) -> str:
    """History: the journal is whole; its list for a program and for a spreadsheet, a day's statement."""
    hands = trial.hands
    await hands.click("nav.history")
    await hands.until("the sales", lambda: hands.rows("main") >= 6)
    await hands.click("history.check")
    await hands.until("the check of the journal", lambda: re.search(r"[0-9a-f]{16}", hands.text("history.checked")))
    await hands.click("history.list")
    for kind in ("csv", "xlsx"):
        await hands.choose("sales_list.kind", kind)
        await trial.new_file("exports", f".{kind}", lambda: hands.click("sales_list.ok"))
    await hands.click("sales_list.back")
    await hands.gone("sales_list")
    await hands.click("history.statement")
    for what in ("day", "year", "slips"):
        await hands.choose("statement.what", what)
        if what == "year":
            await hands.type("statement.meter", METER)
        file = await trial.new_file("statements", ".pdf", lambda: hands.click("statement.ok"))
        if what == "slips":
            await _same_token(trial, file)
    await hands.click("statement.back")
    await hands.gone("statement")
    return "the journal is whole; a list as CSV and XLSX, a day, a meter's year and all slips as PDF"


async def save_reports(trial: Trial) -> str:
    """A report as each kind of file."""
    hands = trial.hands
    await hands.click("nav.reports")
    await hands.click("reports.save")
    for kind in ("pdf", "xlsx", "csv"):
        await hands.choose("save_report.kind", kind)
        await trial.new_file("reports", f".{kind}", lambda: hands.click("save_report.ok"))
    await hands.click("save_report.back")
    await hands.gone("save_report")
    return "as PDF, XLSX and CSV"


async def settle_things(trial: Trial) -> str:
    """Settings: one is changed and kept, the printer is asked, the till backed up, a file for a helper made."""
    hands = trial.hands
    await hands.click("nav.settings")
    await hands.type("settings.shop", "Self test")
    await hands.click("settings.save")
    kept = trial.books / "desk.toml"
    await hands.until("the kept setting", lambda: "Self test" in kept.read_text(encoding="utf-8"))
    await hands.click("settings.check")
    await hands.until("what the printer says", lambda: any("✓" in text for text in _texts(hands, "settings.found")))
    await hands.click("settings.backup.choose")
    backups = trial.outside.folder / "backups"
    backups.mkdir(mode=0o700)
    await hands.choose_file("backup.folders", backups)
    await hands.click("settings.backup.now")
    await hands.until("the backup", lambda: list(backups.rglob("journal*.sqlite")))
    bundle = await trial.new_file("support", ".zip", lambda: hands.click("settings.support.save"))
    await hands.see("settings.support.save")
    return f"a name kept, the printer answered, a backup made, {bundle.name}"


async def learn(trial: Trial) -> str:
    """The training meter takes the token that was sold."""
    hands = trial.hands
    await hands.click("nav.training")
    await hands.see("training.key.enter")
    for digit in trial.token:
        await hands.click(f"training.key.{digit}")
    await hands.click("training.key.enter")
    await hands.until("the meter's answer", lambda: hands.text("training.display").startswith("+"))
    _keep(trial, "training")
    said = hands.text("training.display")
    await hands.click("training.counter")
    return f"the meter shows {said}"


async def quit_it(trial: Trial) -> str:
    """Closed as a person closes it, and nothing is asked about any more."""
    window = await trial.hands.see("main")
    window.close()
    await trial.hands.gone("main")
    return "the window is closed"


STEPS: tuple[Step, ...] = (
    ("signed in", sign_in),
    ("sold", sell),
    ("slip saved", save_slip),
    ("slip looked at", look_at_slip),
    ("slip printed", print_slip),
    ("meter managed", manage),
    ("pages opened", look_around),
    ("token inspected", inspect),
    ("meters exchanged", exchange_meters),
    ("lists saved", save_lists),
    ("reports saved", save_reports),
    ("settings kept", settle_things),
    ("trained", learn),
    ("window closed", quit_it),
)


async def _meter(hands: Hands, page: str) -> None:
    await hands.type(f"{page}.meter", METER)
    await hands.enter(f"{page}.meter")
    await hands.see("sell.amount" if page == "sell" else "tokens.kind")


async def _issued(hands: Hands) -> None:
    def state() -> str:
        return "".join(str(each.property("state")) for each in hands.all_named("result.state"))

    await hands.until("the answer of the server", lambda: state() not in {"", "SENDING"})
    if state() != "ISSUED":
        raise Trouble(f"nothing was issued: {state()}")


async def _next_customer(hands: Hands, page: str) -> None:
    await asyncio.sleep(DWELL_MS / 1000)
    await hands.click("result.next")
    await hands.see(f"{page}.meter")


async def _same_token(trial: Trial, file: Path) -> None:
    text = await asyncio.to_thread(trial.outside.text_of, file)
    if trial.token not in re.sub(r"\D", "", text):
        raise Trouble(f"the token that was sold does not stand in {file.name}")


def _keep(trial: Trial, name: str) -> None:
    folder = trial.outside.folder / "pictures"
    trial.hands.picture(folder / f"{len(list(folder.iterdir())) + 1:02}-{name}.png")


def _texts(hands: Hands, name: str) -> list[str]:
    return [each.property("text") or "" for each in hands.all_named(name)]


def _drawn(entry: QPushButton) -> bool:
    """Whether its icon has more than one colour: what can't be read is drawn as nothing."""
    image = entry.icon().pixmap(entry.iconSize()).toImage()
    seen = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    return len(seen) > 1
