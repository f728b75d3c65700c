"""Where the program can't be frozen, a sentence says why; what is frozen is open to all, whatever the umask was."""

import shutil
import subprocess
import sys
from pathlib import Path

import freeze
import pytest
import shipped


def test_another_system_is_refused() -> None:
    with pytest.raises(freeze.CannotFreeze, match="on Linux or Windows, for the same; this is darwin"):
        freeze.look_at_machine("darwin")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="binutils are for Linux")
def test_missing_tools_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "strip" else which(name) or name)
    with pytest.raises(freeze.CannotFreeze, match=r"^strip must be there: install the package binutils"):
        freeze.look_at_machine("linux")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks for Linux libraries")
def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(shipped, "SPARE", {"libnowhere.so.1": ("libnowhere.so.1",)})
    with pytest.raises(freeze.CannotFreeze, match=r"^libnowhere\.so\.1 must be there to be shipped"):
        freeze.look_at_machine("linux")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks for a Linux library")
def test_a_python_that_is_only_a_program_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(shipped, "SPARE", {})
    answers = {"Py_ENABLE_SHARED": 0, "INSTSONAME": "libpython3.nowhere.a"}
    monkeypatch.setattr(freeze.sysconfig, "get_config_var", answers.__getitem__)
    with pytest.raises(freeze.CannotFreeze, match=r"no shared library libpython3\.nowhere\.a: install libpython"):
        freeze.look_at_machine("linux")


@pytest.mark.parametrize("told", ["yesterday", "-5", "1.5"])
def test_a_date_that_is_none_is_refused(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", told)
    with pytest.raises(freeze.CannotFreeze, match="seconds since 1970"):
        freeze.commit_time()


def test_the_date_is_the_told_one_or_the_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert freeze.commit_time() == "1700000000"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert int(freeze.commit_time()) >= 1577836800


def test_an_environment_that_is_not_the_locks_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def not_the_lock() -> None:
        raise shipped.NotTheLock("httpx 1 is installed, the lock file says 2")

    monkeypatch.setattr(freeze, "look_at_machine", lambda _: None)
    monkeypatch.setattr(shipped, "shipped_distributions", not_the_lock)
    monkeypatch.setattr(sys, "argv", ["freeze.py", str(tmp_path)])
    assert freeze.main() == 1
    assert capsys.readouterr().err == "freeze: httpx 1 is installed, the lock file says 2\n"


def test_what_is_frozen_is_open_to_all(tmp_path: Path) -> None:
    folder = tmp_path / "vendingdesk"
    (folder / "_internal").mkdir(parents=True, mode=0o700)
    program, library, link = (
        folder / "vendingdesk",
        folder / "_internal" / "vendingdesk.so",
        folder / "_internal" / "link",
    )
    for file in (program, library):
        file.touch(0o600)
    link.symlink_to("nowhere")
    freeze.open_to_all(folder)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, library.parent, program, library)}
    assert modes == {"vendingdesk": 0o755, "_internal": 0o755, "vendingdesk.so": 0o644}


def test_a_commits_time_is_asked_without_what_a_freeze_needs() -> None:
    code = "import sys; sys.modules.update(PyInstaller=None, packaging=None); import freeze; freeze.commit_time()"
    folder = str(Path(freeze.__file__).parent)
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": folder, "PATH": "/usr/bin:/bin"})
