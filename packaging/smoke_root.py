"""A bare Debian with the packages that the program names and nothing else, for one test: made once, copied for each.

The made one stays in ``build/debian-root``. Making it needs root, debootstrap and a network; a test in it has none.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smoke_program import NotWell, tool

ENTER = Path(__file__).with_name("smoke_enter.py")
USER = "shop"
OLDEST = "bookworm"
"""Where the machine itself is no Debian."""

DEBIAN = "http://deb.debian.org/debian"


class NotRun(Exception):
    """A place that can't be made here; the text says why."""


def depends(package: Path) -> str:
    """What the package asks for; raises ``NotWell`` for a file that is none."""
    asked = subprocess.run(("dpkg-deb", "-f", str(package), "Depends"), capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        raise NotWell(f"{package.name} is no Debian package: {asked.stderr.strip()}")
    return asked.stdout.strip()


def suite() -> str:
    """Which Debian: this machine's, because the program is linked with its C library and runs on no older one."""
    told = Path("/etc/os-release")
    text = told.read_text(encoding="utf-8") if told.is_file() else ""
    name = re.search(r"(?m)^VERSION_CODENAME=(\w+)$", text)
    return name[1] if name and re.search(r"(?m)^ID=debian$", text) else OLDEST


def why_not() -> str:
    """Why no root can be made on this machine; empty where one can."""
    if sys.platform != "linux":
        return "this is no Linux"
    if os.geteuid() != 0:
        return "only root can change into another root"
    lacking = [name for name in ("debootstrap", "dpkg-deb", "unshare", "chroot") if tool(name) is None]
    if lacking:
        return f"this machine has no {', no '.join(lacking)}"
    words = ("unshare", "--mount", "--net", "--pid", "--fork", "true")
    tried = subprocess.run(words, capture_output=True, text=True, check=False)
    return f"no name spaces can be made here ({tried.stderr.strip()})" if tried.returncode else ""


def made(where: Path, wanted: str) -> Path:
    """The root with what ``wanted`` names, made now if it is not there; raises ``NotRun`` with the reason.

    Half a root is never taken for one: it gets its name when it is whole. What other runs are in is left alone.
    """
    name = suite()
    root = where / f"{name}-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    if root.is_dir():
        return root
    print(f"Making a bare Debian {name} in {root} (once; needs the network)", flush=True)
    where.mkdir(parents=True, exist_ok=True)
    _clear(where)
    half = where / f"half-{os.getpid()}"
    _make("debootstrap", "--variant=minbase", name, str(half), mirror(name))
    _make("chroot", str(half), "apt-get", "-qq", "-y", "--no-install-recommends", "satisfy", wanted)
    _make("chroot", str(half), "useradd", "--create-home", "--uid", "4680", USER)
    shutil.rmtree(half / "var" / "cache" / "apt")
    return half.rename(root)


def _clear(where: Path) -> None:
    """Take away the roots for other packages, and what runs left behind that failed or were killed."""
    mounted = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    for each in where.iterdir():
        owner = re.fullmatch(r"(?:run|half)-(\d+)", each.name)
        if owner and int(owner[1]) != os.getpid() and Path("/proc", owner[1]).exists():
            continue
        place = str(each.resolve()).replace(" ", "\\040")
        if f" {place}/" in mounted:  # a killed debootstrap leaves /proc in its root
            raise NotRun(f"something is mounted below {each}: unmount it and take that folder away")
        shutil.rmtree(each)


def mirror(name: str) -> str:
    """Where this machine has its packages from, so that one behind a mirror of its own needs nothing else."""
    fields = ("--format", "$(REPO_URI) $(CODENAME) $(COMPONENT)", "Created-By: Packages")
    told = subprocess.run(("apt-get", "indextargets", *fields), capture_output=True, text=True, check=False)
    found = re.search(rf"(?m)^(https?://\S+) {re.escape(name)} main$", told.stdout)
    return found[1] if found else DEBIAN


def _proxy() -> dict[str, str]:
    """The proxy that apt is told to take: debootstrap goes by the environment."""
    words = ("apt-config", "shell", "PROXY", "Acquire::http::Proxy")
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    found = re.search(r"PROXY='(http[^']+)'", told.stdout)
    return {"http_proxy": found[1]} if found else {}


def _make(*words: str) -> None:
    environment = {**os.environ, **_proxy(), "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        last = (done.stdout + done.stderr).strip().splitlines()[-1:]
        raise NotRun(f"{words[0]} failed: {' '.join(last)}")


@contextmanager
def copied(root: Path) -> Iterator[Path]:
    """A copy for one test, gone afterwards; another process has another."""
    copy = root.parent / f"run-{os.getpid()}"
    shutil.rmtree(copy, ignore_errors=True)  # of a killed one that had our number
    subprocess.run(("cp", "-a", "--reflink=auto", str(root), str(copy)), check=True)
    try:
        yield copy
    finally:
        shutil.rmtree(copy)


def entering(root: Path, user: str = USER) -> list[str]:
    """What stands before a command that runs in the root, as a user of it, without a network."""
    unshare = ("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child")
    return [*unshare, sys.executable, str(ENTER), str(root), user]


def as_root(root: Path, *words: str) -> str:
    """Do something in the root as its administrator; raises ``NotWell``."""
    command = [*entering(root, "root"), f"/usr/bin/{words[0]}", *words[1:]]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        raise NotWell(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}".strip())
    return done.stdout
