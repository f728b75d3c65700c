"""What runs in the shop: installing, replacing and removing by dpkg in a root of its own, and the menu script."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pack
import pytest
from packing.made_up import made_up_program, work_of
from share import LINUX

from vendingdesk import __version__

dpkg_as_root = pytest.mark.skipif(
    any(shutil.which(name) is None for name in ("dpkg", "dpkg-deb", "objdump")) or os.geteuid() != 0,
    reason="dpkg installs as root alone",
)


class Machine:
    """A root of its own, with dpkg's book-keeping and nothing else in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("info", "updates", "triggers"):
            (root / "var" / "lib" / "dpkg" / name).mkdir(parents=True)
        (root / "var" / "lib" / "dpkg" / "status").touch()

    def dpkg(self, *words: object) -> subprocess.CompletedProcess[str]:
        force = "--force-script-chrootless,depends,bad-path"
        command = ["dpkg", f"--root={self.root}", f"--log={self.root}/dpkg.log", force, *map(str, words)]
        env = {**os.environ, "LC_ALL": "C.UTF-8"}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=env)

    def version(self) -> str:
        """The installed version as the program itself says it, or nothing."""
        program = self.root / "opt" / "vendingdesk" / "vendingdesk"
        if not program.exists():
            return ""
        return subprocess.run((str(program), "--version"), capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Packages of two versions."""
    made = {}
    for version in ("1.0.0", "1.1.0"):
        folder = tmp_path_factory.mktemp(version)
        program = made_up_program(folder, version)
        (program / "_internal" / f"only-in-{version}").touch()
        made[version] = pack.pack(work_of(program, version), folder / "dist")[0]
    return made


@pytest.fixture
def books(machine: Machine) -> dict[Path, str]:
    """What a shop has on its machine beside the program."""
    there = {
        machine.root / "home" / "kiosk" / ".local" / "share" / "vendingdesk" / "journal.sqlite": "books",
        machine.root / "etc" / "vendingdesk" / "policy.toml": "policy",
    }
    for path, text in there.items():
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return there


@dpkg_as_root
def test_versions_replace_each_other_and_leave_books_and_policy(machine, packages, books):
    for version in ("1.0.0", "1.1.0", "1.0.0"):
        done = machine.dpkg("--install", packages[version])
        assert done.returncode == 0, done.stderr
        assert machine.version() == f"vendingdesk {version}"
        inside = machine.root / "opt" / "vendingdesk" / "_internal"
        assert [path.name for path in inside.glob("only-in-*")] == [f"only-in-{version}"]
    assert machine.dpkg("--verify", "vendingdesk").stdout == ""
    for word in ("--remove", "--purge"):
        done = machine.dpkg(word, "vendingdesk")
        assert done.returncode == 0, done.stderr
        assert not (machine.root / "opt" / "vendingdesk").exists()
        assert not (machine.root / "usr" / "bin" / "vendingdesk").is_symlink()
        assert {path: path.read_text(encoding="utf-8") for path in books} == books


@pytest.fixture
def open_counter(machine: Machine, packages: dict[str, Path]) -> Iterator[subprocess.Popen[bytes]]:
    """Install 1.0.0 and run it: a real program in the place of the script, as a counter that is open."""
    assert machine.dpkg("--install", packages["1.0.0"]).returncode == 0
    program = machine.root / "opt" / "vendingdesk" / "vendingdesk"
    program.unlink()
    shutil.copy(shutil.which("sleep") or "sleep", program)
    with subprocess.Popen((str(program), "600")) as process:
        yield process
        process.kill()


@dpkg_as_root
@pytest.mark.parametrize("what", ["newer", "same", "remove", "purge"])
def test_an_open_counter_is_left_as_it_is(machine, packages, open_counter, what):
    words = {
        "newer": ("--install", packages["1.1.0"]),
        "same": ("--install", packages["1.0.0"]),
        "remove": ("--remove", "vendingdesk"),
        "purge": ("--purge", "vendingdesk"),
    }[what]
    inside = machine.root / "opt" / "vendingdesk" / "_internal"
    before = {path: path.stat().st_ino for path in inside.rglob("*")}
    done = machine.dpkg(*words)
    assert done.returncode == 1
    assert f"Vending Desk is open (process {open_counter.pid}). Nothing was changed." in done.stderr
    assert {path: path.stat().st_ino for path in inside.rglob("*")} == before
    state = machine.dpkg("--status", "vendingdesk").stdout
    assert re.search(r"(?m)^Status: \w+ ok installed$", state)
    assert "Version: 1.0.0" in state
    open_counter.kill()
    open_counter.wait()
    assert machine.dpkg(*words).returncode == 0


@dpkg_as_root
def test_an_open_counter_is_seen_when_its_file_was_exchanged(machine, packages, open_counter):
    program = machine.root / "opt" / "vendingdesk" / "vendingdesk"
    shutil.copy(program, program.with_name("new"))
    program.with_name("new").replace(program)
    done = machine.dpkg("--remove", "vendingdesk")
    assert done.returncode == 1
    assert f"Vending Desk is open (process {open_counter.pid}). Nothing was changed." in done.stderr
    assert program.is_file()
    open_counter.kill()
    open_counter.wait()
    assert machine.dpkg("--remove", "vendingdesk").returncode == 0


@dpkg_as_root
def test_an_open_program_of_another_place_does_not_hinder(machine, packages, tmp_path):
    elsewhere = tmp_path / "opt" / "vendingdesk" / "vendingdesk"
    elsewhere.parent.mkdir(parents=True)
    shutil.copy(shutil.which("sleep") or "sleep", elsewhere)
    with subprocess.Popen((str(elsewhere), "600")) as process:
        try:
            assert machine.dpkg("--install", packages["1.0.0"]).returncode == 0
            assert machine.dpkg("--install", packages["1.1.0"]).returncode == 0
        finally:
            process.kill()


# The menu script of the tarball

NAMES = ["plain", "with spaces", "größe – ملف", "a\"b`c$d\\e&f|g'h"]


@pytest.fixture
def unpacked(packed: dict[str, Path], tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The tarball, unpacked into a folder with a name of its own."""
    folder = tmp_path / request.param
    folder.mkdir()
    with tarfile.open(packed["tar.gz"]) as tar:
        tar.extractall(folder, filter="data")
    return folder / f"vendingdesk-{__version__}"


def _install_here(folder: Path, home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", **more}
    command = (str(folder / "install-here.sh"), *words)
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=home)


def _exec(entry: str) -> list[list[str]]:
    """The command lines of a desktop entry, read as its specification says: escapes of the value, then quotes."""
    found = []
    for line in re.findall(r"(?m)^Exec=(.*)$", entry):
        words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line.replace("\\\\", "\\"))
        found.append([re.sub(r"\\(.)", r"\1", quoted) or plain for quoted, plain in words])
    return found


@pytest.mark.parametrize("unpacked", NAMES, indirect=True)
def test_the_menu_starts_the_program_where_it_stands(unpacked, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    done = _install_here(unpacked, home)
    assert done.returncode == 0, done.stderr
    data = home / ".local" / "share"
    entry = data / "applications" / "vendingdesk.desktop"
    program = str(unpacked / "vendingdesk")
    assert _exec(entry.read_text(encoding="utf-8")) == [[program], [program, "--demo"]]
    if shutil.which("desktop-file-validate"):
        checked = subprocess.run(("desktop-file-validate", str(entry)), capture_output=True, text=True, check=False)
        assert checked.stdout == ""
    assert (data / "icons" / "hicolor" / "48x48" / "apps" / "vendingdesk.png").is_file()
    assert (data / "man" / "man1" / "vendingdesk.1.gz").is_file()


@pytest.mark.parametrize("unpacked", ["a read-only place"], indirect=True)
def test_the_menu_entry_goes_as_it_came_and_books_stay(unpacked, tmp_path):
    home = tmp_path / "home"
    books = home / ".local" / "share" / "vendingdesk" / "journal.sqlite"
    books.parent.mkdir(parents=True)
    books.write_text("books", encoding="utf-8")
    before = sorted(path for path in unpacked.rglob("*"))
    assert _install_here(unpacked, home).returncode == 0
    assert _install_here(unpacked, home).returncode == 0  # once more, after moving the folder
    done = _install_here(unpacked, home, "--remove")
    assert done.returncode == 0, done.stderr
    assert [path for path in home.rglob("*") if path.is_file() and path.suffix != ".cache"] == [books]
    assert sorted(path for path in unpacked.rglob("*")) == before


@pytest.mark.parametrize("unpacked", ["100%", "two\nlines"], indirect=True)
def test_a_name_that_no_menu_can_start_is_said(unpacked, tmp_path):
    done = _install_here(unpacked, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "rename it first" in done.stderr
    assert not (tmp_path / ".local").exists()


@pytest.mark.parametrize("unpacked", ["plain"], indirect=True)
def test_a_wrong_word_and_a_missing_program_are_said(unpacked, tmp_path):
    assert "takes no word, or --remove" in _install_here(unpacked, tmp_path, "--help").stderr
    (unpacked / "vendingdesk").unlink()
    done = _install_here(unpacked, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no program beside this script" in done.stderr


@pytest.mark.parametrize("unpacked", ["plain"], indirect=True)
def test_without_a_home_or_a_place_in_it_it_says_what_to_do(unpacked, tmp_path):
    done = _install_here(unpacked, tmp_path, HOME="")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "HOME names no folder" in done.stderr
    (tmp_path / ".local").write_text("no folder", encoding="utf-8")  # root may write every folder, but not this
    done = _install_here(unpacked, tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert f"{tmp_path}/.local/share/applications can't be written" in done.stderr


@pytest.mark.parametrize("unpacked", ["plain"], indirect=True)
def test_a_relative_data_folder_is_ignored_and_an_absolute_one_is_taken(unpacked, tmp_path):
    assert _install_here(unpacked, tmp_path, XDG_DATA_HOME="mine").returncode == 0
    assert not (tmp_path / "mine").exists()
    assert (tmp_path / ".local/share/applications/vendingdesk.desktop").is_file()
    assert _install_here(unpacked, tmp_path, XDG_DATA_HOME=str(tmp_path / "mine"), HOME="").returncode == 0
    assert (tmp_path / "mine/applications/vendingdesk.desktop").is_file()


@pytest.mark.parametrize("unpacked", ["plain"], indirect=True)
def test_a_link_to_the_script_puts_the_program_beside_the_script_into_the_menu(unpacked, tmp_path):
    links = tmp_path / "links"
    links.mkdir()
    (links / "install-here.sh").symlink_to(unpacked / "install-here.sh")
    done = _install_here(links, tmp_path)
    assert done.returncode == 0, done.stderr
    entry = tmp_path / ".local/share/applications/vendingdesk.desktop"
    assert _exec(entry.read_text(encoding="utf-8"))[0] == [str(unpacked / "vendingdesk")]


def test_the_scripts_are_clean_shell():
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed here")
    for path in LINUX.glob("*.sh"):
        done = subprocess.run(("shellcheck", str(path)), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
