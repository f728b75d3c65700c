"""What is done with the program in each place: the window by its own self test, the commands from outside."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import smoke_updates
from pypdf import PdfReader
from smoke_program import COMMAND_S, TRIAL_S, NotWell, Program

RECEIPT = "K01-000001"
PAPERS = ("58mm", "80mm", "A5", "A4", "Letter")
PASSWORD = "demo-1234"
LIBRARIES = ("vendingdesk", "PySide6-Essentials", "qasync", "httpx", "reportlab", "msgspec")
"""Whose versions whoever helps wants to know."""
PATIENCE_S = 30.0
CAPTCHA = "/api/v1/captcha"

Step = Callable[[Program], str]


def version(program: Program) -> str:
    """It starts, and says what it is."""
    out = program.run("--version").well().strip()
    if not re.fullmatch(r"vendingdesk \d+\.\d+\.\d+\S*", out):
        raise NotWell(f"“{out}” is no version")
    return out.removeprefix("vendingdesk ")


def self_test(program: Program) -> str:
    """The window, from the sign-in to its end."""
    words = ["--demo", "--self-test", program.inside(program.trial)]
    if program.config:
        config = program.trial.parent / "begin.toml"
        config.write_text(program.config, encoding="utf-8")
        config.chmod(0o644)
        words += ["--config", program.inside(config)]
    done = program.run(*words, seconds=TRIAL_S)
    program.said = done.said
    done.well("closed: the program ended by itself")
    report = json.loads((program.trial / "report.json").read_text(encoding="utf-8"))
    return f"{len(report['steps'])} steps"


def read_slip(program: Program) -> str:
    """The saved slip bears the token that the journal has, by another reader of PDF than the program's own."""
    token = _sales(program)[0]["token"]
    (slip,) = (program.books / "slips").glob(f"*{RECEIPT}.pdf")
    _on_paper(slip, token)
    return slip.name


def journal(program: Program) -> str:
    """The chain is unbroken after the program has ended."""
    out = program.run("journal", "verify", *_books(program)).well()
    return out.strip().splitlines()[0][:40]


def export(program: Program) -> str:
    """Every sale as CSV, to standard output and to a file."""
    sales = _sales(program)
    out = program.trial / "sales.csv"
    program.run("journal", "export", *_books(program), "--out", program.inside(out)).well()
    again = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    issued = [sale for sale in sales if sale["state"] == "ISSUED" and re.fullmatch(r"\d{20}", sale["token"])]
    if again != sales or len(issued) != 6:
        raise NotWell(f"{len(issued)} of six sales stand in the export, {len(again)} in its file")
    return f"{len(sales)} sales"


def receipt(program: Program) -> str:
    """The slip again, on each paper."""
    token = _sales(program)[0]["token"]
    for paper in PAPERS:
        out = program.trial / f"copy-{paper}.pdf"
        words = ("receipt", RECEIPT, "--paper", paper, "--out", program.inside(out))
        program.run(*words, *_books(program)).well()
        _on_paper(out, token)
    return f"{len(PAPERS)} papers"


def restore(program: Program) -> str:
    """A backup, also into a new folder."""
    backup, new = program.trial / "copy.sqlite", program.trial / "new till"
    program.run("journal", "backup", *_books(program), "--out", program.inside(backup)).well()
    new.mkdir(mode=0o700)
    words = ("journal", "restore", program.inside(backup), "--data-dir", program.inside(new))
    program.run(*words, "--last-receipt", "K01-000006").well()
    program.run("journal", "verify", "--data-dir", program.inside(new)).well()
    with closing(sqlite3.connect(f"file:{new / 'journal.sqlite'}?mode=ro", uri=True)) as book:
        (entries,) = book.execute("select count(*) from entry").fetchone()
    return f"{entries} entries"


def doctor(program: Program) -> str:
    """The doctor finds a server behind TLS by each kind of trust, and says what a strange one shows."""
    fresh = ("--data-dir", program.inside(program.trial / "fresh till"))
    with simulator(program, "--tls") as told:
        url, mark, file = told["url"], told["fingerprint"], told["ca_file"]
        for trust in (("--fingerprint", mark), ("--ca-file", file)):
            said = program.run("doctor", *fresh, "--server", url, *trust).well("gives a verification picture")
            _whole(said)
        strange = program.run("doctor", *fresh, "--server", url)
        if strange.code != 1 or "certificate is not trusted" not in strange.out:
            raise NotWell(f"a strange certificate was believed\n{strange.said}")
    return "trust by file and by fingerprint"


def named_server(program: Program) -> str:
    """The window of a real till: a picture from the server over TLS, and an end when the system wants it."""
    data = ("--data-dir", program.inside(program.trial / "real till"))
    with simulator(program, "--tls") as told:
        words = ("--server", told["url"], "--ca-file", told["ca_file"], *data)
        with program.started(*words) as process:
            _until("a picture asked for", lambda: _counts(Path(told["ca_file"]), told["url"]).get(CAPTCHA))
            _until("its books", (program.trial / "real till" / "journal.sqlite").exists)
            process.terminate()
            out, err = process.communicate(timeout=COMMAND_S)
            if process.returncode != 0:
                raise NotWell(f"told to end, it ended with {process.returncode}\n{out}{err}")
    return "a picture over TLS"


def secrets(program: Program) -> str:
    """No password and no whole token where helpers look: what it said, its log, its report, its support bundle."""
    tokens = {sale["token"] for sale in _sales(program)}
    texts = {"its own words": program.said}
    files = [
        *(program.books / "log").iterdir(),
        *(program.books / "crashes").iterdir(),
        program.trial / "report.json",
    ]
    texts |= {file.name: file.read_text(encoding="utf-8", errors="replace") for file in files if file.is_file()}
    bundles = list((program.books / "support").glob("*.zip"))
    for bundle in bundles:
        with zipfile.ZipFile(bundle) as inside:
            texts |= {name: inside.read(name).decode("utf-8", "replace") for name in inside.namelist()}
    if not bundles:
        raise NotWell("there is no support bundle")
    for name, text in texts.items():
        digits = re.sub(r"[\s-]", "", text)
        if PASSWORD in text or any(token and token in digits for token in tokens):
            raise NotWell(f"a secret stands in {name}")
    broken = [name for name, text in texts.items() if "Traceback" in text]
    if broken:
        raise NotWell(f"something broke inside the program: see {', '.join(broken)}")
    return f"{len(texts)} texts"


def updates(program: Program) -> str:
    """Older books are brought on behind a copy, newer ones refused and left alone."""
    wrong = smoke_updates.check(program.path, program.trial.parent / "updates")
    if wrong:
        raise NotWell("; ".join(wrong))
    return "older books brought on, newer ones left alone"


WINDOW: tuple[tuple[str, Step], ...] = (("starts", version), ("self test", self_test), ("slip", read_slip))
BOOKS: tuple[tuple[str, Step], ...] = (("journal", journal), ("export", export), ("secrets", secrets))
COMMANDS: tuple[tuple[str, Step], ...] = (
    ("receipt", receipt),
    ("restore", restore),
    ("updates", updates),
    ("doctor", doctor),
    ("server", named_server),
)


def _whole(said: str) -> None:
    """What the doctor knows of the libraries: a package whose metadata was left out has no version."""
    (line,) = re.findall(r"(?m)^ok +versions +(.+)$", said) or [""]
    if not all(re.search(rf"{name} \d", line) for name in LIBRARIES):
        raise NotWell(f"the doctor does not know each version: {line}")


def _books(program: Program) -> tuple[str, str]:
    return "--data-dir", program.inside(program.books)


def _sales(program: Program) -> list[dict[str, str]]:
    said = program.run("journal", "export", *_books(program)).well()
    return list(csv.DictReader(io.StringIO(said)))


def _on_paper(file: Path, token: str) -> None:
    text = "".join(page.extract_text() for page in PdfReader(file).pages)
    if not token or token not in re.sub(r"\D", "", text):
        raise NotWell(f"the token does not stand in {file.name}")


@contextmanager
def simulator(program: Program, *words: str) -> Iterator[dict[str, str]]:
    """The program's own vending server as a process, and what it says of itself."""
    with program.started("simulator", *words) as process:
        line = process.stdout.readline() if process.stdout is not None else ""
        if not line:
            raise NotWell(f"the simulator said nothing\n{process.stderr.read() if process.stderr else ''}")
        yield json.loads(line)
        process.terminate()
        process.communicate(timeout=COMMAND_S)
        if process.returncode != 0:
            raise NotWell(f"the simulator ended with {process.returncode}")


def _counts(ca_file: Path, url: str) -> dict[str, int]:
    import ssl
    from urllib.request import HTTPSHandler

    context = ssl.create_default_context(cafile=str(ca_file))
    opener = build_opener(ProxyHandler({}), HTTPSHandler(context=context))
    with opener.open(f"{url}/simulator/requests", timeout=PATIENCE_S) as answer:
        counts: dict[str, int] = json.load(answer)["counts"]
    return counts


def _until(what: str, condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise NotWell(f"{what} did not come within {PATIENCE_S:.0f} s")
        time.sleep(0.05)
