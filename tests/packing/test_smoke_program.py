"""The smoke test's own hands: what a program did in its place is told rightly, also when it did not do it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import smoke_enter
import smoke_program
import smoke_root
from smoke_program import Done, NotWell, Program, log_tail

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sessions and roots are Linux's here")

Make = Callable[[str], Program]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A program that is a shell script."""

    def made(script: str) -> Program:
        path = tmp_path / "vendingdesk"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return Program(path, tmp_path / "trial")

    return made


def test_what_it_says_is_what_counts(make: Make) -> None:
    program = make('echo "$1 it is"; echo beside >&2')
    assert program.run("word").well("word it is") == "word it is\n"
    with pytest.raises(NotWell, match=r"(?s)“other” is not in what it said.*word it is.*beside"):
        program.run("word").well("other")
    with pytest.raises(NotWell, match=r"(?s)ended with 3 in place of 0.*no paper"):
        make("echo no paper >&2; exit 3").run().well()


def test_nothing_of_this_session_is_handed_on(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/somewhere")
    program = make("env")
    program.env = {"LC_ALL": "POSIX", "LANG": None}
    names = {line.partition("=")[0] for line in program.run().well().splitlines()} - {"PWD", "SHLVL", "_", "OLDPWD"}
    assert names == {"PATH", "HOME", "QT_QPA_PLATFORM", "VENDINGDESK_ON_FAILURE", "LC_ALL"}


def test_what_it_leaves_running_is_named_and_ended(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoke_program, "LINGER_S", 0.1)
    program = make("sleep 4680 >/dev/null 2>&1 & exit 0")
    with pytest.raises(NotWell, match="left running: sleep 4680"):
        program.run()
    assert make("exit 0").run().code == 0


def test_what_does_not_end_is_ended(make: Make) -> None:
    with pytest.raises(NotWell, match=r"(?s)did not end within 0 s.*still here"):
        make("echo still here; sleep 4680").run(seconds=0.3)


def test_paths_are_seen_from_inside(tmp_path: Path) -> None:
    assert Program(Path("/x"), tmp_path).inside(tmp_path) == str(tmp_path)
    assert Program(Path("/x"), tmp_path / "home", root=tmp_path).inside(tmp_path / "home") == "/home"


def test_the_end_of_the_newest_log_is_shown(tmp_path: Path) -> None:
    assert log_tail(tmp_path) == ""
    (tmp_path / "log").mkdir()
    for at, name in enumerate(("desk.log.1", "desk.log")):
        (tmp_path / "log" / name).write_text("\n".join(f"{name} {line}" for line in range(30)))
        os.utime(tmp_path / "log" / name, (at, at))
    assert log_tail(tmp_path, lines=2) == "desk.log 28\ndesk.log 29"
    assert Done(0, " a \n", "\n b").said == "a\nb"


@pytest.mark.skipif(bool(smoke_root.why_not()), reason=f"no other root here: {smoke_root.why_not()}")
class TestAnotherRoot:
    """This machine's own files as the other root: who is there, and what can be reached from there."""

    def program(self, tmp_path: Path, script: str) -> Program:
        return Program(Path("/bin/sh"), tmp_path, prefix=smoke_root.entering(Path("/"), "nobody"), env={"X": script})

    def run(self, tmp_path: Path, script: str) -> Done:
        return self.program(tmp_path, script).run("-c", script)

    def test_somebody_without_rights_is_there(self, tmp_path: Path) -> None:
        assert self.run(tmp_path, "id -u; id -G; touch /etc/x 2>/dev/null || echo no").well() == "65534\n65534\nno\n"

    def test_nothing_but_the_machine_itself_can_be_reached(self, tmp_path: Path) -> None:
        away = f"import socket; socket.create_connection({smoke_enter.ELSEWHERE!r}, 5)"
        assert "unreachable" in self.run(tmp_path, f'/usr/bin/python3 -c "{away}" 2>&1 | tail -n 1').well()
        here = (
            "import socket; s = socket.create_server(('127.0.0.1', 0));"
            "socket.create_connection(s.getsockname(), 5); print('reached')"
        )
        assert self.run(tmp_path, f'/usr/bin/python3 -c "{here}"').well() == "reached\n"

    def test_exit_codes_come_through(self, tmp_path: Path) -> None:
        assert self.run(tmp_path, "exit 5").code == 5
        assert self.run(tmp_path, "kill -TERM $$").code == 143

    def test_what_is_left_running_is_found(self, tmp_path: Path) -> None:
        done = self.run(tmp_path, "sleep 4680 >/dev/null 2>&1 & exit 0")
        assert done.code == smoke_enter.LEFT_RUNNING
        assert "left running: sleep 4680" in done.err
