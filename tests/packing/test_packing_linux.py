"""``pack.py`` on a made-up frozen program: what is in the packages, the same bytes twice, and what it refuses."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import debian
import pack
import pytest
from debian import NotPacked, architecture, installed_kibibytes
from packing.made_up import MOMENT, ROOT, made_up_program, work_of

from vendingdesk import __version__

needs_dpkg = pytest.mark.skipif(
    shutil.which("dpkg-deb") is None or shutil.which("objdump") is None, reason="dpkg-deb and objdump make the .deb"
)


def _members(package: Path) -> dict[str, tarfile.TarInfo]:
    """What the package installs, by place."""
    unpacked = subprocess.run(("dpkg-deb", "--fsys-tarfile", str(package)), capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(unpacked.stdout)) as tar:
        return {member.name.removeprefix("./"): member for member in tar}


def _field(package: Path, name: str) -> str:
    asked = subprocess.run(("dpkg-deb", "-f", str(package), name), capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def test_the_package_has_the_program_its_command_and_what_a_desktop_wants(packed):
    members = _members(packed["deb"])
    assert members["usr/bin/vendingdesk"].linkname == "/opt/vendingdesk/vendingdesk"
    assert members["opt/vendingdesk/_internal/libtrue.so.1"].linkname == "lib/libtrue.so.1"
    share = {
        "applications/vendingdesk.desktop",
        "metainfo/io.github.vendingdesk.VendingDesk.metainfo.xml",
        "icons/hicolor/scalable/apps/vendingdesk.svg",
        "icons/hicolor/256x256/apps/vendingdesk.png",
        "man/man1/vendingdesk.1.gz",
        "doc/vendingdesk/copyright",
        "doc/vendingdesk/changelog.gz",
        "doc/vendingdesk/docs/kiosk/vendingdesk-kiosk.service",
        "doc/vendingdesk/docs/kiosk.md",
    }
    assert "opt/vendingdesk/THIRD-PARTY.txt" in members
    assert {f"usr/share/{place}" for place in share} <= set(members)
    assert {name.partition("/")[0] for name in members} == {".", "opt", "usr"}  # no books, no policy, nothing in /etc


def test_everything_is_roots_has_the_commits_time_and_fixed_rights(packed):
    members = _members(packed["deb"])
    assert {(member.uname, member.gname, member.uid, member.gid) for member in members.values()} == {
        ("root", "root", 0, 0)
    }
    assert {member.mtime for member in members.values()} == {MOMENT}
    assert {member.mode for member in members.values() if member.isdir()} == {0o755}
    programs = {name for name, member in members.items() if member.isfile() and member.mode == 0o755}
    assert programs == {"opt/vendingdesk/vendingdesk"}
    assert {member.mode for member in members.values() if member.isfile()} == {0o755, 0o644}


def test_the_control_file_says_what_the_package_is(packed):
    package = packed["deb"]
    assert package.name == f"vendingdesk_{__version__}_{architecture()}.deb"
    assert _field(package, "Version") == __version__
    assert _field(package, "Architecture") == architecture()
    assert _field(package, "Depends").startswith("libc6 (>= 2.")
    assert int(_field(package, "Installed-Size")) > 300
    assert "never touched" in _field(package, "Description").replace("\n", " ")


def test_nothing_is_asked_for_that_a_machine_without_a_network_may_lack(packed):
    assert _field(packed["deb"], "Recommends") == ""  # apt would refuse the package where it can't fetch one
    assert "xkb-data" in _field(packed["deb"], "Suggests")


def test_what_a_page_says_of_another_is_in_the_package(packed, tmp_path):
    subprocess.run(("dpkg-deb", "-x", str(packed["deb"]), str(tmp_path)), check=True)
    pages = sorted((tmp_path / "usr/share/doc/vendingdesk").rglob("*.md"))
    named = [
        (page, link.partition("#")[0])
        for page in pages
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
        if not link.startswith(("#", "http"))
    ]
    assert len(named) > 20
    there = [(page, link) for page, link in named if os.path.lexists(page.parent / link)]
    assert named == there


def test_the_sums_inside_of_the_package_are_those_of_its_files(packed, tmp_path):
    subprocess.run(("dpkg-deb", "-R", str(packed["deb"]), str(tmp_path / "all")), check=True)
    lines = (tmp_path / "all" / "DEBIAN" / "md5sums").read_text(encoding="utf-8").splitlines()
    there = {line.split("  ", 1)[1]: line.split("  ", 1)[0] for line in lines}
    files = [path for path in (tmp_path / "all").rglob("*") if path.is_file() and not path.is_symlink()]
    ours = {path.relative_to(tmp_path / "all").as_posix(): path for path in files if "DEBIAN" not in path.parts}
    assert set(there) == set(ours)
    assert all(hashlib.md5(path.read_bytes()).hexdigest() == there[name] for name, path in ours.items())
    assert {path.name for path in (tmp_path / "all" / "DEBIAN").iterdir()} == {
        *("control", "md5sums", "preinst", "prerm"),
    }


def test_the_sums_beside_the_packages_are_those_of_the_packages(packed):
    if shutil.which("sha256sum") is None:
        pytest.skip("sha256sum is not installed here")
    check = ("sha256sum", "--check", packed["sums"].name)
    done = subprocess.run(check, cwd=packed["sums"].parent, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b": OK") == 2


def test_nothing_else_is_left_where_the_packages_are(packed):
    assert {path.name for path in packed["sums"].parent.iterdir()} == {path.name for path in packed.values()}


@needs_dpkg
def test_a_second_packing_gives_the_same_bytes(packed, tmp_path, monkeypatch):
    program = made_up_program(tmp_path / "another place")
    os.utime(program / "vendingdesk", (1, 1))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("DPKG_DEB_THREADS_MAX", "1")
    before = os.umask(0o077)
    try:
        again = pack.pack(work_of(program), tmp_path / "dist")
    finally:
        os.umask(before)
    for file in again:
        assert file.read_bytes() == (packed["sums"].parent / file.name).read_bytes(), file.name


def test_the_tarball_is_one_folder_with_all_that_it_needs(packed):
    assert packed["tar.gz"].read_bytes()[4:8] == bytes(4)  # gzip's time
    with tarfile.open(packed["tar.gz"]) as tar:
        members = {member.name: member for member in tar}
    top = f"vendingdesk-{__version__}"
    wanted = {"vendingdesk", "_internal/données/text.txt", "README", "LICENSE", "install-here.sh", "share/man"}
    assert {f"{top}/{place}" for place in wanted} <= set(members)
    assert all(name == top or name.startswith(f"{top}/") for name in members)
    assert {member.mtime for member in members.values()} == {MOMENT}
    assert {(member.uid, member.uname) for member in members.values()} == {(0, "root")}
    programs = {name for name, member in members.items() if member.isfile() and member.mode == 0o755}
    assert programs == {f"{top}/vendingdesk", f"{top}/install-here.sh"}


def test_the_tarballs_readme_has_three_lines(packed):
    with tarfile.open(packed["tar.gz"]) as tar:
        file = tar.extractfile(f"vendingdesk-{__version__}/README")
        assert file is not None
        text = file.read().decode()
    assert len(text.splitlines()) == 3
    assert text.startswith(f"Vending Desk {__version__}:")


def test_debians_changelog_is_in_the_package(packed, tmp_path):
    subprocess.run(("dpkg-deb", "-x", str(packed["deb"]), str(tmp_path)), check=True)
    told = gzip.decompress((tmp_path / "usr/share/doc/vendingdesk/changelog.gz").read_bytes()).decode()
    assert told.startswith(f"vendingdesk ({__version__}) ")


def test_the_size_is_counted_in_whole_kibibytes(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "b").write_bytes(bytes(1024))
    (tmp_path / "c").write_bytes(bytes(1025))
    (tmp_path / "d").symlink_to("c")
    assert installed_kibibytes(tmp_path.iterdir()) == 1 + 1 + 2 + 1


def test_each_machine_has_debians_name():
    assert architecture("x86_64") == "amd64"
    assert architecture("aarch64") == "arm64"
    with pytest.raises(NotPacked, match="this machine is riscv64"):
        architecture("riscv64")


# What is refused


def _says(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that ``pack.py`` ends with."""
    assert pack.main(words) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def test_no_frozen_program(tmp_path, capsys):
    said = _says(["--program", str(tmp_path / "none"), "--into", str(tmp_path / "dist")], capsys)
    assert "no frozen program" in said
    assert "make freeze" in said
    assert not (tmp_path / "dist").exists()


def test_a_frozen_program_that_does_not_say_whose_work_is_in_it(program, tmp_path, capsys):
    (program / "THIRD-PARTY.txt").unlink()
    said = _says(["--program", str(program), "--into", str(tmp_path / "dist")], capsys)
    assert "has no THIRD-PARTY.txt" in said


def test_a_frozen_program_of_another_version(tmp_path, capsys):
    program = made_up_program(tmp_path, "0.0.9")
    said = _says(["--program", str(program), "--into", str(tmp_path / "dist")], capsys)
    assert "says vendingdesk 0.0.9" in said
    assert f"pyproject.toml says {__version__}" in said


def test_a_frozen_program_that_does_not_run(tmp_path, capsys):
    program = made_up_program(tmp_path)
    (program / "vendingdesk").write_bytes(b"\x7fELF of another machine")
    assert "does not run here" in _says(["--program", str(program), "--into", str(tmp_path / "dist")], capsys)


def test_a_frozen_program_that_is_older_than_what_it_is_made_of(program, tmp_path):
    sources = tmp_path / "sources"
    (sources / "vendingdesk").mkdir(parents=True)
    (sources / "resources").mkdir()
    for name in ("pyproject.toml", "CHANGELOG.md", "requirements.lock"):
        shutil.copy(ROOT / name, sources / name)
        os.utime(sources / name, (MOMENT, MOMENT))
    changed = sources / "vendingdesk" / "changed.py"
    changed.write_text("", encoding="utf-8")
    os.utime(changed, (MOMENT, MOMENT))
    os.utime(program / "vendingdesk", (MOMENT, MOMENT))
    assert pack.look_at(program, sources).version == __version__
    os.utime(changed, (MOMENT + 1, MOMENT + 1))
    with pytest.raises(NotPacked, match=r"older than vendingdesk/changed\.py.*make freeze"):
        pack.look_at(program, sources)
    assert pack.look_at(program, sources, stale=True).program == program


def test_a_folder_that_can_not_be_written(program, tmp_path, capsys):
    (tmp_path / "dist").write_text("a file", encoding="utf-8")
    said = _says(["--stale", "--program", str(program), "--into", str(tmp_path / "dist" / "deep")], capsys)
    assert said.startswith("Not packed: ")
    assert "dist" in said


def test_without_dpkg_it_says_where_packages_are_made(program, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("objdump", "sh", "git"):
        found = shutil.which(name, path=os.defpath)
        if found is None:
            pytest.skip(f"{name} is not installed here")
        (tmp_path / name).symlink_to(found)
    said = _says(["--stale", "--program", str(program), "--into", str(tmp_path / "dist")], capsys)
    assert "dpkg-deb is missing" in said
    assert list((tmp_path / "dist").iterdir()) == []


@needs_dpkg
def test_a_packing_that_fails_leaves_the_packages_that_were_there(program, tmp_path, monkeypatch):
    dist = tmp_path / "dist"
    first = pack.pack(work_of(program), dist)
    before = {file: file.read_bytes() for file in first}
    (program / "_internal" / "more").write_text("more", encoding="utf-8")
    monkeypatch.setattr(debian, "COMPRESSION", ("-Znothing",))
    with pytest.raises(NotPacked, match=r"dpkg-deb could not make the package: .*nothing"):
        pack.pack(work_of(program), dist)
    assert {file: file.read_bytes() for file in dist.iterdir()} == before
