"""The smoke test as a whole: places and their steps, what it says of what went wrong, and what it can't pass by."""

from __future__ import annotations

import os
import stat
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import smoke_places
import smoke_root
import smoke_test
from smoke_places import PLACES, Place, Things
from smoke_program import NotWell, Program
from smoke_root import NotRun
from smoke_test import COLUMNS, Row, main, table, try_place

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def nothing_required(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build machine asks for more, and runs this too."""
    monkeypatch.delenv(smoke_test.REQUIRED, raising=False)


@pytest.fixture
def things(tmp_path: Path) -> Things:
    """A frozen program that is a shell script; nothing is packed."""
    frozen = tmp_path / "frozen"
    (frozen / "_internal").mkdir(parents=True)
    (frozen / "vendingdesk").write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo vendingdesk 9.8.7 || { echo no display >&2; exit 1; }\n'
    )
    (frozen / "vendingdesk").chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return Things(frozen, tmp_path / "dist", scratch, tmp_path / "build")


def words(things: Things, *more: str) -> list[str]:
    return ["--frozen", str(things.frozen), "--dist", str(things.dist), *more]


def test_without_a_frozen_program_it_says_what_to_do(things: Things, tmp_path: Path, capsys: Said) -> None:
    assert main(["--frozen", str(tmp_path / "none")]) == 1
    assert (
        capsys.readouterr().err == f"There is no frozen program in {tmp_path / 'none'}: run “make package” first.\n"
    )


def test_a_step_that_fails_ends_its_place_and_is_shown(things: Things, capsys: Said) -> None:
    assert main(words(things, "--only", "as built")) == 1
    out, err = capsys.readouterr()
    assert "starts" in out
    assert "no display" in out
    assert "Failed: as built: self test: it ended with 1 in place of 0" in err
    assert "is no frozen program" in err  # its modules can't be read
    (row,) = [line for line in out.splitlines() if line.startswith("as built ")]
    assert row.split()[2:] == [*row.split()[2:3], "FAILED", *["–"] * (len(COLUMNS) - 2), row.split()[-1]]


def test_what_a_step_runs_into_is_its_failure(things: Things) -> None:
    def stumble(program: Program) -> str:
        raise ValueError("not a number")

    row = try_place(Place("as built", (("self test", stumble),), smoke_places.as_built), things)
    assert row.failed == "self test: ValueError: not a number"


@pytest.mark.parametrize("name", [".deb in Debian", ".tar.gz in Debian"])
def test_without_packages_it_says_what_to_do(
    name: str, things: Things, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(smoke_root, "why_not", lambda: "")
    assert main(words(things, "--only", name)) == 1
    assert "there is nothing: run “make package”" in capsys.readouterr().err


def test_a_root_that_can_t_be_made_is_said_and_may_be_required(
    things: Things, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    things.dist.mkdir()
    (things.dist / "vendingdesk_9.8.7_amd64.deb").write_text("")
    monkeypatch.setattr(smoke_root, "why_not", lambda: "it is full moon")
    monkeypatch.setattr(smoke_test, "try_contents", lambda frozen: "all")
    monkeypatch.setattr(smoke_test, "PLACES", (Place("as built", (), smoke_places.as_built), *PLACES[-2:]))
    both = words(things, "--only", "as built", "--only", ".deb in Debian")
    assert main(both) == 0
    out, _ = capsys.readouterr()
    assert ".deb in Debian: not run: it is full moon" in out
    assert "works in 1 place; 1 were not run" in out
    assert main([*both, "--require", "here"]) == 0
    capsys.readouterr()
    assert main([*both, "--require", "all"]) == 1
    assert capsys.readouterr().err == "Failed: .deb in Debian was not run: it is full moon\n"
    monkeypatch.setenv(smoke_test.REQUIRED, "all")
    assert main(both) == 1


def test_any_place_may_be_required(things: Things, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    monkeypatch.setattr(smoke_places, "tool", lambda name: None)
    monkeypatch.setattr(smoke_test, "try_contents", lambda frozen: "all")
    assert main(words(things, "--only", "X server", "--require", "here")) == 1
    assert capsys.readouterr().err == "Failed: X server was not run: this machine has no Xvfb\n"


def test_a_run_that_tried_nothing_has_failed(things: Things, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    things.dist.mkdir()
    monkeypatch.setattr(smoke_root, "why_not", lambda: "it is full moon")
    monkeypatch.setattr(smoke_test, "try_contents", lambda frozen: "all")
    for name in ("vendingdesk-9.8.7-linux-x86_64.tar.gz", "vendingdesk_9.8.7_amd64.deb"):
        (things.dist / name).write_text("")
    assert main(words(things, "--only", ".deb in Debian", "--only", ".tar.gz in Debian")) == 1
    out, err = capsys.readouterr()
    assert err == "Failed: nothing was tried: no place could be made here\n"
    assert "works in" not in out


def test_what_is_older_than_its_sources_is_not_tried(
    things: Things, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(smoke_test, "PLACES", (Place("as built", (), smoke_places.as_built), *PLACES[-2:]))
    monkeypatch.setattr(smoke_test, "try_contents", lambda frozen: "all")
    things.dist.mkdir()
    package = things.dist / "vendingdesk_9.8.7_amd64.deb"
    package.write_text("")
    program = things.frozen / "vendingdesk"
    os.utime(package, (program.stat().st_mtime - 1,) * 2)
    assert main(words(things)) == 1
    assert capsys.readouterr().err.startswith(f"{package.name} is older than the frozen program: run “make package”")
    assert main(words(things, "--only", "as built")) == 0
    os.utime(program, (1, 1))
    capsys.readouterr()
    assert main(words(things, "--only", "as built")) == 1
    assert capsys.readouterr().err.startswith("The frozen program is older than vendingdesk/")
    assert main(words(things, "--only", "as built", "--stale")) == 0


def test_what_is_written_into_a_folder_that_may_only_be_read_is_found(things: Things) -> None:
    place = smoke_places.read_only(things)
    folder = next(place).path.parent
    assert not any(stat.S_IMODE(each.stat().st_mode) & 0o222 for each in (folder, *folder.iterdir()))
    folder.chmod(0o755)
    (folder / "cache").write_text("")
    with pytest.raises(NotWell, match="something was written"):
        next(place)


def test_nobody_can_write_where_it_may_only_be_read(things: Things) -> None:
    with tempfile.TemporaryDirectory() as name:  # others get in there, and not into pytest's own
        scratch = Path(name)
        scratch.chmod(0o755)
        with contextmanager(smoke_places.read_only)(replace(things, scratch=scratch)) as program:
            assert program.run("--version").well() == "vendingdesk 9.8.7\n"
            program.path = Path("/usr/bin/touch")
            assert program.run(str(scratch / "read-only" / "program" / "cache")).code != 0
            assert program.run(str(scratch / "read-only" / "trial")).code == 0


def test_it_runs_under_a_name_with_blanks_and_foreign_letters(things: Things) -> None:
    with contextmanager(smoke_places.moved)(things) as program:
        assert " " in str(program.path)
        assert not str(program.path).isascii()
        assert program.run("--version").well() == "vendingdesk 9.8.7\n"
        assert program.surroundings()["LC_ALL"] == "tr_TR.UTF-8"


def test_two_versions_side_by_side_are_not_guessed_at(things: Things) -> None:
    things.dist.mkdir()
    for version in ("1", "2"):
        (things.dist / f"vendingdesk_{version}_amd64.deb").write_text("")
    with pytest.raises(NotWell, match=r"vendingdesk_1_amd64\.deb, vendingdesk_2_amd64\.deb"):
        things.only("vendingdesk_*_amd64.deb")


def test_what_is_no_package_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.deb"
    file.write_text("no package")
    with pytest.raises(NotWell, match=r"a\.deb is no Debian package"):
        smoke_root.depends(file)


def test_half_a_root_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*command: str) -> None:
        Path(command[-2], "bin").mkdir(parents=True)
        raise NotRun("debootstrap failed: no route to host")

    monkeypatch.setattr(smoke_root, "_make", fail)
    for _ in range(2):
        with pytest.raises(NotRun, match="no route to host"):
            smoke_root.made(tmp_path / "roots", "libc6")


def test_two_runs_are_not_in_each_other_s_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root := tmp_path / "bookworm-of-other-packages").mkdir()
    with subprocess.Popen(["sleep", "60"]) as other, subprocess.Popen(["true"]) as gone:
        gone.wait()
        (theirs := tmp_path / f"run-{other.pid}").mkdir()
        (left := tmp_path / f"half-{gone.pid}").mkdir()
        with smoke_root.copied(root) as ours:
            assert ours not in {theirs, tmp_path / "run"}
            assert ours.is_dir()
        assert not ours.exists()
        monkeypatch.setattr(smoke_root, "_make", fail_at_once)
        with pytest.raises(NotRun):
            smoke_root.made(tmp_path, "libc6")
        other.terminate()
    assert theirs.is_dir()
    assert not left.exists()
    assert not root.exists()


def fail_at_once(*command: str) -> None:
    raise NotRun("debootstrap failed")


def test_the_table_has_a_place_a_line() -> None:
    rows = [
        Row("as built", dict.fromkeys(smoke_test.COLUMNS, 1.0), 10.0),
        Row("X server", {"starts": 0.5}, 2.0, failed="self test: no"),
        Row(".deb in Debian", not_run="no root"),
    ]
    head, built, screen, debian = table(rows).splitlines()
    assert head.split() == ["starts", "self", "test", *smoke_test.COLUMNS[2:], "in", "all"]
    assert built.split() == ["as", "built", *["1.0"] * len(smoke_test.COLUMNS), "10.0"]
    assert screen.split() == ["X", "server", "0.5", "FAILED", "–", "2.0"]
    assert debian.split() == [".deb", "in", "Debian", *["–"] * 6, "0.0", "not", "run:", "no", "root"]
