"""Two builds compared: real archives that differ in one way each, and a tiny commit that is built twice."""

from __future__ import annotations

import io
import os
import py_compile
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import freeze
import pytest
import reproduce
from compare import Difference, compare

REAL = Path(__file__).resolve().parents[2]
# What stands in for the freeze and the packing of the tiny program: it leaves in what it makes what it was told to.
FREEZE = """\
import os, pathlib, sys
sys.dont_write_bytecode = True
made = pathlib.Path("build/frozen/vendingdesk")
made.mkdir(parents=True)
made.chmod(0o755)
(made / "vendingdesk").write_text({what})
(made / "vendingdesk").chmod(0o755)
pathlib.Path("dist").mkdir()
"""
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "vendingdesk"
version = "9.8"
[tool.hatch.build.targets.wheel]
packages = ["vendingdesk"]
"""


def tar(members: dict[str, str], moment: int = 0, mode: int = 0o644, kind: str = "gz") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=f"w:{kind}") as archive:  # type: ignore[call-overload]
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(text), moment, mode
            archive.addfile(info, io.BytesIO(text.encode()))
    return made.getvalue()


def archive_of(
    members: dict[str, bytes], moment: tuple[int, int, int, int, int, int] = (2026, 1, 1, 0, 0, 0)
) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, moment), data)
    return made.getvalue()


def deb(members: dict[str, bytes]) -> bytes:
    made = b"!<arch>\n"
    for name, data in members.items():
        made += (
            f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode() + data + b"\n" * (len(data) % 2)
        )
    return made


def differences(folder: Path, one: bytes, other: bytes) -> list[str]:
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    (folder / "one" / "file").write_bytes(one)
    (folder / "two" / "file").write_bytes(other)
    return [str(each) for each in compare(folder / "one" / "file", folder / "two" / "file")]


def test_the_same_bytes_have_no_differences(tmp_path: Path) -> None:
    assert differences(tmp_path, tar({"a": "1"}), tar({"a": "1"})) == []


def test_plain_bytes_tell_how_many_differ_and_from_where(tmp_path: Path) -> None:
    assert differences(tmp_path, b"abcdef", b"abXdeX") == ["file: 2 of 6 bytes differ, from byte 2 on"]


def test_another_length_is_told(tmp_path: Path) -> None:
    assert differences(tmp_path, b"abc", b"abcd") == ["file: 3 bytes and 4"]


def test_a_member_deep_inside_of_a_package_is_named(tmp_path: Path) -> None:
    one, other = (
        deb({"control.tar.xz": b"x", "data.tar.xz": tar({"opt/a": text}, kind="xz")}) for text in ("1", "2")
    )
    assert differences(tmp_path, one, other) == ["file!data.tar.xz!opt/a: 1 of 1 bytes differ, from byte 0 on"]


def test_times_modes_order_and_what_only_one_has_are_told(tmp_path: Path) -> None:
    one, other = tar({"a": "1"}, moment=5), tar({"a": "1"}, moment=7, mode=0o600)
    assert differences(tmp_path, one, other) == [
        "file!a: mode 644, time 5, owner 0:0 and mode 600, time 7, owner 0:0",
    ]
    (tmp_path / "order").mkdir()
    assert differences(tmp_path / "order", archive_of({"a": b"", "b": b""}), archive_of({"b": b"", "a": b""})) == [
        "file!: the members stand in another order"
    ]
    (tmp_path / "only").mkdir()
    assert differences(tmp_path / "only", archive_of({"a": b""}), archive_of({"b": b""})) == [
        "file!a: only in the first",
        "file!b: only in the second",
    ]


def test_a_zip_s_times_are_told_with_their_member(tmp_path: Path) -> None:
    found = differences(tmp_path, archive_of({"a": b""}), archive_of({"a": b""}, (2027, 1, 1, 0, 0, 0)))
    assert len(found) == 1
    assert found[0].startswith("file!a: time (2026, 1, 1, 0, 0, 0)")


def test_other_compression_of_the_same_members_is_told(tmp_path: Path) -> None:
    whole = tar({"a": "1"}, kind="")
    import gzip

    found = differences(tmp_path, gzip.compress(whole, 1, mtime=0), gzip.compress(whole, 9, mtime=1))
    assert found == ["file: the members are the same, the archive around them is not"]


def test_a_compiled_module_tells_what_it_was_compiled_from(tmp_path: Path) -> None:
    source = tmp_path / "module.py"
    source.write_text("a = 1\n")
    for name in ("here", "there"):
        py_compile.compile(str(source), str(tmp_path / f"{name}.pyc"), dfile=f"/{name}/module.py", doraise=True)
    one, other = ((tmp_path / f"{name}.pyc").read_bytes() for name in ("here", "there"))
    assert differences(tmp_path, archive_of({"m.pyc": one}), archive_of({"m.pyc": other})) == [
        "file!m.pyc: compiled from /here/module.py and /there/module.py"
    ]
    (tmp_path / "bare").mkdir()
    assert differences(tmp_path / "bare", one[16:], other[16:]) == [
        "file: compiled from /here/module.py and /there/module.py"
    ]


def test_a_damaged_archive_is_compared_as_bytes(tmp_path: Path) -> None:
    whole = archive_of({"a": b"1"})
    assert differences(tmp_path, whole, whole[:20]) == [f"file: {len(whole)} bytes and 20"]


def test_folders_are_compared_with_their_modes_and_links(tmp_path: Path) -> None:
    for name, mode, aim in (("one", 0o755, "a"), ("two", 0o700, "b")):
        (tmp_path / name / "x").mkdir(parents=True)
        (tmp_path / name / "x" / "program").write_text("same")
        (tmp_path / name / "x" / "program").chmod(mode)
        (tmp_path / name / "link").symlink_to(aim)
    assert compare(tmp_path / "one", tmp_path / "two") == [
        Difference("one/link", "link to a and link to b"),
        Difference("one/x/program", "mode -rwxr-xr-x and mode -rwx------"),
    ]


def test_the_rights_of_the_folders_themselves_are_compared(tmp_path: Path) -> None:
    for name, mode in (("one", 0o755), ("two", 0o700)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(b"same")
        (tmp_path / name).chmod(mode)
    assert compare(tmp_path / "one", tmp_path / "two") == [Difference("one", "mode drwxr-xr-x and mode drwx------")]


def test_folders_without_a_file_are_no_proof_of_anything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    (one / "inside").mkdir(parents=True)
    (two / "inside").mkdir(parents=True)
    assert reproduce.main(["--compare", str(one), str(two)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"Nothing was compared: there is no file in {one}, and none in {two}.\n"


def test_a_pipe_is_named_and_never_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        os.mkfifo(tmp_path / name / "pipe")
    for inside in ("", "pipe"):
        assert reproduce.main(["--compare", str(tmp_path / "one" / inside), str(tmp_path / "two" / inside)]) == 1
        said = f"{tmp_path / 'one' / 'pipe'} is neither a file nor a folder nor a link: it has no bytes to compare.\n"
        assert capsys.readouterr().err == said


def test_a_frozen_folder_has_the_same_rights_whatever_the_umask_was(tmp_path: Path) -> None:
    (tmp_path / "_internal").mkdir(mode=0o700)
    for name, mode in (("vendingdesk", 0o700), ("_internal/library.so", 0o700), ("text", 0o600), ("open", 0o666)):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(mode)
    (tmp_path / "link").symlink_to("nowhere")
    freeze.open_to_all(tmp_path)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if not path.is_symlink()}
    assert modes == {"_internal": 0o755, "vendingdesk": 0o755, "library.so": 0o644, "text": 0o644, "open": 0o644}


class Commit:
    """A checkout with our own script, of a program whose freeze is one line."""

    def __init__(self, root: Path, what: str) -> None:
        self.root = root / "a checkout"
        (self.root / "packaging").mkdir(parents=True)
        for name in ("reproduce.py", "compare.py", "locks.py", "wheelhouse.py"):
            shutil.copyfile(REAL / "packaging" / name, self.root / "packaging" / name)
        (self.root / "packaging" / "freeze.py").write_text(FREEZE.format(what=what))
        (self.root / "pyproject.toml").write_text(PROJECT)
        (self.root / "vendingdesk").mkdir()
        (self.root / "vendingdesk" / "__init__.py").write_text("")
        (self.root / ".gitignore").write_text("build\ndist\n__pycache__\n")

    def git(self, *words: str) -> None:
        who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
        subprocess.run(["git", *who, *words], cwd=self.root, check=True, capture_output=True)

    def commit(self) -> Commit:
        self.git("init", "--quiet")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "one")
        return self

    def reproduce(self, *words: str, path: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-B", "packaging/reproduce.py", *words]
        env = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON", "COV"))}
        env |= {"PATH": path} if path else {}
        return subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=False)


def test_a_commit_that_gives_the_same_twice(tmp_path: Path) -> None:
    commit = Commit(tmp_path, "'same'").commit()
    (commit.root / "vendingdesk" / "untracked.py").write_text("")
    done = commit.reproduce()
    assert done.returncode == 0, done.stderr
    assert ", without the 1 files that are changed or new here" in done.stdout
    assert done.stdout.endswith("The same bytes, built twice.\n")
    assert "  vendingdesk-9.8-" in done.stdout
    assert not (commit.root / "build" / "reproduce").exists()


@pytest.mark.parametrize("leak", ["os.getcwd()", "os.environ['TZ']", "os.environ['USER']", "os.environ['HOME']"])
def test_what_leaks_into_the_build_is_found(tmp_path: Path, leak: str) -> None:
    commit = Commit(tmp_path, leak).commit()
    done = commit.reproduce()
    assert done.returncode == 1, done.stdout
    assert "    out/vendingdesk/vendingdesk\n" in done.stdout
    assert done.stdout.endswith("Not the same: 1 differences, listed above.\n")
    assert (commit.root / "build" / "reproduce" / "first" / "out" / "vendingdesk").is_dir()


def test_a_file_that_somebody_has_is_held_against_the_commit(tmp_path: Path) -> None:
    commit = Commit(tmp_path, "'same'").commit()
    assert commit.reproduce("--keep").returncode == 0
    (wheel,) = (commit.root / "build" / "reproduce" / "first" / "out").glob("*.whl")
    wheel = wheel.rename(tmp_path / wheel.name)
    done = commit.reproduce("--against", str(wheel))
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("The same bytes as what was named.\n")
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("more.py", "")
    other = tmp_path / "other.deb"
    other.write_bytes(b"")
    done = commit.reproduce("--against", str(wheel), str(other))
    assert done.returncode == 1
    assert "more.py" in done.stdout
    assert "this commit builds nothing of that name:\n    other.deb\n" in done.stdout


def test_without_git_without_a_commit_or_with_a_broken_build_it_is_a_sentence(tmp_path: Path) -> None:
    commit = Commit(tmp_path, "1 / 0")
    done = commit.reproduce()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("What is built is a commit, and git finds none here: ")
    done = commit.reproduce(path=str(tmp_path))
    assert done.stderr == "Two builds of one commit need git, and there is none here: install it first.\n"
    done = commit.commit().reproduce()
    assert done.returncode == 1
    assert done.stderr.startswith("The build “first” failed at: ")
    assert "ZeroDivisionError" in done.stderr
    assert (
        commit.reproduce("--against", "no such file").stderr == "no such file is no file to compare a build with.\n"
    )


def test_many_places_that_differ_in_one_way_are_told_together(capsys: pytest.CaptureFixture[str]) -> None:
    many = [Difference(f"a/{number}", "mode 1 and mode 2") for number in range(reproduce.LISTED + 5)]
    assert reproduce.told([*many, Difference("b", "3 bytes and 4")], "same") == 1
    said = capsys.readouterr().out
    assert "    … and 5 more\n" in said
    assert said.endswith("Not the same: 26 differences, listed above.\n")
