"""The ``.deb``: made by dpkg-deb without root; installs into /opt/vendingdesk, leaves books and policies alone."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Iterable
from pathlib import Path

from changes import MAINTAINER, debian_changelog
from needs import Needs, needs, read_binaries
from notices import NAME
from share import LINUX, Work, build_share
from tree import copy_folder, entries, settle, write, zipped

HOME = "opt/vendingdesk"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
COMPRESSION = ("-Zxz", "-z6")

READ = ("ca-certificates", "fontconfig-config", "xkb-data")
"""Not linked with, but read: the system's trusted certificates, where its fonts are, and the keyboard's layouts."""

SUGGESTS = ("cups", "fonts-noto-core", "fonts-noto-cjk")
"""A print system for printers with a driver, and fonts for names in scripts that the program brings none for."""

DESCRIPTION = """counter for prepaid electricity
 Vending Desk is the counter of a shop that sells prepaid electricity. A
 cashier signs in, looks a meter up, takes money, asks a DLMS System API
 server for a 20-digit STS token and hands over a printed slip.
 .
 Each step is on disk before it is taken, in a journal that is only ever
 added to: a sale whose answer was lost is in doubt, and never sent twice.
 Management tokens, key changes, shifts, reports, backups, a kiosk mode and
 a demo with a vending server of its own are part of it.
 .
 Python, Qt and all else that it is made of are inside of the package. The
 books live in the users' home directories and are never touched by
 installing, upgrading, removing or purging it."""


class NotPacked(Exception):
    """Nothing was packed; the text says why and what to do."""


def architecture(machine: str = "") -> str:
    """Debian's name of ``machine`` (this one's by default); raises ``NotPacked`` for one that was never tried."""
    machine = machine or platform.machine()
    if machine not in ARCHITECTURES:
        raise NotPacked(f"Packages are made on {' or '.join(ARCHITECTURES)}, and this machine is {machine}.")
    return ARCHITECTURES[machine]


def build_deb(work: Work, scratch: Path, into: Path) -> Path:
    """Make the package in the folder ``into`` by way of the new folder ``scratch``; returns its file.

    Raises ``NotPacked`` with dpkg-deb's words when it fails, ``UnknownLibrary`` for a need that has no package.
    """
    kind = architecture()
    root = scratch / "deb"
    copy_folder(work.program, root / HOME)
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "usr" / "bin" / "vendingdesk").symlink_to(f"/{HOME}/vendingdesk")
    build_share(work, root / "usr" / "share")
    documents = root / "usr" / "share" / "doc" / "vendingdesk"
    (documents / "LICENSE").unlink()  # Debian has its text already
    (documents / "LICENSE").symlink_to("/usr/share/common-licenses/GPL-3")
    (documents / "CHANGELOG.md").unlink()  # here in its Debian form
    write(documents / "changelog.gz", zipped(debian_changelog(work.releases).encode()))
    write(documents / "copyright", _copyright(work))
    write(root / "usr/share/lintian/overrides/vendingdesk", (LINUX / "lintian-overrides").read_bytes())
    settle(root, work.moment)
    _write_control(work, root, kind)
    settle(root, work.moment)
    return _pack(root, into / f"vendingdesk_{work.version}_{kind}.deb", work.moment)


def control(version: str, kind: str, kibibytes: int, wants: Needs) -> str:
    """The package's control file; ``kibibytes`` is its size when installed."""
    fields = {
        "Package": "vendingdesk",
        "Version": version,
        "Architecture": kind,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(kibibytes),
        "Depends": ", ".join(wants.depends),
        # Not Recommends: without a network apt refuses a package whose recommendations it can't fetch.
        "Suggests": ", ".join(sorted({*wants.suggests, *READ, *SUGGESTS})),
        "Section": "misc",
        "Priority": "optional",
        "Description": DESCRIPTION,
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def installed_kibibytes(paths: Iterable[Path]) -> int:
    """As Debian counts: each file rounded up to a KiB, and one for each folder and link."""
    return sum(-(-path.stat().st_size // 1024) if path.is_file() and not path.is_symlink() else 1 for path in paths)


def sums(root: Path) -> str:
    """The package's md5sums: what ``dpkg --verify`` and debsums hold the installed files against."""
    files = (path for path in entries(root) if path.is_file() and not path.is_symlink())
    lines = [f"{_md5(path)}  {path.relative_to(root).as_posix()}\n" for path in files]
    return "".join(sorted(lines, key=lambda line: line.split("  ", 1)[1]))


def _write_control(work: Work, root: Path, kind: str) -> None:
    places = [path.relative_to(work.program).as_posix() for path in entries(work.program)]
    wants = needs(read_binaries(work.program), places)
    size, checked = installed_kibibytes(entries(root)), sums(root)
    write(root / "DEBIAN" / "control", control(work.version, kind, size, wants))
    write(root / "DEBIAN" / "md5sums", checked)
    for name in ("preinst", "prerm"):
        write(root / "DEBIAN" / name, (LINUX / "closed-first.sh").read_bytes(), executable=True)


def _copyright(work: Work) -> str:
    return work.fill((LINUX / "copyright").read_text(encoding="utf-8"), NOTICE=f"/{HOME}/{NAME}")


def _pack(root: Path, package: Path, moment: int) -> Path:
    command = ("dpkg-deb", "--root-owner-group", *COMPRESSION, "--build", str(root), str(package))
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(moment), "LC_ALL": "C.UTF-8"}
    try:
        made = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    except FileNotFoundError:
        raise NotPacked("dpkg-deb is missing: the .deb is made on Debian, Ubuntu or a relative.") from None
    if made.returncode:
        package.unlink(missing_ok=True)
        raise NotPacked(f"dpkg-deb could not make the package: {made.stderr.strip()}")
    return package


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
