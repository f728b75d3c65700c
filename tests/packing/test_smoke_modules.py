"""What PyInstaller can miss is found: modules that are asked for late, by a name in a text, or below a package."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import smoke_modules
from PyInstaller.archive.writers import CArchiveWriter, ZlibArchiveWriter
from smoke_modules import Missing, frozen_modules, missing, own_missing
from smoke_program import NotWell

SOURCE = '''
"""Not vendingdesk.words alone: a name inside of a sentence is nothing."""
from importlib import import_module

SERVER = "vendingdesk.named:main"

def late():
    from vendingdesk import later
    from . import beside
    from .below import something
    import httpx
    from PySide6 import QtGui
    return import_module("vendingdesk.dynamic")
'''


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    package = tmp_path / "vendingdesk"
    package.mkdir()
    for name in ("__init__", "named", "later", "beside", "below", "dynamic", "words", "unasked"):
        (package / f"{name}.py").write_text("")
    (package / "asking.py").write_text(SOURCE)
    return tmp_path


HAS = frozenset({"vendingdesk", "vendingdesk.asking", "importlib", "httpx", "PySide6"})


def test_what_is_asked_for_and_not_there_is_missing(sources: Path) -> None:
    names = ("below", "beside", "dynamic", "later", "named")
    wanted = [
        Missing(each, "vendingdesk.asking") for each in ("PySide6.QtGui", *(f"vendingdesk.{name}" for name in names))
    ]
    found = [each for each in missing(sources, HAS, frozenset()) if each.asker.startswith("vendingdesk")]
    assert found == wanted


def test_what_is_left_out_on_purpose_is_not(sources: Path) -> None:
    out = frozenset({"vendingdesk.below", "vendingdesk.dynamic", "vendingdesk.beside", "vendingdesk.later"})
    found = [each.module for each in missing(sources, HAS, out) if each.asker.startswith("vendingdesk")]
    assert found == ["PySide6.QtGui", "vendingdesk.named"]


def test_every_module_of_the_program_itself_is_wanted(sources: Path) -> None:
    assert own_missing(sources, HAS | {"vendingdesk.named"}) == [
        f"vendingdesk.{name}" for name in ("below", "beside", "dynamic", "later", "unasked", "words")
    ]


def test_an_archive_is_read(tmp_path: Path) -> None:
    inside = tmp_path / "_internal"
    (inside / "python3.11" / "lib-dynload").mkdir(parents=True)
    (inside / "PySide6").mkdir()
    for name in ("python3.11/lib-dynload/_json.cpython-311-x86_64-linux-gnu.so", "PySide6/QtCore.abi3.so", "_odd.so"):
        (inside / name).write_bytes(b"")
    with zipfile.ZipFile(inside / "base_library.zip", "w") as pack:
        pack.writestr("encodings/__init__.pyc", b"")
        pack.writestr("encodings/idna.pyc", b"")
    code = compile("", "nothing", "exec")
    pyz = tmp_path / "PYZ.pyz"
    ZlibArchiveWriter(str(pyz), [("vendingdesk.words", "words.py", "PYMODULE")], {"vendingdesk.words": code})
    CArchiveWriter(str(tmp_path / "vendingdesk"), [("PYZ.pyz", str(pyz), 0, "z")], pylib_name="python")
    found = frozen_modules(tmp_path)
    expected = {"vendingdesk.words", "_json", "PySide6.QtCore", "_odd", "encodings", "encodings.idna", "sys"}
    assert expected <= found
    assert "vendingdesk.later" not in found


def test_what_is_no_frozen_program_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotWell, match="is no frozen program"):
        frozen_modules(tmp_path)
    (tmp_path / "vendingdesk").write_text("#!/bin/sh\n")
    with pytest.raises(NotWell, match="is no frozen program"):
        frozen_modules(tmp_path)


def test_developers_tools_are_meant_to_be_left_out() -> None:
    out = smoke_modules.left_out()
    assert {"pytest", "rich", "tkinter"} <= out
    assert not {"httpx", "PySide6", "reportlab", "trustme"} & out
