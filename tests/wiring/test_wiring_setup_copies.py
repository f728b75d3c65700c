"""Copies of the setup file stay few, no notice is lost on the way, and a setup file may be a link."""

import os
import signal
import stat
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from vendingdesk.wiring.setup_layers import read_layers
from vendingdesk.wiring.setup_mending import read_left_out, settled

AT = datetime(2026, 11, 23, 10, 15)
LIMIT = 'cashier_limit = "50"\nqr = true\n'
"""Whoever reads this file finds a limit that can't be used."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.toml"


def start(file: Path, at: datetime = AT) -> tuple[str, ...]:
    return settled(read_layers(file), at).notices


def copies(file: Path) -> set[str]:
    return {each.read_text("utf-8") for each in file.parent.glob("desk.toml.*") if each.suffix != ".left-out"}


@pytest.mark.parametrize("apart", [timedelta(), timedelta(seconds=1), timedelta(seconds=-1)])
@pytest.mark.parametrize("text", ["foo = {0}\n", 'version = 0\nserver = "https://v{0}.example"\n'])
def test_the_newest_five_stay_whatever_the_clock_says(file: Path, text: str, apart: timedelta) -> None:
    for number in range(12):
        file.write_text(text.format(number), "utf-8")
        start(file, AT + number * apart)
        for each in file.parent.glob("desk.toml.*"):  # a coarse clock of files would make them equally old
            os.utime(each, ns=(each.stat().st_atime_ns, each.stat().st_mtime_ns - 10**9))
    assert copies(file) == {text.format(number) for number in range(7, 12)}


def test_what_is_kept_already_is_not_kept_twice(file: Path) -> None:
    for number in range(3):
        file.write_text("foo = 1\n", "utf-8")
        said = start(file, AT + timedelta(seconds=number))
    assert said[-1].endswith("desk.toml.damaged-20261123-101500.")
    assert len(list(file.parent.glob("desk.toml.damaged-*"))) == 1


def test_what_is_no_copy_is_not_taken_for_one(file: Path) -> None:
    file.with_name("desk.toml.damaged-1").mkdir()
    file.with_name("desk.toml.damaged-2").symlink_to(file)
    file.write_text("foo = 1\n", "utf-8")
    start(file)
    assert {each.name for each in file.parent.iterdir()} == {
        "desk.toml", "desk.toml.left-out", "desk.toml.damaged-1", "desk.toml.damaged-2",
        "desk.toml.damaged-20261123-101500",
    }  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is killed at each step")
def test_no_kill_takes_the_notice_away() -> None:
    steps = 0
    killed = True
    while killed:
        steps += 1
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "desk.toml")
            file.write_text(LIMIT, "utf-8")
            killed = killed_at(steps, file)
            said = start(file)
            assert said[0].startswith("“cashier_limit”"), f"killed at step {steps}"
            assert file.read_text("utf-8") == "qr = true\nversion = 1\n"
            assert copies(file) == {LIMIT}
    assert steps > 6


def killed_at(step: int, file: Path) -> bool:
    """Whether a start was killed just before its ``step``-th step that changes names on the disk."""
    read_layers(file).setup()  # whatever is imported is so before, and is no step
    child = os.fork()
    if child == 0:
        left = step

        def hook(event: str, args: tuple[object, ...]) -> None:
            nonlocal left
            opened = event == "open" and isinstance(args[2], int) and args[2] & os.O_CREAT
            if event in {"os.rename", "os.remove"} or opened:
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)

        import sys

        try:
            sys.addaudithook(hook)
            start(file)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege there")
def test_a_link_to_another_disk_is_followed(file: Path) -> None:
    elsewhere = Path("/dev/shm")
    if not elsewhere.is_dir() or elsewhere.stat().st_dev == file.parent.stat().st_dev:
        pytest.skip("one disk only")
    with tempfile.TemporaryDirectory(dir=elsewhere) as folder:
        real = Path(folder, "shared.toml")
        real.write_text(LIMIT, "utf-8")
        file.symlink_to(real)
        assert read_left_out(file).said == {}
        start(file)
        read_layers(file).store().keep_values({"shop": "Harbour"})
        assert file.is_symlink()
        assert real.read_text("utf-8") == 'qr = true\nversion = 1\nshop = "Harbour"\n'
        assert stat.S_IMODE(real.stat().st_mode) == 0o600
        assert [each.name for each in Path(folder).iterdir()] == ["shared.toml"]
