"""What the package depends on, from what the binaries say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from changes import appstream_releases, debian_changelog, releases
from needs import Binary, NotRead, UnknownLibrary, needs, read_binaries


def binary(place: str, *libraries: str, versions: tuple[str, ...] = ()) -> Binary:
    return Binary(place, frozenset(libraries), frozenset(versions))


def test_a_library_that_is_not_in_the_folder_is_a_dependency():
    wants = needs([binary("vendingdesk", "libz.so.1", "libc.so.6", "libmine.so.2")], ["_internal/libmine.so.2"])
    assert wants.depends == ("libc6", "zlib1g")
    assert wants.suggests == ()


def test_the_highest_version_of_the_symbols_decides_by_number_and_not_by_letter():
    found = [
        binary("a", "libstdc++.so.6", versions=("GLIBC_2.9", "GLIBC_2.34", "GLIBCXX_3.4.9", "GLIBCXX_3.4.30")),
        binary("b", versions=("GLIBC_2.4", "GLIBC_PRIVATE", "GLIBC_2.3.4")),
    ]
    assert needs(found, []).depends == ("libc6 (>= 2.34)", "libstdc++6 (>= 12)")


def test_what_only_a_plugin_asks_for_or_is_there_as_a_spare_is_suggested():
    found = [
        binary("vendingdesk", "libEGL.so.1"),
        binary("_internal/PySide6/Qt/plugins/printsupport/libcups.so", "libcups.so.2"),
        binary("_internal/PySide6/Qt/plugins/platforms/libqxcb.so", "libxcb.so.1"),
        binary("_internal/spare/libEGL.so.1", "libGLdispatch.so.0", "libnobody.so.1", versions=("GLIBC_2.99",)),
    ]
    wants = needs(found, ["_internal/spare/libEGL.so.1"])
    assert wants.depends == ("libc6", "libxcb1")
    assert wants.suggests == ("libcups2t64 | libcups2", "libegl1")


def test_a_library_that_nobody_has_named_stops_the_packing():
    with pytest.raises(UnknownLibrary, match=r"_internal/x\.so needs libnews\.so\.7.*packaging/needs\.py"):
        needs([binary("_internal/x.so", "libnews.so.7")], [])


@pytest.mark.skipif(shutil.which("objdump") is None, reason="binutils are not installed here")
def test_real_binaries_are_read_and_links_and_texts_are_not(program: Path):
    (found,) = read_binaries(program)
    assert found.place == "_internal/lib/libtrue.so.1"
    assert "libc.so.6" in found.libraries
    assert any(version.startswith("GLIBC_2.") for version in found.versions)


@pytest.mark.skipif(shutil.which("objdump") is None, reason="binutils are not installed here")
def test_a_file_that_only_looks_like_a_binary_is_said(program: Path):
    (program / "_internal" / "broken.so").write_bytes(b"\x7fELF and no more")
    with pytest.raises(NotRead, match=r"_internal/broken\.so could not be read: .*file format"):
        read_binaries(program)


CHANGES = """# Changelog

## [Unreleased]

- Not yet: out of sight.

## [1.1.0] - 2026-02-03

### Added

- The `--kiosk` word. It fills the screen.
- A list & its **sum**, see [docs/x.md](docs/x.md), that goes on
  over two lines, e.g. here. Never mind.

### Fixed

- One thing

## [1.0.0] - 2026-01-02

- First.
"""


def test_releases_are_read_with_the_first_sentence_of_each_item():
    newest, first = releases(CHANGES)
    assert (newest.version, newest.day.isoformat()) == ("1.1.0", "2026-02-03")
    assert newest.items == (
        "The --kiosk word.",
        "A list & its sum, see docs/x.md, that goes on over two lines, e.g. here.",
        "One thing",
    )
    assert first.items == ("First.",)


def test_a_changelog_without_a_release_is_said():
    with pytest.raises(ValueError, match="names no release"):
        releases("# Changelog\n\n## [Unreleased]\n\n- News\n")


def test_debians_changelog_has_each_release():
    text = debian_changelog(releases(CHANGES))
    assert text.startswith("vendingdesk (1.1.0) stable; urgency=medium\n\n  * The --kiosk word.\n")
    assert "  Tue, 03 Feb 2026 00:00:00 +0000\n\nvendingdesk (1.0.0)" in text
    assert max(len(line) for line in text.splitlines() if not line.startswith(" --")) <= 80


def test_appstreams_releases_are_escaped():
    text = appstream_releases(releases(CHANGES))
    assert '<release version="1.1.0" date="2026-02-03">' in text
    assert "<li>A list &amp; its sum," in text
