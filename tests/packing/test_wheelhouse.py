"""The wheelhouse of a tiny program: made, refused when it is another, installed from without a network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import wheelhouse
from locks import Pin
from packing.tiny_checkout import PROJECT, Tiny, make_wheel
from wheelhouse import Target


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


@pytest.fixture(scope="module")
def a_wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once; each test gets a copy."""
    tiny = Tiny(tmp_path_factory.mktemp("once"))
    done = tiny.run()
    assert done.returncode == 0, done.stderr
    assert "2 wheels" in done.stdout
    return tiny.house


@pytest.fixture
def made(tiny: Tiny, a_wheelhouse: Path) -> Tiny:
    shutil.copytree(a_wheelhouse, tiny.house)
    return tiny


def without_network() -> list[str]:
    """What runs a command with no network at all, where this user may do that."""
    for words in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        if (
            shutil.which("unshare")
            and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
        ):
            return words
    return ["env", "http_proxy=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9"]


def test_it_holds_what_the_lock_pins_our_own_wheel_and_the_way_back(made: Tiny) -> None:
    names = sorted(one.name for one in made.house.iterdir())
    wheels = ["tiny_part-1.0-py3-none-any.whl", "vendingdesk-9.8-py3-none-any.whl"]
    assert names == sorted([*wheels, "README.txt", "SHA256SUMS", "install.txt", "made-for.json", "requirements.lock"])
    readme = (made.house / "README.txt").read_text()
    assert "--no-index --find-links . --require-hashes -r install.txt" in readme
    assert "make test" not in readme
    sums = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=made.house, capture_output=True, check=False
    )
    assert sums.returncode == 0
    assert len(sums.stdout.splitlines()) == len(names) - 1
    assert made.run("--check", str(made.house)).returncode == 0


def test_it_installs_with_no_index_and_no_network(made: Tiny, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True)
    python = tmp_path / "env" / "bin" / "python"
    env = {name: value for name, value in made.env.items() if not name.startswith("PIP_")}
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--find-links", "."]
    command = [*without_network(), *pip, "--require-hashes", "-r", "install.txt"]
    done = subprocess.run(command, cwd=made.house, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    program = [str(python.with_name("vendingdesk")), "--demo"]
    ran = subprocess.run(program, env=env, cwd="/", capture_output=True, text=True, check=True)
    assert ran.stdout == "runs --demo\n"


def test_make_demo_sets_up_from_it_without_a_network(made: Tiny) -> None:
    shutil.rmtree(made.index)
    env = {**made.env, "QT_QPA_PLATFORM": "offscreen", "PIP_FIND_LINKS": "http://127.0.0.1:9/", "PIP_NO_INDEX": "0"}
    words = ["make", "demo", f"PYTHON={sys.executable}", "ARGS=--kiosk"]

    def make_demo(house: Path) -> subprocess.CompletedProcess[str]:
        command = [*without_network(), *words, f"WHEELHOUSE={house}"]
        return subprocess.run(command, cwd=made.root, env=env, capture_output=True, text=True, check=False)

    refused = make_demo(made.root)
    assert refused.returncode == 2
    assert "is no wheelhouse, or not a whole one" in refused.stderr
    done = make_demo(made.house)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("runs --demo --kiosk\n")


def test_a_refused_wheelhouse_leaves_no_environment_and_names_the_way_out(made: Tiny) -> None:
    told = made.house / "made-for.json"
    told.write_text(told.read_text().replace(f'"{Target.here().python}"', '"3.10"'))
    command = ["make", "demo", f"PYTHON={sys.executable}", f"WHEELHOUSE={made.house}"]
    env = {**made.env, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=made.root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"with CPython 3.10; here is {Target.here()}" in done.stderr
    assert "“rm -r .venv” if there is one, then make with PYTHON=python3.10" in done.stderr
    assert not (made.root / ".venv").exists()


def test_an_environment_of_another_python_than_the_named_one_is_said(made: Tiny) -> None:
    other = made.root / ".venv" / "bin" / "python"
    other.parent.mkdir(parents=True)
    other.write_text('#!/bin/sh\ncase "$2" in *version_info*) echo 3.10 ;; esac\n')
    other.chmod(0o755)
    command = ["make", "demo", f"PYTHON={sys.executable}"]
    env = {**made.env, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=made.root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    here = Target.here().python
    assert f"PYTHON={sys.executable} is Python {here}, and .venv was made with 3.10: " in done.stderr
    assert "run “rm -r .venv” first" in done.stderr


def test_one_for_windows_and_another_python_holds_what_is_wanted_there(tiny: Tiny) -> None:
    done = tiny.run("--platform", "windows", "--python", "3.12", "--dev")
    assert done.returncode == 0, done.stderr
    assert (tiny.house / "tiny_windows-1.0-cp312-cp312-win_amd64.whl").is_file()
    readme = (tiny.house / "README.txt").read_text()
    assert "on Windows (x86_64) with CPython 3.12" in readme
    assert "make test" in readme
    here = Target.here()
    assert "is for Windows (x86_64) with CPython 3.12; here is " + str(here) in tiny.refused()


def test_a_wheel_that_arrived_by_half_is_named(made: Tiny) -> None:
    wheel = made.house / "tiny_part-1.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes()[:100])
    assert "tiny_part-1.0-py3-none-any.whl" in made.refused()
    assert "is damaged" in made.refused()
    wheel.unlink()
    assert "lacks tiny_part-1.0-py3-none-any.whl" in made.refused()


def test_a_wheel_that_was_put_there_later_is_named(made: Tiny) -> None:
    make_wheel(made.house, "stray")
    assert "holds stray-1.0-py3-none-any.whl, which it was not made with" in made.refused()


def test_sums_made_anew_do_not_make_another_wheel_the_locked_one(made: Tiny) -> None:
    wheel = made.house / "tiny_part-1.0-py3-none-any.whl"
    old = wheelhouse.sha256(wheel)
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("more.py", "")
    sums = made.house / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(old, wheelhouse.sha256(wheel)))
    assert "lacks tiny-part 1.0 of requirements.lock" in made.refused()


def test_a_wheelhouse_of_another_lock_or_without_the_developers_is_refused(made: Tiny) -> None:
    assert 'lacks requirements-dev.lock: make wheelhouse ARGS="--dev" brings it' in made.refused("--dev")
    made.lock((made.root / "requirements.lock").read_text() + "\n")
    assert "was made for another requirements.lock than this checkout's" in made.refused()


@pytest.mark.parametrize("told", ["", "[]", '{"system": "linux"}'])
def test_a_folder_that_says_nothing_of_itself_is_no_wheelhouse(made: Tiny, told: str) -> None:
    (made.house / "made-for.json").write_text(told)
    assert "is no wheelhouse, or not a whole one" in made.refused()


def test_a_wrong_sum_in_the_lock_leaves_the_older_wheelhouse_as_it_was(made: Tiny) -> None:
    made.lock(f"tiny-part==1.0 \\\n    --hash=sha256:{'0' * 64}\n")
    done = made.run()
    assert done.returncode == 1
    assert "Not all packages were fetched" in done.stderr
    assert f"Expected sha256 {'0' * 64}" in done.stderr
    assert json.loads((made.house / "made-for.json").read_text())["version"] == "9.8"
    assert [one.name for one in made.house.parent.iterdir()] == ["wheelhouse"]


def test_making_it_again_takes_the_place_of_the_older_one_but_of_nothing_else(made: Tiny) -> None:
    (made.house / "left.whl").write_text("")
    assert made.run().returncode == 0
    assert not (made.house / "left.whl").exists()
    (made.house / "made-for.json").unlink()
    done = made.run()
    assert done.returncode == 1
    assert "is there already and is no wheelhouse: nothing was done" in done.stderr
    assert (made.house / "tiny_part-1.0-py3-none-any.whl").is_file()


def test_a_place_that_cannot_be_written_is_a_sentence(tiny: Tiny) -> None:
    (tiny.root / "dist").write_text("a file where a folder should be")
    done = tiny.run()
    assert done.returncode == 1
    assert done.stderr.startswith("The wheelhouse could not be made: ")
    assert "Traceback" not in done.stderr


def test_our_own_wheel_that_does_not_build_is_told_with_the_reason(tiny: Tiny) -> None:
    (tiny.root / "pyproject.toml").write_text(PROJECT.replace('version = "9.8"', 'version = "nonsense"'))
    done = tiny.run()
    assert done.returncode == 1
    assert "The wheel of Vending Desk itself could not be built" in done.stderr
    assert "nonsense" in done.stderr


def test_markers_are_judged_for_the_machine_that_was_asked_for() -> None:
    def pin(name: str, marker: str) -> Pin:
        return Pin(name, "1", marker, ("0" * 64,))

    pins = [
        pin("a", ""),
        pin("b", "sys_platform == 'win32'"),
        pin("c", "python_version < '3.12'"),
        pin("d", "os_name == 'nt'"),
    ]
    assert [one.name for one in wheelhouse.wanted(pins, Target("linux", "x86_64", "3.11"))] == ["a", "c"]
    assert [one.name for one in wheelhouse.wanted(pins, Target("windows", "x86_64", "3.12"))] == ["a", "b", "d"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="a small disk is mounted, which only root may")
def test_a_full_disk_is_a_sentence_without_pip_s_insides(tiny: Tiny, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        done = tiny.run("--into", str(small / "wheelhouse"))
    finally:
        subprocess.run(["umount", str(small)], check=True)
    assert done.returncode == 1
    assert "Not all packages were fetched. pip says:\n  OSError: [Errno 28] No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
