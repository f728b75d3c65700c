"""What the program is made of: a document that the schema allows, complete, and the same twice."""

from __future__ import annotations

import hashlib
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
import locks
import pytest
import sbom
import wheelhouse
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

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


def test_it_names_what_the_wheels_bring_along_and_python(document: dict[str, Any]) -> None:
    named = {one["name"]: one for one in every(document["components"])}
    assert named["qt"]["version"] == distribution("PySide6-Essentials").version
    assert {"qt", "icu", "openssl", "pdfium", "freetype", "libwebp", "python"} <= set(named)
    assert named["python"]["version"] == sys.version.split()[0]
    assert named["openssl"]["cpe"].startswith("cpe:2.3:a:openssl:openssl:")
    assert all(one["version"] for one in named.values())


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
    (tmp_path / "frozen" / "_internal").mkdir(parents=True)
    command = [sys.executable, str(SCRIPT), "--frozen", str(tmp_path / "frozen"), "--into"]
    running = []
    for seed, zone in (("1", "UTC"), ("2", "Pacific/Chatham")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "SOURCE_DATE_EPOCH": "1700000000"}
        running.append(subprocess.Popen([*command, str(tmp_path / seed)], env=env, stdout=subprocess.DEVNULL))
    assert [one.wait() for one in running] == [0, 0]
    made = [(tmp_path / seed / f"vendingdesk-{vendingdesk.__version__}.cdx.json").read_bytes() for seed in ("1", "2")]
    assert made[0] == made[1]


def frozen(folder: Path) -> Path:
    """What a frozen folder may hold: of a wheel, of Python, of the system, links, and what nobody knows."""
    inner = folder / "vendingdesk" / "_internal"
    wheel = next(str(one) for one in distribution("pillow").files or () if one.name.startswith("_imaging."))
    held = [wheel, "python3.11/lib-dynload/_x.so", "libpython3.11.so.1.0", "libz.so.1", "spare/libexpat.so.1"]
    for place in [*held, "unheard-of.so.7", "resources/text.txt"]:
        (inner / place).parent.mkdir(parents=True, exist_ok=True)
        (inner / place).write_text(place)
    (inner / "link.so").symlink_to("libz.so.1")
    return folder / "vendingdesk"


def test_libraries_that_no_wheel_and_no_python_brought_are_found(tmp_path: Path) -> None:
    found = bundled.without_owner(frozen(tmp_path), [distribution("pillow")])
    assert [one.as_posix() for one in found] == ["libz.so.1", "spare/libexpat.so.1", "unheard-of.so.7"]


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="no dpkg here")
def test_libraries_of_the_system_are_named_as_its_packages_and_strays_as_files(tmp_path: Path) -> None:
    document = json.loads(sbom.document(1_700_000_000, frozen(tmp_path)))
    named = {one["name"]: one for one in document["components"]}
    purl = PackageURL.from_string(named["zlib1g"]["purl"])
    asked = ["dpkg-query", "--show", "--showformat=${Version}", "zlib1g"]
    assert purl.version == subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    assert (purl.type, purl.name) == ("deb", "zlib1g")
    assert [one["value"] for one in named["libexpat1"]["properties"]] == ["spare/libexpat.so.1"]
    stray = named["unheard-of.so.7"]
    assert (stray["type"], stray["hashes"][0]["content"]) == ("file", hashlib.sha256(b"unheard-of.so.7").hexdigest())
    assert "pyinstaller" in named


def test_without_dpkg_every_library_is_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bundled.system_packages([Path("libz.so.1")]) == ([], [Path("libz.so.1")])


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
    assert sbom.main(["--into", str(tmp_path / "file")]) == 1
    assert capsys.readouterr().err.startswith("The document could not be written: ")
