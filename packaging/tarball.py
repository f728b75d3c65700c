"""The ``.tar.gz``: a folder that runs where it is unpacked, made with the same bytes every time."""

from __future__ import annotations

import gzip
import platform
import shutil
import tarfile
from pathlib import Path

from share import LINUX, Work, build_share
from tree import copy_folder, entries, settle, write


def build_tarball(work: Work, scratch: Path, into: Path) -> Path:
    """Make the archive in the folder ``into`` by way of the new folder ``scratch``; returns its file."""
    root = scratch / f"vendingdesk-{work.version}"
    copy_folder(work.program, root)
    build_share(work, root / "share")
    shutil.copy(work.sources / "LICENSE", root / "LICENSE")
    write(root / "README", work.fill((LINUX / "README.txt").read_text(encoding="utf-8")))
    write(root / "install-here.sh", (LINUX / "install-here.sh").read_bytes(), executable=True)
    settle(root, work.moment)
    archive = into / f"vendingdesk-{work.version}-linux-{platform.machine()}.tar.gz"
    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for path in entries(root):
            tar.add(path, path.relative_to(scratch).as_posix(), recursive=False, filter=_as_root)
    return archive


def _as_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    if entry.issym():
        entry.mode = 0o777
    return entry
