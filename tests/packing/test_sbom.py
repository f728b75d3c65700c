"""What the program is made of: a document that the schema allows, complete, and the same twice."""

from __future__ import annotations

import _ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import bundled
import identity
import locks
import pytest
import sbom
import wheelhouse
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packing.made_up import made_up_program

import vendingdesk

SCRIPT = locks.ROOT / "packaging" / "sbom.py"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    text = sbom.document(1_700_000_000, None)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    return dict(json.loads(text))


def every(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in components:
        yield one
        yield from every(one.get("components", []))


def test_it_is_about_this_version_and_dated_by_the_commit(document: dict[str, Any]) -> None:
    own = document["metadata"]["component"]
    assert (own["type"], own["name"], own["version"]) == ("application", "vendingdesk", vendingdesk.__version__)
    assert own["licenses"][0]["license"]["id"] == "GPL-3.0-or-later"
    assert document["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"


def test_it_names_the_packages_of_the_lock_with_their_sums_and_licences(document: dict[str, Any]) -> None:
    pins = wheelhouse.wanted(locks.read_lock(locks.RUNTIME), wheelhouse.Target.here())
    named = {one["name"]: one for one in document["components"] if one.get("purl", "").startswith("pkg:pypi/")}
    assert {name: one["version"] for name, one in named.items()} == {pin.name: pin.version for pin in pins}
    for pin in pins:
        one = named[pin.name]
        assert PackageURL.from_string(one["purl"]) == PackageURL("pypi", name=pin.name, version=pin.version)
        (files,) = one["externalReferences"]
        assert sorted(each["content"] for each in files["hashes"]) == sorted(pin.sums)
        assert one["licenses"], pin.name
    assert named["python-bidi"]["licenses"][0]["license"]["id"] == "LGPL-3.0-or-later"


def test_it_names_what_the_wheels_bring_along_and_python(document: dict[str, Any]) -> None:
    named = {one["name"]: one for one in every(document["components"])}
    assert named["qt"]["version"] == distribution("PySide6-Essentials").version
    assert {"qt", "icu", "openssl", "pdfium", "freetype", "libwebp", "python"} <= set(named)
    assert named["python"]["version"] == sys.version.split()[0]
    assert named["openssl"]["cpe"].startswith("cpe:2.3:a:openssl:openssl:")
    silent = {"double-conversion (in Qt)", "md4c (in Qt)", "tinycbor (in Qt)"}
    assert {name for name, one in named.items() if not one.get("version")} <= silent


def test_every_part_hangs_together_with_the_program(document: dict[str, Any]) -> None:
    leads = {one["ref"]: one.get("dependsOn", []) for one in document["dependencies"]}
    seen, waiting = set[str](), ["vendingdesk"]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += leads[one]
    assert seen == {"vendingdesk", *(one["bom-ref"] for one in every(document["components"]))}


def test_no_registry_and_no_folder_of_the_builder_is_named(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    assert "://" not in text.replace(document["$schema"], "")
    assert str(locks.ROOT) not in text


def test_another_process_another_day_and_another_zone_give_the_same_bytes(tmp_path: Path) -> None:
    folder = made_up_program(tmp_path)
    shutil.rmtree(folder / "_internal")
    (folder / "_internal").mkdir()
    command = [sys.executable, str(SCRIPT), "--stale", "--frozen", str(folder), "--into"]
    running = []
    for seed, zone in (("1", "UTC"), ("2", "Pacific/Chatham")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "SOURCE_DATE_EPOCH": "1700000000"}
        running.append(subprocess.Popen([*command, str(tmp_path / seed)], env=env, stdout=subprocess.DEVNULL))
    assert [one.wait() for one in running] == [0, 0]
    made = [(tmp_path / seed / f"vendingdesk-{vendingdesk.__version__}.cdx.json").read_bytes() for seed in ("1", "2")]
    assert made[0] == made[1]


def system_file(name: str) -> Path:
    """A library of this system, by the name that programs ask for."""
    asked = subprocess.run(["dpkg-query", "--search", f"*/{name}"], check=True, capture_output=True, text=True).stdout
    return next(path for line in asked.splitlines() if (path := Path(line.partition(": ")[2])).is_file())


def frozen(folder: Path) -> Path:
    """What a frozen folder may hold: of a wheel, of Python, of the system, stripped or not, and links."""
    program = made_up_program(folder / "frozen")
    inner = program / "_internal"
    shutil.rmtree(inner / "lib")
    (inner / "libtrue.so.1").unlink()
    wheel = next(one for one in distribution("pillow").files or () if one.name.startswith("_imaging."))
    python = Path(str(_ctypes.__file__))
    originals = {
        str(wheel): Path(str(wheel.locate())),
        f"python3.11/lib-dynload/{python.name}": python,
        "libz.so.1": system_file("libz.so.1"),
        "spare/libexpat.so.1": system_file("libexpat.so.1"),
    }
    for place, original in originals.items():
        (inner / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, inner / place)
    subprocess.run(
        ["strip", str(inner / "libz.so.1"), str(inner / f"python3.11/lib-dynload/{python.name}")], check=True
    )
    (inner / "text.txt").write_text("text")
    (inner / "link.so").symlink_to("libz.so.1")
    return program


on_debian = pytest.mark.skipif(
    shutil.which("dpkg-query") is None or shutil.which("strip") is None, reason="no dpkg or no binutils here"
)


@on_debian
def test_libraries_that_no_wheel_and_no_python_brought_are_found(tmp_path: Path) -> None:
    folder = frozen(tmp_path)
    (folder / "_internal" / "unheard-of.so.7").write_text("what is it")
    found = bundled.without_owner(folder, [distribution("pillow")])
    assert [one.as_posix() for one in found] == ["libz.so.1", "spare/libexpat.so.1", "unheard-of.so.7"]


@on_debian
def test_libraries_of_the_system_are_named_as_its_packages(tmp_path: Path) -> None:
    document = json.loads(sbom.document(1_700_000_000, frozen(tmp_path)))
    named = {one["name"]: one for one in document["components"]}
    purl = PackageURL.from_string(named["zlib1g"]["purl"])
    asked = ["dpkg-query", "--show", "--showformat=${Version}", "zlib1g"]
    assert purl.version == subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    assert (purl.type, purl.name) == ("deb", "zlib1g")
    assert [one["value"] for one in named["libexpat1"]["properties"]] == ["spare/libexpat.so.1"]
    assert "pyinstaller" in named
    assert {"license": {"name": "Zlib"}} in named["zlib1g"]["licenses"]
    assert all(one["licenses"] for one in named.values())


@on_debian
@pytest.mark.parametrize("name", ["libexpat.so.1", "libpython3evil.so.1", "python3.11/lib-dynload/math.so", "new.so"])
@pytest.mark.parametrize("kind", ["a text", "another library"])
def test_a_file_that_only_has_the_name_of_a_library_ends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, kind: str
) -> None:
    folder = frozen(tmp_path)
    place = folder / "_internal" / name
    if kind == "a text":
        place.write_text("not a library")
    else:
        shutil.copyfile(system_file("libz.so.1"), place)
    assert sbom.main(["--frozen", str(folder), "--into", str(tmp_path / "dist"), "--stale"]) == 1
    assert f" are: {name}. None is a file of a wheel" in capsys.readouterr().err
    assert not (tmp_path / "dist").exists()


@on_debian
def test_a_library_with_one_byte_changed_is_another(tmp_path: Path) -> None:
    original = system_file("libz.so.1")
    changed = bytearray(original.read_bytes())
    changed[len(changed) // 2] ^= 1
    (tmp_path / "libz.so.1").write_bytes(changed)
    (tmp_path / "cut.so").write_bytes(original.read_bytes()[:90])
    assert identity.same(original, original)
    assert not identity.same(tmp_path / "libz.so.1", original)
    assert not identity.same(tmp_path / "cut.so", original)


def test_a_program_older_than_its_sources_is_not_listed_unless_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made_up_program(tmp_path)
    shutil.rmtree(folder / "_internal")
    (folder / "_internal").mkdir()
    os.utime(folder / "vendingdesk", (1, 1))
    words = ["--frozen", str(folder), "--into", str(tmp_path / "dist")]
    assert sbom.main(words) == 1
    told = capsys.readouterr().err
    assert told.startswith("The frozen program is older than ")
    assert "make freeze" in told
    assert sbom.main([*words, "--stale"]) == 0
    (folder / "vendingdesk").write_text("#!/bin/sh\necho vendingdesk 0.0\n")
    assert sbom.main([*words, "--stale"]) == 1
    assert "The frozen program says vendingdesk 0.0" in capsys.readouterr().err


def test_without_dpkg_every_library_is_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bundled.system_packages(tmp_path, [Path("libz.so.1")]) == ([], [Path("libz.so.1")])


def test_the_sums_of_the_packages_get_a_line_for_it_once(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  zzz.tar.gz\n{'1' * 64}  vendingdesk-0.0.cdx.json\n")
    text = sbom.document(1_700_000_000, None)
    for _ in range(2):
        file = sbom.write(tmp_path, text)
    lines = (tmp_path / "SHA256SUMS").read_text().splitlines()
    assert lines[1:] == [f"{wheelhouse.sha256(file)}  {file.name}", f"{'0' * 64}  zzz.tar.gz"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["SHA256SUMS", file.name]


def test_what_the_schema_does_not_allow_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(locks.Unusable, match="not what CycloneDX's schema asks for"):
        sbom.write(tmp_path / "dist", '{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": 3}')
    assert not (tmp_path / "dist").exists()


def test_no_frozen_folder_and_no_room_are_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sbom.main(["--frozen", str(tmp_path), "--into", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"{tmp_path} is no frozen program: make freeze makes one.\n"
    (tmp_path / "file").write_text("")
    assert sbom.main(["--stale", "--into", str(tmp_path / "file")]) == 1
    assert capsys.readouterr().err.startswith("The document could not be written: ")
