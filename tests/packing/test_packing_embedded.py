"""The libraries of others inside of shipped files: each is found, with the version that the file itself tells."""

from __future__ import annotations

import _decimal
import json
import pyexpat
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path

import bundled
import embedded
import pytest
import sbom


@pytest.fixture(scope="module")
def pillow() -> dict[str, embedded.Inside]:
    return {one.name: one for one in embedded.of_pillow(distribution("pillow"))}


def test_every_library_of_pillow_is_of_a_component(pillow: dict[str, embedded.Inside]) -> None:
    there = {str(file) for file in distribution("pillow").files or () if str(file).startswith("pillow.libs/")}
    named = [file for one in pillow.values() for file in one.files]
    assert sorted(named) == sorted(there)
    assert all(one.version for one in pillow.values())


def test_versions_come_from_the_file_s_name_where_nothing_else_tells_them(pillow: dict[str, embedded.Inside]) -> None:
    for name, mark in (("xz", "liblzma-"), ("zstd", "libzstd-"), ("brotli", "libbrotlidec-")):
        if name in pillow:
            (file,) = (one for one in pillow[name].files if mark in one)
            assert file.endswith(f".so.{pillow[name].version}")
    if "libpng" in pillow:
        assert pillow["libpng"].version.startswith("1.6.")


def test_what_python_was_built_with_is_named_unless_it_is_the_system_s() -> None:
    found = {one.name: one for one in embedded.of_python()}
    if "expat" in found:
        assert f"expat_{found['expat'].version}" == pyexpat.EXPAT_VERSION
    if "libmpdec" in found:
        assert found["libmpdec"].version == _decimal.__libmpdec_version__
    assert embedded._loads(pyexpat, "libexpat") != ("expat" in found)


def test_qt_s_embedded_libraries_tell_their_versions() -> None:
    named = {
        one.name: one for one in bundled.inside_wheels({"pyside6-essentials": distribution("PySide6-Essentials")})
    }
    for name in ("pcre2", "harfbuzz", "libpng", "libjpeg-turbo"):
        assert named[f"{name} (in Qt)"].version[0].isdigit(), name
    assert {"double-conversion (in Qt)", "md4c (in Qt)", "tinycbor (in Qt)", "qt"} <= set(named)


def wheel(tmp_path: Path, components: list[dict[str, object]]) -> Distribution:
    made = tmp_path / "thing-1.dist-info"
    (made / "sboms").mkdir(parents=True)
    (made / "METADATA").write_text("Metadata-Version: 2.4\nName: thing\nVersion: 1\n")
    (made / "RECORD").write_text("thing-1.dist-info/sboms/some.cyclonedx.json,,\n")
    (made / "sboms" / "some.cyclonedx.json").write_text(json.dumps({"components": components}))
    return PathDistribution(made)


def test_the_crates_of_a_wheel_s_own_document_are_merged_without_what_only_built_it(tmp_path: Path) -> None:
    licence = [{"expression": "MIT OR Apache-2.0"}]
    kept = wheel(
        tmp_path,
        [
            {"name": "in", "version": "1", "purl": "pkg:cargo/in@1?download_url=file://in", "licenses": licence},
            {"name": "cc", "version": "2", "purl": "pkg:cargo/cc@2", "scope": "excluded"},
            {"name": "other", "version": "3", "purl": "pkg:generic/other@3"},
        ],
    )
    (one,) = embedded.crates("thing", kept)
    assert one == embedded.Inside("thing", "in", "1", "MIT OR Apache-2.0", kind="cargo")
    assert str(sbom.of_inside(one).purl) == "pkg:cargo/in@1"


def test_the_document_holds_the_crates_of_what_is_shipped() -> None:
    text = sbom.document(1_700_000_000, None)
    for name in ("cryptography", "python-bidi"):
        assert f'"{name}/cargo/pyo3@' in text


def test_debian_s_licence_names_are_read_where_a_machine_can(tmp_path: Path) -> None:
    file = tmp_path / "copyright"
    assert bundled.licence_names(file) == ()
    file.write_text("It may be used by everybody.\nLicense: none that a machine reads\n")
    assert bundled.licence_names(file) == ()
    file.write_text("Format: some\n\nFiles: *\nLicense: MIT\n\nFiles: a\nLicense: MIT\n\nLicense: Zlib\n Text\n")
    assert bundled.licence_names(file) == ("MIT", "Zlib")
