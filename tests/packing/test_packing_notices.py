"""Whose work is shipped: every file has an owner and every owner a licence, or the freeze ends."""

import _ctypes
import re
import shutil
from importlib.metadata import PathDistribution
from pathlib import Path

import notices
import pytest
from bundled import SystemPackage
from notices import NoLicence, Work
from shipped import shipped_distributions


@pytest.fixture
def thing(tmp_path: Path) -> PathDistribution:
    """An installed distribution with a library and a licence."""
    site = tmp_path / "site"
    made = site / "thing-1.dist-info"
    (made / "licenses").mkdir(parents=True)
    (made / "licenses" / "LICENSE").write_text("Do what you like.\n")
    (made / "METADATA").write_text("Metadata-Version: 2.4\nName: thing\nVersion: 1\nLicense-Expression: MIT-0\n")
    (made / "RECORD").write_text("thing/core.so,,\nthing-1.dist-info/licenses/LICENSE,,\n")
    return PathDistribution(made)


def frozen(tmp_path: Path, *places: str) -> Path:
    folder = tmp_path / "vendingdesk"
    for place in ("vendingdesk", "_internal/vendingdesk/_resources/icons/sell.svg", *places):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).touch()
    return folder


def nothing_asked(inner: object, files: object) -> tuple[list[SystemPackage], list[Path]]:
    raise AssertionError(f"the system was asked for {files}")


def test_what_a_distribution_and_python_own_needs_no_system(tmp_path: Path, thing: PathDistribution) -> None:
    places = ("_internal/thing/core.so", "_internal/thing-1.dist-info/METADATA", "_internal/base_library.zip")
    python = Path(str(_ctypes.__file__))
    folder = frozen(tmp_path, *places, f"_internal/python3.11/lib-dynload/{python.name}")
    shutil.copyfile(python, folder / "_internal/python3.11/lib-dynload" / python.name)
    works = notices.shipped_works(folder, {"thing": thing}, nothing_asked)
    assert [work.name for work in works] == ["Python", "The loader of PyInstaller", "thing"]
    assert works[2] == Work("thing", "1", "MIT-0", {"thing-1.dist-info/licenses/LICENSE": "Do what you like.\n"})


def test_a_file_of_nobody_ends_the_freeze(tmp_path: Path, thing: PathDistribution) -> None:
    folder = frozen(tmp_path, "_internal/libmystery.so.1")
    with pytest.raises(NoLicence, match=r"whose these shipped files are: libmystery\.so\.1"):
        notices.shipped_works(folder, {"thing": thing}, lambda _, files: ([], list(files)))


@pytest.mark.parametrize("name", ["libcap.so.2", "libpython3evil.so.1", "python3.11/lib-dynload/evil.so"])
def test_a_file_that_only_has_the_name_of_a_library_ends_the_freeze(
    tmp_path: Path, thing: PathDistribution, name: str
) -> None:
    folder = frozen(tmp_path, f"_internal/{name}")
    (folder / "_internal" / name).write_text("not a library")
    with pytest.raises(NoLicence, match=rf" are: {re.escape(name)}\. None is a file of this Python"):
        notices.shipped_works(folder, {"thing": thing})


def test_a_distribution_without_a_text_ends_the_freeze(tmp_path: Path, thing: PathDistribution) -> None:
    (tmp_path / "site/thing-1.dist-info/licenses/LICENSE").write_text(" \n")
    with pytest.raises(NoLicence, match="No text of a licence is found for thing"):
        notices.shipped_works(frozen(tmp_path), {"thing": thing}, nothing_asked)


def test_a_system_package_brings_its_text_and_those_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs, common = tmp_path / "doc", tmp_path / "common"
    (docs / "libz").mkdir(parents=True)
    common.mkdir()
    (docs / "libz" / "copyright").write_text("See /usr/share/common-licenses/LGPL-2.1.")
    (common / "LGPL-2.1").write_text("The lesser one")
    monkeypatch.setattr(notices, "DOCS", docs)
    monkeypatch.setattr(notices, "COMMON_LICENCES", common)
    folder = frozen(tmp_path, "_internal/libz.so.1")
    package = SystemPackage("libz", "1.2", "amd64", "zlib", "1.2-3", ("libz.so.1",))
    work = notices.shipped_works(folder, {}, lambda *_: ([package], []))[-1]
    assert list(work.texts.values()) == ["See /usr/share/common-licenses/LGPL-2.1.", "The lesser one"]
    assert "source zlib 1.2-3, here: libz.so.1" in work.licence


def test_each_text_stands_there_once() -> None:
    works = [Work("one", "1", "MIT", {"L": "Same\n"}), Work("two", "2", "MIT", {"L": "Same", "M": "Other"})]
    told = notices.notice(works)
    assert told.count("\nSame\n") == 1
    assert "one 1\n    MIT\n    texts: 1\n" in told
    assert "two 2\n    MIT\n    texts: 1, 2\n" in told
    assert "Text 1, of one: L; two: L" in told


def test_every_distribution_that_is_shipped_has_a_text_and_qt_says_how_it_is_replaced(tmp_path: Path) -> None:
    folder = frozen(tmp_path)
    file = notices.write_notices(folder)
    told = file.read_text(encoding="utf-8")
    assert all(f"\n{kept.metadata['Name']} {kept.version}\n" in told for kept in shipped_distributions().values())
    for words in (
        "GNU LESSER GENERAL PUBLIC LICENSE",
        "To use your own build",
        "SIL OPEN FONT LICENSE",
        "PYTHON SOFTWARE",
        "Stefan Krah",
        "Expat maintainers",
        "Mersenne Twister",
        "the V8 project authors",
        "MD4C: Copyright (C) Martin Mit\u00e1\u0161",
        "TinyCBOR: Copyright (C) Intel Corporation",
        "PCRE2 (BSD-3-Clause)",
    ):
        assert words in told
    assert re.search(r"\n  pyo3 [\d.]+: MIT OR Apache-2\.0\n", told)
    assert re.search(r"\npython-bidi [\d.]+\n    LGPL-3\.0-or-later\n", told)
    assert (folder / "LICENSE").read_text(encoding="utf-8").lstrip().startswith("GNU GENERAL PUBLIC LICENSE")
