"""Two builds compared byte by byte, and what differs named, down to the members of their archives."""

from __future__ import annotations

import io
import lzma
import marshal
import shutil
import stat
import struct
import subprocess
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from locks import Unusable

FROZEN_MARK = b"MEI\014\013\012\013\016"
"""Stands at the end of every program that PyInstaller made (its archive's format)."""


_UNREADABLE = (OSError, ValueError, EOFError, TypeError, RuntimeError, struct.error, zlib.error, lzma.LZMAError)
_BROKEN = (*_UNREADABLE, tarfile.TarError, zipfile.BadZipFile, subprocess.CalledProcessError)


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same: where (an archive's member after ``!``), and in which way."""

    where: str
    how: str

    def __str__(self) -> str:
        return f"{self.where}: {self.how}"


@dataclass(frozen=True)
class Member:
    """What an archive or a folder holds under one name: the bytes, and everything else that is told of them."""

    content: bytes
    about: str = ""
    is_folder: bool = False


def compare(one: Path, other: Path) -> list[Difference]:
    """Every difference between two files or two folders; an empty list says: the same bytes, modes and links.

    Raises ``Unusable`` where there is nothing to compare, or something that has no bytes to read.
    """
    if one.is_dir() and other.is_dir():
        members = _of_folder(one), _of_folder(other)
        if all(member.is_folder for each in members for member in each.values()):
            raise Unusable(f"Nothing was compared: there is no file in {one}, and none in {other}.")
        modes = [f"mode {stat.filemode(each.stat().st_mode)}" for each in (one, other)]
        top = [Difference(one.name, " and ".join(modes))] if modes[0] != modes[1] else []
        return [*top, *_between(one.name, *members)]
    for each in (one, other):
        _readable(each)
    return list(_in_bytes(one.name, one.read_bytes(), other.read_bytes()))


def _of_folder(folder: Path) -> dict[str, Member]:
    members = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        mode = f"mode {stat.filemode(path.lstat().st_mode)}"
        if path.is_symlink():
            members[name] = Member(b"", f"link to {path.readlink()}")
        else:
            _readable(path)
            members[name] = Member(b"", mode, is_folder=True) if path.is_dir() else Member(path.read_bytes(), mode)
    return members


def _readable(path: Path) -> None:
    """Raise ``Unusable`` for a pipe, a socket or a device: to read one may wait for ever."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise Unusable(f"{path} is neither a file nor a folder nor a link: it has no bytes to compare.")


def _between(where: str, one: dict[str, Member], other: dict[str, Member]) -> Iterator[Difference]:
    for name in [*one, *(name for name in other if name not in one)]:
        path = f"{where}/{name}" if "!" not in where else f"{where}{name}"
        if name not in other or name not in one:
            yield Difference(path, "only in the first" if name in one else "only in the second")
            continue
        if one[name].about != other[name].about:
            yield Difference(path, f"{one[name].about} and {other[name].about}")
        yield from _in_bytes(path, one[name].content, other[name].content)
    if list(one) != list(other) and set(one) == set(other):
        yield Difference(where, "the members stand in another order")


def _in_bytes(where: str, one: bytes, other: bytes) -> Iterator[Difference]:
    if one == other:
        return
    opened = _open(one), _open(other)
    if opened[0] is None or opened[1] is None:
        yield Difference(where, _code(one, other) or _first(one, other))
        return
    inside = list(_between(f"{where}!", opened[0], opened[1]))
    yield from inside or [Difference(where, "the members are the same, the archive around them is not")]


def _first(one: bytes, other: bytes) -> str:
    if len(one) != len(other):
        return f"{len(one)} bytes and {len(other)}"
    differing = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return f"{len(differing)} of {len(one)} bytes differ, from byte {differing[0]} on"


def _code(one: bytes, other: bytes) -> str:
    """In which way two compiled modules differ; nothing where they aren't any."""
    modules = []
    for data in (one, other):
        for skip in (0, 16):  # bare, as PyInstaller keeps them, or behind the head of a .pyc file (PEP 552)
            try:
                module = marshal.loads(data[skip:])
            except (ValueError, EOFError, TypeError):
                continue
            if isinstance(module, CodeType):
                modules.append((data[:skip], module))
                break
    if len(modules) != 2:
        return ""
    (head, first), (other_head, second) = modules
    if head != other_head:
        return f"compiled, with the heads {head.hex()} and {other_head.hex()}"
    if first.co_filename != second.co_filename:
        return f"compiled from {first.co_filename} and {second.co_filename}"
    return "compiled, with other code" if first != second else "compiled, the same code written down differently"


def _open(data: bytes) -> dict[str, Member] | None:
    """The members of an archive in their order; None for what is none, or can't be opened here."""
    try:
        if data.startswith(b"PK\003\004"):
            return _zip(data)
        if data.startswith(b"!<arch>\n"):
            return _ar(data)
        if data.startswith(b"\x28\xb5\x2f\xfd") and shutil.which("zstd"):
            data = subprocess.run(["zstd", "-dcq"], input=data, capture_output=True, check=True).stdout
        if data.startswith((b"\x1f\x8b", b"\xfd7zXZ\0")) or data[257:262] == b"ustar":
            return _tar(data)
        if FROZEN_MARK in data[-4096:] or (data.startswith(b"\x7fELF") and FROZEN_MARK in data):
            return _frozen(data)
    except _BROKEN:
        return None
    return None


def _zip(data: bytes) -> dict[str, Member]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            info.filename: Member(
                archive.read(info),
                f"time {info.date_time}, attributes {info.external_attr:#x}, way {info.compress_type}",
            )
            for info in archive.infolist()
        }


def _tar(data: bytes) -> dict[str, Member]:
    members = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for info in archive:
            held = archive.extractfile(info) if info.isreg() else None
            about = f"mode {info.mode:o}, time {info.mtime}, owner {info.uname or info.uid}:{info.gname or info.gid}"
            about += f", link to {info.linkname}" if info.linkname else ""
            members[info.name] = Member(held.read() if held else b"", about)
    return members


def _ar(data: bytes) -> dict[str, Member]:
    members, at = {}, 8
    while at + 60 <= len(data):
        head = data[at : at + 60].decode("ascii")
        size = int(head[48:58])
        members[head[:16].strip().rstrip("/")] = Member(data[at + 60 : at + 60 + size], " ".join(head[16:48].split()))
        at += 60 + size + size % 2
    return members


def _frozen(data: bytes) -> dict[str, Member]:
    from PyInstaller.archive.readers import CArchiveReader  # type: ignore[import-untyped]

    members: dict[str, Member] = {}
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "program")
        program.write_bytes(data)
        archive = CArchiveReader(str(program))
        for name in archive.toc:
            if not name.endswith(".pyz"):
                members[name] = Member(archive.extract(name))
                continue
            modules = archive.open_embedded_archive(name)
            for module in modules.toc:
                members[f"{name}!{module}"] = Member(modules.extract(module, raw=True) or b"")
    return members
