"""What holds for the project as a whole: its files, its packages, its floors, its wheel."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "vendingdesk"
MODULES = sorted(PACKAGE.rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
LOCKS = ("requirements.lock", "requirements-dev.lock")
UNTRACKED = {"__pycache__", "build", "dist", "htmlcov", "coverage.json"}
LONGEST = 300  # lines; a longer file has two subjects


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _name(requirement: str) -> str:
    return _normal(re.match(r"[A-Za-z0-9._-]+", requirement).group())


def _files() -> Iterator[Path]:
    """Every text file of the project, also where git is not at hand."""
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder)
        folders[:] = [
            name for name in folders if name not in UNTRACKED and (not name.startswith(".") or name == ".ci")
        ]
        for name in names:
            path = here / name
            if name not in UNTRACKED and not name.startswith(".coverage") and b"\0" not in path.read_bytes()[:4096]:
                yield path


def _locked(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {
        _normal(name): version for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", text, re.MULTILINE)
    }


def _run(*command: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# Files


@pytest.mark.parametrize(
    "trace",
    [
        pytest.param(r"--(extra-)?index-url\b", id="an index option"),
        pytest.param(r"https?://\S+/simple\b", id="an index address"),
        pytest.param(r"(?<![\w.])/(home|root|Users)/\w", id="a folder of somebody's machine"),
        pytest.param(r"files\.python" + r"hosted\.org", id="a file host"),
    ],
)
def test_no_file_names_an_index_or_a_machine(trace):
    found = [_relative(path) for path in _files() if re.search(trace, path.read_text(encoding="utf-8"))]
    assert not found


def test_every_module_says_what_it_is():
    assert [_relative(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_bytes()))] == []


def test_no_module_is_too_long():
    lengths = {_relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_one_version():
    from vendingdesk import __version__

    assert PROJECT["project"]["version"] == __version__
    # The packages take their release notes from the changelog: it names the released version first, and its day.
    released = re.findall(r"^## \[([^\]]+)\] - (\d{4}-\d\d-\d\d)$", CHANGELOG, re.MULTILINE)
    assert released[0][0] == __version__
    assert [date.fromisoformat(day) for _version, day in released] == sorted(
        (date.fromisoformat(day) for _version, day in released), reverse=True
    )


def test_the_changelog_has_nothing_but_releases_below_what_is_not_released():
    heads = re.findall(r"^## (.*)$", CHANGELOG, re.MULTILINE)
    assert heads[0] == "[Unreleased]"
    assert [head for head in heads[1:] if not re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", head)] == []


# Packages


def test_every_dependency_is_justified_in_the_readme():
    rows = re.findall(r"^\|([^|]*)\|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    justified = {_normal(name) for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert {_name(requirement) for requirement in PROJECT["project"]["dependencies"]} <= justified


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_nothing_else(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pin = re.compile(r"[a-z0-9-]+==[\w.!+]+( ; [^\\]+)? \\")
    hashed = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    odd = [line for line in lines if not (line.startswith("#") or pin.fullmatch(line) or hashed.fullmatch(line))]
    assert not odd
    unpinned = [
        line
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
        if pin.match(line) and not hashed.match(after)
    ]
    assert not unpinned


def test_the_locks_hold_what_the_project_asks_for():
    runtime, dev = (_locked(lock) for lock in LOCKS)
    assert {_name(requirement) for requirement in PROJECT["project"]["dependencies"]} <= runtime.keys()
    assert {_name(requirement) for requirement in PROJECT["project"]["optional-dependencies"]["dev"]} <= dev.keys()


def test_tests_run_on_the_very_packages_that_ship():
    runtime, dev = (_locked(lock) for lock in LOCKS)
    assert runtime.items() <= dev.items()


# Floors (import-linter proves the rest)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_relative(path)}: imports are absolute"
            yield from (
                (f"vendingdesk.{alias.name}" for alias in node.names)
                if node.module == "vendingdesk"
                else [node.module]
            )


@pytest.mark.parametrize(
    ("floor", "below"),
    [
        ("sts", {"vendingdesk.sts"}),
        ("domain", {"vendingdesk.sts", "vendingdesk.domain"}),
        ("counter", {"vendingdesk.sts", "vendingdesk.domain", "vendingdesk.counter", "vendingdesk.resources"}),
    ],
)
def test_a_pure_floor_needs_only_the_standard_library_and_the_floors_below(floor, below):
    foreign = {
        (_relative(path), name)
        for path in (PACKAGE / floor).rglob("*.py")
        for name in _imported(path)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(name == package or name.startswith(package + ".") for package in below)
    }
    assert not foreign


def test_the_http_library_has_one_seam():
    users = [
        _relative(path) for path in MODULES if any(name.partition(".")[0] == "httpx" for name in _imported(path))
    ]
    assert len(users) <= 1


@pytest.mark.parametrize("floor", ["sts", "domain", "counter"])
def test_a_pure_floor_imports_where_nothing_else_is_installed(floor):
    script = f"""
import importlib, pkgutil, sys
for name in ("PySide6", "shiboken6", "qasync", "httpx", "msgspec", "sqlite3", "reportlab", "PIL", "starlette"):
    sys.modules[name] = None
package = importlib.import_module("vendingdesk.{floor}")
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
"""
    run = _run("-W", "error", "-c", script)
    assert run.returncode == 0, run.stderr


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run = _run("-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    assert run.returncode == 0, run.stderr
    (path,) = folder.glob("vendingdesk-*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_the_wheel_holds_the_package_and_nothing_beside_it(wheel):
    names = set(wheel.namelist())
    assert {_relative(path) for path in MODULES} <= names
    assert {name.partition("/")[0] for name in names} == {
        "vendingdesk",
        f"vendingdesk-{PROJECT['project']['version']}.dist-info",
    }


def test_the_wheel_holds_every_resource(wheel):
    there = {
        path.relative_to(ROOT / "resources").as_posix() for path in (ROOT / "resources").rglob("*") if path.is_file()
    }
    assert there
    assert {f"vendingdesk/_resources/{name}" for name in there} <= set(wheel.namelist())


def test_the_wheel_brings_the_command_and_the_licence(wheel):
    entry_points = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "vendingdesk = vendingdesk.__main__:main" in wheel.read(entry_points).decode()
    licence = next(name for name in wheel.namelist() if name.endswith("licenses/LICENSE"))
    assert "GNU GENERAL PUBLIC LICENSE" in wheel.read(licence).decode()


# The gates themselves


WHOLE_COUNTER = ["vend", "recharge", "doubts", "supervisors", "pins", "proposal", "key_change"]
WHOLE_COUNTER += ["token_check", "token_search", "mistypings", "rejection"]
WHOLE_COUNTER += ["quote", "money_setup", "money_draft"]
WHOLE_COUNTER += ["printing", "print_slips", "print_memory", "print_place", "paper_thread"]
WHOLE_COUNTER += ["shifts", "shift_reports", "denominations"]
WHOLE_COUNTER += ["people", "staff", "guard", "permits", "kiosk_exit", "pin_tries", "recovery_code"]
WHOLE_COUNTER += ["slip", "shift_slip", "slip_money", "slip_words", "cancelled_slip", "doubt_slip", "key_change_slip"]
WHOLE_COUNTER += ["report_chart", "report_file", "report_lists", "report_shifts", "report_sums", "report_tables"]
WHOLE_COUNTER += ["report_words", "reports", "backup", "begun_file"]
WHOLE_COUNTER += ["trust_choice", "trusting", "session", "session_check", "clock_watch", "books_unit"]
WHOLE_COUNTER += ["begun_till", "first_questions", "first_start", "try_printer"]
WHOLE_TABLES = ["csv_table", "files", "letters", "report_sheet", "writing"]

WHOLE_TRUST = ("address", "authorities", "certificates", "connections", "early_picture", "pinning")
WHOLE_TRUST += ("server_clock", "server_look", "sessions", "tls", "transport")
WHOLE_SETTINGS = ("counter/declared", "counter/settings", "counter/printer_check", "counter/print_test")
WHOLE_SETTINGS += ("wiring/setup_file", "wiring/setup_shapes", "wiring/setup_upgrades", "wiring/setup_vital")
WHOLE_SETTINGS += ("wiring/setup_layers", "wiring/setup_own", "wiring/setup_policy", "wiring/setup_salvage")
WHOLE_SETTINGS += ("counter/till_name", "wiring/setup_copies", "wiring/setup_mending")
WHOLE_SETTINGS += ("counter/setting", "counter/typed_settings", "counter/vital_changes")
WHOLE_SETTINGS += ("wiring/trust_file", "wiring/begun_books")
WHOLE_SUPPORT = ("counter/support", "wiring/crash_files", "wiring/crash_text", "wiring/crash_watch")
WHOLE_SUPPORT += ("wiring/scrub", "wiring/support_bundle")
WHOLE_PRINTING = ["answers", "device", "escpos", "folder", "network", "queue_state"]
WHOLE_PRINTING += ["raster", "raw_job", "raw_way", "ways", "job_files"]


def _report(percent: float, **files: tuple[list[int], list[list[int]]]) -> dict:
    measured = {
        "vendingdesk/domain/money.py": ([], []),
        "vendingdesk/sts/crc.py": ([], []),
        "vendingdesk/journal/book.py": ([], []),
        **{f"vendingdesk/counter/{name}.py": ([], []) for name in WHOLE_COUNTER},
        **{f"vendingdesk/printing/{name}.py": ([], []) for name in WHOLE_PRINTING},
        **{f"vendingdesk/tables/{name}.py": ([], []) for name in WHOLE_TABLES},
        **{f"vendingdesk/{name}.py": ([], []) for name in (*WHOLE_SETTINGS, *WHOLE_SUPPORT)},
        **{f"vendingdesk/api/{name}.py": ([], []) for name in WHOLE_TRUST},
    }
    measured.update({f"vendingdesk/{name.replace('_', '/')}.py": gap for name, gap in files.items()})
    return {
        "files": {
            name: {"missing_lines": lines, "missing_branches": branches, "summary": {"percent_covered": 50.0}}
            for name, (lines, branches) in measured.items()
        },
        "totals": {"percent_covered": percent},
    }


def test_the_coverage_gate_passes_a_whole_core():
    from coverage_gate import complaints

    assert complaints(_report(90.0, ui_parts=([1, 2], []))) == []


def test_the_coverage_gate_names_each_gap():
    from coverage_gate import complaints

    report = _report(89.9, domain_money=([12, 13], []), counter_vend=([], [[40, -1]]))
    del report["files"]["vendingdesk/counter/recharge.py"]
    first, second, third, fourth = complaints(report)
    assert first == "vendingdesk/domain/money.py is to be covered wholly; missing lines 12, 13"
    assert second == "vendingdesk/counter/vend.py is to be covered wholly; missing branches 40→exit"
    assert third.startswith("vendingdesk/counter/recharge.py is to be covered wholly, but was not measured")
    assert "89.9 %, below 90 %" in fourth


def _fails_alone(tmp_path: Path, source: str) -> str:
    (tmp_path / "conftest.py").write_text(
        (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (tmp_path / "test_it.py").write_text(source, encoding="utf-8")
    run = _run(
        "-m", "pytest", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml", "--rootdir", tmp_path, tmp_path
    )
    assert run.returncode == 1, run.stdout
    return run.stdout


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        pytest.param(
            "import threading\nend = threading.Event()\n"
            "def test_it():\n    threading.Thread(target=end.wait, args=(9,), name='straggler').start()\n",
            "a thread was still running at the end: <Thread(straggler",
            id="thread",
        ),
        pytest.param(
            "import asyncio\nkept = []\n"
            "async def test_it():\n    kept.append(asyncio.create_task(asyncio.sleep(20), name='straggler'))\n",
            "a task was still running at the end: <Task pending name='straggler'",
            id="task",
        ),
        pytest.param(
            "import asyncio\nasync def fail():\n    raise OSError('nobody asked')\n"
            "async def test_it():\n    asyncio.create_task(fail())\n    await asyncio.sleep(0.01)\n",
            "asyncio reported: Task exception was never retrieved",
            id="failure of a forgotten task",
        ),
        pytest.param(
            "import warnings\ndef test_it():\n    warnings.warn('look here')\n",
            "UserWarning: look here",
            id="warning",
        ),
    ],
)
def test_a_test_that_leaves_something_behind_fails(tmp_path, source, complaint):
    assert complaint in _fails_alone(tmp_path, source)
