"""The command line: exit codes, the commands without a window, and one line that says what to do."""

import csv
import io
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from pypdf import PdfReader
from wiring.conftest import Books
from wiring.wiring_books import METER, WRONG_CLASS, command, with_building

from vendingdesk import __version__
from vendingdesk.__main__ import _parser, main
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.sale import VendState
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.desk import Building
from vendingdesk.wiring.window_words import of_the_window

COLUMNS = [
    "receipt_no",
    "at",
    "kind",
    "state",
    "meter",
    "amount",
    "unit",
    "token",
    "flow_no",
    "request_id",
    "operator",
]
Said = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--demo"],
        ["--kiosk", "--server", "https://v.example", "--data-dir", "a b"],
        ["--config", "x.toml", "--ca-file", "ca.pem"],
        ["--fingerprint", "AB:CD", "--server", "simulator"],
        ["--server", "https://a.example", "--server", "https://b.example"],
    ],
)
def test_plain_words_of_the_window_mean_what_the_whole_parser_says(words: list[str]) -> None:
    quick = of_the_window(words)
    assert quick is not None
    whole = vars(_parser().parse_args(words))
    assert vars(quick) == whole


@pytest.mark.parametrize(
    "words",
    [
        ["simulator"],
        ["--server"],
        ["--server", ""],
        ["--server", "--demo"],
        ["--server=https://v.example"],
        ["--dem"],
        ["--version"],
        ["-h"],
        ["x"],
        ["journal", "verify"],
        ["--demo", "--self-test"],
        ["--data-dir", "a", "doctor"],
    ],
)
def test_all_other_words_are_left_to_the_whole_parser(words: list[str]) -> None:
    assert of_the_window(words) is None


def one_line(said: Said) -> str:
    """What stands on stderr: one line, and nothing on stdout."""
    out, err = said.readouterr()
    assert out == ""
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert err.startswith("vendingdesk: ")
    return err.removeprefix("vendingdesk: ").strip()


def text_of(file: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(file).pages)


@contextmanager
def held(books: Books, server: SimulatorServer) -> Iterator[subprocess.Popen[str]]:
    """The books as a running counter holds them: by another process."""
    code = (
        "import asyncio, sys\nfrom pathlib import Path\n"
        "from vendingdesk.journal.sqlite_journal import SqliteJournal\n"
        "async def hold():\n"
        f"    journal = SqliteJournal(Path({str(books.folder)!r}), 'K01')\n"
        "    await journal.open()\n    print('open', flush=True)\n    sys.stdin.read()\n    await journal.close()\n"
        "asyncio.run(hold())\n"
    )
    counter = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert counter.stdout is not None
        assert counter.stdout.readline() == "open\n"
        yield counter
    finally:
        counter.communicate(timeout=30)
    assert counter.returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ["sell"],
        ["--nonsense"],
        ["journal"],
        ["journal", "burn"],
        ["receipt"],
        ["receipt", "K01-000001"],
        ["receipt", "K01-000001", "--out", "x.pdf", "--paper", "A3"],
        ["simulator", "--port", "65536"],
        ["simulator", "--port", "-1"],
        ["simulator", "--port", "many"],
        ["simulator", "--seed", "x"],
        ["simulator", "--account", "gold"],
        ["simulator", "--tls", "gold"],
        ["doctor", "--paper", "A4"],
        ["journal", "verify", "--server", "http://localhost"],
    ],
    ids=" ".join,
)
def test_wrong_words_are_2_and_one_line(words: list[str], capsys: Said) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert one_line(capsys)


def test_the_version(capsys: Said) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"vendingdesk {__version__}\n"


@pytest.mark.parametrize(
    "words", [["journal", "verify"], ["journal", "export"], ["receipt", "K01-000001", "--out", "x.pdf"]], ids=" ".join
)
def test_without_a_journal_each_says_where_to_look(words: list[str], tmp_path: Path, capsys: Said) -> None:
    assert main([*words, "--data-dir", str(tmp_path / "none")]) == 1
    told = one_line(capsys)
    assert str(tmp_path / "none") in told
    assert "--data-dir" in told
    assert not (tmp_path / "none").exists()


def test_the_variable_does_what_the_option_does(books: Books, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    monkeypatch.setenv("VENDINGDESK_DATA_DIR", str(books.folder))
    assert main(["journal", "verify"]) == 0
    assert main(["--data-dir", str(books.folder / "none"), "journal", "verify"]) == 1
    assert main(["journal", "--data-dir", str(books.folder), "verify"]) == 0


def test_verify_counts_and_says_unbroken(books: Books, capsys: Said) -> None:
    assert main(["journal", "verify", *books.args]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "unbroken" in out
    assert " 4 sales" in out


def test_verify_says_where_it_breaks(books: Books, capsys: Said) -> None:
    with closing(sqlite3.connect(books.folder / "journal.sqlite", isolation_level=None)) as file:
        file.execute("DROP TRIGGER entry_stays")
        file.execute("UPDATE entry SET body = x'7b7d' WHERE seq = 2")
    assert main(["journal", "verify", *books.args]) == 1
    out, err = capsys.readouterr()
    assert out.count("\n") == err.count("\n") == 1
    assert "unbroken" not in out
    assert "entry 2" in out
    assert err.startswith("vendingdesk: The journal ")
    assert "journal restore FILE" in err


def test_what_is_no_journal_is_said(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"not a database, whatever its name says" * 100)
    for words in (["verify"], ["export"]):
        assert main(["journal", *words, "--data-dir", str(tmp_path)]) == 1
        assert str(tmp_path / "journal.sqlite") in one_line(capsys)


def exported(text: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0])[: len(COLUMNS)] == COLUMNS
    return rows


def test_export_to_standard_output(books: Books, capsys: Said) -> None:
    assert main(["journal", "export", *books.args]) == 0
    rows = exported(capsys.readouterr().out)
    credit, management, refused, doubt = books.sales
    assert [row["receipt_no"] for row in rows] == [f"K01-00000{number}" for number in (1, 2, 3, 4)]
    assert [row["state"] for row in rows] == ["ISSUED", "ISSUED", "REFUSED", "IN_DOUBT"]
    assert [row["kind"] for row in rows] == ["credit", "management", "credit", "credit"]
    assert [row["token"] for row in rows] == [*credit.tokens, *management.tokens, "", ""]
    assert [row["request_id"] for row in rows] == [sale.order.request_id for sale in books.sales]
    first = rows[0]
    assert (first["meter"], first["amount"], first["unit"], first["operator"]) == (METER, "10.50", "USD", "demo")
    assert len(first["flow_no"]) == 24
    assert rows[1]["reason"] == "'=1+1"  # no formula
    assert refused.state is VendState.REFUSED
    assert doubt.state is VendState.IN_DOUBT


def test_export_to_a_file(books: Books, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "sales.csv"
    assert main(["journal", "export", *books.args, "--out", str(out)]) == 0
    assert capsys.readouterr() == ("", "")
    assert len(exported(out.read_bytes().decode())) == 4
    if sys.platform != "win32":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_export_to_where_nothing_can_be_written(books: Books, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "none" / "sales.csv"
    assert main(["journal", "export", *books.args, "--out", str(out)]) == 1
    told = one_line(capsys)
    assert str(out.parent) in told
    assert "--out" in told
    assert main(["journal", "export", *books.args]) == 0
    assert {row["copies"] for row in exported(capsys.readouterr().out)} == {"0"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_export_to_a_full_disk_does_not_blame_the_journal(books: Books, capsys: Said) -> None:
    assert main(["journal", "export", *books.args, "--out", "/dev/full"]) == 1
    told = one_line(capsys)
    assert told.startswith("/dev/full can't be written")
    assert "journal.sqlite" not in told


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_export_to_a_full_standard_output_is_one_line(books: Books) -> None:
    # Unbuffered, nothing is left over for the interpreter to complain of at its end.
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "vendingdesk", "journal", "export", *books.args],
            env=buffered,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"--out" in done.stderr


def test_reading_is_allowed_while_a_counter_runs(books: Books, server: SimulatorServer, capsys: Said) -> None:
    with held(books, server):
        assert main(["journal", "verify", *books.args]) == 0
        assert main(["journal", "export", *books.args]) == 0
    assert "K01-000004" in capsys.readouterr().out


@pytest.mark.parametrize(
    "paper", [[], ["--paper", "58mm"], ["--paper", "A5"], ["--paper", "A4"], ["--paper", "Letter"]], ids=repr
)
def test_a_receipt_reads_back(books: Books, tmp_path: Path, paper: list[str], capsys: Said) -> None:
    out = tmp_path / "slip.pdf"
    sale = books.sales[0]
    assert main(["receipt", " k01-000001 ", *paper, "--out", str(out), *books.args]) == 0
    assert capsys.readouterr() == ("", "")
    text = text_of(out)
    assert sale.tokens[0] in text
    assert "K01-000001" in text
    assert "COPY" not in text
    assert "DEMO" not in text
    width = float(PdfReader(out).pages[0].mediabox.width) / 72 * 25.4
    assert round(width) == {"58mm": 58, "A5": 148, "A4": 210, "Letter": 216}.get(paper[-1] if paper else "", 80)


def test_a_receipt_is_on_the_shops_paper_if_no_other_is_named(books: Books, tmp_path: Path) -> None:
    out = tmp_path / "slip.pdf"
    (books.folder / "desk.toml").write_text('[printing]\npaper = "58mm"\n', "utf-8")
    assert main(["receipt", "K01-000001", "--out", str(out), *books.args]) == 0
    assert round(float(PdfReader(out).pages[0].mediabox.width) / 72 * 25.4) == 58


def test_a_receipt_of_a_token_of_the_wrong_class_says_so(
    server: SimulatorServer, tmp_path: Path, capsys: Said
) -> None:
    async def sell(building: Building) -> None:
        desk = building.desk
        await desk.sell_credit(await desk.sell_credit.propose(WRONG_CLASS, "10"))
        wanted = await desk.issue_token.propose(WRONG_CLASS, ManagementKind.CLEAR_CREDIT, value="0", reason="moved")
        await desk.issue_token(wanted)

    with_building(server, tmp_path / "till", sell)
    for number in (1, 2):
        out = tmp_path / f"slip{number}.pdf"
        assert main(["receipt", f"K01-{number:06}", "--out", str(out), "--data-dir", str(tmp_path / "till")]) == 0
        assert "Pleaseverify:thistokendoesnotlooklikewhatwasaskedfor." in text_of(out)
    assert capsys.readouterr() == ("", "")


def test_a_second_receipt_is_a_copy(books: Books, tmp_path: Path) -> None:
    out = tmp_path / "slip.pdf"
    for _ in range(2):
        assert main(["receipt", "K01-000001", "--out", str(out), *books.args]) == 0
    text = text_of(out)
    assert text.count("COPY1") == 2
    assert "commandline" in text


def test_the_setup_files_shop_stands_on_the_receipt(books: Books, tmp_path: Path, capsys: Said) -> None:
    setup = books.folder / "desk.toml"
    setup.write_text('shop = "Riverside Kiosk"\n', "utf-8")
    out = tmp_path / "slip.pdf"
    assert main(["receipt", "K01-000001", "--out", str(out), *books.args]) == 0
    assert "RiversideKiosk" in text_of(out)
    setup.write_text('till = "K02"\n', "utf-8")
    assert main(["receipt", "K01-000001", "--out", str(out), *books.args]) == 1
    assert "belongs to till K01" in one_line(capsys)


def test_a_demos_receipt_says_so(books: Books, tmp_path: Path) -> None:
    (books.folder / "demo.mark").touch()
    out = tmp_path / "slip.pdf"
    assert main(["receipt", "K01-000001", "--out", str(out), *books.args]) == 0
    assert "DEMO–NOTVALIDONANYMETER" in text_of(out)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("K01-000009", "There is no receipt K01-000009"),
        ("nonsense", "There is no receipt NONSENSE"),
    ],
)
def test_a_receipt_that_there_is_not(books: Books, tmp_path: Path, number: str, says: str, capsys: Said) -> None:
    out = tmp_path / "slip.pdf"
    assert main(["receipt", number, "--out", str(out), *books.args]) == 1
    assert one_line(capsys).startswith(says)
    assert not out.exists()


def test_a_slip_for_a_sale_that_came_to_nothing(books: Books, tmp_path: Path) -> None:
    out = tmp_path / "slip.pdf"
    assert main(["receipt", "K01-000003", "--out", str(out), *books.args]) == 0
    assert "CANCELLED–nothingwassold" in text_of(out)


def test_a_hold_slip_for_a_doubt(books: Books, tmp_path: Path) -> None:
    out = tmp_path / "slip.pdf"
    assert main(["receipt", "K01-000004", "--out", str(out), *books.args]) == 0
    assert "HOLDSLIP" in text_of(out)


def test_a_receipt_to_where_nothing_can_be_written(books: Books, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "none" / "slip.pdf"
    assert main(["receipt", "K01-000001", "--out", str(out), *books.args]) == 1
    told = one_line(capsys)
    assert str(out.parent) in told
    assert "--out" in told
    assert main(["journal", "export", *books.args]) == 0
    assert {row["copies"] for row in exported(capsys.readouterr().out)} == {"0"}


def test_no_receipt_from_a_journal_that_a_counter_holds(
    books: Books, server: SimulatorServer, tmp_path: Path, capsys: Said
) -> None:
    out = tmp_path / "slip.pdf"
    with held(books, server):
        before = (books.folder / "journal.sqlite").read_bytes()
        assert main(["receipt", "K01-000001", "--out", str(out), *books.args]) == 1
        told = one_line(capsys)
        assert (books.folder / "journal.sqlite").read_bytes() == before
    assert "already open" in told
    assert str(books.folder) in told
    assert not out.exists()


def test_a_demo_refuses_real_books_and_a_till_a_demos(books: Books, capsys: Said) -> None:
    assert main(["--demo", *books.args]) == 1
    assert "real till's books" in one_line(capsys)
    (books.folder / "demo.mark").touch()
    assert main(["--server", "https://vending.example", *books.args]) == 1
    assert "books of a demo" in one_line(capsys)


def test_a_setup_file_to_mend_is_named(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "desk.toml").write_text("till = \n", "utf-8")
    assert main(["--data-dir", str(tmp_path)]) == 1
    assert str(tmp_path / "desk.toml") in one_line(capsys)


@pytest.fixture
def printers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system has in printers, without asking it."""
    names: list[str] = []
    monkeypatch.setattr("vendingdesk.printing.ways.PaperWays.printers", lambda _ways: tuple(names))
    return names


def test_doctor_when_all_is_well(
    books: Books, server: SimulatorServer, printers: list[str], tmp_path: Path, capsys: Said
) -> None:
    printers.append("Epson")
    (tmp_path / "stick").mkdir()
    assert main(["journal", "backup", str(tmp_path / "stick"), *books.args]) == 0
    capsys.readouterr()
    assert main(["doctor", "--server", server.url, *books.args]) == 0
    out = capsys.readouterr().out
    assert "LOOK" not in out
    for part in (f"vendingdesk {__version__}", "SQLite 3", "can be written", "unbroken", "Epson", server.url):
        assert part in out
    assert len(out.splitlines()) == 16


def test_doctor_finds_a_broken_journal(
    books: Books, server: SimulatorServer, printers: list[str], capsys: Said
) -> None:
    with closing(sqlite3.connect(books.folder / "journal.sqlite", isolation_level=None)) as file:
        file.execute("DROP TRIGGER entry_is_kept")
        file.execute("DELETE FROM entry WHERE seq = 3")
    assert main(["doctor", "--server", server.url, *books.args]) == 1
    out = capsys.readouterr().out
    assert "LOOK  journal" in out
    assert "restore the last backup" in out
    (books.folder / "journal.sqlite").write_bytes(b"garbage" * 1000)
    assert main(["doctor", "--server", server.url, *books.args]) == 1
    assert "LOOK  journal   " in capsys.readouterr().out


def test_doctor_on_a_fresh_machine(tmp_path: Path, printers: list[str], capsys: Said) -> None:
    assert main(["doctor", "--data-dir", str(tmp_path / "new")]) == 1
    out = capsys.readouterr().out
    assert "none yet: the first start makes it" in out
    assert "LOOK  server    none named" in out
    assert "--server https://" in out
    assert "none set up" in out


@pytest.mark.parametrize(
    ("words", "setup", "says"),
    [
        (["--server", "http://127.0.0.1:1"], "", "LOOK  server    http://127.0.0.1:1"),
        (["--server", "http://vending.example"], "", "LOOK  server    http://vending.example"),
        ([], 'server = "http://127.0.0.1:1"', "LOOK  server    http://127.0.0.1:1"),
        ([], "till = 5", "“till” must be a text in quotes"),
        ([], 'till = "k01"', "1 to 8 capital letters"),
    ],
)
def test_doctor_says_what_is_wrong_with_the_server(
    words: list[str], setup: str, says: str, tmp_path: Path, printers: list[str], capsys: Said
) -> None:
    (tmp_path / "desk.toml").write_text(setup, "utf-8")
    assert main(["doctor", *words, "--data-dir", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert says in out
    assert out.count("→") == 1


@pytest.mark.parametrize(
    ("setup", "says"),
    [
        ('way = "network"\nhost = "127.0.0.1"\nport = 1', "takes no print jobs"),
        ('way = "device"\ndevice = "/dev/no-such-printer"', "There is no device"),
        ('way = "windows"\nprinter = "Till"', "works on Windows only"),
    ],
)
def test_doctor_asks_the_printer_of_the_shop(
    setup: str, says: str, tmp_path: Path, server: SimulatorServer, printers: list[str], capsys: Said
) -> None:
    (tmp_path / "desk.toml").write_text(f"[printing]\n{setup}\n", "utf-8")
    assert main(["doctor", "--server", server.url, "--data-dir", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "LOOK  printing" in out
    assert says in out


def test_doctor_finds_a_library_that_is_missing(
    tmp_path: Path, printers: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr("vendingdesk.wiring.doctor._LIBRARIES", ("httpx", "no-such-library"))
    assert main(["doctor", "--data-dir", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "LOOK  versions" in out
    assert "Install the program again: no-such-library is missing." in out


def test_doctor_finds_a_folder_that_can_not_be_written(tmp_path: Path, printers: list[str], capsys: Said) -> None:
    (tmp_path / "file").write_text("")
    assert main(["doctor", "--data-dir", str(tmp_path / "file")]) == 1
    assert "LOOK  folder" in capsys.readouterr().out


def test_doctor_as_a_process_with_the_real_printers(server: SimulatorServer, tmp_path: Path) -> None:
    doctor = command("doctor", "--server", server.url, "--data-dir", str(tmp_path))
    out, err = doctor.communicate(timeout=60)
    assert (doctor.returncode, err) == (0, "")
    assert "ok    printer" in out
    assert "gives a verification picture" in out


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM that can be caught")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_simulator_says_one_line_and_ends_when_asked(tmp_path: Path, number: signal.Signals) -> None:
    simulator = command("simulator", "--state", str(tmp_path / "state"), "--seed", "1")
    assert simulator.stdout is not None
    line = json.loads(simulator.stdout.readline())
    assert set(line) == {"url", "user", "password"}
    assert httpx.get(f"{line['url']}/info", trust_env=False).json() == {"message": "ok"}
    simulator.send_signal(number)
    rest, err = simulator.communicate(timeout=30)
    assert (simulator.returncode, rest, err) == (0, "", "")
    assert (tmp_path / "state" / "ledger.jsonl").exists()


@pytest.mark.parametrize(("words", "kwh"), [((), "64.6"), (("--account", "kwh"), "10.0")], ids=["money", "kWh"])
def test_what_money_is_to_the_simulator_s_account(words: tuple[str, ...], kwh: str) -> None:
    simulator = command("simulator", "--parent-watch", *words)
    assert simulator.stdout is not None
    line = json.loads(simulator.stdout.readline())
    with httpx.Client(base_url=line["url"], trust_env=False) as http:
        captcha = http.get("/api/v1/captcha").json()["id"]
        code = http.get(f"/simulator/captcha/{captcha}").json()["answer"]
        fields = {"username": line["user"], "password": line["password"], "code": code, "uuid": captcha}
        token = http.post("/api/v1/login", json=fields).json()["token"]
        order = {"meterNo": METER, "money": 10}
        bearer = {"Authorization": f"Bearer {token}"}
        http.post("/api/v1/meter-recharge/recharge-token/0", json=order, headers=bearer).raise_for_status()
        assert [entry["kwh"] for entry in http.get("/simulator/ledger").json()["entries"]] == [kwh]
    assert simulator.communicate(timeout=30) == ("", "")
    assert simulator.returncode == 0


def test_the_simulator_ends_with_who_started_it() -> None:
    simulator = command("simulator", "--parent-watch")
    assert simulator.stdout is not None
    assert json.loads(simulator.stdout.readline())["url"].startswith("http://127.0.0.1:")
    assert simulator.communicate(timeout=30) == ("", "")
    assert simulator.returncode == 0


def test_a_port_that_is_taken(server: SimulatorServer, capsys: Said) -> None:
    port = server.url.rpartition(":")[2]
    assert main(["simulator", "--port", port]) == 1
    assert port in one_line(capsys)


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe's end is told otherwise there")
def test_a_reader_that_leaves_is_no_traceback(books: Books) -> None:
    export = command("journal", "export", *books.args)
    assert export.stdout is not None
    assert export.stderr is not None
    export.stdout.close()
    err = export.stderr.read()
    export.stderr.close()
    assert export.stdin is not None
    export.stdin.close()
    assert (export.wait(30), err) == (1, "")


def test_files_are_made_private(tmp_path: Path, printers: list[str]) -> None:
    main(["doctor", "--data-dir", str(tmp_path)])
    assert os.umask(0o077) == 0o077


async def look(building: Building) -> list[str]:
    """What a restarted counter finds."""
    sales = await building.journal.sales()
    assert building.desk.session.open
    return [sale.receipt_no for sale in sales]


def test_a_restarted_counter_finds_its_sales(books: Books, server: SimulatorServer) -> None:
    assert with_building(server, books.folder, look) == [f"K01-00000{number}" for number in (4, 3, 2, 1)]


def test_a_file_of_settings_counts_for_commands_without_a_window_too(
    books: Books, tmp_path: Path, capsys: Said
) -> None:
    config, out = tmp_path / "fleet.toml", tmp_path / "slip.pdf"
    config.write_text('locked = true\ntill = "K02"\n', "utf-8")
    named = ["--config", str(config)]
    assert main([*named, "receipt", "K01-000001", "--out", str(out), *books.args]) == 1
    assert "belongs to till K01, and this till is K02" in one_line(capsys)
    config.write_text("locked = 5\n", "utf-8")
    assert main([*named, "receipt", "K01-000001", "--out", str(out), *books.args]) == 1
    assert "“locked” must be true, false or a list" in one_line(capsys)
    assert main(["receipt", "K01-000001", "--out", str(out), *books.args]) == 0
